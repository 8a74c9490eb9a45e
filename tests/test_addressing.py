"""Who is spoken to, and what was meant: the same words on Slack, on Teams and in the sandbox."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters.sandbox import read as sandbox
from adapters.slack import read as slack
from adapters.teams import read as teams
from bot.addressing import says_something
from bot.intents import (
    Ask,
    Courtesy,
    Find,
    Help,
    Home,
    Intent,
    Privacy,
    Quiet,
    Reply,
    Say,
    SetPhase,
    SetProfile,
    ShareForm,
    SmallTalk,
    Solve,
    WhoKnows,
)
from bot.smalltalk import TALKS
from bot.words import languages

Json = dict[str, Any]
Door = Callable[..., Intent]
"""Brings words in which ``US`` stands for our name, ``CHEN`` for a colleague's, to a platform."""


def in_slack(said: str, *, thread: bool = False, alone: bool = False) -> Intent:
    text = said.replace("US", "<@UBOT>").replace("CHEN", "<@UCHEN>")
    event: Json = {
        "type": "message",
        "user": "UAMINA",
        "text": text,
        "ts": "1700000100.000001",
        "channel": "D1" if alone else "C1",
        "channel_type": "im" if alone else "channel",
    }
    if thread:
        event["thread_ts"] = "1700000000.000001"
    return slack.read(
        json.dumps(
            {
                "team_id": "T1",
                "event_id": "Ev1",
                "event": event,
                "authorizations": [{"team_id": "T1", "user_id": "UBOT"}],
            }
        )
    ).intent


def in_teams(said: str, *, thread: bool = False, alone: bool = False) -> Intent:
    bot = {"type": "mention", "mentioned": {"id": "28:app", "name": "Whoknows"}}
    chen = {"type": "mention", "mentioned": {"id": "29:chen", "name": "Chen Li"}}
    text = said.replace("US", "<at>Whoknows</at>").replace("CHEN", "<at>Chen Li</at>")
    where = "19:alone" if alone else "19:canal@thread.tacv2"
    root = ";messageid=1700000000000" if thread else ""
    activity: Json = {
        "type": "message",
        "id": "1700000100000",
        "timestamp": "2026-11-23T09:00:00.000Z",
        "from": {"id": "29:amina", "aadObjectId": "amina-1", "name": "Amina"},
        "recipient": {"id": "28:app", "name": "Whoknows"},
        "conversation": {
            "id": where + root,
            "conversationType": "personal" if alone else "channel",
            "tenantId": "tenant-1",
        },
        "channelData": {"tenant": {"id": "tenant-1"}},
        "text": text,
        "entities": [each for each, name in ((bot, "US"), (chen, "CHEN")) if name in said],
    }
    return teams.read(json.dumps(activity)).intent


def in_teams_by_html(said: str, *, thread: bool = False, alone: bool = False) -> Intent:
    def name(of: str, number: int) -> str:
        kind = "http://schema.skype.com/Mention"
        return f'<span itemscope itemtype="{kind}" itemid="{number}">{of}</span>'

    text = said.replace("US", name("Whoknows", 0)).replace("CHEN", name("Chen Li", 1))
    paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    bot = {"type": "mention", "mentioned": {"id": "28:app", "name": "Whoknows"}}
    root = ";messageid=1700000000000" if thread else ""
    activity: Json = {
        "type": "message",
        "id": "1700000100000",
        "timestamp": "2026-11-23T09:00:00.000Z",
        "from": {"id": "29:amina", "aadObjectId": "amina-1", "name": "Amina"},
        "recipient": {"id": "28:app", "name": "Whoknows"},
        "conversation": {
            "id": ("19:alone" if alone else "19:canal@thread.tacv2") + root,
            "conversationType": "personal" if alone else "channel",
            "tenantId": "tenant-1",
        },
        "channelData": {"tenant": {"id": "tenant-1"}},
        "text": said.replace("US", "<at>Whoknows</at>").replace("CHEN", "<at>Chen Li</at>"),
        "attachments": [{"contentType": "text/html", "content": f"<div>{paragraphs}</div>"}],
        "entities": [bot] if "US" in said else [],
    }
    return teams.read(json.dumps(activity)).intent


