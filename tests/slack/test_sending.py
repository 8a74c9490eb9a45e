"""Going out to Slack: nothing twice, nothing missing, in order, and as fast as Slack lets us."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from adapters.slack.calls import Calls
from adapters.slack.platform import Slack
from adapters.slack.wire import Web
from app import open_platforms
from bot.messages import Post
from bot.ports import EVERYTHING, Capabilities, Due, Platform
from bot.settings import read_settings
from bot.timetable import Timetable
from store.operations import depths
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.bot import ServedBot, serving
from tests.slack.faults import How
from tests.slack.ground import TOKEN, Seen
from tests.slack.sent import Row, missing, rows_of, twice
from tests.slack.standin import SlackStandin
from tests.slack.state import Call
from tests.slack.workspace import ALL_SCOPES, App

ASKED = "How do other teams run onboarding?"
SEEN = frozenset({"channels:history", "groups:history", "im:history", "mpim:history"})
Make = Callable[..., Awaitable[ServedBot]]


pytestmark = pytest.mark.usefixtures("in_pilot")


@pytest.fixture
def in_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every channel takes part."""
    monkeypatch.setenv("WHOKNOWS_DEFAULT_PHASE", "pilot")


@pytest.fixture
async def made(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Make]:
    """Makes a bot that serves a small workspace."""
    async with AsyncExitStack() as stack:

        async def make(app: App | None = None, burst: int | None = 5) -> ServedBot:
            standin = SlackStandin.serving(clock, app=app, burst=burst)
            slack = await stack.enter_async_context(standin)
            for name in ("Amina", "Bruno", "Chen"):
                slack.add_user(name)
            slack.add_user("Dora", is_admin=True)
            slack.add_channel("onboarding", "Amina", "Bruno", "Chen")
            slack.add_channel("projects", "Bruno", "Chen", "Dora")
            slack.add_channel("leads", "Amina", "Bruno", kind="private")
            bot = serving(slack, clock, databases, monkeypatch)
            return await stack.enter_async_context(bot)

        yield make


@pytest.fixture
async def bot(made: Make) -> ServedBot:
    """The bot of most tests."""
    return await made()


async def ask(
    bot: ServedBot, text: str = ASKED, who: str = "Amina", at: str = "onboarding"
) -> None:
    await bot.slack.command(who, at, "/ask", text)


async def rows(bot: ServedBot) -> list[Row]:
    async with bot.served.database.reading() as connection:
        return await rows_of(connection)


async def worked_on(bot: ServedBot) -> None:
    """Wait until what came in is worked on; that is done after the answer."""
    async with asyncio.timeout(30):
        while True:
            async with bot.served.database.reading() as connection:
                if not (await depths(connection))["inbox_new"]:
                    return
            await asyncio.sleep(0.01)


def posts(bot: ServedBot, words: str = ASKED, at: str = "onboarding") -> list[Seen]:
    """Return our posts in a channel that say something, for everybody's eyes."""
    reader = bot.slack.channel(at).members[0]
    seen = bot.slack.seen_by(reader, at)
    return [each for each in seen if each.is_ours and not each.is_private and words in each.text]


def told(bot: ServedBot, who: str, words: str) -> list[Seen]:
    """Return what somebody was told in their direct line."""
    seen = bot.slack.seen_by(who, bot.slack.direct(who))
    return [each for each in seen if each.is_ours and words in each.text]


def calls(bot: ServedBot, method: str, channel: str | None = None) -> list[Call]:
    return [
        each
        for each in bot.slack.calls
        if each.method == method and channel in (None, each.args.get("channel"))
    ]


async def all_is_out_once(bot: ServedBot) -> None:
    found = await rows(bot)
    assert {each.state for each in found} <= {"sent", "skipped"}, found
    assert missing(bot.slack, found) == []
    assert twice(bot.slack) == []


# nothing twice, nothing missing


