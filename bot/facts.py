"""What figures are made of: who asked, who answered, who said that it helped."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; ``asker`` is none when it was taken back (it still counts, its asker not).

    ``until`` is when watching it ended: the end of the window or, where it comes from a log, the
    last event of that log if that was before. What came later is in none of these: ``solved_at``
    is the asker's confirmation, ``is_judged`` any word of theirs on whether it helped,
    ``is_self_served`` that an earlier answer or example solved it, ``is_ended`` that they took it
    back or closed it.
    """

    key: str
    place: str
    asker: str | None
    at: datetime
    captured_by: str
    until: datetime
    solved_at: datetime | None
    is_judged: bool
    is_self_served: bool
    is_ended: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer by somebody else that stands: what its author took back was never given."""

    key: str
    question: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Helped:
    """A mark that stands, on an answer that stands, by somebody who did not write it."""

    answer: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Facts:
    """All questions asked in [start, end), with their answers, marks and verdicts before the end.

    People are counted, not accounts: each goes by the first of theirs.
    """

    start: datetime
    end: datetime
    asked: tuple[Asked, ...]
    answered: tuple[Answered, ...]
    helped: tuple[Helped, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """An example; ``author`` is none when it was taken back."""

    key: str
    author: str | None


@dataclass(frozen=True, slots=True)
class Learnt:
    """Something that was concluded, and whether anything is done about it."""

    key: str
    has_action: bool


@dataclass(frozen=True)
class Lessons:
    """All examples shared and all insights concluded in [start, end)."""

    start: datetime
    end: datetime
    shared: tuple[Shared, ...]
    learnt: tuple[Learnt, ...]
