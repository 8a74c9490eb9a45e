"""Somebody installs the app in a browser: to Slack, back, and what to do next."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from adapters.slack.installing import add_installing
from adapters.slack.scopes import asked
from adapters.slack.wire import AppKeys, Installer, Web
from store.engine import Engines
from store.vault import EncryptedVault
from tests.cast import TEAM, FrozenClock
from tests.databases import needs_sqlite
from tests.slack.faults import How
from tests.slack.standin import SlackStandin

pytestmark = pytest.mark.long

KEY = "Qm3-first-key-of-the-operator-0001"
BACK = "https://bot.example.org/slack/oauth_redirect"


@dataclass
class Office:
    """Our pages, and the browser of somebody who installs."""

    slack: SlackStandin
    vault: EncryptedVault
    browser: TestClient[Any, Any]
    ours: set[str]

    async def begin(self) -> tuple[str, str]:
        """Open the page to install; return Slack's page that follows, and the cookie."""
        answer = await self.browser.get("/slack/install", allow_redirects=False)
        assert answer.status == 302
        cookie = answer.headers["Set-Cookie"]
        assert "Secure; HttpOnly; Path=/" in cookie
        assert cookie.endswith("; SameSite=Lax")
        return answer.headers["Location"], cookie.partition(";")[0]

    async def come_back(self, query: str, cookie: str, **headers: str) -> ClientResponse:
        """Come back from Slack with this query and cookie."""
        headers |= {"Cookie": cookie}
        return await self.browser.get(f"/slack/oauth_redirect?{query}", headers=headers)

    async def install(self) -> ClientResponse:
        """Install as Bruno does."""
        page, cookie = await self.begin()
        return await self.come_back(urlsplit(self.slack.approve(page, "Bruno")).query, cookie)


@pytest.fixture
async def office(
    slack: SlackStandin, engines: Engines, clock: FrozenClock
) -> AsyncIterator[Office]:
    """Our pages, for a workspace of ours."""
    vault, api, ours = EncryptedVault(engines, "default", KEY, clock), Web(slack.api_url), {TEAM}
    keys = AppKeys(slack.app.client_id, slack.app.client_secret)
    installer = Installer(
        api,
        keys,
        asked().scopes,
        vault,
        clock,
        redirect_uri=BACK,
        may_install=ours.__contains__,
    )
    app = web.Application()
    add_installing(app, installer)
    async with TestClient(TestServer(app)) as browser:
        yield Office(slack, vault, browser, ours)
    await api.close()


async def page(answer: ClientResponse) -> str:
    """Return the words of a page, which has nothing in it that runs."""
    html = await answer.text()
    assert answer.content_type == "text/html"
    assert "<script" not in html
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    return unescape(html)


async def test_who_installs_is_sent_to_slack_with_all_scopes_and_a_state(office: Office) -> None:
    address, cookie = await office.begin()

    asks = parse_qs(urlsplit(address).query)
    assert address.startswith(office.slack.api_url.removesuffix("api/") + "oauth/v2/authorize?")
    assert asks["scope"] == [",".join(asked().scopes)]
    assert asks["redirect_uri"] == [BACK]
    assert cookie.endswith(asks["state"][0])
    assert "user_scope" not in asks


async def test_an_installation_is_kept_and_the_next_step_told(office: Office) -> None:
    answer = await office.install()

    said = await page(answer)
    kept = json.loads(await office.vault.load(TEAM) or "")
    assert answer.status == 200
    assert "Whoknows is now in office." in said
    assert "/invite @Whoknows" in said
    assert "/whoknows pilot on" in said
    assert (kept["team"], kept["token"], kept["bot_user"]) == (
        "T1",
        office.slack.token,
        office.slack.bot,
    )
    assert kept["expires_at"] is None
    assert office.slack.token not in said
    taken_back = answer.headers["Set-Cookie"]
    assert "Secure; HttpOnly; Path=/; Expires=Thu, 01 Jan 1970" in taken_back
    assert taken_back.endswith("; SameSite=Lax")


async def test_tokens_that_turn_over_are_kept_with_their_time(
    office: Office, clock: FrozenClock
) -> None:
    office.slack.app.rotates_tokens = True

    await office.install()

    kept = json.loads(await office.vault.load(TEAM) or "")
    assert kept["refresh_token"].startswith("xoxe-")
    assert kept["expires_at"][:16] == "2026-11-23T21:00"


async def test_the_page_is_in_the_language_of_the_browser(office: Office) -> None:
    said = await page(
        await office.come_back("error=access_denied", "", **{"Accept-Language": "de, pl;q=0.9"})
    )

    assert 'lang="pl"' in said
    assert "Nic nie zainstalowano" in said


async def test_who_declines_is_told_that_nothing_happened(office: Office) -> None:
    _, cookie = await office.begin()

    answer = await office.come_back("error=access_denied", cookie)

    assert answer.status == 200
    assert "Nothing was installed: the request was declined" in await page(answer)
    assert await office.vault.workspaces() == []