ANSWERS = (
    How.LOST,
    How.STATUS,
    *(how for how in (How.HTML, How.FATAL, How.RATE_LIMITED)),
)


@pytest.mark.parametrize(
    "how", [ANSWERS[0], *(pytest.param(how, marks=pytest.mark.long) for how in ANSWERS[1:])]
)
async def test_whatever_the_answer_was_a_post_stands_there_once(bot: ServedBot, how: How) -> None:
    bot.slack.fail(how, "chat.postMessage", times=2, status=503)

    await ask(bot)
    await bot.pass_time(minutes=3)

    assert len(posts(bot)) == 1
    assert bot.slack.api.faults.left() == ([] if how not in (How.LOST, How.FATAL) else [_left(bot)])
    await all_is_out_once(bot)


def _left(bot: ServedBot) -> object:
    """After the first of two lost answers we look, and post no second time."""
    [fault] = bot.slack.api.faults.planned
    assert fault.met == 1
    return fault


@pytest.mark.long
async def test_a_post_whose_answer_came_too_late_stands_there_once(bot: ServedBot) -> None:
    bot.slack.fail(How.LATE, "chat.postMessage", delay=1)
    timetable = hasty(bot)

    await ask(bot)
    await timetable.tick()
    bot.clock.push(minutes=1)
    await timetable.tick()

    assert len(posts(bot)) == 1
    assert [each.ambiguous for each in await rows(bot)] == [1]
    await all_is_out_once(bot)


def hasty(bot: ServedBot) -> Timetable:
    """Return a timetable whose calls take a moment at most."""

    async def token(_workspace: str) -> str:
        return TOKEN

    web = Web(bot.slack.api_url, seconds=0.1)
    slack = Slack(Calls(web, token), bot.clock)
    return Timetable(replace(bot.served.timetable.sender, platforms={"slack": slack}))


@pytest.mark.long
async def test_an_answer_that_was_lost_in_a_private_channel_is_found_too(bot: ServedBot) -> None:
    bot.slack.fail(How.LOST, "chat.postMessage")

    await ask(bot, at="leads")
    await bot.pass_time(minutes=1)

    assert len(posts(bot, at="leads")) == 1
    await all_is_out_once(bot)


@pytest.mark.long
async def test_what_was_posted_in_a_thread_is_found_in_the_thread(bot: ServedBot) -> None:
    await ask(bot)
    await bot.pass_time(minutes=1)
    [question] = posts(bot)
    lost = bot.slack.fail(How.LOST, "chat.postMessage", channel=question.channel)

    await bot.pass_time(hours=8)

    in_thread = [each for each in posts(bot, "") if each.thread == question.ts]
    assert lost.met == 1
    assert len(in_thread) == 1
    assert {each.args["ts"] for each in calls(bot, "conversations.replies")} == {question.ts}
    await all_is_out_once(bot)


@pytest.mark.long
async def test_what_was_told_in_a_direct_line_is_found_there(bot: ServedBot) -> None:
    await ask(bot)
    await bot.pass_time(minutes=1)
    lost = bot.slack.fail(How.LOST, "chat.postMessage", channel="UAMINA")

    await bot.slack.say("Bruno", "onboarding", "With a buddy.", posts(bot)[0].ts)
    await bot.pass_time(minutes=1)

    assert lost.met == 1
    assert len(calls(bot, "conversations.open")) == 1
    assert len(told(bot, "Amina", "")) == 1
    await all_is_out_once(bot)


class Killed(BaseException):
    """What a kill -9 looks like to the code that it hits."""


@dataclass
class Dying:
    """A platform that takes the process with it, before or after it has posted."""

    platform: Platform
    has_posted: bool
    capabilities: Capabilities = EVERYTHING

    async def send(self, post: Post, due: Due) -> str:
        """Post, perhaps, and die."""
        if self.has_posted:
            await self.platform.send(post, due)
        raise Killed


