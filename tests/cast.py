"""Who and where in the tests: the same few people everywhere."""

from datetime import UTC, datetime, timedelta

from bot.intents import SeenPerson, SeenPlace

TEAM = "slack:T1"
AMINA = SeenPerson(f"{TEAM}/UAMINA", "Amina")
BRUNO = SeenPerson(f"{TEAM}/UBRUNO", "Bruno")
CHEN = SeenPerson(f"{TEAM}/UCHEN", "Chen")
DORA = SeenPerson(f"{TEAM}/UDORA", "Dora")  # an admin
EMEKA = SeenPerson(f"{TEAM}/UEMEKA", "Emeka")
FARAH = SeenPerson(f"{TEAM}/UFARAH", "Farah")
PEOPLE = (AMINA, BRUNO, CHEN, DORA, EMEKA, FARAH)

PILOT = SeenPlace(f"{TEAM}/CPILOT", "onboarding")
LISTENING = SeenPlace(f"{TEAM}/CLISTEN", "projects")
OFF = SeenPlace(f"{TEAM}/COFF", "canteen")

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class FrozenClock:
    """A clock that stands until it is pushed."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def push(self, **by: float) -> None:
        """Move on by so many days, hours, minutes or seconds."""
        self.now += timedelta(**by)
