"""Who is spoken to: where our name stands in a message, and whether what is said asks.

Our name in the middle of a sentence mostly tells of us. Who asks colleagues through us calls us
first, or last, and then asks. What is not sure is asked back, so nothing here has to be certain.
"""

import re
from dataclasses import dataclass

from bot.detect import asks
from bot.smalltalk import folded, is_greeting

_FEWEST_LETTERS = 2
_LIVE = re.compile(
    r"[a-z][a-z0-9+.-]{1,15}://\S+|www\.\S+|[@#]\S+|:[a-z0-9_+'-]{2,60}:", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n")
_MARK = "?？؟"
_LONGEST_NAME = 4
"""Words of a colleague's name, at most."""

_MODALS = frozenset(
    (
        *("can", "could", "will", "would", "should", "may", "might", "must", "cant", "wont"),
        *("moze", "potrafi", "umie"),
    )
)
_AUXILIARIES = frozenset(
    (
        *("is", "are", "was", "were", "does", "do", "did", "has", "have", "had", "isnt", "doesnt"),
        *("didnt", "wasnt", "hasnt"),
        *("jest", "byl", "bedzie", "ma", "mial"),
    )
)
_ABOUT_US = frozenset(
    (
        *("down", "broken", "dead", "offline", "slow", "back", "gone", "not", "up", "working"),
        *("still", "again", "so", "too", "really", "work", "answer", "reply", "respond"),
        *("zepsuty", "popsuty", "martwy", "niedostepny", "nie", "znowu", "nadal", "wciaz"),
    )
)
"""After a verb these say how somebody is: "@whoknows is down again?"."""
_FAILING = re.compile(r"(?:(?:znow|znowu|nadal|wciaz|dalej|still|again) )?(?:nie|not) \w+")
_TELLING = frozenset(
    (
        *("knows", "know", "knew", "said", "says", "told", "tells", "helps", "helped", "answers"),
        *(
            "answered",
            "rocks",
            "rules",
            "works",
            "worked",
            "and",
            "or",
            "bot",
            "s",
            "seems",
            "found",
        ),
        *("wie", "zna", "odpowie", "pomoze", "powie", "lub", "to", "odpowiada"),
        *("pomogl", "mowi", "znalazl", "sie"),
    )
)
"""With these after our name, somebody tells of us."""
_ASKED_THINGS = frozenset(
    (
        *("there", "it", "i", "we", "you", "he", "she", "they", "any", "anyone", "anybody", "some"),
        *("someone", "somebody", "one", "ktos", "ktokolwiek", "mi", "mnie", "nam", "tu", "cos"),
    )
)
"""After a verb these make it a question, without any mark."""
_TAKES_US = frozenset(
    (
        *("ask", "asked", "asking", "asks", "try", "tried", "use", "used", "using", "uses", "with"),
        *("of", "about", "to", "from", "via", "by", "in", "on", "for", "is", "are", "was", "and"),
        *("or", "the", "our", "your", "this", "that", "called", "named", "like", "invite", "add"),
        *(
            "added",
            "install",
            "installed",
            "mention",
            "mentioned",
            "see",
            "saw",
            "meet",
            "is",
            "its",
        ),
        *("say", "said", "type", "write", "tell", "told", "message", "cc", "fyi", "than", "love"),
        *("zapytaj", "pytaj", "zapytac", "pytac", "zapytalem", "zapytalam", "pytalem", "pytalam"),
        *("z", "ze", "o", "do", "od", "przez", "dla", "na", "w", "uzyj", "uzywaj", "uzywa", "jest"),
        *("i", "lub", "nasz", "naszego", "nowy", "dodaj", "wpisz", "napisz", "poznajcie", "ten"),
    )
)
"""After these our name is what is talked about."""
_ASKS_OPENLY = re.compile(
    r"(?:what|which|whose)(?! a\b| an\b| ever\b|ever\b| not\b) \w+"
    r"|whats (?!up\b|new\b)\w+"
    r"|who (?!cares\b|ever\b)\w+"
    r"|why (?!not\b|dont (?:you|we)\b)\w+"
    r"|how (?:to|do|does|did|can|could|should|would|will|is|are|many|much|long|often|come|i|we|far"
    r"|big|old|early|late) (?!you\b)\w*"
    r"|(?:where|when) (?:to|do|does|did|can|could|should|would|will|is|are|was|were)\b"
    r"|(?:does|do|did|has|have|had|is|are|can|could|would|will) (?:any|some) ?(?:one|body)\b"
    r"|(?:is|are) there\b|(?:do|can|could|should|may|must) (?:i|we)\b|am i\b"
    r"|any ?(?:one|body) (?!who\b|can\b|could\b|should\b|will\b)\w+"
    r"|any (?:idea|advice|tip|hint|pointer|thought|recommendation|experience|suggestion"
    r"|example|help)"
    r"|(?:i |we )?(?:need|could use|am looking|are looking|im looking|looking) (?:for |some |to )"
    r"|(?:i |we )?need (?:help|advice|info)|help (?:with|me|us|needed|wanted|on)\b"
    r"|(?:please )?(?:help|advise)$"
    r"|(?:can|could|would) you (?:please )?(?:tell|explain|help|advise|recommend|say)"
    r"|(?:i am |im |we are )?(?:wondering|curious|unsure|stuck|lost)\b"
    r"|(?:kto|co|gdzie|kiedy|dlaczego|czemu|skad|dokad|ile|jaki|jaka|jakie|jakich|jakim|ktory"
    r"|ktora|ktore|ktorzy|czyj|czyja|czyje|czy) \w+"
    r"|jak (?!sie masz\b|leci\b|zwykle\b|zawsze\b)\w+"
    r"|(?:czy )?(?:ktos|ktokolwiek) (?:wie|zna|ma|moze|pomoze|pamieta|uzywa|mi)\b"
    r"|(?:potrzebuje|potrzebujemy|szukam|szukamy|prosze o|pomocy|pomozcie)\b"
    r"|nie wiem (?:jak|co|gdzie|kto|czy|dlaczego|ktory)\b"
)
"""How a sentence begins that asks, its mark forgotten; said to us, less will do than in passing."""
_SEEKS_HELP = re.compile(
    r"(?!.*\b(?:can|will|could|to|may|thanks|thank|moze|do|dzieki|dziekuje|pokaz|show)\b)"
    r"(?:\w+ ){1,5}(?:help|advice|pomoc)"
)
_NO_QUESTION = re.compile(
    r"(?:right|ok|okay|yes|no|isnt it|really|deal|agreed|prawda|tak|nie|co|how are you|whats up)"
)
_QUOTED = (">", "&gt;")


def says_something(text: str) -> bool:
    """Tell whether there are words in it: more than signs, feelings, a link or a name."""
    return sum(map(str.isalnum, _LIVE.sub(" ", text))) >= _FEWEST_LETTERS


@dataclass(frozen=True)
class Opening:
    """What stands before our name: the words of it, without greetings and colleagues' names."""

    said: str
    words: tuple[str, ...]
    names_somebody: bool

    @property
    def ends_sentence(self) -> bool:
        """Whether our name begins a sentence or a line."""
        return self.said.rstrip(" ").endswith((".", "!", "?", "…", ";", "\n"))

    @property
    def ends_clause(self) -> bool:
        """Whether something stands between it and our name that one would pause at."""
        return self.ends_sentence or self.said.rstrip().endswith((",", ":", "-", "–", "—", ")"))

    @property
    def takes_us(self) -> bool:
        """Whether our name is what its last word is about: "ask @whoknows"."""
        last = folded(self.words[-1]) if self.words else ""
        return not self.ends_clause and last in (_TAKES_US | _MODALS | _AUXILIARIES)


def opening(said: str) -> Opening:
    """Tell apart what stands before our name."""
    tokens = said.split()
    words: list[str] = []
    names_somebody = False
    while tokens:
        token = tokens.pop(0)
        if token.startswith("@") and len(token) > 1:
            names_somebody = True
            _leave_name(token, tokens)
        elif token.startswith(_QUOTED) or not _is_begun_with(token):
            words.append(token)
    return Opening(said, tuple(words), names_somebody)


def _leave_name(token: str, tokens: list[str]) -> None:
    """Take the rest of a colleague's name away: "@Chen Li:"."""
    for _ in range(_LONGEST_NAME - 1):
        if token.endswith((":", ",", ".", "!", "?")) or not tokens or not tokens[0][:1].isupper():
            return
        if _is_begun_with(tokens[0]):
            return
        token = tokens.pop(0)


def _is_begun_with(token: str) -> bool:
    """Tell whether it is a greeting, or no word at all."""
    words = folded(_LIVE.sub(" ", token)).split()
    return all(map(is_greeting, words))


def tells_of_us(after: str) -> bool:
    """Tell whether our name is what the words after it tell something of: "@whoknows can help"."""
    sentence = _SENTENCE.split(after.strip())[0]
    words = folded(sentence).split()
    if not words or after.lstrip()[:1] in (",", ":", "-", "–", "—"):
        return False
    is_marked = sentence.rstrip(" )").endswith(tuple(_MARK))
    following = words[1] if len(words) > 1 else ""
    raw = sentence.split()
    is_named = len(raw) > 1 and raw[1][:1].isupper()
    if words[0] in _MODALS:
        return not (following in _ASKED_THINGS or (is_marked and is_named) or not following)
    if words[0] in _AUXILIARIES:
        return following in _ABOUT_US or not (is_marked or following in _ASKED_THINGS)
    if words[0] == "wie" and is_marked:  # "knows" in Polish, "how" in German
        return False
    return words[0] in _TELLING or (is_marked and _is_failing(words))


def _is_failing(words: list[str]) -> bool:
    """Tell whether a few words say that somebody does not do what they should."""
    return _FAILING.fullmatch(" ".join(words)) is not None


def asks_us(text: str) -> bool:
    """Return whether words that were said to us ask for an answer."""
    if asks(text):
        return True
    sentences = [each for each in _SENTENCE.split(text) if each.strip()]
    if any(map(opens_question, sentences)):
        return True
    whole = _begun(text)
    is_marked = text.rstrip(" )*_~").endswith(tuple(_MARK))
    if is_marked and len(sentences) == 1 and " " in whole:
        return not _NO_QUESTION.fullmatch(whole)
    return bool(_SEEKS_HELP.fullmatch(whole))


def opens_question(sentence: str) -> bool:
    """Tell whether a sentence begins as a question does, its mark left aside."""
    begun = _begun(sentence)
    return _ASKS_OPENLY.match(begun) is not None and not _NO_QUESTION.fullmatch(begun)


def _begun(sentence: str) -> str:
    """Return a sentence from where it begins in earnest."""
    words = folded(_LIVE.sub(" ", sentence)).split()
    while words and is_greeting(words[0]):
        words.pop(0)
    return " ".join(words)


def joined_around(before: str, after: str) -> str:
    """Return what was said without our name, and without the hole where it stood."""
    if not before.strip() or not after.strip():
        return before.strip() or after.strip()
    between = "\n\n" if before.rstrip(" ").endswith("\n") else " "
    if after.lstrip()[:1] in (",", ".", "!", "?", "…", ":", ";"):
        before, between = before.strip().rstrip(",:-–— "), ""
    return f"{before.strip()}{between}{after.strip()}"
