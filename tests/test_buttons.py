"""Every button of ours can be pressed, by its reader and by a stranger; and so can made-up ones."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import does, pressed, submitted
from bot.intents import (
    AnswerForm,
    Ask,
    AskForm,
    Find,
    Home,
    Insights,
    Intent,
    Join,
    PassOn,
    Say,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetProfile,
    Share,
    WhoKnows,
)
from bot.messages import Button, Buttons, Message
from bot.model import CapturedBy, Visibility, Wants
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, FARAH, PILOT, TEAM
from tests.conftest import Bot, Object
from tests.scenes import CAREERS, answered, careers_join, direct, known

pytestmark = pytest.mark.long

VERBS = (
    "ask",
    "answer",
    "answers",
    "askform",
    "close",
    "follow",
    "helpful",
    "insight",
    "judge",
    "keep",
    "notme",
    "offer",
    "outcome",
    "pass",
    "post",
    "profile",
    "revise",
    "seek",
    "settings",
    "share",
    "snooze",
    "takeback",
    "taken",
    "unfollow",
    "widen",
    "withdraw",
)
HOSTILE = st.text(st.characters(), max_size=50) | st.sampled_from(
    ("", " ", "\x00", "\ud800", "x" * 40_000, "a b c d", "solved", "example", "\u2028", "-")
)
STRANGER = SeenPerson(f"{TEAM}/USTRANGER", "Stranger")


@given(st.sampled_from(VERBS) | HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_whatever_a_button_carries_is_an_intent_or_none_of_ours(
    verb: str, first: str, second: str, text: str
) -> None:
    for said in (f"{verb} {first} {second}", f"{verb} {first}", verb):
        assert _is_read(partial(pressed, said, text))


@given(
    st.sampled_from(("ask", "revise", "share", "pass", "insight", "outcome", "profile", "settings"))
    | HOSTILE,
    HOSTILE,
    st.dictionaries(
        st.sampled_from(("text", "topics", "title", "did", "to", "place", "zone", "hours", "phase"))
        | HOSTILE,
        HOSTILE,
    ),
)
def test_whatever_a_form_carries_is_an_intent_or_none_of_ours(
    verb: str, about: str, values: dict[str, str]
) -> None:
    assert _is_read(partial(submitted, f"{verb} {about}", values))


def _is_read(reading: Callable[[], Intent]) -> bool:
    """Tell whether something was read, or refused as none of ours; nothing else may happen."""
    try:
        return bool(reading())
    except ValueError:
        return True


def test_no_key_that_a_button_carries_is_longer_than_a_key_can_be() -> None:
    for verb in VERBS:
        if verb in ("askform", "seek", "insight"):
            continue
        assert not _is_ours(f"{verb} {'x' * 401}")


def _is_ours(said: str) -> bool:
    try:
        return bool(pressed(said))
    except ValueError:
        return False


def test_words_that_a_button_carries_come_back_whole() -> None:
    said = "How do we, and why? \n Two lines"

    assert pressed(does("askform", said)) == AskForm(said)
    assert pressed(does("seek", said)) == AskForm(said, Wants.EXAMPLE)
    assert submitted("ask example", {"text": "x"}) == Ask("x", wants=Wants.EXAMPLE, in_form=True)


def test_a_form_of_a_thread_gives_back_what_it_is_about() -> None:
    sent = submitted("share slack:T1/C1/1.0 -", {"title": "T", "did": "D"})

    assert sent == Share("T", "D", source="slack:T1/C1/1.0")


# Pressed in earnest


@dataclass(frozen=True)
class Shown:
    """A button as somebody sees it."""

    button: Button
    person: SeenPerson
    place: SeenPlace
    is_private: bool


PRIVATE = SeenPlace(f"{TEAM}/GBOARD", "board", Visibility.PRIVATE)
BY_KEY = {each.key: each for each in (AMINA, BRUNO, CHEN, DORA, EMEKA, FARAH)}
PLACES = {each.key: each for each in (PILOT, CAREERS, PRIVATE)}


async def busy(bot: Bot) -> list[Shown]:
    """Everything happens that shows buttons; return all of them, each as its reader sees it."""
    await careers_join(bot)
    for person in BY_KEY.values():
        await bot.hear(SetProfile("topics", "laptops"), person)
        await bot.hear(Join(), person)
    await bot.hear(Say("x", "hello"), DORA, PRIVATE)
    async with bot.database.writing("default") as tx:
        await tx.set_place(PRIVATE.key, phase="pilot")
    answer = await known(bot, "How do I order a laptop?")
    shown: list[Shown] = []

    async def heard(
        intent: Intent, person: SeenPerson = AMINA, place: SeenPlace = PILOT
    ) -> list[Button]:
        outcome = await bot.hear(intent, person, place)
        found = list(_buttons(outcome.message))
        shown.extend(Shown(each, person, place, is_private=True) for each in found)
        return found

    await heard(Ask("How do I order a laptop for a guest?"), EMEKA)
    await heard(Ask("Who has moved to another ERP before?"))
    await heard(Ask("Where is the plan?"))
    await heard(Ask("Who leads the board?"), DORA, PRIVATE)
    await heard(Ask("Where is the lift?", CapturedBy.MENTION, f"{PILOT.key}/77.000001"))
    await answered(bot, f"{PILOT.key}/77.000001", CHEN, "Left.")
    await answered(bot, f"{PILOT.key}/77.000001", FARAH, "Right.")
    await heard(Say(f"{PILOT.key}/78.000001", "Does anybody know where the printer is?"), EMEKA)
    await heard(Find("laptop"), CHEN)
    await heard(Find("", examples_only=True), CHEN)
    await heard(Find("quantum", examples_only=True), CHEN)
    await heard(WhoKnows("quantum"), CHEN)
    await heard(Share("Buddies", "Six weeks."), BRUNO)
    for place in (PILOT, PRIVATE):
        await heard(SetPhase(""), DORA, place)
    await heard(Insights(), DORA)
    await heard(submitted("insight", {"text": "Slow.", "action": "Faster."}), DORA)
    await heard(Insights(), DORA)
    await heard(SetProfile(), FARAH)
    await heard(PassOn(answer, FARAH.key), CHEN)
    await heard(PassOn(answer, CAREERS.key), CHEN)
    await bot.timetable.tick()
    [plan] = [each for each in await bot.remembered("question") if "plan" in str(each.get("text"))]
    await heard(AnswerForm(str(plan["key"]), "In the wiki."), BRUNO)
    for post in await bot.pass_time(days=3):
        for button in _buttons(post.message):
            if post.person and post.place is None:
                person = BY_KEY[post.person]
                shown.append(Shown(button, person, direct(person), is_private=True))
            else:
                place = PLACES[post.place or ""]
                readers = [BY_KEY[post.person]] if post.person else [AMINA, CHEN, DORA]
                if place is PRIVATE:
                    readers = [DORA]
                shown += [Shown(button, each, place, is_private=False) for each in readers]
    for person in BY_KEY.values():
        await heard(Home(), person, direct(person))
    return list(dict.fromkeys(shown))


def _buttons(message: Message) -> Iterator[Button]:
    for part in message:
        if isinstance(part, Buttons):
            yield from part.items


async def test_every_button_that_a_message_of_ours_carries_can_be_pressed(bot: Bot) -> None:
    shown = await busy(bot)

    verbs = {each.button.does.partition(" ")[0] for each in shown}
    for each in shown:
        outcome = await bot.press(each.button, each.person, each.place)
        assert outcome.message or outcome.form, each
        for further in _buttons(outcome.message):
            verbs.add(further.does.partition(" ")[0])
            following = await bot.press(further, each.person, each.place)
            assert following.message or following.form, further
    assert verbs >= set(VERBS) - {"ask", "keep", "answers"}, verbs
    await bot.pass_time(days=1)
    assert not [each for each in await bot.remembered("count") if each["key"] == "dead"]


async def test_a_stranger_who_makes_up_what_others_can_press_changes_nothing(bot: Bot) -> None:
    shown = [each for each in await busy(bot) if each.is_private or each.place is PRIVATE]
    mine = ("askform", "seek", "share", "profile", "snooze", "insight")
    theirs = [
        each
        for each in shown
        if each.button.does.partition(" ")[0] not in mine or each.place is PRIVATE
    ]
    before = _known(await bot.remembered())

    for each in theirs:
        await bot.press(each.button, STRANGER, SeenPlace(PILOT.key, visibility=Visibility.PUBLIC))
        await bot.press(each.button, STRANGER, direct(STRANGER))

    # Of a question in a public place anybody may say what helped, and why they cannot help.
    after = _known(await bot.remembered())
    new = [each for each in after if each not in before]
    assert len(theirs) > 20
    assert {each["type"] for each in new} <= {"helpful", "decline"}
    assert [each for each in before if each not in after] == []


def _known(objects: list[Object]) -> list[Object]:
    """Leave out that the stranger came, and that there is a direct line with them."""
    theirs = (STRANGER.key, direct(STRANGER).key)
    return [each for each in objects if each["key"] not in theirs]


async def test_what_stands_in_a_private_place_is_not_touched_by_who_is_not_in_it(bot: Bot) -> None:
    shown = [each for each in await busy(bot) if PRIVATE.key in each.button.does]
    before = [each for each in await bot.remembered() if PRIVATE.key in str(each)]

    for each in shown:
        for place in (PILOT, direct(CHEN)):
            outcome = await bot.press(each.button, CHEN, place)
            assert outcome.form is None
            assert "board" not in str(outcome.message)

    assert len(shown) > 4
    assert [each for each in await bot.remembered() if PRIVATE.key in str(each)] == before


# Made up by who may not see what they are about

GUEST = SeenPerson(f"{TEAM}/UGUEST", "Gus", is_guest=True)
"""A guest, who is in one channel and sees nothing of the others."""
SEEN = ("laptop", "plan", "lift", "left", "right", "erp", "buddies", "weeks", "slow", "faster")
"""Words that were only said in the pilot's public place."""
FILLED = {
    "text": "x",
    "title": "T",
    "did": "D",
    "to": EMEKA.key,
    "place": CAREERS.key,
    "phase": "off",
    "zone": "",
    "language": "",
    "digest": "off",
    "note": "n",
}