@pytest.mark.parametrize("has_posted", [True, False])
@pytest.mark.long
async def test_killed_around_the_call_it_stands_there_once(
    bot: ServedBot, *, has_posted: bool
) -> None:
    sender = bot.served.timetable.sender
    dying = replace(sender, platforms={"slack": Dying(sender.platforms["slack"], has_posted)})

    await ask(bot)
    with pytest.raises(Killed):
        await dying.send_due()
    await bot.pass_time(seconds=59)
    before = len(posts(bot))
    await bot.pass_time(seconds=2)

    assert before == (1 if has_posted else 0)
    assert len(posts(bot)) == 1
    assert len(calls(bot, "conversations.history")) == 1
    assert len(await bot.dump()) > 0
    await all_is_out_once(bot)


@pytest.mark.long
async def test_the_thread_of_a_post_that_was_found_again_is_known(bot: ServedBot) -> None:
    bot.slack.fail(How.LOST, "chat.postMessage")
    await ask(bot)
    await bot.pass_time(minutes=1)

    await bot.slack.say("Bruno", "onboarding", "With a buddy.", posts(bot)[0].ts)
    await bot.pass_time(minutes=1)

    [answer] = [each for each in await bot.dump() if each["type"] == "answer"]
    assert answer["text"] == "With a buddy."


@pytest.mark.parametrize("method", ["conversations.history", "auth.test"])
@pytest.mark.long
async def test_who_may_not_look_just_now_waits_and_looks_again(bot: ServedBot, method: str) -> None:
    bot.slack.fail(How.LOST, "chat.postMessage")
    bot.slack.fail(How.RATE_LIMITED, method, retry_after="37")
    bot.slack.fail(How.STATUS, "conversations.history", status=503)
    bot.slack.fail(How.HTML, "conversations.history")

    await ask(bot)
    await bot.pass_time(minutes=5)

    assert len(posts(bot)) == 1
    assert len(calls(bot, "chat.postMessage")) == 1
    await all_is_out_once(bot)


@pytest.mark.long
async def test_a_post_is_found_behind_many_that_came_after_it(bot: ServedBot) -> None:
    bot.slack.fail(How.LOST, "chat.postMessage")
    await ask(bot)
    await bot.served.timetable.tick()
    bot.slack.request_url += "/nowhere"
    for number in range(230):
        await bot.slack.workflow_says("onboarding", f"Build {number} is green")

    await bot.pass_time(minutes=1)

    assert len(posts(bot)) == 1
    assert len(calls(bot, "conversations.history")) == 2
    await all_is_out_once(bot)


@pytest.mark.long
async def test_an_app_that_is_sold_looks_once_a_minute_and_counts_what_it_cannot_see(
    made: Make,
) -> None:
    bot = await made(App(is_distributed=True))
    bot.slack.fail(How.LOST, "chat.postMessage")
    await ask(bot)
    await bot.served.timetable.tick()
    bot.slack.request_url += "/nowhere"
    for number in range(20):
        await bot.slack.workflow_says("onboarding", f"Build {number} is green")

    await bot.pass_time(minutes=10)

    assert len(posts(bot)) == 2
    assert [each.ambiguous for each in await rows(bot)] == [1]


@pytest.mark.long
async def test_where_nobody_may_look_it_goes_out_twice_at_most_and_is_counted(made: Make) -> None:
    bot = await made(App(scopes=ALL_SCOPES - SEEN))
    bot.slack.fail(How.LOST, "chat.postMessage", times=5)

    await ask(bot)
    await bot.pass_time(hours=2)

    [row] = await rows(bot)
    assert len(posts(bot)) == 2
    assert (row.state, row.reason, row.ambiguous) == ("dead", "may_have_gone_out", 2)
    async with (
        ClientSession() as http,
        http.get(bot.address.replace("slack/events", "metrics")) as m,
    ):
        assert 'whoknows_box_items{box="outbox_ambiguous"} 2.0' in await m.text()


