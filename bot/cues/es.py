"""Spanish."""

from bot.cues.kinds import Cues

ES = Cues(
    asking=(
        r"alguien (?:sabe|conoce|usa|ha|tiene|puede|podria)",
        r"^(?:como|donde) (?:puedo|se|hago|encuentro|esta|podemos)",
        r"no (?:se|entiendo) (?:como|por que|donde|que)",
        r"busc(?:o|amos|ando) (?:un |una |algun )?(?:ejemplo|plantilla|ayuda|consejo)",
        r"necesito (?:\w+ )?(?:ayuda|consejo)|(?:tengo|una) (?:una )?(?:pregunta|duda)",
    ),
    symptom=(
        r"(?:me|nos) (?:sale|da|aparece|devuelve) (?:\w+ ){0,3}?error",
        r"(?:tengo|tenemos) (?:un )?(?:problema|error)",
        r"no (?:me |nos )?(?:funciona|carga|arranca|abre|conecta)",
        r"no (?:consigo|logro|puedo) \w+r",
    ),
    of_others=(r"si|porque|por eso|entonces|tienes|debes|quizas|tal vez",),
    not_asking=(
        r"^(?:por que no|quieres que|que tal|quizas|has (?:probado|intentado)|como estas)",
        (
            r"(?:puede|podria|puedes|podrias|pueden) (?:\w+ )?(?:revisar|aprobar|mergear|desplegar"
            r"|enviar|mandar|llamar|firmar|asignar)\w*"
        ),
        r"^quien (?:viene|se apunta|quiere|va)",
    ),
    openings="hola",
    greetings="hola",
)
