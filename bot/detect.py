"""Does a message in a channel ask colleagues something?

No model and no dependency: a few rules over its sentences, each with its reason.
A question mark asks in any language; the cue words of a language find more. How well it
does, and what "asks" means: tests/detector/measure.py.
"""

import re
from collections.abc import Iterator, Mapping

LOOKED_AT = 600
"""Characters read at either end, code blocks aside: nobody hides a question in the middle."""

FEWEST_WORDS = 5
"""Shorter questions lean on the message before them ("really?", "which version?")."""

NAMED = 10
"""After so many words of its own a message has said what its "it" is."""

FEWEST_SIGNS = 6
"""The same for scripts that write no spaces between words."""

_WH = "(?:if|whether|how|what|why|which|who|where|when)"
_AUXILIARY = (
    "(?:(?:is|are|was|were|do|does|did|has|have|had|could|should|would)(?:n't)?|can|can't|will"
    "|won't|am)"
)
_SUBJECT = "(?:i|you|we|they|it|he|she|this|that|these|those|there|the|an?|any|my|some\\w*)"

INVITES = {
    "en": (
        r"(?:does|do|has|have|is|are|did|can|could|would|will) any ?(?:one|body)\b",
        r"(?:can|could|does|has|would) some ?(?:one|body)\b",
        r"any ?(?:one|body) (?:here |else |out there )?(?:know|ha[sd]|have|us|tried|got|seen)",
        r"any ?(?:one|body) (?:familiar|able|with|recommend|willing)",
        r"some ?(?:one|body) (?:here |out there )?(?:know|has|used|tried|able|can help|willing)",
        (
            r"any (?:ideas?|suggestions?|advice|pointers?|tips|recommendations?|hints?|clues?"
            r"|thoughts|help|feedback|examples|news)(?: (?:of|on|for|about|with|how|what|why|where"
            r"|would|is|to|as|which|when|if)\b|$)"
        ),
        r"(?:can|could|would) (?:you|some ?one) (?:please )?(?:explain|help|point me|tell me)\b",
        (
            r"(?<!you are )(?<!you're )(?:wondering|curious|puzzl(?:ed|ing) (?:over|about|by)) "
            f"(?:is |about |as to )?{_WH}"
        ),
        r"i'm (?:also )?curious (?:about|as to)",
        r"haven't (?:worked|figured) out (?:yet )?(?:is )?" + _WH,
        r"what (?:am i|do i do|did i do|i'm|i am) (?:missing|doing wrong|wrong)",
        r"what(?:'s| is| are) the (?:best|right|proper|recommended|idiomatic)",
        r"^(?:what's|whats) (?:going on|wrong|happening)\b",
        r"(?<!you are )looking for (?:recommendations?|advice|suggestions?|examples?|help)",
        r"(?:random|quick|newbie|noob|beginner|general) question\b",
    ),
    "de": (r"(?:weiß|weiss|kennt|hat|nutzt|benutzt|verwendet|kann) (?:hier )?(?:jemand|wer)\b",),
    "es": (r"alguien (?:sabe|conoce|usa|ha|tiene|puede|podría)\b",),
    "fr": (r"quelqu'un (?:sait|connaît|connait|a|utilise|peut|aurait|pourrait)\b",),
    "it": (r"qualcuno (?:sa|conosce|usa|ha|può|potrebbe)\b",),
    "nl": (r"(?:weet|kent|heeft|gebruikt|kan) iemand\b",),
    "pt": (r"alguém (?:sabe|conhece|usa|já|tem|pode)\b",),
}
"""By language: turns of phrase that ask whoever reads, question mark or not."""

UNMARKED = {
    "en": (
        r"^(?:how|what|where|why) (?:do|does|did|can|could|would|should|is|are) ",
        r"^what's the (?:best|right|proper|difference)",
        r"^(?:can|could|should|do|would) (?:i|we|one) ",
        r"^(?:is|are) there (?:a|an|any|some|anything) ",
    ),
}
"""By language: how a sentence begins that asks even where the question mark was forgotten."""

