"""What people say to somebody they talk with: hello, thanks, leave me alone; in every language.

Each phrase stands as it is compared: in small letters, without accents and punctuation.
"""

import re
from collections.abc import Mapping
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.intents import Courtesy, Help, Home, Intent, Privacy, Quiet, SetProfile, SmallTalk
from bot.text import unaccented

GREETINGS = {
    "en": (
        *(
            "hi",
            "hello",
            "helo",
            "hey",
            "heya",
            "hiya",
            "howdy",
            "yo",
            "good",
            "morning",
            "evening",
        ),
        *("afternoon", "day", "greetings", "dear", "everyone", "everybody", "all", "team", "folks"),
        *("there", "guys", "colleagues", "people", "again", "ok", "okay", "so", "well", "oh"),
        *("please", "pls", "plz", "thanks", "thank", "thx", "sorry", "welcome"),
    ),
    "pl": (
        *("czesc", "hej", "hejka", "hejo", "siema", "siemka", "witaj", "witam", "witajcie", "halo"),
        *("dzien", "dobry", "wieczor", "dobrywieczor", "drodzy", "wszystkim", "wszyscy", "zespole"),
        *("ludzie", "prosze", "dzieki", "dziekuje", "przepraszam", "sorki", "ok"),
    ),
}
"""By language: words with which people begin before they come to what they want."""