async def test_a_state_is_good_once(office: Office) -> None:
    address, cookie = await office.begin()
    first = await office.come_back(urlsplit(office.slack.approve(address, "Bruno")).query, cookie)
    again = await office.come_back(urlsplit(office.slack.approve(address, "Bruno")).query, cookie)

    assert (first.status, again.status) == (200, 400)
    assert "a second time" in await page(again)


async def test_a_state_of_another_browser_is_refused(office: Office) -> None:
    _, mine = await office.begin()
    theirs, _ = await office.begin()

    query = urlsplit(office.slack.approve(theirs, "Bruno")).query
    answers = [await office.come_back(query, cookie) for cookie in (mine, "", "x=y")]

    assert [each.status for each in answers] == [400, 400, 400]
    assert await office.vault.workspaces() == []


async def test_a_state_that_we_never_gave_is_refused_with_its_own_cookie_too(
    office: Office,
) -> None:
    state = "guessed-by-a-stranger"

    answer = await office.come_back(f"code=1&state={state}", f"slack-app-oauth-state={state}")

    assert answer.status == 400
    assert not [each for each in office.slack.calls if each.method == "oauth.v2.access"]


async def test_a_state_is_good_for_ten_minutes(office: Office, clock: FrozenClock) -> None:
    address, cookie = await office.begin()
    clock.push(minutes=10)

    query = urlsplit(office.slack.approve(address, "Bruno")).query

    assert (await office.come_back(query, cookie)).status == 400


@pytest.mark.parametrize(
    "code", ["", "&code=", "&code=guessed", "&code=%00%ff", "&code=" + "x" * 5_000]
)
async def test_a_code_that_slack_does_not_know_is_refused(office: Office, code: str) -> None:
    address, cookie = await office.begin()
    state = parse_qs(urlsplit(address).query)["state"][0]

    answer = await office.come_back(f"state={state}{code}", cookie)

    assert answer.status == 400
    assert "Slack did not confirm" in await page(answer)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "error=%3Cscript%3E",
        "state=%00&code=%00",
        "code=1&code=2&state=a&state=b",
        "=&&&",
        "%ff",
    ],
)
async def test_whatever_a_stranger_sends_is_met_with_a_page(office: Office, query: str) -> None:
    answer = await office.come_back(query, "slack-app-oauth-state=; a=b; ;;=")

    assert answer.status == 400
    assert "nothing was installed" in await page(answer)


@pytest.mark.parametrize("how", [How.STATUS, How.HTML, How.LOST, How.RATE_LIMITED])
async def test_when_slack_breaks_the_page_says_to_begin_again(office: Office, how: How) -> None:
    office.slack.fail(how, method="oauth.v2.access")

    answer = await office.install()

    assert answer.status in (400, 503)
    assert "/slack/install" in await page(answer)
    assert await office.vault.workspaces() == []


async def test_when_the_database_is_away_the_page_says_so(office: Office, engines: Engines) -> None:
    await engines.dispose()
    async with engines.writer.begin() as connection:
        await connection.exec_driver_sql("ALTER TABLE install_states RENAME TO elsewhere")

    with capture_logs() as logs:
        answer = await office.browser.get("/slack/install", allow_redirects=False)

    assert answer.status == 503
    assert "begin again" in (await page(answer)).lower()
    assert "hush" not in str(logs)


@needs_sqlite
async def test_when_we_break_the_page_names_the_id_that_the_log_has(
    office: Office, engines: Engines
) -> None:
    async with engines.writer.begin() as connection:
        await connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON install_states"
            " BEGIN SELECT RAISE(ABORT, 'hush'); END"
        )

    with capture_logs() as logs:
        answer = await office.browser.get("/slack/install", allow_redirects=False)

    [broke] = [each for each in logs if each["event"] == "installing broke"]
    assert answer.status == 503
    assert broke["id"] in await page(answer)
    assert broke["where"].startswith("store/vault.py:")
    assert "hush" not in str(logs)


async def test_a_workspace_that_is_not_ours_is_not_kept_and_its_token_given_back(
    office: Office,
) -> None:
    office.ours.clear()

    answer = await office.install()

    said = await page(answer)
    assert answer.status == 403
    assert "WHOKNOWS_ADMINS" in said
    assert f"{TEAM}/UBRUNO" in said
    assert await office.vault.workspaces() == []
    assert office.slack.calls[-1].method == "auth.revoke"
    assert office.slack.state.installations["T1"][-1].is_revoked


async def test_the_name_of_a_workspace_is_text_and_no_page(office: Office) -> None:
    office.slack.state.workspaces["T1"].domain = "<img src=x onerror=alert(1)>"

    html = await (await office.install()).text()

    assert "<img" not in html
    assert "&lt;img src=x" in html


async def test_no_code_and_no_token_is_logged(
    office: Office, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, "adapters")
    caplog.set_level(logging.DEBUG, "slack_bolt")
    with capture_logs() as logs:
        address, cookie = await office.begin()
        state = parse_qs(urlsplit(address).query)["state"][0]
        await office.come_back(f"state={state}&code=hush-1", cookie)
        await office.install()

    ours = [each.getMessage() for each in caplog.records if not each.name.startswith("aiohttp")]
    told = f"{logs} {ours} {capsys.readouterr()}"
    assert "hush-1" not in told
    assert office.slack.token not in told
    assert "installing" in told
