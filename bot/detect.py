"""Does a message in a channel ask its readers for an answer in words?

No model and no dependency: a few rules over its sentences, each with its reason.
A question mark asks in any language; the cues of a language find more questions, and tell
suggestions, offers and rhetoric apart. What "asks" means and how well this does:
tests/detector/measure.py.
"""

import re
from collections.abc import Mapping

LOOKED_AT = 600
"""Characters read at either end, code blocks aside: nobody hides a question in the middle."""

FEWEST_WORDS = 3
"""Shorter questions hang on the message before them ("really?", "which one?")."""

FEWEST_SIGNS = 4
"""The same for scripts that write no spaces between words."""

ASKING = {
    "en": (
        # Whoever reads is invited to answer.
        r"^any ?(?:one|body) (?!who|can|could|should|will)",
        r"(?:does|do|has|have|had|is|are|did|can|could|would|will) any ?(?:one|body)",
        r"(?:does|can|could|has|would) some ?(?:one|body) ",
        r"^any (?:ideas?|suggestions?|advice|pointers?|tips|hints?|thoughts|help|feedback)",
        r"^any (?:examples?|recommendations?|opinions?|experiences?)",
        r"looking for (?:\w+ )?(?:recommendations?|advice|suggestions?|examples?|help|feedback)",
        r"(?:can|could|would) you (?:please )?(?:tell|explain|help|clarify|describe|recommend)",
        r"please (?:tell|explain|help|advise)",
        r"(?:have|got) a (?:\w+ )?question|^(?:\w+ )?question:",
        # Not knowing, said in order to be told.
        r"(?:wondering|curious) (?:if|how|wh\w+)",
        r"(?:can't|cannot|can't seem to|trying to) (?:figure|work|find) out (?:if|how|wh\w+)",
        r"(?:want|wanted|like) to (?:know|understand) (?:if|how|wh\w+)",
        # The word order of a question whose mark was forgotten.
        r"^(?:how|what|where|why) (?:do|does|did|can|could|would|should|is|are|am) ",
        r"^(?:am|do|does|did|can|could|should|would|will|are|is|have) (?:i|we|you|one|it) ",
        r"^(?:is|are) there (?:an?|any|some|another)",
    ),
    "de": (r"(?:weiß|weiss|kennt|hat|nutzt|benutzt|verwendet|kann) (?:hier )?(?:jemand|wer)",),
    "es": (r"alguien (?:sabe|conoce|usa|ha|tiene|puede|podría)",),
    "fr": (r"quelqu'un (?:sait|connaît|connait|a|utilise|peut|aurait|pourrait)",),
    "it": (r"qualcuno (?:sa|conosce|usa|ha|può|potrebbe)",),
    "nl": (r"(?:weet|kent|heeft|gebruikt|kan) iemand",),
    "pt": (r"alguém (?:sabe|conhece|usa|já|tem|pode)",),
}
"""By language: what asks, question mark or not."""

NOT_ASKING = {
    "en": (
        # Suggestions and answers in the form of a question.
        r"(?:have|did) you (?:\w+ )?(?:tried|try|look\w*|check\w*|consider\w*|thought|seen|read)",
        r"why not|why don't (?:you|we)|can't you|couldn't you|(?:can|could) you (?:not )?just",
        r"^(?:how about|what about \w+ing)|(?:^|, |but |or )(?:maybe|perhaps)|you might",
        r"^(?:would|could|might) (?:it|that) (?:be|work)",
        # Offers, and requests to act.
        r"want me to|would you like me to|shall i|should i (?:send|show|post|open|file)",
        r"(?:can|could|would) you (?:please )?(?:send|email|push|open|file|add|fix|merge|move)",
        r"(?:can|could|would) you (?:please )?(?:remove|delete|update|restart|try|review)",
        r"(?:do|would) you mind",
        # Rhetoric and greetings.
        r"^who (?:knows|cares)|why would any\w*|what could (?:possibly )?go wrong",
        r"what's the point$|^how \w+ is (?:that|this|it)$",
        r"how are (?:you|things)(?: \w+)?$|how's it going$|^what's (?:up|new)",
    ),
    "de": (r"^(?:warum nicht|soll ich|wie wäre|vielleicht|hast du schon|wie geht)",),
    "es": (r"^(?:por qué no|quieres que|qué tal|quizás|has (?:probado|intentado)|cómo estás)",),
    "fr": (r"^(?:pourquoi (?:pas|ne pas)|(?:tu )?veux(?:-tu)? que|et si|as-tu essayé|ça va)",),
    "it": (r"^(?:perché non|vuoi che|forse|che ne dici|hai provato|come (?:stai|va))",),
    "nl": (r"^(?:waarom niet|zal ik|misschien|wat dacht je|heb je al|hoe gaat)",),
    "pt": (r"^(?:por que não|quer que|talvez|que tal|já tentou|tudo bem|como (?:vai|está))",),
}
"""By language: questions to which nobody owes an answer in words."""