STATEMENTS = {
    "en": (
        (
            rf"^(?!(?:what's|how's|where's|who's|{_WH})\b|{_AUXILIARY}\b|any)"
            rf"(?!.*(?:[,:;(…–—-] ?|\b(?:so|and|but|then|or|also|now|question|to) )"
            rf"(?:{_WH}\b|{_AUXILIARY} {_SUBJECT}\b|any))"
            r"(?=.*\b(?:the|you|it|it's|that|and|for|are|with|this|have|not|to|from|your|i|my|an?|by|on"
            r"|or|more|via)\b)"
        ),
    ),
}
"""By language: a sentence in the order of a statement, whose mark only wishes for a nod."""

NOT_ASKING = {
    "en": (
        # Offers and suggestions, answers in the form of a question.
        r"^(?:have|had|did) you (?:\w+ )?(?:tried|try|check|look|thought|consider|seen|read)",
        (
            r"^(?:could|can|would) you (?:\w+ )?(?:try|post|share|add|restart|show|paste|send|open"
            r"|file|check|run|copy|elaborate|give (?:us |me )?more)\b"
        ),
        (
            r"^(?:why not|why don't (?:you|we)|(?:do you )?want me to|sh(?:all|ould) we|how about"
            r"|what (?:about|if)|any chance (?:it|that|this|you)|maybe|perhaps|wouldn't"
            r"|would (?:it|that) help|(?:could|might|should|would) be)\b"
        ),
        # Back-questions about what the other one said, meant, did or has in front of them.
        r"(?:you (?:just )?mean|mean by|what you meant?|(?:get|got|understand) you)\b",
        (
            r"^(?:what|which|where|when|why|who) (?:[\w/-]+ ){0,5}"
            r"(?:are you|were you|did you|have you|you are)\b"
            r"(?! (?:all|guys|folks|using for)\b)"
        ),
        (
            r"^(?:what|where|when|why|how (?:many|much)) (?:\w+ )?do you "
            r"(?:expect|require|refer|want|see|get)"
        ),
        # A helper's look at the asker's set-up.
        r"^(?:are|were|aren't) you\b|are you \w+ing\b|^when you say\b",
        r"^(?:is|are|do|does|did|has) .*\b(?:your|you're)\b",
        (
            r"^(?:did|do) you (?:\w+ )?(?:see|get|still|happen to have|restart|add|set|put|require"
            r"|want)\b"
        ),
        r"^did you\b(?! (?:all|guys|folks|ever)\b)|^what (?:does|do) .* look like\b",
        r"^(?:is that what|(?:does|did|do) (?:that|this|it) (?:help|make|work|sound|answer))\b",
        # Rhetorical.
        r"^(?:what's the point|who cares|who knows|why (?:are|do|would) you)\b",
    ),
}
"""By language: question marks behind which nobody who just came in is asked."""

POINTS_BACK = {
    "en": (
        (
            r"(?:^|, )(?:(?:how|why|where|when|what) )?(?:is|was|does|did|do|has|will|would|can"
            r"|could|should|are|were|isn't|aren't|doesn't) "
            r"(?!it (?:\w+ )?(?:possible|ok|okay|safe|worth|better|idiomatic|normal)\b)"
            r"(?:it|that|this|they|these|those|he|she)\b"
        ),
    ),
}
"""By language: how a sentence begins that asks about what an earlier sentence named."""

TAGS = {
    "de": (r"\b(?:oder|ne|gell|nicht wahr|stimmt's)$",),
    "en": (
        r"\b(?:right|correct|no|yes|eh|ok|okay|huh|hm+|is it|don't you think)$",
        r"\b(?:do|does|is|are|was|wo|ca)n't (?:it|they|we|you|that|he|she|i)$",
    ),
    "es": (r"\b(?:verdad|cierto)$",),
    "fr": (r"\b(?:non|hein|n'est-ce pas)$",),
}
"""By language: what at the end turns a statement into a request to nod."""

SETTLED = {
    "en": (
        r"\b(?:never ?mind|(?:solved|fixed|resolved) it|found it|figured it out|turns out)\b",
        r"\?\s+(?:because|simple:|easy:|the answer is)\s",
    ),
}
"""By language: the author has the answer already."""

