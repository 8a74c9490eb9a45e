"""Has somebody asked or done this before? The pure part of finding: words in, order out.

Words are weighed by how rare they are among what is known (inverse document frequency, Spärck
Jones 1972); rapidfuzz forgives typing mistakes and word order on a capped text.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

CONFIDENT = 0.5
"""Above this something is shown unasked; chosen conservative, a wrong hint is noise."""

FINDABLE = 0.22
"""Above this something is shown to who searches for it."""

_LOOKED_AT = 2_000
_COMPARED = 200
_STEM = 6
_BODY_WEIGHT = 0.5
_WORD = re.compile(r"[^\W_]{2,}")
_STOP_EN = """
a an and any anybody anyone are as at be been before but by can could did do does done else ever
for from get got had has have he hello help here hi how if in into is it its know knows let like
may me might my need no not of on one or other our ours out people please she should so some
somebody someone team teams than thank thanks that the their them then there these they this
those to try up us use used using want was way we were what when where which who why will with
work would you your
"""
_STOP_PL = """
aby albo ale bo by był była było byli być chce ci co coś czy dla do gdy gdzie go i ich ile im
inne inni innych inny ja jak jaki jakie już je jego jej jest jeszcze kiedy kto ktoś która które
który mam mi mnie mogę może można my na nam nas nasz nie nim niż o od on ona oni po pod przez
przy robi robią robił robiła robiliście się są ta tak tam te tego temu ten to tu ty u w we wie
wiecie wy z za ze zespoły że
"""
_STOP = frozenset(f"{_STOP_EN} {_STOP_PL}".split())


def terms(text: str) -> tuple[str, ...]:
    """Return the words that carry the meaning, in one form whatever the case and ending."""
    plain = unicodedata.normalize("NFKC", text[:_LOOKED_AT]).casefold()
    return tuple(_stem(word) for word in _WORD.findall(plain) if word not in _STOP)


def _stem(word: str) -> str:
    # A common beginning stands in for the many endings of many languages.
    if len(word) > _STEM:
        return word[:_STEM]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@dataclass(frozen=True)
class Known:
    """Something to compare with: what it is called by, its title, and more words about it."""

    key: str
    title: str
    body: str = ""


@dataclass(frozen=True)
class Near:
    """How near something is, from 0 to 1."""

    key: str
    score: float


def nearest(
    text: str, known: Sequence[Known], least: float, most: int, fewest_shared: int = 1
) -> list[Near]:
    """Return what is nearest to a text, the nearest first: at least ``least`` near, and with so
    many of its words shared.
    """
    asked = set(terms(text))
    if not asked:
        return []
    titles = [set(terms(each.title)) for each in known]
    bodies = [set(terms(each.body)) for each in known]
    weigh = _weights(title | body for title, body in zip(titles, bodies, strict=True))
    found = [
        Near(each.key, _score(text, asked, each.title, title, body, weigh))
        for each, title, body in zip(known, titles, bodies, strict=True)
        if len(asked & (title | body)) >= fewest_shared
    ]
    near = [each for each in found if each.score >= least]
    return sorted(near, key=lambda each: (-each.score, each.key))[:most]


class _Weights(dict[str, float]):
    """The weight of each word; of a word that nobody used before, the highest there is."""

    def __init__(self, counts: Mapping[str, int], total: int) -> None:
        super().__init__({term: math.log(1 + total / n) for term, n in counts.items()})
        self._unseen = math.log(1 + total)

    def __missing__(self, term: str) -> float:
        return self._unseen


def _weights(documents: Iterable[set[str]]) -> _Weights:
    listed = list(documents)
    return _Weights(Counter(term for each in listed for term in each), max(len(listed), 1))


def _score(
    text: str, asked: set[str], title_text: str, title: set[str], body: set[str], weigh: _Weights
) -> float:
    whole = sum(weigh[term] for term in asked)
    shared = sum(
        weigh[term] * (1 if term in title else _BODY_WEIGHT) for term in asked & (title | body)
    )
    back = sum(weigh[term] for term in asked & title) / max(
        sum(weigh[term] for term in title), 1e-9
    )
    alike = fuzz.token_set_ratio(text[:_COMPARED].casefold(), title_text[:_COMPARED].casefold())
    return 0.6 * shared / whole + 0.25 * back + 0.15 * alike / 100