async def keys_in(bot: Bot, place: SeenPlace) -> list[str]:
    """Return the keys of all that is remembered of a place, and of the place itself."""
    kinds = ("question", "request", "answer", "example", "insight", "pass_on", "suggestion")
    found = [
        str(each[name])
        for each in await bot.remembered()
        if each["type"] in kinds
        for name in ("key", "posted_as", "search", "shown")
        if each.get(name) and str(each[name]).startswith(f"{place.key}/")
    ]
    return [*_some_of_each(dict.fromkeys(found)), place.key]


def _some_of_each(keys: Iterable[str]) -> Iterator[str]:
    """Yield two keys of each kind, as it is told by what stands before the number."""
    of_a_kind = Counter[str]()
    for key in keys:
        kind = key.rpartition("/")[2].partition(":")[0].rstrip("0123456789.")
        of_a_kind[kind] += 1
        if of_a_kind[kind] <= 2:
            yield key


def made_up(keys: list[str]) -> Iterator[str]:
    """Yield all that could be pressed about some things, with whatever second part goes with it."""
    second = {"judge": "solved", "notme": "busy", "widen": CAREERS.key, "offer": "yes"}
    for verb in VERBS:
        for key in keys if verb not in ("ask", "askform", "seek") else ():
            yield does(verb, key, *([second[verb]] if verb in second else []))
            if verb == "taken":
                yield from (does(verb, key, other) for other in keys[:3])


