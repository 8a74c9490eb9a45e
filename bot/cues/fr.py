"""French."""

from bot.cues.kinds import Cues

FR = Cues(
    asking=(
        r"quelqu'un (?:sait|connait|a|utilise|peut|aurait|pourrait)",
        r"^(?:comment|ou) (?:puis|peut|faire|trouver|est|fait|on|je)",
        r"(?:ne )?sais pas (?:comment|ou|pourquoi|si)",
        r"cherche (?:un |une |des )?(?:exemples?|modeles?|aide|conseils?|quelqu'un qui)",
        r"besoin (?:d'aide|de conseils?|d'un conseil)|(?:j'ai )?une question",
    ),
    symptom=(
        r"(?:j'ai|on a|j'obtiens|je recois) (?:\w+ ){0,3}?(?:erreur|probleme|souci)",
        r"(?:arrive|arrivons) pas a|(?:marche|fonctionne|demarre|s'ouvre|charge) (?:pas|plus)",
        r"(?:suis|reste) bloque",
    ),
    of_others=(r"si|parce|donc|vous|tu|il faut|peut-etre",),
    not_asking=(
        r"^(?:pourquoi (?:pas|ne pas)|(?:tu )?veux(?:-tu)? que|et si|as-tu essaye|ca va)",
        (
            r"(?:peut|pourrait|peux(?:-tu)?|pourrais(?:-tu)?|pouvez(?:-vous)?) (?:\w+ |m'"
            r"|l')?(?:relire|valider|approuver|merger|fusionner|deployer|envoyer|appeler|signer"
            r"|assigner)"
        ),
        r"^qui (?:vient|veut|est (?:partant|dispo|la))",
    ),
    openings="bonjour|salut",
    greetings="bonjour|salut",
)