SETTLED = {"en": (r"never ?mind|(?:solved|fixed|found) it|figured it out",)}
"""By language: the author has the answer already."""

OPENINGS = (
    "and|but|so|or|oh|ah|ok|oke|okay|hm+|hi|hey|hello|also|well|then|btw|thanks|yes|no|guys|all"
    "|folks|everyone|everybody|there|just|hallo|hola|bonjour|salut|ciao|hoi|olá"
)
"""What comes before a sentence begins in earnest."""

_DONE = (
    "done|built|made|run|tried|used|set up|moved|migrated|switched|introduced|rolled out"
    "|organi[sz]ed|worked|led|written|implemented|automated|dealt|gone|had (?:experience|success)"
)
_DONE_PL = "robi|wdraża|wdraza|mia|używa|uzywa|organizowa|przenosi|próbowa|probowa"

SEEKING = {
    "en": (
        rf"^(?:who|which teams?) (?:\w+ )?ha(?:s|ve) (?:\w+ ){{0,2}}?(?:{_DONE})\b",
        rf"^ha(?:s|ve) any ?(?:one|body|team|of you) (?:\w+ ){{0,2}}?(?:{_DONE})\b",
        r"^(?:who|did any ?(?:one|body)) (?:\w+ )?(?:did|do|built|ran|\w+ed) .*\bbefore\b",
        r"^(?:any|some) (?:examples?|experiences?) (?:of|with)\b|examples? of other",
    ),
    "pl": (
        rf"^(?:kto|czy ktoś|czy ktos) (?:(?:tu|już|juz|kiedyś) )*(?:{_DONE_PL})(?:ł|ła|l|la)\b",
        r"^(?:jakieś |jakies )?(?:przykłady|przyklady|doświadczenia|doswiadczenia) ",
    ),
}
"""By language: what asks for the example of somebody who has done it before."""

ENDING = " ?!.,:;)*_~"
"""What may follow the last word of a sentence, its mark among it."""


def _any_of(by_language: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{cue})\b" for cues in by_language.values() for cue in cues))


_ASKING = _any_of(ASKING)
_NOT_ASKING = _any_of(NOT_ASKING)
_SETTLED = _any_of(SETTLED)
_SEEKING = re.compile("|".join(cue for cues in SEEKING.values() for cue in cues))
_OPENING = re.compile(rf"(?:(?:{OPENINGS})\b(?!')|\d+[.)]|[\s,.:;–—¿*_-])*")
_NOT_PROSE = (
    (re.compile(r"^[ \t]*>.*", re.MULTILINE), " "),
    (re.compile(r"`[^`\n]+`|[a-z][a-z0-9+.-]{1,15}://\S+"), " something "),
    (re.compile(r'"[^"\n]*\?"'), " something "),
    (re.compile(r":[a-z0-9_+-]{2,40}:|\([^()\n]{0,40}\?\)|@\S+"), " "),
)
"""Lines quoted; code and links; quoted questions; emoji, "(sure?)" and mentions."""
_GREEK_MARK = re.compile(r"(?<=[α-ωά-ώ]);(?=\s|$)")
_BREAK = re.compile(r"(?<=[.!?])\s+|\n")
_WORD = re.compile(r"[^\W_][\w'/-]*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def asks(text: str) -> bool:
    """Return whether the author expects an answer in words from somebody who reads this."""
    prose = _prose(text)
    return not _SETTLED.search(prose) and any(map(_sentence_asks, _BREAK.split(prose)))


def seeks_example(text: str) -> bool:
    """Return whether the author looks for somebody who has done it before."""
    sentences = (each.strip() for each in _BREAK.split(_prose(text)))
    return any(_SEEKING.search(_OPENING.sub("", each, count=1)) for each in sentences)


def _prose(text: str) -> str:
    """Return what the author says in words of their own, in lower case."""
    pieces = text.split("```")
    never_closed = pieces[-1:] if len(pieces) % 2 == 0 else []
    prose = " something ".join(pieces[::2] + never_closed)
    if len(prose) > 2 * LOOKED_AT:
        prose = prose[:LOOKED_AT] + "\n" + prose[-LOOKED_AT:]
    prose = prose.lower().replace("’", "'").replace("“", '"').replace("”", '"')
    for pattern, instead in _NOT_PROSE:
        prose = pattern.sub(instead, prose)
    prose = prose.replace("？", "? ").replace("。", ". ").replace("؟", "?").replace("\u037e", "?")
    return _GREEK_MARK.sub("?", prose)


def _sentence_asks(sentence: str) -> bool:
    words = _OPENING.sub("", sentence, count=1).rstrip(ENDING)
    if _NOT_ASKING.search(words):
        return False
    is_marked = "?" in sentence[len(sentence.rstrip(ENDING)) :]
    return bool(_ASKING.search(words)) or (is_marked and not _is_short(words))


def _is_short(words: str) -> bool:
    return len(_WORD.findall(words)) < FEWEST_WORDS and len(_UNSPACED.findall(words)) < FEWEST_SIGNS
