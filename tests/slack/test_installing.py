"""Installing, tokens that turn over, and leaving."""

from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.web.async_client import AsyncWebClient

from tests.cast import FrozenClock
from tests.slack.blocks_for import refusal
from tests.slack.conftest import Toy
from tests.slack.standin import SlackStandin
from tests.slack.workspace import Json

BACK = "https://bot.example.org/slack/oauth_redirect"


def approved(slack: SlackStandin) -> str:
    """Have Bruno approve the app and return the code."""
    page = AuthorizeUrlGenerator(
        client_id=slack.app.client_id, scopes=["chat:write", "commands"], redirect_uri=BACK
    )
    back = slack.approve(page.generate("st4te"), "Bruno")
    assert back.startswith(f"{BACK}?code=")
    assert back.endswith("&state=st4te")
    return back.partition("code=")[2].partition("&")[0]


def exchange(slack: SlackStandin, code: str, **more: str) -> Json:
    """Return the arguments that exchange a code."""
    return {
        "client_id": slack.app.client_id,
        "client_secret": slack.app.client_secret,
        "code": code,
        "redirect_uri": BACK,
        **more,
    }


async def test_a_code_is_exchanged_once(slack: SlackStandin, clock: FrozenClock) -> None:
    client, code = AsyncWebClient(base_url=slack.api_url), approved(slack)
    given = await client.oauth_v2_access(**exchange(slack, code))
    again = await refusal(client.oauth_v2_access(**exchange(slack, code)))
    secret = exchange(slack, approved(slack), client_secret="guessed")
    wrong = await refusal(client.oauth_v2_access(**secret))
    elsewhere = exchange(slack, approved(slack), redirect_uri="https://evil.example.org")
    misled = await refusal(client.oauth_v2_access(**elsewhere))
    old = approved(slack)
    clock.push(minutes=11)
    late = await refusal(client.oauth_v2_access(**exchange(slack, old)))

    assert given["access_token"].startswith("xoxb-")
    assert given["team"]["id"] == "T1"
    assert given["authed_user"]["id"] == "UBRUNO"
    assert "refresh_token" not in given
    codes = [each["error"] for each in (again, wrong, misled, late)]
    assert codes == ["code_already_used", "bad_client_secret", "bad_redirect_uri", "code_expired"]
    installed = AsyncWebClient(given["access_token"], base_url=slack.api_url)
    assert (await installed.auth_test())["user_id"] == slack.bot


async def test_tokens_turn_over_every_twelve_hours(slack: SlackStandin, clock: FrozenClock) -> None:
    slack.app.rotates_tokens = True
    client = AsyncWebClient(base_url=slack.api_url)
    first = await client.oauth_v2_access(**exchange(slack, approved(slack)))
    keys = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret}
    asked = {**keys, "grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = await client.oauth_v2_access(**asked)
    again = await refusal(client.oauth_v2_access(**asked))
    clock.push(hours=12)
    old = AsyncWebClient(second["access_token"], base_url=slack.api_url)

    assert first["expires_in"] == 43_200
    assert second["refresh_token"] != first["refresh_token"]
    assert again["error"] == "invalid_refresh_token"
    assert (await refusal(old.auth_test()))["error"] == "token_expired"


async def test_two_workspaces_do_not_see_each_other(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    slack.add_workspace("T2", "partner")
    slack.add_user("Noor", "T2")
    other = AsyncWebClient(slack.install("T2"), base_url=slack.api_url)
    slack.add_channel("lobby", "Noor", team="T2")
    await slack.say("Noor", "lobby", "Hello")
    await slack.command("Noor", "lobby", "/ask")

    assert [each["team_id"] for each in toy.heard] == ["T2", "T2"]
    assert (await other.auth_test())["team_id"] == "T2"
    assert (await refusal(client.conversations_info(channel="CT2LOBBY")))["error"] == (
        "channel_not_found"
    )
    assert (await refusal(client.users_info(user="UT2NOOR")))["error"] == "user_not_found"
    assert (await other.chat_postMessage(channel="CT2LOBBY", text="Hello"))["ok"]


async def test_the_app_hears_twice_that_it_was_taken_out(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    await slack.uninstall(tokens_first=False)
    await slack.say("Amina", "onboarding", "@whoknows")

    assert [each["type"] for each in toy.events()] == ["app_uninstalled", "tokens_revoked"]
    assert (await refusal(client.auth_test()))["error"] == "token_revoked"
