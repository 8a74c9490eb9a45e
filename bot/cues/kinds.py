"""What the cues of a language are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cues:
    """Patterns for words in lower case without accents; ^ is where a sentence begins in earnest."""

    asking: tuple[str, ...] = ()
    """What asks, question mark or not."""

    trouble: tuple[str, ...] = ()
    """Trouble of one's own that is still open: who can help need not be asked to."""

    symptom: tuple[str, ...] = ()
    """Something fails, of which one may tell without wanting help: less is needed to doubt it."""

    goals: tuple[str, ...] = ()
    """What somebody wants to reach: after a greeting to all it is told in order to be helped."""

    open_no_more: tuple[str, ...] = ()
    """Trouble that is past, or none."""

    of_others: tuple[str, ...] = ()
    """What a sentence holds that explains, advises or guesses."""

    not_asking: tuple[str, ...] = ()
    """Questions to which nobody owes an answer in words."""

    settled: tuple[str, ...] = ()
    """The author has the answer already."""

    advertising: tuple[str, ...] = ()
    """Somebody is looked for, or work: no words are wanted in the channel."""

    announcing: tuple[str, ...] = ()
    """News for all: a question above them is a headline."""

    seeking: tuple[str, ...] = ()
    """What asks for the example of somebody who has done it before."""

    openings: str = ""
    """What comes before a sentence begins in earnest."""

    greetings: str = ""
    """Who greets those who read begins anew, and is not in the middle of a conversation."""

    replies: str = ""
    """How an answer begins: the trouble that it tells of is part of a conversation."""