async def tried(bot: Bot, keys: list[str], person: SeenPerson, place: SeenPlace) -> list[str]:
    """Return what somebody reads who presses and sends everything that can be made up."""
    read = []
    for said in made_up(keys):
        outcome = await bot.press(said, person, place)
        read.append(_read(outcome.message, outcome.form))
        if said.partition(" ")[0] in ("revise", "answer", "share", "pass", "insight", "outcome"):
            carried = f"{said} -" if said.startswith("share") else said
            outcome = await bot.hear(submitted(carried, FILLED), person, place)
            read.append(_read(outcome.message, outcome.form))
    return read


def _read(message: object, form: object = None) -> str:
    """Return everything of an answer as text, without what the speaker filled in themselves."""
    return f"{message} {form}".casefold()


async def test_a_guest_who_makes_up_buttons_gets_nothing_of_where_they_are_not(bot: Bot) -> None:
    await busy(bot)
    await bot.hear(Join(), GUEST, CAREERS)
    keys = await keys_in(bot, PILOT)
    before = _told_of(await bot.remembered(), PILOT)

    read = [
        *await tried(bot, keys, GUEST, CAREERS),
        *await tried(bot, keys, GUEST, direct(GUEST)),
    ]
    posts = await bot.pass_time(minutes=10)

    words = [each for each in read if any(word in each for word in SEEN)]
    assert words == []
    assert _told_of(await bot.remembered(), PILOT) == before
    seen = [each for each in posts if each.person == GUEST.key or each.place == CAREERS.key]
    told = [_read(each.message).replace("laptops", "") for each in seen]  # what colleagues know
    assert [each for each in told if any(word in each for word in SEEN)] == []
    assert len(keys) > 6


async def test_who_is_not_in_a_private_place_gets_nothing_of_it_by_made_up_buttons(
    bot: Bot,
) -> None:
    await busy(bot)
    keys = await keys_in(bot, PRIVATE)
    before = _about(await bot.remembered(), PRIVATE)

    read = [
        each
        for person in (CHEN, GUEST)
        for place in (PILOT, CAREERS, direct(person))
        for each in await tried(bot, keys, person, place)
    ]
    posts = await bot.pass_time(minutes=10)

    assert [each for each in read if "who leads" in each] == []
    assert _about(await bot.remembered(), PRIVATE) == before
    assert [each for each in posts if "who leads" in _read(each.message)] == []


def _told_of(objects: list[Object], place: SeenPlace) -> list[Object]:
    """Leave out what was passed on to where the guest is: it can help them there."""
    return [each for each in _about(objects, place) if each["type"] != "suggestion"]


def _about(objects: list[Object], place: SeenPlace) -> list[Object]:
    """Return what is remembered of a place."""
    return [each for each in objects if place.key in str(each)]
