"""When we break on purpose in front of Slack: who waits hears of it, and the log says where."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.logs import hear_the_loop
from adapters.slack.serving import Keys, SlackSide
from adapters.slack.wire import Web
from tests.cast import FrozenClock
from tests.databases import Databases, needs_sqlite
from tests.logged import Line, Log, logged
from tests.slack.bot import ServedBot, serving
from tests.slack.ground import TOKEN
from tests.slack.scene import Scene
from tests.slack.standin import SlackStandin
from tests.stories.slack import settle_in

pytestmark = pytest.mark.long

HERE = "onboarding"
ASKED = "Who knows Grzegorz Brzęczyszczykiewicz?"
SECRET = "xoxb-hush-hush"
SORRY = re.compile(r"Something went wrong on our side\..* the code (\w{8}),")
CALL = re.compile(r"[\w./-]+\.py:\d+ [\w.<>]+")


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """What the process logs."""
    with logged(monkeypatch) as found:
        yield found


@dataclass
class Clumsy:
    """Knows the token of our workspace, and breaks as often as it is told to."""

    breaks: int = 0
    is_lost_at_the_door: bool = False

    async def token(self, workspace: str) -> str | None:
        """Return the token, or break with a secret in its hands."""
        if self.breaks > 0:
            self.breaks -= 1
            raise LookupError(f"{SECRET} of {workspace}: {ASKED}")
        return TOKEN

    async def is_ours(self, _workspace: str) -> bool:
        """Tell that all is ours, or break."""
        if self.is_lost_at_the_door:
            raise LookupError(f"{SECRET}: {ASKED}")
        return True


@pytest.fixture
def clumsy() -> Clumsy:
    """What breaks when told to."""
    return Clumsy()


@pytest.fixture
async def scene(
    clock: FrozenClock,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    clumsy: Clumsy,
    log: Log,
) -> AsyncIterator[Scene]:
    """The cast's workspace, in front of a side of ours that can be made to break."""
    hear_the_loop()
    async with SlackStandin.serving(clock, burst=None, patience=10.0) as slack:
        settle_in(slack)
        async with serving(slack, clock, databases, monkeypatch) as bot:
            await slack.command("Dora", HERE, "/whoknows", "pilot on")
            await Scene(bot).quiet()
            async with broken_side(bot, clumsy) as other:
                yield Scene(other)


@asynccontextmanager
async def broken_side(bot: ServedBot, clumsy: Clumsy) -> AsyncIterator[ServedBot]:
    """Have Slack bring everything to another side of ours, which can be made to break."""
    keys = Keys(bot.slack.app.signing_secret)
    side = SlackSide(Web(bot.slack.api_url), clumsy.token, keys, bot.clock, clumsy.is_ours)
    app, inbox = web.Application(), bot.served.timetable.inbox
    async with (
        side.opened(inbox, app) as intake,
        TestServer(app) as server,
    ):
        bot.slack.request_url = str(server.make_url("/slack/events"))
        served = replace(bot.served, intakes=[*bot.served.intakes, intake])
        yield replace(bot, served=served, address=bot.slack.request_url)


def found(log: Log) -> Line:
    """Return the one line that tells what broke: where, how we came there, and no words."""
    [line] = log.broke
    no_words(log)
    assert (line["error"], line["where"].partition(":")[0]) == (
        "LookupError",
        "tests/slack/test_breaking.py",
    )
    assert all(CALL.fullmatch(each) for each in line["chain"]), line["chain"]
    assert line["chain"][-1].startswith(f"{line['where']} Clumsy.")
    return line


def no_words(log: Log) -> None:
    """Fail where a piece of what was said, or of a secret, stands in the log."""
    for said in (ASKED, SECRET):
        pieces = (said[start : start + 5] for start in range(len(said) - 4))
        assert [each for each in pieces if each in log.text] == []


def number(said: str) -> str:
    """Return the id that somebody was told."""
    told = SORRY.match(said)
    assert told, said
    return told[1]


async def refuse_notes(bot: ServedBot) -> None:
    """Have the database refuse, in somebody's words, to note that anything was worked on."""
    async with bot.served.database.engines.writer.begin() as connection:
        await connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE UPDATE ON inbox"
            f" BEGIN SELECT RAISE(ABORT, '{ASKED}'); END"
        )


async def test_what_breaks_while_a_form_opens_is_told_to_who_wanted_it(
    scene: Scene, clumsy: Clumsy, log: Log
) -> None:
    await scene.type("Amina", HERE, "/whoknows quiet")
    clumsy.breaks = 1

    [said] = await scene.type("Amina", HERE, "/ask")

    assert number(said) == found(log)["id"]
    assert scene.form("Amina") == ""


async def test_what_breaks_while_a_mention_is_answered_is_told_where_it_was_said(
    scene: Scene, clumsy: Clumsy, log: Log
) -> None:
    await scene.say("Amina", HERE, "@whoknows help")
    clumsy.breaks = 1

    [said] = await scene.say("Amina", HERE, f"@whoknows find {ASKED}")

    assert number(said) == found(log)["id"]
    assert scene.told("Bruno", HERE) == []


async def test_what_breaks_while_a_page_is_shown_is_told_on_the_page(
    scene: Scene, clumsy: Clumsy, log: Log
) -> None:
    await scene.slack.open_home("Amina")
    await scene.quiet()
    clumsy.breaks = 1

    await scene.slack.open_home("Amina")
    await scene.quiet()

    assert found(log)["id"] in scene.page("Amina")
    assert scene.told("Amina") == []


@needs_sqlite
@pytest.mark.parametrize("who", ["Amina", "Kasia"])
async def test_what_breaks_while_it_is_worked_on_is_told_in_the_language_of_who_waits(
    scene: Scene, log: Log, who: str
) -> None:
    await scene.type(who, HERE, "/whoknows profile")
    await refuse_notes(scene.bot)

    [said] = await scene.type(who, HERE, f"/ask {ASKED}")

    line = log.broke[-1]
    no_words(log)
    assert line["id"] in said
    assert said.startswith("Something went wrong" if who == "Amina" else "Coś poszło")
    assert line["error"] == "sqlalchemy.exc.IntegrityError"
    assert line["where"].startswith("store/")
    assert [each["type"] for each in line["causes"]][-1] == "sqlite3.IntegrityError"
    assert "bot/inbox.py" in str(line["chain"])


async def test_when_nobody_can_be_told_the_log_has_both(
    scene: Scene, clumsy: Clumsy, log: Log
) -> None:
    await scene.say("Amina", HERE, "@whoknows help")
    clumsy.breaks = 2

    said = await scene.say("Amina", HERE, f"@whoknows find {ASKED}")

    no_words(log)
    assert said == []
    assert [each["error"] for each in log.broke] == ["LookupError", "LookupError"]


async def test_what_breaks_at_the_door_itself_is_found_too(
    scene: Scene, clumsy: Clumsy, log: Log
) -> None:
    clumsy.is_lost_at_the_door = True

    await scene.slack.command("Amina", HERE, "/ask", ASKED)

    line = found(log)
    assert (line["event"], line["logger"]) == ("a library complains", "aiohttp.server")
    assert scene.slack.deliveries[-1].status == 500
