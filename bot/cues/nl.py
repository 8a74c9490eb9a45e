"""Dutch."""

from bot.cues.kinds import Cues

NL = Cues(
    asking=(r"(?:weet|kent|heeft|gebruikt|kan) iemand",),
    not_asking=(r"^(?:waarom niet|zal ik|misschien|wat dacht je|heb je al|hoe gaat)",),
    openings="hoi",
    greetings="hoi",
)
