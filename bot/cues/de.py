"""German."""

from bot.cues.kinds import Cues

DE = Cues(
    asking=(
        (
            r"(?:weiss|kennt|hat|nutzt|benutzt|verwendet|kann) (?:hier |mir |uns |da )?(?:jemand"
            r"|wer)"
        ),
        r"^(?:wie|wo|warum|wieso|woher|an wen) (?:\w+ )?(?:ich|man|wir|finde|bekomme|ist|sind)",
        r"weiss (?:leider )?(?:nicht|jemand),? (?:wie|wo|warum|was|ob)",
        r"(?:hat|habt) (?:jemand|ihr)",
        (
            r"suche (?:\w+ ){0,2}?(?:beispiel\w*|vorlage\w*|hilfe|tipps?|anleitung\w*"
            r"|jemand\w*,? der)"
        ),
        r"brauche (?:\w+ )?(?:hilfe|rat|tipps?)|frage mich,? (?:wie|ob|warum)|eine frage",
    ),
    symptom=(
        (
            r"(?:bekomme|habe|kriege|erhalte|haben|bekommen) (?:\w+ ){0,4}?(?:fehler\w*"
            r"|problem\w*)"
        ),
        r"(?:funktioniert|geht|klappt|lauft|laeuft|startet) (?:\w+ ){0,2}?(?:nicht|nicht mehr)",
        r"(?:komme|kommen) (?:\w+ ){0,2}?nicht (?:weiter|rein|klar)",
        r"kann (?:\w+ ){0,3}?nicht \w+en",
    ),
    of_others=(
        r"wenn|falls|weil|deshalb|dann|du (?:musst|kannst|hast)|ihr|musst?|soll\w*",
        r"wahrscheinlich|vielleicht|arbeiten daran",
    ),
    not_asking=(
        r"^(?:warum nicht|soll ich|wie ware|vielleicht|hast du schon|wie geht)",
        (
            r"(?:kann|konnte|konntest|kannst|konnt ihr) .{0,80}(?:reviewen|prufen|freigeben|mergen"
            r"|deployen|schicken|senden|anrufen|zuweisen|unterschreiben|bestellen|buchen"
            r"|mitbringen|ubernehmen)\b"
        ),
        (
            r"^wer (?:kommt|ist dabei|geht|macht mit|hat lust|will|mochte|bringt|fahrt"
            r"|kann .{0,40}(?:reviewen|ubernehmen|freigeben))"
        ),
    ),
    openings="hallo",
    greetings="hallo|moin",
)
