"""Has somebody asked or done this before? The pure part of finding: words in, order out.

Words are weighed by how rare they are among what is known (inverse document frequency, Spärck
Jones 1972); rapidfuzz forgives typing mistakes and word order on a capped text. Titles are taken
apart into words, bodies are only looked at for the words that were asked for. What is compared is
what the index of words proposes (``store/search.py``), hundreds of things, not all.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from rapidfuzz import fuzz

CONFIDENT = 0.5
"""Above this something is shown unasked; chosen conservative, a wrong hint is noise."""

FINDABLE = 0.22
"""Above this something is shown to who searches for it."""

_LOOKED_AT = 2_000
_TITLE = 300
_BODY = 1_000
_MOST_TERMS = 60
_COMPARED = 200
_STEM = 6
_BODY_WEIGHT = 0.5
_ALIKE_WEIGHT = 0.15
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
    return tuple(filter(None, map(_term, _WORD.findall(_plain(text, _LOOKED_AT)))))


def asked_terms(text: str) -> frozenset[str]:
    """Return the words of a text by which something is looked for."""
    return frozenset(terms(text)[:_MOST_TERMS])


def title_terms(title: str) -> frozenset[str]:
    """Return the words by which something is called, as far as they are compared."""
    return frozenset(terms(title[:_TITLE]))


def body_terms(body: str) -> frozenset[str]:
    """Return the words of the rest, as far as they are compared."""
    return frozenset(terms(body[:_BODY]))


def _plain(text: str, longest: int) -> str:
    text = text[:longest]
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=20_000)
def _term(word: str) -> str:
    """Return a word as it is compared; nothing for one that says nothing."""
    if word in _STOP:
        return ""
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


@dataclass(frozen=True)
class Rarity:
    """How many of so many texts hold each word; one that is not named is in none but this."""

    texts: int
    counts: Mapping[str, int]

    def weight(self, term: str) -> float:
        """Return what a word weighs: the rarer it is, the more."""
        return math.log(1 + self.texts / max(self.counts.get(term, 1), 1))


def nearest(
    text: str,
    known: Sequence[Known],
    least: float,
    most: int,
    fewest_shared: int = 1,
    rarity: Rarity | None = None,
) -> list[Near]:
    """Return what is nearest to a text, the nearest first: at least ``least`` near, and with so
    many of its words shared.

    How rare words are is told, or else counted among what is known.
    """
    asked = asked_terms(text)
    if not asked:
        return []
    titles = [title_terms(each.title) for each in known]
    shared = _shared(asked, titles, known)
    weight = (rarity or _counted(titles, shared, asked)).weight
    weigh = {term: weight(term) for term in asked.union(*titles)}
    whole = sum(weigh[term] for term in asked)
    found = []
    for each, title, both in zip(known, titles, shared, strict=True):
        score = _score(title, both, weigh, whole)
        if len(both) >= fewest_shared and score + _ALIKE_WEIGHT >= least:
            found.append(Near(each.key, score + _ALIKE_WEIGHT * _alike(text, each.title)))
    near = [each for each in found if each.score >= least]
    return sorted(near, key=lambda each: (-each.score, each.key))[:most]


def _shared(
    asked: frozenset[str], titles: Sequence[frozenset[str]], known: Sequence[Known]
) -> list[frozenset[str]]:
    """Return which of the words asked for each known thing has, in its title or its body."""
    found = []
    for title, each in zip(titles, known, strict=True):
        body = _plain(each.body, _BODY)
        others = [term for term in asked - title if term in body and _has(body, term)]
        found.append((asked & title).union(others))
    return found


def _has(body: str, term: str) -> bool:
    """Tell whether a word of this term is in a text, without taking all its words apart."""
    start = body.find(term)
    while start >= 0:
        word = None if body[max(start - 1, 0) : start].isalnum() else _WORD.match(body, start)
        if word and _term(word[0]) == term:
            return True
        start = body.find(term, start + 1)
    return False


def _counted(
    titles: Sequence[frozenset[str]], shared: Sequence[frozenset[str]], asked: frozenset[str]
) -> Rarity:
    """Return how rare each word is among what is known."""
    counts = Counter(chain.from_iterable(titles))
    in_any = Counter(chain.from_iterable(shared))
    counts.update({term: in_any[term] - counts[term] for term in asked})
    return Rarity(len(titles), counts)


def _score(
    title: frozenset[str], shared: frozenset[str], weigh: Mapping[str, float], whole: float
) -> float:
    """Return how near something is by its words: those asked for, and those of its title."""
    if not shared:
        return 0.0
    in_title = sum([weigh[term] for term in shared & title])
    in_body = sum([weigh[term] for term in shared - title])
    of_title = sum([weigh[term] for term in title])
    back = in_title / of_title if title else 0.0
    return 0.6 * (in_title + _BODY_WEIGHT * in_body) / whole + 0.25 * back


def _alike(text: str, title: str) -> float:
    """Return how much two texts look alike, typing mistakes and the order of words forgiven."""
    capped = text[:_COMPARED].casefold(), title[:_COMPARED].casefold()
    return fuzz.token_set_ratio(*capped) / 100
