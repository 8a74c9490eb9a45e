"""Portuguese."""

from bot.cues.kinds import Cues

PT = Cues(
    asking=(r"alguem (?:sabe|conhece|usa|ja|tem|pode)",),
    not_asking=(r"^(?:por que nao|quer que|talvez|que tal|ja tentou|tudo bem|como (?:vai|esta))",),
    openings="ola",
    greetings="ola",
)
