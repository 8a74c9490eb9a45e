"""What we do to every text before we keep it, whichever platform it came from."""

import re
import unicodedata

LONGEST = 40_000
"""Characters of a text that we take; what Slack itself takes at most."""

_MOST_TAGS = 5
_LONGEST_TAG = 40
_COMMAS = re.compile(r"[,;#\n]")
_BETWEEN = re.compile(r"[\s!-,./:-@\[-^`{-~«»\u2000-\u206f]+")
"""Spaces and punctuation, as which a hashtag would end."""

_SPACES = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_WIDTHLESS = re.compile(r"[\u200b\u2060\ufeff\u00ad]")
_QUOTES = "\"'`“”„‟‘’‚‛«»‹›"
_ONE_AFTER_ANOTHER = re.compile(rf"[{_QUOTES}](?:\s*[,;]\s*|\s(?:.*\s)?)[{_QUOTES}]")

_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")


def clean(text: str) -> str:
    """Return the text without what no database or terminal should meet.

    Line ends become ``\\n``; control characters and lone surrogates become a space
    (PostgreSQL takes no NUL, SQLite no lone surrogate, a terminal obeys an escape).
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNWANTED.sub(" ", text).strip()


def hashtags(said: str) -> str:
    """Return topics that somebody wrote with commas between as one line of hashtags, a few only."""
    tags: dict[str, str] = {}
    for topic in _COMMAS.split(said):
        tag = _BETWEEN.sub("-", topic).strip("-_")[:_LONGEST_TAG].rstrip("-_")
        if any(map(str.isalnum, tag)):
            tags.setdefault(tag.casefold(), f"#{tag}")
    return " ".join(list(tags.values())[:_MOST_TAGS])


def shortened(text: str, longest: int) -> str:
    """Return at most ``longest`` characters, ending in … where something was left out."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def spaced(text: str) -> str:
    """Return the text with plain spaces for all kinds of them, and none that has no width."""
    return _WIDTHLESS.sub("", _SPACES.sub(" ", text))


def unaccented(text: str) -> str:
    """Return words in small letters without accents: "Środa" is "sroda"."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(each for each in bare if not unicodedata.combining(each))


def unquoted(text: str) -> str:
    """Return what stands between quotation marks of any kind, where all of it does."""
    bare = text.strip()
    while len(bare) > 1 and bare[0] in _QUOTES and bare[-1] in _QUOTES:
        if _ONE_AFTER_ANOTHER.search(bare[1:-1]):
            return bare
        bare = bare[1:-1].strip()
    return bare
