"""What somebody did in the sandbox in, what was heard out."""

import json

import pytest

from adapters.sandbox.cast import WORKSPACE
from adapters.sandbox.read import read
from bot.intents import Heard, Mark, MarkKind, Nothing, Reply, Say, Why
from tests.cast import MONDAY

PLACE = f"{WORKSPACE}/onboarding"
MESSAGE = f"{PLACE}/1"


def hear(do: str, **told: str) -> Heard:
    """Return what is heard of something that Amina did."""
    done = {"do": do, "person": "Amina", "place": "onboarding", "at": MONDAY.isoformat()}
    return read(json.dumps(done | {"message": MESSAGE} | told))


@pytest.mark.parametrize(("do", "on"), [("react", True), ("unreact", False)])
def test_a_sign_is_a_mark_that_is_put_or_taken_back(do: str, on: bool) -> None:
    assert hear(do, reaction="💡").intent == Mark(MESSAGE, MarkKind.HELPFUL, on)
    assert hear(do, reaction="🎉").intent == Nothing(Why.NO_MATTER)


def test_words_in_a_thread_are_a_reply_and_others_are_said() -> None:
    assert hear("say", text="In the shop.", thread="t").intent == Reply(
        MESSAGE, "t", "In the shop."
    )
    assert hear("say", text="Where?").intent == Say(MESSAGE, "Where?")


@pytest.mark.parametrize(("name", "told"), [("person", "Nobody"), ("place", "nowhere")])
def test_what_nobody_did_or_nowhere_is_refused(name: str, told: str) -> None:
    with pytest.raises(ValueError, match="nobody, or nowhere"):
        hear("say", **{name: told})