def in_the_sandbox(said: str, *, thread: bool = False, alone: bool = False) -> Intent:
    done: Json = {
        "do": "say",
        "person": "amina",
        "place": "sandbox:office/direct-amina" if alone else "onboarding",
        "text": said.replace("US", "@whoknows").replace("CHEN", "@Chen"),
        "at": "2026-11-23T09:00:00+00:00",
        "message": "sandbox:office/onboarding/9",
    }
    if thread:
        done["thread"] = "sandbox:office/onboarding/1"
    return sandbox.read(json.dumps(done)).intent


DOORS = {
    "slack": in_slack,
    "teams": in_teams,
    "teams by html": in_teams_by_html,
    "sandbox": in_the_sandbox,
}


@pytest.fixture(params=list(DOORS.values()), ids=list(DOORS))
def said(request: pytest.FixtureRequest) -> Door:
    """Each platform in turn."""
    return request.param  # type: ignore[no-any-return]


# Named in passing.


@pytest.mark.parametrize(
    "words",
    [
        "I asked US about it yesterday and nobody knew",
        "FYI everyone: US is our new bot, use it!",
        "CHEN US can tell you. Thanks!",
        "CHEN: US can tell you. Thanks!",
        "Thanks to US we found the printer",
        "Just ask US next time",
        "Let's ask US",
        "We will use US for that from now on.",
        "The US bot is great",
        "US is our new bot, use it!",
        "US rocks!",
        "US knows a lot about printers",
        "Meet US, our new colleague",
        "I love US",
        "Heads up: US will post a digest on Monday.",
        "Zapytaj US, na pewno wie",
        "To jest US, nasz nowy bot",
        "US jest super",
        "Wczoraj pytałem US o drukarkę i nikt nie wiedział",
        "CHEN US może pomóc",
        "Yesterday US told me where the printer is. Great!",
        "Dear all, from today on US answers in this channel.",
        "Please welcome US to the team!",
        "As a reminder, questions go to US. Thanks everyone!",
        "You can write US quiet on if it bothers you",
        "cc US",
        "+1 US",
    ],
)
def test_named_in_passing_we_are_not_spoken_to(said: Door, words: str) -> None:
    assert isinstance(said(words), Say)
    assert isinstance(said(words, thread=True), Reply)


@pytest.mark.parametrize(
    "words",
    [
        "Did you ask US about it?",
        "Has anyone tried US?",
        "Have you tried US?",
        "Does US know where the printer is?",
        "Is it true that US can post a digest every week?",
        "US home office rules",
        "US SAP export",
        "US the printer on the third floor is broken",
        "Czy pytaliście US o drukarkę?",
        "US drukarka na trzecim piętrze",
        "Can US help with SAP questions?",
        "Is US working today?",
        "US is down again?",
        "US is broken?",
        "US is not working today?",
        "US isn't working?",
        "US was down yesterday, right?",
        "US jest zepsuty?",
        "US znowu nie działa?",
        "How does US work?",
        "Why is US so slow today?",
        "CHEN have you asked US?",
        "Ask US! How do I get in?",
        "US please ignore this",
        "US this is solved",
        "US topics for the meeting are in the wiki",
        "US language barriers in the office",
        "US zone 3 is locked",
        "US hours are long",
        "US erase Chen",
        "US forget CHEN",
    ],
)
def test_what_may_be_no_question_is_asked_back_and_not_posted(said: Door, words: str) -> None:
    found = said(words)

    assert not isinstance(found, Ask) or found.is_unsure


