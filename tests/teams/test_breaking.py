"""When we break on purpose in front of Teams: who waits hears of it, and the log says where."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.intake import Intake
from adapters.logs import hear_the_loop
from adapters.teams.about import About
from adapters.teams.addresses import Addresses
from adapters.teams.door import Door
from adapters.teams.names import Names
from adapters.teams.read import SOURCE, heard_in
from adapters.teams.talk import How, Talk
from adapters.teams.token import OpenGate
from adapters.teams.wire import Connector, Identity
from adapters.web.http import door_of
from bot.turn import Outcome
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.logged import Log, logged
from tests.stories.teams import settle_in
from tests.teams.bot import ServedBot, serving
from tests.teams.standin import TeamsStandin

pytestmark = pytest.mark.long

HERE = "onboarding"
ASKED = "Who knows Grzegorz Brzęczyszczykiewicz?"
ENGLISH = re.compile(r"Something went wrong on our side\..* the code (\w{8}),")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """What the process logs."""
    with logged(monkeypatch) as found:
        yield found


@dataclass
class Switch:
    """What is to break."""

    answers: bool = False
    words: bool = False


class Clumsy(Talk):
    """Talks like ours, until it is to break."""

    switch: Switch

    async def at_once(self, outcome: Outcome | None, how: How) -> dict[str, Any]:
        """Answer, or break where there is something to answer."""
        if outcome and self.switch.answers:
            raise LookupError(ASKED)
        return await super().at_once(outcome, how)

    async def afterwards(self, outcome: Outcome, how: How, *, was_answered: bool) -> None:
        """Say what did not travel in the answer, or break."""
        if self.switch.words:
            raise LookupError(ASKED)
        await super().afterwards(outcome, how, was_answered=was_answered)


@pytest.fixture
def switch() -> Switch:
    """What can be made to break."""
    return Switch()


@pytest.fixture
async def bot(
    clock: FrozenClock,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    log: Log,
    switch: Switch,
) -> AsyncIterator[ServedBot]:
    """The bot in the cast's tenant, behind a door whose words can be made to break."""
    hear_the_loop()
    async with TeamsStandin.serving(clock) as teams:
        settle_in(teams)
        async with serving(teams, clock, databases, monkeypatch) as found:
            await found.teams.say("Dora", HERE, "@Whoknows pilot on")
            await found.teams.say("Dora", HERE, "@Whoknows pilot readers everyone")
            await found.pass_time(minutes=1)
            async with clumsy_door(found, switch) as other:
                yield other


@asynccontextmanager
async def clumsy_door(bot: ServedBot, switch: Switch) -> AsyncIterator[ServedBot]:
    """Have Teams bring everything to another door of ours."""
    teams, database = bot.teams, bot.served.database
    identity = Identity(teams.app_id, teams.app_password, teams.tenant, teams.login_url)
    connector = Connector(identity, bot.clock, frozenset({teams.service_host}))
    names, addresses = Names(database, "default"), Addresses(connector, database, "default")
    talk = Clumsy(connector, addresses, names)
    talk.switch = switch
    inbox = bot.served.timetable.inbox
    intake = Intake(inbox, SOURCE, heard_in)
    about = About(connector, addresses, bot.clock, intake.introduce)
    app = web.Application()
    door = Door(OpenGate(), intake, addresses, about, talk)
    app.router.add_post("/api/messages", door_of(door.http))
    async with TestServer(app) as server:
        teams.request_url = str(server.make_url("/api/messages"))
        yield replace(bot, served=replace(bot.served, intakes=[*bot.served.intakes, intake]))
        await about.close()
        await intake.close()
        await connector.close()


def alone(bot: ServedBot, who: str) -> list[str]:
    """Return what somebody was told in their own chat with us."""
    seen = bot.teams.seen_by(who, bot.teams.user(who).name)
    return [each.text for each in seen if each.is_ours]


def told_and_logged(said: str, log: Log) -> None:
    """Fail unless the id that was told is in the one line that tells what broke, without words."""
    [line] = log.broke
    told = ENGLISH.match(said)
    assert told, said
    assert line["id"] == told[1]
    assert line["error"] == "LookupError"
    assert line["where"].startswith("tests/teams/test_breaking.py:")
    assert line["chain"][-1].startswith(f"{line['where']} Clumsy.")
    pieces = (ASKED[start : start + 5] for start in range(len(ASKED) - 4))
    assert [each for each in pieces if each in log.text] == []


async def test_what_breaks_while_a_message_is_answered_is_told_in_the_direct_line(
    bot: ServedBot, log: Log, switch: Switch
) -> None:
    switch.words = True

    await bot.teams.say("Amina", HERE, f"@Whoknows find {ASKED}")
    await bot.pass_time(seconds=5)

    told_and_logged(alone(bot, "Amina")[-1], log)


async def test_what_breaks_in_the_answer_to_a_press_is_told_in_the_direct_line(
    bot: ServedBot, log: Log, switch: Switch
) -> None:
    await bot.teams.say("Amina", HERE, f"@Whoknows ask {ASKED}")
    await bot.pass_time(seconds=5)
    switch.answers = True

    delivery = await bot.teams.press("Greta", "Follow", HERE)
    await bot.pass_time(seconds=5)

    assert delivery.status == 200
    told_and_logged(alone(bot, "Greta")[-1], log)
