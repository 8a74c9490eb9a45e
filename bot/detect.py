"""Does a message in a channel ask its readers for words of help or knowledge?

No model and no dependency: a few rules over its sentences, each with its reason, and the cues of
bot/cues/. A question mark asks in any language; the cues of a language find more: questions
without a mark, and trouble told to whoever can help. They tell offers, suggestions, rhetoric,
and wishes for a deed apart. What "asks" means and how well this does:
tests/detector/measure.py.
"""

import re
import unicodedata
from collections.abc import Iterable

from bot.cues import LANGUAGES

VERSION = 2
"""Changes whenever a message may be judged anew: figures of two versions are not compared."""

LOOKED_AT = 600
"""Characters read at either end, code blocks aside: nobody hides a question in the middle."""

FEWEST_WORDS = 3
"""Shorter questions hang on the message before them ("really?", "which one?")."""

FEWEST_SIGNS = 4
"""The same for scripts that write no spaces between words."""

FEWEST_WORDS_OF_TROUBLE = 4
"""Less does not say what the trouble is ("still doesn't work")."""

ENDING = " ?!.,:;)*_~"
"""What may follow the last word of a sentence, its mark among it."""


def _any_of(by_language: Iterable[tuple[str, ...]]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{cue})\b" for cues in by_language for cue in cues))


def _one_of(by_language: Iterable[str]) -> str:
    return "(?:" + "|".join(filter(None, by_language)) + ")"