HELLO = {
    "en": (
        *("hi", "hello", "helo", "hey", "hiya", "howdy", "yo", "good morning", "good afternoon"),
        *("good evening", "good day", "morning", "greetings", "hi there", "hello there"),
        *("hey there", "hello everyone", "hi all", "hi everyone", "hello all", "are you there"),
        *(
            "anybody there",
            "is anybody there",
            "are you working",
            "do you work",
            "test",
            "ping",
            "how are you",
            "whats up",
            "sup",
        ),
        *("how is it going", "nice to meet you", "welcome"),
    ),
    "pl": (
        *("czesc", "hej", "hejka", "siema", "witaj", "witam", "dzien dobry", "dobry wieczor"),
        *("halo", "czesc wszystkim", "hej wszystkim", "jestes tam", "jak sie masz", "co slychac"),
        *("milo mi", "dobry"),
    ),
}
THANKS = {
    "en": (
        *("thanks", "thank you", "thx", "ty", "cheers", "many thanks", "thanks a lot", "great"),
        *("thank you so much", "thank you very much", "much appreciated", "appreciated", "perfect"),
        *("good bot", "nice", "cool", "awesome", "well done", "great job", "good job", "got it"),
        *("ok thanks", "ok", "okay", "alright", "understood", "bye", "goodbye", "see you", "lol"),
        *("good night", "have a nice day", "never mind", "nevermind", "no problem"),
    ),
    "pl": (
        *("dzieki", "dziekuje", "dziekuje bardzo", "dzieki wielkie", "wielkie dzieki", "dzieki ci"),
        *("super", "swietnie", "fajnie", "ok", "okej", "spoko", "rozumiem", "dobra", "jasne"),
        *("do widzenia", "pa", "na razie", "do zobaczenia", "dobranoc", "milego dnia", "niewazne"),
        *("dobry bot", "bardzo dziekuje"),
    ),
}
STOP = {
    "en": (
        *("stop", "stop it", "stop please", "unsubscribe", "unsubscribe me", "leave me alone"),
        *("leave me in peace", "go away", "be quiet", "quiet please", "shut up", "mute", "mute me"),
        *("silence", "silent", "do not disturb", "dnd", "do not message me", "dont message me"),
        *("do not write to me", "dont write to me", "do not contact me", "dont contact me"),
        *("no more messages", "no more notifications", "turn off notifications", "turn it off"),
        *("i do not want messages", "i dont want messages", "stop messages", "stop notifications"),
        *("enough", "quit", "remove me", "take me off", "leave me", "pause", "cancel", "spam"),
        *(
            "i want to unsubscribe",
            "how do i unsubscribe",
            "how do i stop this",
            "how to stop this",
        ),
        *("how can i unsubscribe", "how to unsubscribe", "dont bother me", "do not bother me"),
    ),
    "pl": (
        *("przestan", "stop", "dosc", "wypisz mnie", "chce sie wypisac", "daj mi spokoj"),
        *("zostaw mnie", "zostaw mnie w spokoju", "nie pisz do mnie", "nie pisz do mnie wiecej"),
        *("nie przeszkadzaj", "nie przeszkadzaj mi", "cisza", "cicho", "badz cicho", "wycisz"),
        *("wycisz mnie", "wylacz powiadomienia", "wylacz sie", "odczep sie", "odejdz", "wystarczy"),
        *("nie chce wiadomosci", "nie chce tych wiadomosci", "koniec", "anuluj subskrypcje"),
        *("wypisz", "jak sie wypisac", "jak to wylaczyc", "przestan do mnie pisac", "idz sobie"),
        *("dajcie mi spokoj", "dajcie spokoj", "zostawcie mnie w spokoju"),
    ),
}
START = {
    "en": ("subscribe", "resume", "unmute", "unmute me", "start again", "write to me again"),
    "pl": ("wznow", "pisz do mnie", "mozesz pisac", "mozesz do mnie pisac", "odcisz"),
}
BEGIN = {"en": ("start", "begin"), "pl": ("zacznij", "zaczynaj")}
"""What a newcomer says, and who said *stop* before."""
LEAVE_OUT = {
    "en": ("opt out", "opt me out", "i want to opt out", "leave me out", "do not remember me"),
    "pl": ("nie zapamietuj mnie", "pomin mnie", "nie chce byc zapamietywany"),
}
DELETE = {
    "en": (
        *("delete my data", "delete all my data", "delete me", "delete everything", "erase me"),
        *("erase my data", "remove my data", "forget me", "forget my data", "gdpr", "wipe my data"),
        *("delete my messages", "delete my account", "right to be forgotten", "delete it all"),
        *("how do i delete my data", "how can i delete my data", "i want my data deleted"),
    ),
    "pl": (
        *(
            "usun moje dane",
            "skasuj moje dane",
            "usun mnie",
            "zapomnij o mnie",
            "rodo",
            "skasuj mnie",
        ),
        *("usun wszystko", "skasuj wszystko", "usun moje wiadomosci", "usun moje konto"),
        *("usunac moje dane", "usunal moje dane", "skasowac moje dane"),
        *("usun wszystkie moje dane", "jak usunac moje dane", "chce usunac moje dane"),
        *("prawo do bycia zapomnianym", "wymaz moje dane"),
    ),
}
KEPT = {
    "en": (
        *("what do you remember", "what do you know about me", "what do you store", "my data"),
        *("what data do you have", "who can see this", "is this private", "is this anonymous"),
        *("who can see what i write", "what do you save", "show my data", "export my data"),
        *("what is remembered", "what do you have on me", "privacy policy"),
    ),
    "pl": (
        *("co pamietasz", "co o mnie wiesz", "moje dane", "jakie masz dane", "kto to widzi"),
        *("czy to jest prywatne", "co zapamietujesz", "pokaz moje dane", "co wiesz o mnie"),
        *("czy to prywatne", "kto widzi co pisze", "polityka prywatnosci", "prywatnosc"),
    ),
}
ABOUT = {
    "en": (
        *("who are you", "what are you", "are you a bot", "are you a robot", "are you human"),
        *("are you real", "who made you", "what is this", "what is your name", "who is this"),
        *(
            "are you an ai",
            "are you ai",
            "introduce yourself",
            "whats this",
            "tell me about yourself",
        ),
        *("who is", "whos", "what is", "whats"),
        *("why did you message me", "why do you message me", "why are you messaging me"),
        *("why did you write to me", "why do you write to me", "why are you writing to me"),
        *("why did i get this", "why am i getting this", "why do i get this"),
    ),
    "pl": (
        *("kim jestes", "czym jestes", "kto to", "co to jest", "co to", "jestes botem"),
        *("czy jestes botem", "jestes robotem", "jak sie nazywasz", "czy jestes czlowiekiem"),
        *("kto to jest", "kim jest", "czym jest"),
        *("dlaczego do mnie piszesz", "czemu do mnie piszesz", "dlaczego to dostaje"),
        *("dlaczego to dostalem", "dlaczego to dostalam"),
        *("przedstaw sie", "kto cie zrobil", "kto ty jestes", "co to za bot"),
    ),
}
SHOW = {
    "en": (
        *(
            "help",
            "help me",
            "what can you do",
            "what can i do",
            "what can i say",
            "what do you do",
        ),
        *("how does this work", "how do you work", "how does it work", "how do i use this", "menu"),
        *("what can you do for me", "how can you help me", "how can you help", "commands"),
        *("how to use this", "how do i use you", "what now", "options", "list commands", "manual"),
        *("can you help me", "i need help", "what are you for", "show me what you can do"),
        *("what else can you do", "how to ask a question"),
        *("how do i ask", "how do i ask a question", "how can i ask a question", "how to ask"),
        *("instructions", "list of commands", "show help", "what are the commands"),
    ),
    "pl": (
        *("pomoc", "pomocy", "pomoz", "pomoz mi", "co potrafisz", "co umiesz", "co mozesz"),
        *("co moge zrobic", "co moge napisac", "jak to dziala", "jak dzialasz", "polecenia"),
        *("komendy", "instrukcja", "menu", "co robisz", "jak cie uzywac", "jak tego uzywac"),
        *("co mozesz zrobic", "mozesz mi pomoc", "czy mozesz mi pomoc", "w czym mozesz pomoc"),
        *("co jeszcze potrafisz", "co jeszcze umiesz"),
        *("jak mozesz mi pomoc", "do czego sluzysz", "lista polecen", "pokaz pomoc"),
        *("jak zapytac", "jak pytac", "jak zadac pytanie", "jak moge zadac pytanie"),
    ),
}
MINE = {
    "en": ("my questions", "show my questions", "my page", "what waits for me"),
    "pl": ("moje pytania", "pokaz moje pytania", "moja strona", "co na mnie czeka"),
}
OWN_SETTINGS = {
    "en": ("settings", "my settings", "preferences", "my profile", "options for me"),
    "pl": ("ustawienia", "moje ustawienia", "moj profil", "profil", "preferencje"),
}
NOT_NOW = {
    "en": ("not today", "not now", "later", "i am busy today", "im busy today", "snooze"),
    "pl": ("nie dzis", "nie dzisiaj", "nie teraz", "pozniej", "dzis nie mam czasu"),
}
NOT_TOMORROW = {"en": ("not tomorrow",), "pl": ("nie jutro", "jutro nie")}
IN_ENGLISH = {
    "en": (
        *("english", "in english", "speak english", "do you speak english", "english only"),
        *("write in english", "switch to english"),
    ),
    "pl": (
        *("po angielsku", "mow po angielsku", "pisz po angielsku", "mowisz po angielsku"),
        *("czy mowisz po angielsku", "angielski"),
    ),
}
IN_POLISH = {
    "en": (
        *("polish", "in polish", "speak polish", "do you speak polish", "polish only"),
        *("write in polish", "switch to polish"),
    ),
    "pl": (
        *("po polsku", "mow po polsku", "pisz po polsku", "mowisz po polsku"),
        *("czy mowisz po polsku", "polski"),
    ),
}

