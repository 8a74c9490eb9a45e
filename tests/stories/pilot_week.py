"""A pilot week, told as the people in it would: the same story on every platform."""

import re
from collections import Counter
from typing import Any

from tests.stories.stage import ALONE, Line, Stage

HERE, PROJECTS, CANTEEN, LEADS = "onboarding", "projects", "canteen", "leads"
_WEEK = re.compile(r"\d{4}-W\d\d")
BUDDY = "Each newcomer gets a buddy from another team for two weeks."


async def tell(stage: Stage) -> None:
    """Tell the week from Monday morning to the digest of the Monday after."""
    await somebody_asks_and_is_helped(stage)
    await what_was_answered_is_found_again(stage)
    await nobody_answers(stage)
    await somebody_sleeps_in_another_zone(stage)
    await somebody_wants_quiet(stage)
    await an_example_travels(stage)
    await a_private_channel_stays_private(stage)
    await where_it_is_off(stage)
    await a_question_is_said_in_passing(stage)
    await what_was_learnt_is_done(stage)
    await the_monday_after(stage)


async def somebody_asks_and_is_helped(stage: Stage) -> None:
    await stage.until("Mon", "09:40")
    [thanks] = await stage.type("Amina", HERE, "/ask How do you introduce newcomers?")
    assert "you will hear of the first answer" in thanks
    question = await stage.post(HERE, "How do you introduce newcomers?")

    await stage.until("Mon", "10:05")
    answer = await stage.say("Greta", HERE, BUDDY, question)
    assert "Greta answered your question" in (await stage.told("Amina"))[-1]
    await stage.react("Amina", answer, "💡")

    await stage.until("Mon", "12:00")
    assert "Did it help?" not in (await stage.told("Amina"))[-1]
    await stage.until("Mon", "12:10")
    assert "Did it help?" in (await stage.told("Amina"))[-1]
    said = await stage.press("Amina", ALONE, "Yes, solved")
    assert "The question counts as solved" in said[-1]
    assert "your answer solved the question of @Amina" in (await stage.told("Greta"))[-1]
    assert "Solved" in (await stage.reads("Chen", HERE))[-2]


async def what_was_answered_is_found_again(stage: Stage) -> None:
    await stage.until("Mon", "14:00")
    held = (await stage.type("Jonas", HERE, "/ask How do you introduce the newcomers?"))[-1]
    assert BUDDY in held
    assert "Greta" in held
    assert "[This solved it]" in held
    assert "introduce the newcomers" not in " ".join(await stage.reads("Chen", HERE))

    await stage.press("Jonas", HERE, "This solved it")
    await stage.until("Mon", "14:10")
    assert "introduce the newcomers" not in " ".join(await stage.reads("Chen", HERE))
    assert "helped somebody again" in (await stage.told("Greta"))[-1]


async def nobody_answers(stage: Stage) -> None:
    await stage.until("Tue", "09:00")
    await stage.type("Liam", PROJECTS, "/ask Which printer makes name badges overnight?")

    await stage.until("Tue", "13:05")
    assert "Still without an answer" in (await stage.reads("Chen", PROJECTS))[-1]
    await stage.until("Wed", "15:30")
    assert "Nobody has answered your question yet" in (await stage.told("Liam"))[-1]


async def somebody_sleeps_in_another_zone(stage: Stage) -> None:
    """It is 17:30 in Singapore an hour after Farah asks; Chen is asked when his day begins."""
    await stage.type("Chen", ALONE, "/whoknows topics data migration")
    await stage.until("Thu", "09:30")
    await stage.type("Farah", PROJECTS, "/ask How do we plan the data migration of the archive?")

    await stage.until("Fri", "01:50")
    assert not [each for each in await stage.told("Chen") if "Can you help?" in each]
    await stage.until("Fri", "02:05")
    asked = (await stage.told("Chen"))[-1]
    assert "@Farah asks in #projects" in asked
    assert "your profile names “data migration”" in asked
    await stage.press("Chen", ALONE, "Answer", text="Copy the old years first.")
    assert "Copy the old years first." in (await stage.reads("Hugo", PROJECTS))[-1]
    assert "Chen answered your question" in (await stage.told("Farah"))[-1]


async def an_example_travels(stage: Stage) -> None:
    await stage.until("Fri", "09:10")
    await stage.type("Hugo", HERE, "/ask Who has run a mentoring programme before?")
    await stage.press(
        "Greta", HERE, "Share an example", title="Mentoring by pairs", did="Twelve pairs met."
    )
    assert "Greta shared an example for you" in (await stage.told("Hugo"))[-1]
    await stage.press("Hugo", ALONE, "This reassured me")

    await stage.press("Kasia", HERE, "Pass it on", to="Emeka", note="For Lagos.")
    passed = (await stage.told("Emeka"))[-1]
    assert "For Lagos." in passed
    assert "From @Greta in #onboarding, via @Kasia" in passed