WARM_UPS = {
    "en": (
        (
            r"(?:and|but|so|or|oh|ah|ok|oke|okay|hm+|hi|hey|hello|also|well|then|btw|sure|thanks|yes|no"
            r"|if so)\b"
        ),
    ),
    "any": (r"\d+[.)]", r"[\s,.!:;`–—-]", r"@\S+"),
}
"""By language: what comes before a sentence begins in earnest."""


def _pattern(by_language: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    return re.compile("|".join(cue for cues in by_language.values() for cue in cues))


_INVITES = re.compile(rf"\b(?:{_pattern(INVITES).pattern})")
_UNMARKED = _pattern(UNMARKED)
_STATEMENT = _pattern(STATEMENTS)
_NOT_ASKING = re.compile(rf"\b(?:{_pattern(NOT_ASKING).pattern})")
_POINTS_BACK = _pattern(POINTS_BACK)
_TAG = _pattern(TAGS)
_SETTLED = _pattern(SETTLED)
_WARM_UP = re.compile(f"(?:{_pattern(WARM_UPS).pattern})*")
_ASIDE = re.compile(r"\([^()\n]{0,40}\?\)")
_QUOTED_QUESTION = re.compile(r'"[^"\n]*\?"')
_INLINE_CODE = re.compile(r"`[^`\n]+`")
_LINK = re.compile(r"[a-z][a-z0-9+.-]{1,15}://\S+")
_EMOJI = re.compile(r":[a-z0-9_+-]{2,40}:")
_GREEK_MARK = re.compile(r"(?<=\w);(?=\s|$)")
_GREEK = re.compile(r"[α-ωά-ώ]{3}")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!](?=\S)[^.!?\n]*)*[.!?]*")
_ABBREVIATION = re.compile(r"\b(i\.e|e\.g|etc|vs|cf|approx)\.")
_WORD = re.compile(r"[^\W_][\w'/-]*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def asks(text: str) -> bool:
    """Return whether the author wants to be told something, and says about what."""
    prose = _prose(text)
    if _SETTLED.search(prose):
        return False
    long_enough = len(_WORD.findall(prose)) >= NAMED
    words_before = 0
    for sentence in _sentences(prose):
        if _sentence_asks(sentence, words_before >= NAMED, long_enough):
            return True
        words_before += len(_WORD.findall(sentence))
    return False


def _prose(text: str) -> str:
    """Return what the author says in words, lower case: no code, quotes, links or emoji."""
    pieces = text.split("```")
    never_closed = pieces[-1:] if len(pieces) % 2 == 0 else []
    outside_code = _ends(" somecode\n".join(pieces[::2] + never_closed))
    own_lines = (line for line in outside_code.split("\n") if not line.lstrip().startswith(">"))
    prose = "\n".join(own_lines).lower().replace("’", "'").replace("“", '"').replace("”", '"')
    prose = _INLINE_CODE.sub(" somecode ", _ABBREVIATION.sub(r"\1", prose))
    prose = _EMOJI.sub(" ", _LINK.sub(" somelink ", prose))
    prose = prose.replace("？", "?").replace("؟", "?").replace("\u037e", "?")
    prose = _GREEK_MARK.sub("?", prose) if _GREEK.search(prose) else prose
    return _ASIDE.sub(" ", _QUOTED_QUESTION.sub(" somewords ", prose))


def _ends(text: str) -> str:
    return text if len(text) <= 2 * LOOKED_AT else text[:LOOKED_AT] + "\n" + text[-LOOKED_AT:]


def _sentences(prose: str) -> Iterator[str]:
    for found in _SENTENCE.finditer(prose):
        if sentence := _WARM_UP.sub("", found[0], count=1).strip():
            yield sentence


def _sentence_asks(sentence: str, named: bool, named_anywhere: bool) -> bool:
    words = sentence.rstrip("?!. )")
    if _INVITES.search(words):
        return named_anywhere or not _leans(words)
    if _leans(words) or (_POINTS_BACK.search(words) and not named) or _NOT_ASKING.search(words):
        return False
    if "?" not in sentence:
        return bool(_UNMARKED.search(words))
    return not _STATEMENT.search(words) and not _TAG.search(words)


def _leans(words: str) -> bool:
    return len(_WORD.findall(words)) < FEWEST_WORDS and len(_UNSPACED.findall(words)) < FEWEST_SIGNS
