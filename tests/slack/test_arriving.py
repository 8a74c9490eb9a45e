"""However things arrive, twice, late, in any order, from bots: each is what it was, once."""

import asyncio
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.slack.doorstep import AMINA, BRUNO, CHANNEL, Doorstep, Json, envelope, eventually

pytestmark = pytest.mark.long

BOT = "UT1BOT"


async def send_all(door: Doorstep, events: list[Json]) -> set[int]:
    """Bring events, ten at once, and return the statuses."""
    waiting = iter(events)

    async def bring() -> list[int]:
        return [(await door.event(**each)).status for each in waiting]

    return {status for lot in await asyncio.gather(*(bring() for _ in range(10))) for status in lot}


def mention(said: Json) -> Json:
    """Return the twin that comes with a message which names us."""
    return {k: v for k, v in said.items() if k != "channel_type"} | {"type": "app_mention"}


async def test_twins_are_one_question_whichever_comes_first(door: Doorstep) -> None:
    first, second, third = door.question(), door.question(), door.question()

    await send_all(door, [first, mention(first), mention(second), second])
    await asyncio.gather(door.event(**third), door.event(**mention(third)))

    await door.worked_on()
    assert len(await door.remembered("question")) == 3


async def test_when_only_the_retry_arrives_it_is_taken_in(door: Doorstep) -> None:
    body = json.dumps(envelope(door.question())).encode()
    retry = (("X-Slack-Retry-Num", "3"), ("X-Slack-Retry-Reason", "http_timeout"))

    answer = await door.post(body, (*door.signed(body), *retry))

    await door.worked_on()
    assert answer.status == 200
    assert len(await door.remembered("question")) == 1


async def test_what_bots_and_we_ourselves_say_is_nobodys_question(door: Doorstep) -> None:
    asked = [
        door.question(user=BOT),
        door.question(user=BOT, bot_id="BT1BOT", app_id="A0WHOKNOWS"),
        door.question(user=None, bot_id="B1", subtype="bot_message", username="Echo"),
        door.question(user="USLACKBOT"),
        door.question(subtype="channel_topic"),
    ]

    await send_all(door, [*asked, *map(mention, asked[:3])])

    await door.worked_on()
    assert await door.remembered() == []
    assert await door.set_aside() == {}


async def test_the_handshake_and_the_check_of_the_certificate_are_answered(door: Doorstep) -> None:
    assert await door.bot.slack.verify_url()
    assert (await door.form(ssl_check="1", token="x")).status == 200
    assert await door.rows("SELECT key FROM inbox") == []


async def test_an_edit_of_a_mention_is_one_edit_and_an_unfurl_is_none(door: Doorstep) -> None:
    slack = door.bot.slack
    ts = await slack.say("Amina", "onboarding", "@whoknows How do we order https://example.org ?")
    await slack.edit("Amina", "onboarding", ts, "@whoknows How do we order chairs?")
    for _ in range(3):
        await slack.unfurl("onboarding", ts)
    await slack.settled()

    await door.worked_on()
    [question] = await door.remembered("question")
    assert question["text"] == "How do we order chairs?"


async def test_what_becomes_of_a_channel_is_followed(door: Doorstep) -> None:
    slack = door.bot.slack
    await slack.say("Amina", "onboarding", "@whoknows How do we order chairs?")
    await slack.rename("Bruno", "onboarding", "newcomers")
    await slack.make_private("Bruno", "newcomers")
    await slack.settled()
    await door.worked_on()

    async def is_followed() -> bool:
        rows = await door.rows(f"SELECT name, visibility FROM places WHERE key LIKE '%{CHANNEL}'")  # noqa: S608
        return rows == [("newcomers", "private")]

    await eventually(is_followed)
    [question] = await door.remembered("question")
    assert question["visibility"] == "private"


