"""Italian."""

from bot.cues.kinds import Cues

IT = Cues(
    asking=(r"qualcuno (?:sa|conosce|usa|ha|puo|potrebbe)",),
    not_asking=(r"^(?:perche non|vuoi che|forse|che ne dici|hai provato|come (?:stai|va))",),
    openings="ciao",
    greetings="ciao|salve",
)