_ASKING = _any_of(each.asking for each in LANGUAGES)
_TROUBLE = _any_of(each.trouble for each in LANGUAGES)
_SYMPTOM = _any_of(each.symptom for each in LANGUAGES)
_GOALS = _any_of(each.goals for each in LANGUAGES)
_OPEN_NO_MORE = _any_of(each.open_no_more for each in LANGUAGES)
_OF_OTHERS = _any_of(each.of_others for each in LANGUAGES)
_NOT_ASKING = _any_of(each.not_asking for each in LANGUAGES)
_SETTLED = _any_of(each.settled for each in LANGUAGES)
_ADVERTISING = _any_of(each.advertising for each in LANGUAGES)
_ANNOUNCING = _any_of(each.announcing for each in LANGUAGES)
_SEEKING = re.compile("|".join(cue for each in LANGUAGES for cue in each.seeking))
_GREETING = re.compile(rf"\s*{_one_of(each.greetings for each in LANGUAGES)}\b")
_REPLY = re.compile(rf"\s*{_one_of(each.replies for each in LANGUAGES)}(?!\w)")
_OPENING = re.compile(
    rf"(?:{_one_of(each.openings for each in LANGUAGES)}\b(?!')|\d+[.)]|[\s,.:;!–—¿*_-])*"
)
_ERROR = re.compile(
    r"(?:error|exception|warning)(?![\w-])|could not |cannot |not found|denied|fail"
)
_CODE = re.compile(r"`([^`\n]+\n? ?)`")
_NOT_PROSE = (
    (re.compile(r"^[ \t]*>.*", re.MULTILINE), " "),
    (re.compile(r"\n[ \t]*(?:caused by: )?[\w.$]*(?:error|exception)\b.*"), " some error "),
    (re.compile(r"[a-z][a-z0-9+.-]{1,15}://\S+"), " something "),
    (re.compile(r'"[^"\n]*\?"'), " something "),
    (re.compile(r":[a-z0-9_+-]{2,40}:|\([^()\n]{0,40}\?\)|@\S+"), " "),
    (re.compile(r"[^\S\n]+"), " "),
)
"""Lines quoted; links; quoted questions; emoji, "(sure?)" and mentions."""
_GREEK_MARK = re.compile(r"(?<=[α-ω]);(?=\s|$)")
_BREAK = re.compile(r"(?<=[.!?])\s+|\n")
_WORD = re.compile(r"[^\W_][\w'/-]*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_WITHOUT_ACCENT = str.maketrans({"ł": "l", "ß": "ss", "ø": "o"})
_POLL = re.compile(r"👍.{0,60}👎|:(?:\+1|thumbsup):.{0,60}:(?:-1|thumbsdown):", re.DOTALL)
_TO_ONE = re.compile(r"\s*@(?!here|channel|everyone|all\b|team)\S")


def asks(text: str) -> bool:
    """Return whether the author wants words of help or knowledge from whoever reads this."""
    prose = _prose(text)
    if _SETTLED.search(prose) or _POLL.search(text[: 2 * LOOKED_AT]):
        return False
    sentences = _below_the_headline(_BREAK.split(prose))
    return any(map(_sentence_asks, sentences)) or _tells_trouble(sentences, prose, text)


def seeks_example(text: str) -> bool:
    """Return whether the author looks for somebody who has done it before."""
    sentences = (each.strip() for each in _BREAK.split(_prose(text)))
    return any(_SEEKING.search(_OPENING.sub("", each, count=1)) for each in sentences)


def _prose(text: str) -> str:
    """Return what the author says in words of their own, in lower case and without accents."""
    pieces = text.lower().split("```")
    if len(pieces) % 2 == 0:
        pieces[-2:] = ["\n".join(pieces[-2:])]  # never closed: whatever follows is prose
    pieces[1::2] = map(_instead_of, pieces[1::2])
    prose = "".join(pieces)
    if len(prose) > 2 * LOOKED_AT:
        prose = prose[:LOOKED_AT] + "\n" + prose[-LOOKED_AT:]
    prose = prose.replace("’", "'").replace("“", '"').replace("”", '"')
    prose = _CODE.sub(lambda found: _instead_of(found[1]), prose)
    for pattern, instead in _NOT_PROSE:
        prose = pattern.sub(instead, prose)
    prose = prose.replace("？", "? ").replace("。", ". ").replace("؟", "?").replace("\u037e", "?")
    return _GREEK_MARK.sub("?", _without_accents(prose))


def _instead_of(code: str) -> str:
    return " some error " if _ERROR.search(code[:LOOKED_AT]) else " something "


def _without_accents(prose: str) -> str:
    """Return it as those write who leave accents out; cues need to know one spelling."""
    apart = unicodedata.normalize("NFD", prose).translate(_WITHOUT_ACCENT)
    return "".join(each for each in apart if not unicodedata.combining(each))


def _below_the_headline(sentences: list[str]) -> list[str]:
    """Leave out what only calls for attention to the news, or the advertisement, that follows."""
    bare = [_bare(each) for each in sentences]
    if any(map(_ADVERTISING.search, bare)):
        return []
    news = [
        n for n, each in enumerate(bare) if _ANNOUNCING.search(each) and not _marked(sentences[n])
    ]
    return sentences[news[-1] + 1 :] if news else sentences


def _sentence_asks(sentence: str) -> bool:
    words = _bare(sentence)
    if _NOT_ASKING.search(words):
        return False
    return bool(_ASKING.search(words)) or (_marked(sentence) and not _is_short(words))


def _tells_trouble(sentences: list[str], prose: str, text: str) -> bool:
    """Tell whether something of the author's own fails and nobody is known who has the answer."""
    if _OPEN_NO_MORE.search(prose) or _REPLY.match(prose):
        return False
    told = [
        each
        for each in map(_bare, sentences)
        if len(_WORD.findall(each)) >= FEWEST_WORDS_OF_TROUBLE
    ]
    if any(map(_TROUBLE.search, told)):
        return True
    if _GREETING.match(prose) and any(
        _GOALS.search(each) and not _NOT_ASKING.search(each) for each in told
    ):
        return True
    if _TO_ONE.match(text):
        return False
    return any(_SYMPTOM.search(each) and not _OF_OTHERS.search(each) for each in told)


def _bare(sentence: str) -> str:
    return _OPENING.sub("", sentence, count=1).rstrip(ENDING)


def _marked(sentence: str) -> bool:
    return "?" in sentence[len(sentence.rstrip(ENDING)) :]


def _is_short(words: str) -> bool:
    return len(_WORD.findall(words)) < FEWEST_WORDS and len(_UNSPACED.findall(words)) < FEWEST_SIGNS