@pytest.mark.long
async def test_an_edit_whose_answer_was_lost_is_done_again_and_counts_for_nothing(
    bot: ServedBot,
) -> None:
    await ask(bot)
    await bot.pass_time(minutes=1)
    bot.slack.fail(How.LOST, "chat.update")

    await bot.slack.react("Amina", "onboarding", posts(bot)[0].ts, "white_check_mark")
    await bot.pass_time(minutes=1)

    edits = calls(bot, "chat.update")
    assert len(edits) == 2
    assert edits[0].args == edits[1].args
    assert sum(each.ambiguous for each in await rows(bot)) == 0
    await all_is_out_once(bot)


@pytest.mark.parametrize(("times", "seen"), [(1, 2), (5, 2)])
@pytest.mark.long
async def test_words_for_one_reader_are_said_twice_at_most_and_counted(
    bot: ServedBot, times: int, seen: int
) -> None:
    bot.slack.fail(How.LOST, "chat.postEphemeral", times=times)

    await bot.slack.say("Chen", "projects", "Does anyone know how we order laptops?")
    await worked_on(bot)
    await bot.pass_time(minutes=50)

    private = [each for each in bot.slack.seen_by("Chen", "projects") if each.is_private]
    assert len(private) == seen
    assert [each.ambiguous for each in await rows(bot)] == [min(times, 2)]


# how fast


SAID = {"0": 1, "1": 1, "37": 37, "3600": 3600, None: 30, "abc": 30, "Wed, 21 Oct 2026": 30}


@pytest.mark.long
async def test_it_is_tried_again_to_the_second_when_slack_said(bot: ServedBot) -> None:
    began = bot.clock()
    for number, said in enumerate(SAID):
        bot.slack.add_channel(f"room-{number}", "Amina")
        channel = f"CROOM{number}"
        bot.slack.fail(How.RATE_LIMITED, "chat.postMessage", channel=channel, retry_after=said)
        await ask(bot, at=channel)

    for seconds in (0, 0.9, 1, 29.9, 30, 36.9, 37, 3599.9, 3600):
        await bot.push(began + timedelta(seconds=seconds))

    tried = [
        [each.at - began for each in calls(bot, "chat.postMessage", f"CROOM{number}")]
        for number in range(len(SAID))
    ]
    assert tried == [[timedelta(0), timedelta(seconds=wait)] for wait in SAID.values()]


@pytest.mark.long
async def test_a_channel_that_is_held_back_delays_no_other(bot: ServedBot) -> None:
    bot.slack.fail(How.RATE_LIMITED, channel="CONBOARDING", times=100, retry_after="3600")
    await ask(bot)
    delays = []

    for number in range(10):
        asked_at = bot.clock()
        await ask(bot, f"Which printer is number {number}?", "Bruno", "projects")
        await bot.pass_time(seconds=2)
        [post] = posts(bot, f"number {number}?", "projects")
        delays.append(float(post.ts) - asked_at.timestamp())

    assert max(delays) < 2
    assert len(calls(bot, "chat.postMessage", "CONBOARDING")) == 1


@pytest.mark.long
async def test_two_replicas_keep_the_pace_of_a_channel_and_the_order(made: Make) -> None:
    bot = await made(burst=1)
    async with open_platforms(read_settings(), bot.clock) as other:
        for number in range(6):
            await ask(bot, f"Which printer is number {number}?", "Bruno", "projects")
            await ask(bot, f"Which desk is number {number}?")

        for _ in range(30):
            for each in (bot.served.timetable, other.timetable):
                await each.tick()
            bot.clock.push(seconds=0.25)

    for words, channel in (("printer", "projects"), ("desk", "onboarding")):
        found = posts(bot, words, channel)
        at = [float(each.ts) for each in found]
        assert [each.text.partition("number ")[2][0] for each in found] == list("012345")
        assert min(b - a for a, b in itertools.pairwise(at)) > 0.999
        assert at[-1] - at[0] <= 6
    assert bot.slack.refusals == []
    await all_is_out_once(bot)