_MEANT: tuple[tuple[Mapping[str, tuple[str, ...]], Intent], ...] = (
    (HELLO, SmallTalk(Courtesy.HELLO)),
    (THANKS, SmallTalk(Courtesy.THANKS)),
    (ABOUT, SmallTalk(Courtesy.WHO_WE_ARE)),
    (STOP, Quiet("on")),
    (START, Quiet("off")),
    (BEGIN, Quiet("off", or_help=True)),
    (NOT_NOW, Quiet("today")),
    (NOT_TOMORROW, Quiet("tomorrow")),
    (LEAVE_OUT, Privacy("out")),
    (DELETE, Privacy("delete")),
    (KEPT, Privacy()),
    (SHOW, Help()),
    (MINE, Home()),
    (OWN_SETTINGS, SetProfile()),
    (IN_ENGLISH, SetProfile("language", "en")),
    (IN_POLISH, SetProfile("language", "pl")),
)
STOPPING = {
    "en": (
        (
            r"(?:stop|quit) (?:it|this|that|writing|messaging|sending|bothering|pinging|nudging"
            r"|asking|contacting|spamming|notifying|disturbing|dming)\b.{0,40}"
        ),
        (
            r"(?:do not|dont|never)"
            r" (?:send|write|message|ping|contact|notify|bother|disturb|dm|ask)"
            r" (?:to )?me\b.{0,30}"
        ),
        r"(?:leave|let) me (?:alone|be)\b.{0,20}",
    ),
    "pl": (r"(?:przestan|nie) (?:do mnie )?(?:pisz|pisac|wysylac|wysylaj|przeszkadzac)\b.{0,30}",),
}
DELETING = {
    "en": (
        (
            r"(?:delete|erase|remove|forget|wipe|destroy)\b.{0,30}"
            r"\b(?:data|me|account|everything|messages)\b.{0,20}"
        ),
    ),
    "pl": (
        (
            r"(?:usun|skasuj|wymaz|zapomnij)\b.{0,30}"
            r"\b(?:dane|mnie|konto|wszystko|wiadomosci)\b.{0,20}"
        ),
    ),
}
ASKING_WHAT_IS_KEPT = {
    "en": (
        (
            r"what (?:data |else )?do you (?:know|remember|store|save|keep|have)"
            r" (?:about|on|of)\b.{1,40}"
        ),
    ),
    "pl": (r"co (?:wiesz|pamietasz|zapamietujesz|masz) o .{1,40}",),
}
ASKING_HOW_TO_STOP = {
    "en": (
        (
            r"how (?:do|can|to)(?: i| we)? (?:mute|stop|silence|turn off|disable|turn|shut)"
            r" (?:you|this bot|the bot|whoknows)\b.{0,20}"
        ),
    ),
    "pl": (r"jak (?:cie|ciebie|tego bota) (?:wyciszyc|wylaczyc|zatrzymac)\b.{0,20}",),
}
THANKING = {
    "en": (r"(?:thanks|thank you|thx|cheers)\b(?! in advance).{0,80}",),
    "pl": (r"(?:dzieki|dziekuje)\b(?! z gory).{0,80}",),
}
"""By language: forms of the same that have no end."""