async def test_an_archived_channel_rests_until_it_is_back(door: Doorstep) -> None:
    slack = door.bot.slack
    rests = f"SELECT rests_why FROM places WHERE key LIKE '%{CHANNEL}'"  # noqa: S608
    await slack.say("Amina", "onboarding", "@whoknows How do we order chairs?")
    await slack.archive("Bruno", "onboarding")
    await slack.settled()
    await door.worked_on()
    archived = await door.rows(rests)
    await slack.unarchive("Bruno", "onboarding")
    await slack.settled()
    await door.worked_on()

    assert archived == [("is_archived",)]
    assert await door.rows(rests) == [(None,)]


async def test_what_slack_held_back_is_remembered_as_a_gap(door: Doorstep) -> None:
    delivery = await door.bot.slack.too_many_events()
    await door.bot.slack.again(delivery)
    await door.worked_on()

    [gap] = await door.remembered("gap")
    assert gap["place"] == "slack:T1"
    assert gap["reason"] == "rate_limited"
    assert await door.set_aside() == {}


async def test_a_bots_reaction_counts_for_nothing(door: Doorstep) -> None:
    slack = door.bot.slack
    slack.add_user("Robbie", is_bot=True)
    ts = await slack.say("Amina", "onboarding", "@whoknows How do we order chairs?")
    reply = await slack.say("Bruno", "onboarding", "From the shop.", ts)
    await door.worked_on()
    await door.event(
        type="reaction_added",
        user=slack.user("Robbie").id,
        reaction="bulb",
        item={"type": "message", "channel": CHANNEL, "ts": reply},
        item_user=slack.user("Bruno").id,
        event_ts="1795424999.000100",
    )
    await door.worked_on()

    assert await door.remembered("helpful") == []
    assert "Robbie" not in {each["name"] for each in await door.remembered("person")}


async def test_words_that_their_author_takes_away_are_not_kept(door: Doorstep) -> None:
    slack = door.bot.slack
    ts = await slack.say("Amina", "onboarding", "@whoknows How do we order chairs?")
    await door.worked_on()
    user = slack.user("Amina").id
    before: Json = {"type": "message", "user": user, "ts": ts, "text": "How?"}
    edited = before | {"text": "", "edited": {"user": user, "ts": "1795424999.0"}}
    edited |= {"files": [{"id": "F1"}]}
    await door.event(
        type="message",
        subtype="message_changed",
        channel=CHANNEL,
        message=edited,
        previous_message=before,
        event_ts="1795424999.000200",
    )
    await door.worked_on()

    [question] = await door.remembered("question")
    assert question["gone"] is True


@pytest.mark.parametrize("tokens_first", [True, False])
async def test_once_we_are_uninstalled_nothing_is_sent(door: Doorstep, tokens_first: bool) -> None:
    slack = door.bot.slack
    await slack.command("Amina", "onboarding", "/ask", "How do we order chairs?")
    await slack.uninstall(tokens_first=tokens_first)
    await slack.settled()
    await door.worked_on()
    before = len(slack.calls)

    await door.bot.pass_time(hours=3)

    assert await door.rows("SELECT state FROM outbox WHERE kind = 'question'") == [("waiting",)]
    assert [each.method for each in slack.calls[before:]] == []


async def test_with_echoes_unfurls_and_edits_around_us_nobody_starts_a_loop(door: Doorstep) -> None:
    slack = door.bot.slack
    humans = 0
    for n in range(2):
        ts = await slack.say("Amina", "onboarding", f"@whoknows How do we order {n} chairs?")
        humans += 1
        for m in range(4):
            await slack.edit("Amina", "onboarding", ts, f"@whoknows How do we order {m} tables?")
            await slack.unfurl("onboarding", ts)
        await slack.command("Bruno", "onboarding", "/ask", f"Who has ordered {n} lamps?")
        humans += 1
        await door.bot.pass_time(minutes=2)
        for seen in slack.seen_by("Amina", "onboarding"):
            if seen.is_ours and not seen.is_private:
                await slack.workflow_says("onboarding", f"@whoknows {seen.text}?", "Echo")
                await door.event(**door.question(bot_id="B1", user="UECHO", text=f"<@{BOT}> why?"))
        await slack.settled()
        await door.worked_on()
    await door.bot.pass_time(minutes=10)

    ours = [e for e in slack.seen_by("Amina", "onboarding") if e.is_ours and not e.is_private]
    assert 0 < len(ours) <= humans
    assert len(await door.remembered("question")) == humans