async def a_private_channel_stays_private(stage: Stage) -> None:
    await stage.type("Amina", LEADS, "/ask Who takes the confidential review?")
    question = await stage.post(LEADS, "Who takes the confidential review?")
    await stage.say("Bruno", LEADS, "I take the confidential review.", question)

    found = await stage.type("Chen", HERE, "/find confidential review")
    assert "Nothing was found" in found[-1]
    assert "confidential review" not in " ".join(await stage.told("Amina"))


async def where_it_is_off(stage: Stage) -> None:
    said = await stage.type("Jonas", CANTEEN, "/ask Is there a vegetarian day?")
    assert "not part of the pilot yet" in said[-1]


async def a_question_is_said_in_passing(stage: Stage) -> None:
    await stage.until("Fri", "14:00")
    await stage.say("Bruno", PROJECTS, "Does anybody know how we settle the travel costs?")
    await stage.until("Fri", "14:02")
    assert "Ask colleagues properly?" in (await stage.told("Bruno", PROJECTS))[-1]
    said = await stage.press("Bruno", PROJECTS, "Ask colleagues")
    assert "count as answers" in said[-1]


async def somebody_wants_quiet(stage: Stage) -> None:
    said = await stage.type("Farah", ALONE, "/whoknows quiet on")
    assert "Quiet from now on" in said[-1]


async def what_was_learnt_is_done(stage: Stage) -> None:
    await stage.type("Dora", HERE, "/whoknows insights add")
    await stage.press(
        "Dora", HERE, "form", text="Newcomers ask the same things.", action="One page for them."
    )
    await stage.type("Dora", HERE, "/whoknows insights")
    await stage.press("Dora", HERE, "Tell what came of it", text="The page is pinned.")


async def the_monday_after(stage: Stage) -> None:
    await stage.until("Mon2", "08:58")
    assert not any("The week at a glance" in each for each in await stage.reads("Ines", HERE))
    await stage.until("Mon2", "09:02")
    digest = (await stage.reads("Ines", HERE))[-1]
    assert "How do you introduce newcomers?" in digest
    assert "Mentoring by pairs" in digest
    assert "Newcomers ask the same things. → The page is pinned." in digest
    assert digest.count("\n") <= 24
    waiting = (await stage.reads("Ines", PROJECTS))[-1]
    assert "Which printer makes name badges overnight?" in waiting
    # Farah asked for quiet, so nobody asks her whether it helped.
    assert not any("Did it help?" in each for each in await stage.told("Farah"))

    await stage.until("Mon2", "09:30")
    await stage.join("Ines", HERE)
    welcome = (await stage.told("Ines"))[-1]
    assert "How do you introduce newcomers?" in welcome
    assert "confidential" not in welcome


def counted(lines: list[Line]) -> Counter[str]:
    """Return how many objects of each type a dump holds."""
    return Counter(each["type"] for each in lines)


def alike(lines: list[Line]) -> list[Line]:
    """Return a dump as it is the same on every platform.

    Ids and weeks are numbered by appearance in the story's order, as the sandbox's week begins on
    the Monday after the day of the test; times, names of platforms and how something was captured
    are left out.
    """
    numbers: dict[str, str] = {}

    def same(value: Any) -> Any:
        is_key = isinstance(value, str) and ":" in value.partition("/")[0] and "/" in value
        if is_key or (isinstance(value, str) and _WEEK.fullmatch(value)):
            return numbers.setdefault(value, f"#{len(numbers) + 1}")
        if isinstance(value, list):
            return [same(each) for each in value]
        return value

    left_out = ("organisation", "captured_by", "accounts", "zone", "language")
    kept = [each for each in lines if each["type"] in _TOLD]
    names = {each["key"]: each["name"] for each in lines if each["type"] == "place"}

    def order(line: Line) -> tuple[str, ...]:
        return (line["type"], _when(line), str(line.get("text")), str(names.get(line.get("place"))))

    ordered = sorted(kept, key=order)
    return [
        {
            name: same(value)
            for name, value in each.items()
            if name not in left_out and not name.endswith("_at") and name != "at"
        }
        for each in ordered
    ]


_TOLD = (
    "question",
    "request",
    "answer",
    "helpful",
    "example",
    "insight",
    "action",
    "decline",
    "nudge",
    "digest",
    "suggestion",
    "search",
    "pass_on",
    "interest",
    "skipped",
)
"""Not places, people and members: who is seen where depends on what a platform tells."""


def _when(line: Line) -> str:
    times = [str(value) for name, value in line.items() if name.endswith("_at") and value]
    return min(times, default=str(line.get("at")))