@pytest.mark.parametrize(
    "words",
    ["Who is US?", "who is US", "What is US?", "Who's US?", "Hi, what is US?", "Kto to jest US?"],
)
def test_who_asks_who_we_are_is_told(said: Door, words: str) -> None:
    assert said(words) == SmallTalk(Courtesy.WHO_WE_ARE)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("US how do we export from SAP", "how do we export from SAP"),
        ("US How do others onboard?", "How do others onboard?"),
        ("Hi US does anybody know the wifi password", "does anybody know the wifi password"),
        ("Hi US, does anybody know the wifi password?", "does anybody know the wifi password?"),
        ("Good morning US who has the key?", "who has the key?"),
        ("can somebody tell me how to export… US", "can somebody tell me how to export…"),
        ("can somebody tell me how to export US", "can somebody tell me how to export"),
        ("How do I order a laptop? US", "How do I order a laptop?"),
        ("US SAP export help", "SAP export help"),
        ("US help me with the laptops please", "help me with the laptops please"),
        ("US parental leave?", "parental leave?"),
        ("US who knows how to order a laptop?", "who knows how to order a laptop?"),
        ("US is there a way to mute a channel", "is there a way to mute a channel"),
        ("US is the VPN down for others too?", "is the VPN down for others too?"),
        ("US can I work from Spain in summer", "can I work from Spain in summer"),
        ("US looking for a good template for a retro", "looking for a good template for a retro"),
        ("US Wie bestellt man Bücher?", "Wie bestellt man Bücher?"),
        ("US jak zamówić laptopa", "jak zamówić laptopa"),
        ("Cześć US, czy ktoś wie, jak zamówić laptopa", "czy ktoś wie, jak zamówić laptopa"),
        ("Dzień dobry US gdzie jest drukarka", "gdzie jest drukarka"),
        ("US może ktoś wie, skąd wziąć monitor?", "może ktoś wie, skąd wziąć monitor?"),
        (
            "US kto zna dobrego dentystę w Warszawie na Woli?",
            "kto zna dobrego dentystę w Warszawie na Woli?",
        ),
        ("US find out how we do onboarding?", "find out how we do onboarding?"),
        ("US ask Which printer works", "Which printer works"),
        ("Hello CHEN US ask Which printer works", "Which printer works"),
        ("US zapytaj Która drukarka działa", "Która drukarka działa"),
        ("US  \u00a0 ask \u00a0 Which printer works?", "Which printer works?"),
        ("\nUS\n\nask Which printer works?", "Which printer works?"),
        ("US aks which printer works", "which printer works"),
        ("Hey all, US: who has a spare monitor?", "who has a spare monitor?"),
        ("US: any idea how to reset MFA", "any idea how to reset MFA"),
        ("US I need help with my laptop", "I need help with my laptop"),
        ("US what's the wifi password", "what's the wifi password"),
        ("US ```x = 1``` why does it fail?", "```x = 1``` why does it fail?"),
        ("US thanks for last time, how do I reset it?", "thanks for last time, how do I reset it?"),
        ("US nie wiem jak zresetować hasło", "nie wiem jak zresetować hasło"),
    ],
)
def test_what_asks_is_asked_wherever_our_name_stands(said: Door, words: str, asked: str) -> None:
    found = said(words)

    assert isinstance(found, Ask)
    assert (found.text, found.is_unsure) == (asked, False)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Good morning US, quiet on", Quiet("on")),
        ("quiet on, US", Quiet("on")),
        ("US quiet on please", Quiet("on")),
        ("US please quiet on!", Quiet("on")),
        ("US, “quiet on”", Quiet("on")),
        ("US \u00a0\u00a0 quiet\u00a0on", Quiet("on")),
        ("Hi US find badge printer", Find("badge printer")),
        ("Hi US, can you find the badge printer?", Find("the badge printer")),
        ("CHEN US find badge printer", Find("badge printer")),
        ("Too many pings. US quiet on", Quiet("on")),
        ("Hey US privacy out", Privacy("out")),
        ("US privacy?", Privacy("")),
        ("Cześć US, znajdź drukarka", Find("drukarka")),
        ("US szukaj onboarding", Find("onboarding")),
        ("US stop", Quiet("on")),
        ("US please leave me alone", Quiet("on")),
        ("US delete my data", Privacy("delete")),
        ("US delete Chen's data", Privacy("delete")),
        ("Dzięki US!", SmallTalk(Courtesy.THANKS)),
        ("Thanks US, it works now", SmallTalk(Courtesy.THANKS)),
        ("Dziękuję US, pomogło", SmallTalk(Courtesy.THANKS)),
        ("Thanks US, find badge printer", Find("badge printer")),
        ("US thanks a lot!", SmallTalk(Courtesy.THANKS)),
        ("Hello US!", SmallTalk(Courtesy.HELLO)),
        ("Hello CHEN US!", SmallTalk(Courtesy.HELLO)),
        ("Dear colleagues, US", SmallTalk(Courtesy.HELLO)),
        ("Dzień dobry drodzy! US", SmallTalk(Courtesy.HELLO)),
        ("US what do you know about CHEN?", Privacy("")),
        ("US how do I mute you?", Quiet("")),
        ("US dzięki za pomoc", SmallTalk(Courtesy.THANKS)),
        ("US remove me please", Quiet("on")),
        ("US who knows SAP?", WhoKnows("SAP")),
        ("US kto zna SAP?", WhoKnows("SAP")),
        ("US share Buddies for nurses", ShareForm("Buddies for nurses")),
        ("US pilot on", SetPhase("pilot")),
        ("US help", Help()),
        ("US", Help()),
        ("US /find badge printer", Find("badge printer")),
        ("US home", Home()),
    ],
)
def test_a_command_is_heard_wherever_our_name_stands(said: Door, words: str, meant: Intent) -> None:
    assert said(words) == meant


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("CHEN US privacy out", "/whoknows privacy out"),
        ("Hi CHEN, US quiet on", "/whoknows quiet on"),
        ("CHEN US stop", "/whoknows quiet on"),
        ("If you want peace, say US quiet on", "/whoknows quiet on"),
        ("You can type US find badge printer", "/whoknows find badge printer"),
        ("CHEN US pilot on", "/whoknows pilot pilot"),
    ],
)
def test_what_may_be_told_to_a_colleague_changes_nothing(
    said: Door, words: str, typed: str
) -> None:
    assert said(words) == Help(meant=typed)


