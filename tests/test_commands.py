"""What people type, understood: words, slips of the fingers, and questions as they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS, Context, command, mention
from bot.intents import (
    Ask,
    Courtesy,
    Find,
    Help,
    Home,
    Insights,
    Intent,
    Privacy,
    Quiet,
    SetPhase,
    SetPlace,
    SetProfile,
    ShareForm,
    ShowReport,
    SmallTalk,
    Solve,
    Topics,
    WhoKnows,
)
from bot.model import CapturedBy

HERE = Context(CapturedBy.MENTION, "slack:T1/C1/2.0", "slack:T1/C1/1.0")


def asked(text: str) -> Ask:
    return Ask(text, CapturedBy.COMMAND)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/ask How do we onboard?", asked("How do we onboard?")),
        ("/whoknows ask How do we onboard?", asked("How do we onboard?")),
        ("  /WHOKNOWS  Ask   how?", asked("how?")),
        ("/ask two\nlines", asked("two\nlines")),
        ("/ask\nafter a break", asked("after a break")),
        ("/ask", asked("")),
        ("/ask \x00\u2028 ", asked("")),
        ("/ask help", Help()),
        ("/ask pomoc", Help()),
        ("/ask how do I ask a question?", Help()),
        ("/ask jak zadać pytanie?", Help()),
        ("/ask hello", SmallTalk(Courtesy.HELLO)),
        ("/ask test", SmallTalk(Courtesy.HELLO)),
        ("/ask thanks", SmallTalk(Courtesy.THANKS)),
        ("/ask who are you?", SmallTalk(Courtesy.WHO_WE_ARE)),
        ("/whoknows ask help", Help()),
        ("/ask thanks, and where is the key?", asked("thanks, and where is the key?")),
        ("/ask stop", asked("stop")),
        ("/whoknows", Help()),
        ("/whoknows help", Help()),
        ("/whoknows home", Home()),
        ("/whoknows pilot", SetPhase("")),
        ("/whoknows pilot Listening", SetPhase("listening")),
        ("/whoknows pilot on", SetPhase("pilot")),
        ("/whoknows profile", SetProfile()),
        ("/whoknows profile zone New York", SetProfile("zone", "New York")),
        ("/whoknows solved", Solve(None)),
        ("/whoknows reopen", Solve(None, on=False)),
        ("/share", ShareForm()),
        ("/share Buddies for nurses", ShareForm("Buddies for nurses")),
        ("/whoknows share", ShareForm()),
        ("/find laptops", Find("laptops")),
        ("/whoknows find", Find("")),
        ("/whoknows who knows SAP?", WhoKnows("SAP")),
        ("/whoknows who knows", WhoKnows("")),
        ("/whoknows who SAP", WhoKnows("SAP")),
        ("/whoknows examples", Find("", examples_only=True)),
        ("/whoknows examples onboarding", Find("onboarding", examples_only=True)),
        ("/whoknows quiet", Quiet()),
        ("/whoknows quiet 10 days", Quiet("10 days")),
        ("/whoknows profile form", SetProfile("form")),
        ("/whoknows topics", Topics()),
        ("/whoknows topics onboarding, SAP", SetProfile("topics", "onboarding, SAP")),
        ("/whoknows insights", Insights()),
        ("/whoknows insights add", Insights(add=True)),
        ("/whoknows insights add New people wait.", Insights(add=True, text="New people wait.")),
        ("/whoknows report", ShowReport()),
        ("/whoknows privacy", Privacy()),
        ("/whoknows privacy out", Privacy("out")),
        ("/whoknows pilot digest off", SetPlace("digest", "off")),
    ],
)
def test_a_command_is_understood(typed: str, meant: Intent) -> None:
    assert command(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/whoknows aks how?", asked("how?")),
        ("/whoknows hlep", Help()),
        ("/whoknows hoem", Home()),
        ("/whoknows profle zone Lagos", SetProfile("zone", "Lagos")),
        ("/whoknows shrae Buddies", ShareForm("Buddies")),
        ("/whoknows fnd laptops", Find("laptops")),
        ("/whoknows exampels", Find("", examples_only=True)),
        ("/whoknows quiett on", Quiet("on")),
        ("/whoknows topcis", Topics()),
        ("/whoknows insihgts", Insights()),
        ("/whoknows reprot", ShowReport()),
        ("/whoknows plot on", SetPhase("pilot")),
        ("/whoknows privcy", Privacy()),
    ],
)
def test_one_slip_of_the_fingers_is_forgiven(typed: str, meant: Intent) -> None:
    assert command(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said", "meant"),
    [
        ("/whoknows task list", "task", "/whoknows ask list"),
        ("/whoknows prvac", "prvac", "/whoknows privacy"),
        ("/whoknows how do I do it", "how do I do it", "/whoknows ask how do I do it"),
        ("/aks how do I", "/aks", "/whoknows ask how do I"),
        ("/whoknows abracadabra", "abracadabra", None),
        ("/whoknows why is this so", "why is this so", "/whoknows ask why is this so"),
        ("/whoknows fine with me", "fine with me", "/whoknows ask fine with me"),
        ("/finde laptops", "/finde", "/whoknows find laptops"),
        ("/whoknows quite a thing", "quite a thing", "/whoknows ask quite a thing"),
        ("/whoknows some people ask", "some people ask", "/whoknows ask some people ask"),
        ("/whoknows hope this helps", "hope this helps", "/whoknows ask hope this helps"),
    ],
)
def test_what_is_not_sure_is_asked_back_and_nothing_is_posted(
    typed: str, said: str, meant: str | None
) -> None:
    assert command(typed) == Help(said, meant)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("How do we onboard?", "How do we onboard?"),
        ("ask How do we onboard?", "How do we onboard?"),
        ("help me with the laptops please", "help me with the laptops please"),
        ("pilot project status?", "pilot project status?"),
        ("parental leave?", "parental leave?"),
        ("who knows how to order a laptop?", "who knows how to order a laptop?"),
        ("who has done this before", "who has done this before"),
        ("find out how we do onboarding?", "find out how we do onboarding?"),
        ("why does the lift stop", "why does the lift stop"),
        ("home office rules?", "home office rules?"),
    ],
)
def test_a_mention_that_asks_and_is_no_command_is_a_question(said: str, meant: str) -> None:
    assert mention(said, HERE) == Ask(meant, CapturedBy.MENTION, HERE.message, HERE.thread)


@pytest.mark.parametrize("said", ["home office rules", "abracadabra", "fine", "two days ago"])
def test_what_is_said_to_us_in_a_thread_and_does_not_ask_may_be_no_question(said: str) -> None:
    unsure = Ask(said, CapturedBy.MENTION, HERE.message, HERE.thread, is_unsure=True)

    assert mention(said, HERE) == unsure


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("solved", Solve(HERE.thread)),
        ("slved", Solve(HERE.thread)),
        ("reopen", Solve(HERE.thread, on=False)),
        ("help", Help()),
        ("", Help()),
        ("thanks!", SmallTalk(Courtesy.THANKS)),
        ("thank you so much, all of you", SmallTalk(Courtesy.THANKS)),
        ("pilot open", SetPhase("open")),
        ("profile zone America/New York", SetProfile("zone", "America/New York")),
        ("share", ShareForm()),
        ("shrae Buddies for nurses", ShareForm("Buddies for nurses")),
        ("find laptops for nurses", Find("laptops for nurses")),
        ("fidn laptops for nurses", Find("laptops for nurses")),
        ("who", WhoKnows("")),
        ("who SAP", WhoKnows("SAP")),
        ("who knows SAP", WhoKnows("SAP")),
        ("who knows about ordering a laptop", WhoKnows("ordering a laptop")),
        ("examples", Find("", examples_only=True)),
        ("examples onboarding", Find("onboarding", examples_only=True)),
        ("quiet tomorrow", Quiet("tomorrow")),
        ("profile", SetProfile()),
        ("home", Home()),
        ("home?", Home()),
        ("topics", Topics()),
        ("topics SAP", SetProfile("topics", "SAP")),
        ("insights", Insights()),
        (
            "insights add New people wait a week for a laptop.",
            Insights(add=True, text="New people wait a week for a laptop"),
        ),
        ("ask help", Help()),
        ("ask hello", SmallTalk(Courtesy.HELLO)),
        ("report", ShowReport()),
        ("privacy out", Privacy("out")),
    ],
)
def test_a_mention_can_be_a_command(said: str, meant: Intent) -> None:
    assert mention(said, HERE) == meant


@pytest.mark.parametrize("name", COMMANDS)
def test_what_we_suggest_is_a_command_that_we_understand(name: str) -> None:
    assert not isinstance(command(f"/whoknows {name}"), Help) or name == "help"
    for slip in range(1, len(name)):
        wanted = command(f"/whoknows {name[:slip]}{name[slip + 1 :]}")
        assert not isinstance(wanted, Help) or wanted.meant or name in ("ask", "who", "help")


@given(st.text(max_size=300), st.text(max_size=60))
def test_whatever_is_typed_is_an_intent_and_what_is_shown_back_is_short(
    typed: str, before: str
) -> None:
    alone = Context(CapturedBy.MENTION, HERE.message, is_direct=True)
    by_name = (mention(typed, HERE), mention(typed, HERE, before), mention(typed, alone))
    for wanted in (command(typed), command(f"/whoknows {typed}"), *by_name):
        if isinstance(wanted, Help):
            assert len(wanted.said) <= 200
            assert len(wanted.meant or "") <= 200


@pytest.mark.parametrize(
    ("typed", "line", "value"),
    [
        ("hours 9-5", "hours", "9-5"),
        ("hours “9-5”", "hours", "9-5"),
        ("zone Berlin", "zone", "Berlin"),
        ("language English", "language", "English"),
        ("named maybe", "named", "maybe"),
        ("zone Atlantis", "zone", "Atlantis"),
    ],
)
def test_a_line_of_the_profile_is_heard_without_the_word_for_it(
    typed: str, line: str, value: str
) -> None:
    assert command(f"/whoknows {typed}") == SetProfile(line, value)
