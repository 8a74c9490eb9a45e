"""What people type, understood: words, slips of the fingers, and questions as they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import Context, command, mention
from bot.intents import Ask, Help, Intent, SetPhase, SetProfile, Solve
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
        ("/whoknows", Help()),
        ("/whoknows help", Help()),
        ("/whoknows pilot", SetPhase("")),
        ("/whoknows pilot Listening", SetPhase("listening")),
        ("/whoknows pilot on", SetPhase("pilot")),
        ("/whoknows profile", SetProfile()),
        ("/whoknows profile zone New York", SetProfile("zone", "New York")),
        ("/whoknows solved", Solve(None)),
        ("/whoknows reopen", Solve(None, on=False)),
    ],
)
def test_a_command_is_understood(typed: str, meant: Intent) -> None:
    assert command(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/whoknows aks how?", asked("how?")),
        ("/whoknows hlep", Help()),
        ("/whoknows profle zone Lagos", SetProfile("zone", "Lagos")),
    ],
)
def test_one_slip_of_the_fingers_is_forgiven(typed: str, meant: Intent) -> None:
    assert command(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said", "meant"),
    [
        ("/whoknows task list", "task", "/whoknows ask list"),
        ("/whoknows pofil", "pofil", "/whoknows profile"),
        ("/whoknows how do I do it", "how do I do it", "/whoknows ask how do I do it"),
        ("/aks how do I", "/aks", "/whoknows ask how do I"),
        ("/whoknows abracadabra", "abracadabra", None),
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
    ],
)
def test_a_mention_that_is_no_command_is_a_question(said: str, meant: str) -> None:
    assert mention(said, HERE) == Ask(meant, CapturedBy.MENTION, HERE.message, HERE.thread)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("solved", Solve(HERE.thread)),
        ("slved", Solve(HERE.thread)),
        ("reopen", Solve(HERE.thread, on=False)),
        ("help", Help()),
        ("", Help()),
        ("abracadabra", Help("abracadabra")),
        ("thanks!", Help()),
        ("thank you so much, all of you", Help()),
        ("pilot open", SetPhase("open")),
        ("profile zone America/New York", SetProfile("zone", "America/New York")),
    ],
)
def test_a_mention_can_be_a_command(said: str, meant: Intent) -> None:
    assert mention(said, HERE) == meant


@given(st.text(max_size=300))
def test_whatever_is_typed_is_an_intent_and_what_is_shown_back_is_short(typed: str) -> None:
    for wanted in (command(typed), command(f"/whoknows {typed}"), mention(typed, HERE)):
        if isinstance(wanted, Help):
            assert len(wanted.said) <= 200
            assert len(wanted.meant or "") <= 200