@pytest.mark.parametrize("words", ["US ?", "? US", "US 😀😀😀", "US CHEN", "CHEN US", "US ..."])
def test_what_says_nothing_is_no_question(said: Door, words: str) -> None:
    found = said(words)

    is_asked = isinstance(found, Ask) and not found.is_unsure and says_something(found.text)
    assert isinstance(found, Ask | Help | SmallTalk)
    assert not is_asked


def test_solved_is_heard_in_its_thread(said: Door) -> None:
    found = said("Great, thanks! US solved", thread=True)

    assert isinstance(found, Solve)
    assert found.thread


@pytest.mark.parametrize("door", [in_teams, in_teams_by_html])
@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("<h1>Printer trouble</h1> US ask Which printer works?", "Which printer works?"),
        ("<h1>Printer trouble</h1>US which printer works?", "which printer works?"),
        (
            "<h1>Printer trouble</h1><p>&nbsp;</p><p>US&nbsp;ask Which printer works?</p>",
            "Which printer works?",
        ),
        ("<div><h2>Printer trouble</h2>US ask Which one?</div>", "Which one?"),
    ],
)
def test_the_subject_of_a_post_is_kept_apart(door: Door, words: str, asked: str) -> None:
    found = door(words)

    assert isinstance(found, Ask)
    assert found.text == f"Printer trouble\n\n{asked}"


@pytest.mark.parametrize("door", [in_teams, in_teams_by_html])
def test_a_command_below_a_subject_is_a_command(door: Door) -> None:
    assert door("<h1>Peace</h1> US quiet on") == Quiet("on")
    assert door("<h1>US quiet on</h1>") == Quiet("on")
    assert door("<p>Good morning&nbsp;US,</p><p>quiet on</p>") == Quiet("on")


# The direct line.

