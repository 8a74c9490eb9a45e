"""What ``doctor`` finds when it asks Slack."""

from collections.abc import AsyncIterator

from adapters.slack.scopes import missing
from adapters.slack.wire import Json, Refused, Web
from bot.checkup import CheckResult, bad, good
from bot.settings import Settings

_AWAY = ("not_reached", "ratelimited", "not_understood")


async def check_slack(settings: Settings) -> AsyncIterator[CheckResult]:
    """Look whether Slack takes the tokens that are set."""
    web = Web(settings.slack_api_url)
    try:
        if settings.slack_bot_token:
            token = settings.slack_bot_token.get_secret_value()
            async for each in check_token(web, token, "SLACK_BOT_TOKEN"):
                yield each
        if settings.slack_app_token:
            yield await check_socket(web, settings.slack_app_token.get_secret_value())
    finally:
        await web.close()


async def check_token(web: Web, token: str, name: str) -> AsyncIterator[CheckResult]:
    """Look whether Slack takes the token of a bot, and what it may do; ``name`` is whose it is."""
    try:
        told = await web.call("auth.test", token)
    except Refused as refused:
        yield _refused(refused, "doctor.token_refused", name)
        return
    if not told.get("bot_id"):
        yield bad("doctor.token_not_of_a_bot", name=name)
        return
    yield good(
        "doctor.token",
        team=_word(told, "team"),
        key=f"slack:{_word(told, 'team_id')}",
        bot=_word(told, "user"),
    )
    scopes = told.get("scopes")
    if scopes is not None:
        lacking = missing(each.strip() for each in scopes)
        yield (
            bad("doctor.scopes_missing", scopes=", ".join(lacking))
            if lacking
            else good("doctor.scopes")
        )


async def check_socket(web: Web, app_token: str) -> CheckResult:
    """Look whether Slack opens a socket for the token of the app."""
    try:
        await web.call("apps.connections.open", None, app_token=app_token)
    except Refused as refused:
        return _refused(refused, "doctor.socket_refused", "SLACK_APP_TOKEN")
    return good("doctor.socket")


def _refused(refused: Refused, key: str, name: str) -> CheckResult:
    if refused.maybe or refused.code in _AWAY:
        return bad("doctor.slack_away", reason=refused.code)
    return bad(key, name=name, reason=refused.code)


def _word(told: Json, name: str) -> str:
    return str(told.get(name) or "")