@pytest.mark.parametrize("how", [How.RATE_LIMITED, How.LOST, How.STATUS])
@pytest.mark.long
async def test_what_goes_wrong_with_one_post_changes_the_order_of_none(
    bot: ServedBot, how: How
) -> None:
    for number in range(4):
        await ask(bot, f"Which desk is number {number}?")
    bot.slack.fail(how, "chat.postMessage", times=1, retry_after="37")

    await bot.pass_time(minutes=2)

    found = [each.text.partition("number ")[2][0] for each in posts(bot, "desk")]
    assert found == list("0123")


# where nothing can be posted

RESTS = (
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "is_inactive",
    "no_permission",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "restricted_action_non_threadable_channel",
    "messages_tab_disabled",
)


@pytest.mark.long
async def test_a_channel_where_nothing_can_be_posted_is_tried_once_and_told_of_once(
    bot: ServedBot,
) -> None:
    for number, code in enumerate(RESTS):
        bot.slack.add_channel(f"room-{number}", "Amina")
        channel = f"CROOM{number}"
        bot.slack.fail(How.REFUSED, "chat.postMessage", channel=channel, error=code)
        await ask(bot, at=channel)

    await bot.pass_time(minutes=20)

    tried = [len(calls(bot, "chat.postMessage", f"CROOM{number}")) for number in range(len(RESTS))]
    assert tried == [1] * len(RESTS)
    assert len(told(bot, "Dora", "invite me there")) == len(RESTS)
    assert len(told(bot, "Amina", "your question waits")) == len(RESTS)
    assert twice(bot.slack) == []

    await bot.slack.say("Amina", "room-0", "Hello again")
    await bot.pass_time(minutes=1)
    assert len(posts(bot, ASKED, "room-0")) == 1
    assert len(told(bot, "Dora", "invite me there")) == len(RESTS)


@pytest.mark.long
@pytest.mark.parametrize(
    "error",
    ["thread_not_found", "message_not_found", "restricted_action_non_threadable_channel"],
)
async def test_a_thread_where_nothing_can_be_posted_rests_alone(bot: ServedBot, error: str) -> None:
    await ask(bot)
    await bot.pass_time(minutes=1)
    fault = bot.slack.fail(How.REFUSED, "chat.postMessage", channel="CONBOARDING", error=error)
    await bot.pass_time(hours=30)
    assert fault.met == 1

    await ask(bot, "Which desk is free?")
    await bot.pass_time(minutes=1)

    assert len(posts(bot, "Which desk is free?")) == 1
    assert told(bot, "Dora", "invite me there") == []


@pytest.mark.long
async def test_an_archived_channel_gets_what_waited_when_it_is_back(bot: ServedBot) -> None:
    await ask(bot)
    bot.slack.channel("onboarding").is_archived = True
    await bot.pass_time(hours=2)
    [call] = calls(bot, "chat.postMessage", "CONBOARDING")

    await bot.slack.unarchive("Amina", "onboarding")
    await bot.pass_time(minutes=1)

    assert call.error == "is_archived"
    assert len(posts(bot)) == 1
    await all_is_out_once(bot)


@pytest.mark.long
async def test_who_takes_us_out_and_invites_us_again_gets_what_waited(bot: ServedBot) -> None:
    await bot.slack.leave("UT1BOT", "onboarding")
    await bot.pass_time(seconds=1)
    await ask(bot)
    await bot.pass_time(hours=2)
    tried = calls(bot, "chat.postMessage", "CONBOARDING")

    await bot.slack.join("UT1BOT", "onboarding", by="Bruno")
    await bot.pass_time(minutes=1)

    assert tried == []  # we heard that we are not in there any more
    assert len(told(bot, "Amina", "your question waits")) == 1
    assert len(posts(bot)) == 1
    await all_is_out_once(bot)