# Each thing once (P2), against a model that is told everything once and in order.


@dataclass
class World:
    """What people did, and what is to be remembered of it."""

    door: Doorstep
    events: list[Json] = field(default_factory=list)
    questions: dict[str, str] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)

    def ask(self, n: int) -> None:
        """Have a question asked, answered, and (some of them) edited, marked, taken back."""
        said = self.door.question(text=f"<@{BOT}> How do we order {n} chairs?")
        key = f"slack:T1/{CHANNEL}/{said['ts']}"
        self.questions[key] = f"How do we order {n} chairs?"
        self.events += [said, mention(said)]
        if n % 4 == 0:
            self._edit(said, key, n)
        reply = self.door.question(user=BRUNO, text=f"Ask {n}.", thread_ts=said["ts"])
        answer = f"slack:T1/{CHANNEL}/{reply['ts']}"
        self.events.append(reply)
        if n % 2 == 0:
            self._mark(reply)
        if n % 8 == 0:  # and with it goes what was said of it
            ts = self.door.ts()
            gone = {"subtype": "message_deleted", "deleted_ts": reply["ts"], "ts": ts}
            self.events.append(_in_place(gone | {"event_ts": ts}))
        else:
            self.answers.add(answer)
            if n % 2 == 0:
                self.marks.add(f"{answer}/slack:T1/{AMINA}")

    def _edit(self, said: Json, key: str, n: int) -> None:
        ts = self.door.ts()
        new = said | {"text": f"<@{BOT}> How do we order {n} tables?"}
        new |= {"edited": {"user": AMINA, "ts": ts}}
        changed = {"subtype": "message_changed", "message": new, "previous_message": said}
        self.events.append(_in_place(changed | {"ts": ts, "event_ts": ts, "hidden": True}))
        self.events.append(mention(new) | {"event_ts": ts})
        self.questions[key] = f"How do we order {n} tables?"

    def _mark(self, reply: Json) -> None:
        item = {"type": "message", "channel": CHANNEL, "ts": reply["ts"]}
        self.events.append(
            {
                "type": "reaction_added",
                "user": AMINA,
                "reaction": "bulb",
                "item": item,
                "event_ts": self.door.ts(),
            }
        )

    def in_disorder(self, seed: int) -> Iterator[Json]:
        """Yield all of it, three in ten twice, shuffled in windows of thirty."""
        chance = random.Random(seed)
        many = [each for each in self.events for _ in range(2 if chance.random() < 0.3 else 1)]
        for start in range(0, len(many), 30):
            window = many[start : start + 30]
            yield from chance.sample(window, len(window))


def _in_place(event: Json) -> Json:
    return {"type": "message", "channel": CHANNEL, "channel_type": "channel"} | event


async def as_modelled(door: Doorstep, asked: int) -> None:
    """Bring a world in disorder, and compare what is remembered with its model."""
    world = World(door)
    for n in range(asked):
        world.ask(n)
    events = list(world.in_disorder(seed=asked))

    statuses = await send_all(door, events)

    for _ in range(600):  # the machine may be slow; that it ends is what counts here
        if not await door.rows("SELECT key FROM inbox WHERE state = 'new'"):
            break
        await asyncio.sleep(0.1)
    found: dict[str, list[Any]] = {}
    for each in await door.remembered():
        if not each.get("gone"):
            found.setdefault(each["type"], []).append(each)
    assert statuses == {200}
    assert {each["key"]: each["text"] for each in found["question"]} == world.questions
    assert {each["key"] for each in found["answer"]} == world.answers
    assert {each["key"] for each in found["helpful"]} == world.marks
    assert await door.set_aside() == {}


async def test_in_a_hundred_and_more_events_in_disorder_each_thing_is_once(door: Doorstep) -> None:
    await as_modelled(door, 24)


async def test_in_two_thousand_events_in_disorder_each_thing_is_once(door: Doorstep) -> None:
    await as_modelled(door, 370)
