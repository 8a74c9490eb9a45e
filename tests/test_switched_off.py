"""A platform that is switched off keeps what came for it; the others go on."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import TestServer

import app
from bot.ports import Delivery
from bot.settings import read_settings
from tests import served
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.doorstep import envelope
from tests.slack.ground import TOKEN
from tests.slack.standin import SlackStandin
from tests.teams.standin import TeamsStandin

ASKED = "How do we order laptops?"


@pytest.fixture
async def slack(clock: FrozenClock) -> AsyncIterator[SlackStandin]:
    """A workspace with one channel."""
    async with SlackStandin.serving(clock) as found:
        found.add_user("Amina")
        found.add_channel("onboarding", "Amina")
        yield found


@pytest.fixture
async def teams(clock: FrozenClock) -> AsyncIterator[TeamsStandin]:
    """A tenant."""
    async with TeamsStandin.serving(clock) as found:
        yield found


@pytest.fixture
def set_up(
    slack: SlackStandin, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> pytest.MonkeyPatch:
    """Slack is set up, and places take part from their first day."""
    for name, value in {
        "WHOKNOWS_DATABASE_URL": databases.url(),
        "WHOKNOWS_TEST_PEERS": "1",
        "WHOKNOWS_DEFAULT_PHASE": "pilot",
        "WHOKNOWS_PUBLIC_URL": "https://whoknows.example.org",
        "WHOKNOWS_SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
    }.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@asynccontextmanager
async def serving(clock: FrozenClock) -> AsyncIterator[served.ServedBot]:
    """Serve what is set up."""
    async with app.open_platforms(read_settings(), clock) as found, TestServer(found.app):
        yield served.ServedBot(found, clock)


def said_in_slack(clock: FrozenClock) -> tuple[str, str]:
    """Return a question as Slack tells of it, and what it asks."""
    ts = f"{clock().timestamp():.6f}"
    said = {"type": "message", "user": "UAMINA", "text": f"<@UT1BOT> {ASKED}", "ts": ts}
    return json.dumps(envelope(said | {"channel": "CONBOARDING", "event_ts": ts})), "slack"


def said_in_teams(clock: FrozenClock) -> tuple[str, str]:
    """Return a question as Teams tells of it."""
    stamp = f"{clock().timestamp() * 1000:.0f}"
    channel, us, amina = (
        "19:aaaa@thread.tacv2",
        "28:whoknows",
        "0000aaaa-0000-0000-0000-00000000aaaa",
    )
    activity = {
        "type": "message",
        "id": stamp,
        "timestamp": clock().isoformat(),
        "serviceUrl": "http://127.0.0.1:1/",
        "from": {"id": "29:amina", "name": "Amina", "aadObjectId": amina},
        "recipient": {"id": us, "name": "Whoknows"},
        "conversation": {
            "conversationType": "channel",
            "tenantId": "tenant1",
            "id": f"{channel};messageid={stamp}",
        },
        "channelData": {"channel": {"id": channel}, "tenant": {"id": "tenant1"}},
        "text": f"<at>Whoknows</at> {ASKED}",
        "textFormat": "xml",
        "entities": [
            {"type": "mention", "mentioned": {"id": us}, "text": "<at>Whoknows</at>"},
        ],
    }
    return json.dumps(activity), "teams"


async def left_behind(bot: served.ServedBot, payload: str, source: str) -> None:
    """Have a delivery stored that nobody has worked on since."""
    inbox = bot.served.timetable.inbox
    key = inbox.readers[source](payload).key
    await inbox.receive([Delivery(key, source, payload, bot.clock())])


async def asked_in(bot: served.ServedBot) -> set[str]:
    """Return the platforms in which a question is remembered."""
    lines = await bot.dump()
    return {each["key"].partition(":")[0] for each in lines if each["type"] == "question"}


async def set_aside(bot: served.ServedBot) -> int:
    """Return how many dead letters there are."""
    lines = await bot.dump()
    return sum(each["count"] for each in lines if each["type"] == "count" and each["key"] == "dead")


async def waiting() -> list[str]:
    """Return what ``doctor`` says of deliveries that wait."""
    return [each.text async for each in app.examine() if "switched off" in each.text]


async def test_what_came_for_a_platform_waits_until_it_is_switched_on_again(
    set_up: pytest.MonkeyPatch, clock: FrozenClock, teams: TeamsStandin
) -> None:
    async with serving(clock) as bot:
        await left_behind(bot, *said_in_teams(clock))
        await left_behind(bot, *said_in_slack(clock))
        await bot.pass_time(minutes=2)

        assert await asked_in(bot) == {"slack"}
        assert await set_aside(bot) == 0
        [told] = await waiting()
        assert told.startswith("1 delivery of Teams waits")

    for name, value in teams.environment().items():
        set_up.setenv(name, value)
    async with serving(clock) as bot:
        await bot.pass_time(minutes=2)

        assert await asked_in(bot) == {"slack", "teams"}
        assert await waiting() == []


async def test_what_waits_for_a_platform_that_stays_off_is_forgotten(
    set_up: pytest.MonkeyPatch, clock: FrozenClock
) -> None:
    async with serving(clock) as bot:
        await left_behind(bot, *said_in_teams(clock))
        inbox = bot.served.timetable.inbox
        await bot.pass_time(days=13)
        await inbox.forget()
        assert len(await waiting()) == 1

        await bot.pass_time(days=2)
        await inbox.forget()

        assert await waiting() == []
        assert await set_aside(bot) == 0