_FORMS = (
    (STOPPING, Quiet("on")),
    (DELETING, Privacy("delete")),
    (ASKING_WHAT_IS_KEPT, Privacy()),
    (ASKING_HOW_TO_STOP, Quiet()),
    (THANKING, SmallTalk(Courtesy.THANKS)),
)
TALKS = (GREETINGS, *(phrases for phrases, _ in (*_MEANT, *_FORMS)))
"""Every kind of thing that is said like this; each in every language that we speak."""

_COURTESY = frozenset(
    (*("please", "pls", "plz", "now", "just", "then", "prosze", "no", "teraz", "thanks", "thank"),)
)
_ASKED_OF_US = re.compile(
    r"(?:(?:can|could|will|would) you|i (?:want|would like) you to|id like you to"
    r"|(?:czy )?(?:mozesz|moglbys|moglabys|mozna)|chce zebys) (?:please |prosze |just )?"
)
_FORGIVEN_FROM = 5
"""Letters of a phrase from which one slip is forgiven; two from twice as many."""
_LONGEST = 100
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_SIGNS_OF_THANKS = re.compile(
    r"(?:(?:[👍🙏👌👏❤🧡💛💚💙💜💯][\U0001f3fb-\U0001f3ff\ufe0f]*"
    r"|:(?:\+1|thumbsup|pray|ok_hand|clap|heart|100)(?:::skin-tone-\d)?:)\s*)+"
)
_CONTRACTED = re.compile(r"['’ʼ`]")


def folded(text: str) -> str:
    """Return words as they are compared: small letters, no accents, no punctuation, one space."""
    return " ".join(_PUNCTUATION.sub(" ", _CONTRACTED.sub("", unaccented(text))).split())


def small_talk(said: str) -> Intent | None:
    """Return what somebody means who only says a few words, as one says them; None for others."""
    if len(said) > _LONGEST:
        return None
    words = folded(said)
    bare = _without_courtesy(words)
    for meaning in (_phrases().get, _formed):
        if found := meaning(words) or meaning(bare):
            return found
    return _phrases().get(_ASKED_OF_US.sub("", bare, count=1)) or _nearly(bare)


def _without_courtesy(words: str) -> str:
    """Return the words without a greeting before them and a please around them."""
    greeting = _greetings()
    kept = words.split()
    while len(kept) > 1 and (kept[0] in greeting or kept[0] in _COURTESY):
        kept.pop(0)
    while len(kept) > 1 and kept[-1] in (_COURTESY | {"you", "again"}):
        kept.pop()
    return " ".join(kept)


def thanks_by_signs(said: str) -> bool:
    """Tell whether somebody who says no word thanks by a sign, or by several."""
    return bool(_SIGNS_OF_THANKS.fullmatch(said))


def is_greeting(word: str) -> bool:
    """Tell whether somebody only begins with this word."""
    return word in _greetings()


def _formed(words: str) -> Intent | None:
    fitting = (wanted for form, wanted in _forms() if form.fullmatch(words))
    return next(fitting, None)


def _nearly(words: str) -> Intent | None:
    """Return what was meant with a slip of the fingers; a short word is not guessed at."""
    slips = len(words) // _FORGIVEN_FROM
    if not slips:
        return None
    found = process.extractOne(
        words, list(_phrases()), scorer=OSA.distance, score_cutoff=min(slips, 2)
    )
    if found is None or len(found[0]) < _FORGIVEN_FROM or found[0][0] != words[0]:
        return None
    return _phrases()[found[0]]


@cache
def _phrases() -> dict[str, Intent]:
    return {
        phrase: wanted
        for phrases, wanted in reversed(_MEANT)
        for spoken in phrases.values()
        for phrase in spoken
    }


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Intent], ...]:
    return tuple(
        (re.compile(form), wanted)
        for forms, wanted in _FORMS
        for spoken in forms.values()
        for form in spoken
    )


@cache
def _greetings() -> frozenset[str]:
    return frozenset(word for words in GREETINGS.values() for word in words)
