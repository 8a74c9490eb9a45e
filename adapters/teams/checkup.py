"""What ``doctor`` finds when it asks Microsoft."""

from collections.abc import AsyncIterator

from adapters.teams.keys import Keys, KeysAway
from adapters.teams.serving import identity_of, keys_of
from adapters.teams.wire import Connector, Identity, Refused
from bot.checkup import CheckResult, bad, good
from bot.ports import Clock
from bot.settings import Settings

_NOBODY = "doctor"
"""The id of a key that nobody has: to ask for it is to fetch them all."""


async def check_teams(settings: Settings, clock: Clock) -> AsyncIterator[CheckResult]:
    """Look whether Microsoft knows us, unless nobody has to."""
    if not settings.whoknows_teams_anonymous:
        async for each in check_app(identity_of(settings), keys_of(settings, clock), clock):
            yield each


async def check_app(identity: Identity, keys: Keys, clock: Clock) -> AsyncIterator[CheckResult]:
    """Look whether Microsoft gives us a token, and the keys by which its requests are known."""
    connector = Connector(identity, clock)
    try:
        await connector.sign_in()
    except Refused as refused:
        is_away = refused.status in (0, 429) or refused.status >= 500
        key = "doctor.microsoft_away" if is_away else "doctor.secret_refused"
        yield bad(key, reason=refused.code)
    else:
        yield good("doctor.signed_in", app=identity.app_id, tenant=identity.tenant)
    finally:
        await connector.close()
    try:
        await keys.named(_NOBODY)
    except KeysAway:
        yield bad("doctor.keys_away")
    else:
        yield good("doctor.keys")
    finally:
        await keys.close()