UNREACHED = (
    "user_disabled",
    "user_not_found",
    "users_not_found",
    "user_not_visible",
    "invalid_user_combination",
    "cannot_dm_bot",
    "messages_tab_disabled",
    "channel_not_found",
)


@pytest.mark.long
async def test_who_cannot_be_reached_is_tried_once_until_they_write(bot: ServedBot) -> None:
    names = [f"Nora{number}" for number in range(len(UNREACHED))]
    for name, code in zip(names, UNREACHED, strict=True):
        user = bot.slack.add_user(name)
        bot.slack.channel("onboarding").members.append(user.id)
        await ask(bot, f"How does {name} onboard?", name)
        bot.slack.fail(How.REFUSED, "chat.postMessage", channel=user.id, error=code)
    await bot.pass_time(minutes=1)
    for name in names:
        question = posts(bot, f"How does {name}")[0].ts
        await bot.slack.say("Bruno", "onboarding", "With a buddy.", question)
    await worked_on(bot)
    await bot.pass_time(minutes=9)
    tried = [len(calls(bot, "chat.postMessage", bot.slack.user(name).id)) for name in names]

    for name in names:
        await bot.slack.command(name, "onboarding", "/whoknows", "help")
    await bot.pass_time(minutes=1)

    assert tried == [1] * len(names)
    assert len(told(bot, "Dora", "")) == len(names)
    assert [len(told(bot, name, "answered your question")) for name in names] == tried


@pytest.mark.long
async def test_a_reader_who_left_the_channel_is_not_taken_for_gone(bot: ServedBot) -> None:
    bot.slack.fail(How.REFUSED, "chat.postEphemeral", error="channel_not_found")

    await bot.slack.say("Chen", "projects", "Does anyone know how we order laptops?")
    await worked_on(bot)
    await bot.pass_time(hours=1)

    assert told(bot, "Dora", "") == []
    assert [each.reason for each in await rows(bot)] == ["channel_not_found"]


# where we are not any more

GONE = (
    "account_inactive",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "invalid_auth",
    "missing_scope",
    "not_allowed_token_type",
    "not_authed",
    "team_access_not_granted",
)


@pytest.mark.parametrize(
    "code",
    ["token_revoked", *(each for each in GONE)],
)
@pytest.mark.long
async def test_a_token_that_holds_no_more_stops_the_workspace_at_once(
    bot: ServedBot, code: str
) -> None:
    bot.slack.fail(How.REFUSED, "chat.postMessage", channel="CONBOARDING", error=code)
    await ask(bot)
    await bot.served.timetable.tick()
    before = len(bot.slack.calls)
    await ask(bot, "Which printer?", "Bruno", "projects")
    await bot.pass_time(hours=2)
    posted = [each.method for each in bot.slack.calls[before:] if each.method.startswith("chat")]

    bot.clock.push(seconds=1)
    async with open_platforms(read_settings(), bot.clock) as restarted:
        await restarted.timetable.tick()

    assert posted == []
    assert len(posts(bot)) == 1
    assert len(posts(bot, "Which printer?", "projects")) == 1
    await all_is_out_once(bot)


@pytest.mark.parametrize("tokens_first", [True, False])
@pytest.mark.long
async def test_an_app_that_is_taken_out_sends_nothing_more(
    bot: ServedBot, *, tokens_first: bool
) -> None:
    await ask(bot)
    await bot.slack.uninstall(tokens_first=tokens_first)
    before = len(bot.slack.calls)

    await bot.pass_time(hours=2)

    posted = [each.method for each in bot.slack.calls[before:] if each.method.startswith("chat")]
    assert posted == []
    assert [each.state for each in await rows(bot)] == ["waiting"]


@pytest.mark.long
async def test_a_workspace_that_moves_is_tried_again_later(bot: ServedBot) -> None:
    bot.slack.fail(How.REFUSED, "chat.postMessage", error="team_added_to_org", times=5)

    await ask(bot)
    await bot.pass_time(minutes=30)

    assert len(posts(bot)) == 1
    await all_is_out_once(bot)


