"""Several workspaces install the app: each is served with its own token, strangers are not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from app import Served, open_platforms
from bot.refusal import Refusal
from bot.settings import read_settings
from store.dump import dump
from store.tables import inbox, workspaces
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.standin import SlackStandin

pytestmark = pytest.mark.long

KEY = "Qm3-first-key-of-the-operator-0001"


@dataclass
class Home:
    """The bot as it serves several workspaces, and a browser."""

    served: Served
    slack: SlackStandin
    browser: TestClient[Any, Any]
    clock: FrozenClock

    async def install(self, user: str, team: str) -> int:
        """Have somebody install the app in their workspace; return the status of the page."""
        begun = await self.browser.get("/slack/install", allow_redirects=False)
        cookie = begun.headers["Set-Cookie"].partition(";")[0]
        back = self.slack.approve(begun.headers["Location"], user, team)
        query = urlsplit(back).query
        page = await self.browser.get(f"/slack/oauth_redirect?{query}", headers={"Cookie": cookie})
        return page.status

    async def pass_time(self) -> None:
        """Let some seconds pass, and have what is due sent."""
        for _ in range(5):
            await self.served.settled()
            await self.served.timetable.tick()
            self.clock.push(seconds=1)

    async def ask(self) -> None:
        """Have Bruno start a channel, and Amina ask in it."""
        await self.slack.command("Bruno", "onboarding", "/whoknows", "pilot on")
        await self.slack.command("Amina", "onboarding", "/ask", "How do other teams do it?")

    async def remembered(self) -> list[str]:
        """Return what is remembered, by its keys."""
        async with self.served.database.reading() as connection:
            return [each["key"] async for each in dump(connection)]


@pytest.fixture
def set_up(
    databases: Databases, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> pytest.MonkeyPatch:
    """What whoever runs it has set."""
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url())
    monkeypatch.setenv("WHOKNOWS_SECRET_KEY", KEY)
    monkeypatch.setenv("WHOKNOWS_ADMINS", "slack:T1/UBRUNO slack:T2/UT2DORA")
    monkeypatch.setenv("WHOKNOWS_TEST_PEERS", "1")
    return monkeypatch


@pytest.fixture
async def home(
    slack: SlackStandin, clock: FrozenClock, set_up: pytest.MonkeyPatch
) -> AsyncIterator[Home]:
    """The bot, which nobody has installed yet; T3 is none of ours."""
    slack.state.installations.clear()
    for team, user in (("T2", "Dora"), ("T3", "Mallory")):
        slack.add_workspace(team, f"office {team}")
        slack.add_user(user, team)
        slack.add_channel(f"lobby-{team}", user, team=team)
    set_up.setenv("SLACK_CLIENT_ID", slack.app.client_id)
    set_up.setenv("SLACK_CLIENT_SECRET", slack.app.client_secret)
    set_up.setenv("SLACK_SIGNING_SECRET", slack.app.signing_secret)
    set_up.setenv("WHOKNOWS_SLACK_API_URL", slack.api_url)
    settings = read_settings()
    settings.check()
    async with (
        open_platforms(settings, clock) as served,
        TestClient(TestServer(served.app)) as browser,
    ):
        slack.request_url = str(browser.make_url("/slack/events"))
        slack.app.redirect_urls = (str(browser.make_url("/slack/oauth_redirect")),)
        yield Home(served, slack, browser, clock)


async def test_each_workspace_is_served_with_its_own_token(home: Home) -> None:
    slack = home.slack
    assert await home.install("Bruno", "T1") == 200
    assert await home.install("Dora", "T2") == 200
    await home.ask()
    await home.pass_time()

    seen = [each.text for each in slack.seen_by("Amina", "onboarding")]
    assert any("How do other teams do it?" in each for each in seen)
    tokens = {each.team: each.token for many in slack.state.installations.values() for each in many}
    assert tokens["T1"] != tokens["T2"]


async def test_a_workspace_that_is_not_ours_is_not_taken_in_and_not_heard(home: Home) -> None:
    slack = home.slack
    assert await home.install("Bruno", "T1") == 200
    assert await home.install("Mallory", "T3") == 403
    slack.state.installations["T3"][-1].is_revoked = False  # as if its token were still good

    answer = await slack.command("Mallory", "lobby-T3", "/whoknows", "help")
    await home.pass_time()

    assert (answer.status, answer.answer) == (200, "")
    assert [each for each in slack.seen_by("Mallory", "lobby-T3") if each.is_ours] == []
    assert not [key for key in await home.remembered() if "T3" in key]
    async with home.served.database.reading() as connection:
        kept = [row.key for row in await connection.execute(select(inbox))]
    assert not [key for key in kept if "T3" in key or "unreadable" in key]


async def test_where_we_are_taken_out_nothing_is_sent_any_more_and_no_token_is_kept(
    home: Home,
) -> None:
    await home.install("Bruno", "T1")
    await home.ask()
    home.clock.push(seconds=1)

    await home.slack.uninstall()
    await home.served.settled()
    before = len(home.slack.calls)
    await home.pass_time()

    assert len(home.slack.calls) == before
    async with home.served.database.reading() as connection:
        [kept] = (await connection.execute(select(workspaces))).all()
    assert (kept.key, kept.installation) == ("slack:T1", None)
    assert kept.gone_at is not None


async def test_who_installs_again_gets_what_waited(home: Home) -> None:
    await home.install("Bruno", "T1")
    await home.ask()
    home.clock.push(seconds=1)
    await home.slack.uninstall()
    await home.pass_time()

    await home.install("Bruno", "T1")
    home.slack.channel("onboarding").members.append(home.slack.bot)
    await home.pass_time()

    seen = [each.text for each in home.slack.seen_by("Amina", "onboarding")]
    assert any("How do other teams do it?" in each for each in seen)


async def test_a_wrong_key_is_refused_at_the_start(
    home: Home, clock: FrozenClock, set_up: pytest.MonkeyPatch
) -> None:
    await home.install("Bruno", "T1")
    set_up.setenv("WHOKNOWS_SECRET_KEY", KEY[::-1])

    with pytest.raises(Refusal) as refused:
        async with open_platforms(read_settings(), clock):
            pass

    assert refused.value.sentence().startswith("What was encrypted cannot be read")