HELLO, THANKS, ABOUT, _ = map(SmallTalk, Courtesy)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("hello", HELLO),
        ("can you delete my data?", Privacy("delete")),
        ("hours 9-5", SetProfile("hours", "9-5")),
        ("zone Berlin", SetProfile("zone", "Berlin")),
        ("language English", SetProfile("language", "English")),
        ("named no", SetProfile("named", "no")),
        ("I want you to delete my data", Privacy("delete")),
        ("Czy możesz usunąć moje dane?", Privacy("delete")),
        ("could you please stop", Quiet("on")),
        ("don't ask me again", Quiet("on")),
        ("what else can you do?", Help()),
        ("how do I ask a question?", Help()),
        ("Jak zadać pytanie?", Help()),
        ("Why did you message me?", ABOUT),
        ("why am I getting this", ABOUT),
        ("Dlaczego do mnie piszesz?", ABOUT),
        ("do you speak Polish?", SetProfile("language", "pl")),
        ("Mów po polsku", SetProfile("language", "pl")),
        ("English please", SetProfile("language", "en")),
        ("po angielsku proszę", SetProfile("language", "en")),
        ("Who knows about SAP here?", WhoKnows("SAP")),
        ("Hi there!", HELLO),
        ("hey 👋", HELLO),
        ("Good morning", HELLO),
        ("cześć", HELLO),
        ("Dzień dobry!", HELLO),
        ("dzien dobry", HELLO),
        ("hello US", HELLO),
        ("thanks", THANKS),
        ("Thank you so much!", THANKS),
        ("thnaks!", THANKS),
        ("thanks, that helped", THANKS),
        ("ok thanks", THANKS),
        ("dziękuję bardzo", THANKS),
        ("dzieki", THANKS),
        ("stop", Quiet("on")),
        ("STOP!!!", Quiet("on")),
        ("please stop", Quiet("on")),
        ("unsubscribe", Quiet("on")),
        ("unsubcribe me please", Quiet("on")),
        ("leave me alone", Quiet("on")),
        ("Please leave me alone now", Quiet("on")),
        ("stop sending me messages", Quiet("on")),
        ("don't message me", Quiet("on")),
        ("przestań", Quiet("on")),
        ("wypisz mnie", Quiet("on")),
        ("daj mi spokój", Quiet("on")),
        ("zostaw mnie w spokoju!", Quiet("on")),
        ("nie pisz do mnie", Quiet("on")),
        ("resume", Quiet("off")),
        ("not today", Quiet("today")),
        ("delete my data", Privacy("delete")),
        ("Please delete all my data.", Privacy("delete")),
        ("forget me", Privacy("delete")),
        ("usuń moje dane", Privacy("delete")),
        ("skasuj moje dane, proszę", Privacy("delete")),
        ("what do you know about me?", Privacy("")),
        ("co o mnie wiesz?", Privacy("")),
        ("opt out", Privacy("out")),
        ("what can you do", Help()),
        ("What can you do?", Help()),
        ("hi, what can you do?", Help()),
        ("help", Help()),
        ("help!", Help()),
        ("hlep", Help()),
        ("co potrafisz?", Help()),
        ("pomoc", Help()),
        ("who are you", ABOUT),
        ("who are you?", ABOUT),
        ("are you a bot?", ABOUT),
        ("kim jesteś?", ABOUT),
        ("who knows SAP?", WhoKnows("SAP")),
        ("Who knows SAP", WhoKnows("SAP")),
        ("who knows about SAP?", WhoKnows("SAP")),
        ("hi, who knows SAP?", WhoKnows("SAP")),
        ("whoknows SAP?", WhoKnows("SAP")),
        ("kto zna SAP?", WhoKnows("SAP")),
        ("kto się zna na SAP?", WhoKnows("SAP")),
        ("kto wie o onboardingu", WhoKnows("onboardingu")),
        ("find badge printer", Find("badge printer")),
        ("/find badge printer", Find("badge printer")),
        ("please find badge printer", Find("badge printer")),
        ("search badge printer", Find("badge printer")),
        ("znajdź drukarka", Find("drukarka")),
        ("whoknows find badge printer", Find("badge printer")),
        ("US find badge printer", Find("badge printer")),
        ("quiet tomorrow", Quiet("tomorrow")),
        ("quiet “on”", Quiet("on")),
        ("profile language “pl”", SetProfile("language", "pl")),
        ("my profile", SetProfile()),
        ("privacy", Privacy("")),
        ("abracadabra", Help("abracadabra")),
    ],
)
def test_the_direct_line_is_a_conversation(said: Door, words: str, meant: Intent) -> None:
    assert said(words, alone=True) == meant


@pytest.mark.parametrize(
    ("words", "is_unsure"),
    [
        ("How do I order a laptop?", False),
        ("who knows how to order a laptop?", False),
        ("jak zamówić laptopa", False),
        ("stop the printer from jamming", True),
        ("the printer is broken", True),
        ("thanks in advance, how do I order a laptop?", False),
        ("I tried whoknows and nobody knew", True),
    ],
)
def test_what_is_for_colleagues_is_asked_from_the_direct_line_too(
    said: Door, words: str, is_unsure: bool
) -> None:
    found = said(words, alone=True)

    assert isinstance(found, Ask)
    assert (found.text, found.is_unsure) == (words, is_unsure)


def test_whatever_one_says_to_somebody_is_understood_in_every_language_we_speak() -> None:
    for phrases in TALKS:
        assert set(phrases) == set(languages())
        assert all(phrases.values())