# late, and stale


@pytest.mark.long
async def test_a_channel_that_rested_for_days_gets_its_questions_and_no_stale_nudges(
    bot: ServedBot,
) -> None:
    await ask(bot)
    await bot.pass_time(minutes=1)
    await bot.pass_time(hours=2)
    bot.slack.channel("onboarding").is_archived = True
    await bot.pass_time(hours=60)

    await bot.slack.unarchive("Amina", "onboarding")
    await bot.pass_time(minutes=1)

    thread = [each for each in await rows(bot) if each.kind == "thread"]
    assert [each.state for each in thread] == ["skipped"]
    assert len(posts(bot)) == 1
    assert twice(bot.slack) == []


@pytest.mark.long
async def test_a_question_waits_for_hours_in_which_slack_is_away(bot: ServedBot) -> None:
    bot.slack.fail(How.STATUS, status=503, times=25)

    await ask(bot)
    await bot.pass_time(hours=4)

    assert len(posts(bot)) == 1
    await all_is_out_once(bot)


# how it looks


@pytest.mark.long
async def test_a_notice_stands_though_it_cannot_be_pinned(bot: ServedBot) -> None:
    bot.slack.fail(How.REFUSED, "pins.add", error="too_many_pins")
    bot.slack.fail(How.LOST, "pins.add")
    bot.slack.fail(How.RATE_LIMITED, "pins.add")

    for phase in ("off", "on", "off", "on"):
        await bot.slack.command("Dora", "projects", "/whoknows", f"pilot {phase}")
        await bot.pass_time(minutes=1)

    assert len(posts(bot, "", "projects")) >= 2
    await all_is_out_once(bot)


@pytest.mark.long
async def test_every_post_is_quiet_about_links_and_names_itself(bot: ServedBot) -> None:
    await ask(bot, "See https://example.org @here and #general")
    await bot.pass_time(hours=8)

    made = calls(bot, "chat.postMessage")
    assert made
    for each in made:
        assert (each.args["parse"], each.args["unfurl_links"]) == ("none", False)
        assert each.args["unfurl_media"] is False
        assert each.args["metadata"]["event_payload"]["name"]
    assert bot.slack.alarms == []


WRONG = (
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_too_long",
    "msg_blocks_too_long",
    "no_text",
)


@pytest.mark.long
async def test_what_slack_does_not_show_goes_out_as_plain_words(bot: ServedBot) -> None:
    with capture_logs() as logs:
        for number, code in enumerate(WRONG):
            bot.slack.add_channel(f"room-{number}", "Amina")
            channel = f"CROOM{number}"
            bot.slack.fail(How.REFUSED, "chat.postMessage", channel=channel, error=code)
            await ask(bot, at=channel)
        await bot.pass_time(minutes=1)

    found = [posts(bot, ASKED, f"CROOM{number}") for number in range(len(WRONG))]
    assert [len(each) for each in found] == [1] * len(WRONG)
    assert not any("blocks" in post.raw for [post] in found)
    assert "onboarding?" not in str(logs)
    await all_is_out_once(bot)


@pytest.mark.long
async def test_what_slack_refuses_even_then_is_set_aside_once_and_stops_nothing(
    bot: ServedBot,
) -> None:
    bot.slack.fail(How.REFUSED, "chat.postMessage", error="invalid_blocks", times=2)

    with capture_logs() as logs:
        await ask(bot)
        await ask(bot, "Which desk?")
        await bot.pass_time(hours=1)

    dead, fine = await rows(bot)
    assert (dead.state, dead.reason, dead.attempts) == ("dead", "invalid_blocks", 1)
    assert fine.state == "sent"
    assert len(posts(bot, "Which desk?")) == 1
    assert "onboarding?" not in str(logs)
    assert [each["event"] for each in logs].count("a post did not go out") == 1
