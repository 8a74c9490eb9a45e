"""What ``doctor`` finds in the database; it looks, and changes nothing."""

from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.checkup import CheckResult, bad, good
from bot.model import CapturedBy, Phase, Visibility
from bot.ports import Clock, StoreAway
from bot.refusal import Refusal
from bot.settings import Settings
from store.engine import Engines, engines_for, version
from store.migrations import newest
from store.tables import answers, inbox, places, questions
from store.vault import EncryptedVault

NO_PLACE = bad("doctor.no_place")
"""What is so in a new database too."""

_MOST_SHOWN = 20


async def check_database(url: str) -> tuple[CheckResult, bool]:
    """Look whether the database opens and has the newest tables; tell whether it can be read."""
    if _is_to_be_made(url):
        return good("doctor.database_new"), False
    try:
        engines = engines_for(url)
    except Refusal as refusal:
        return bad(refusal.key, **refusal.values), False
    try:
        found = await version(engines)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        return bad("database.cannot_open", reason=type(error).__name__), False
    finally:
        await engines.dispose()
    if found is None:
        return good("doctor.database_new"), False
    if found > newest():
        return bad("doctor.database_newer", version=found, newest=newest()), False
    if found < newest():
        return bad("doctor.database_older", version=found, newest=newest()), False
    return good("doctor.database", version=found), True


async def check_what_is_kept(
    engines: Engines, organisation: str, settings: Settings, clock: Clock
) -> AsyncIterator[CheckResult]:
    """Look at what a database holds that can be read."""
    if settings.has_many_workspaces and settings.secret_key:
        try:
            vault = EncryptedVault(engines, organisation, settings.secret_key, clock)
        except Refusal as refusal:
            yield bad(refusal.key, **refusal.values)
        else:
            async for each in check_vault(vault):
                yield each
    yield await check_places(engines, organisation)
    async for each in check_replies(engines, organisation):
        yield each
    async for each in check_waiting(engines, organisation, settings):
        yield each


async def check_waiting(
    engines: Engines, organisation: str, settings: Settings
) -> AsyncIterator[CheckResult]:
    """Look for deliveries that wait for a platform which is switched off."""
    is_off = {"slack": not settings.has_slack, "teams": not settings.has_teams}
    new = (inbox.c.organisation == organisation) & (inbox.c.state == "new")
    counted = (
        select(inbox.c.source, func.count())
        .where(new, inbox.c.source.in_([each for each, off in is_off.items() if off]))
        .group_by(inbox.c.source)
        .order_by(inbox.c.source)
    )
    async with engines.reader.connect() as connection:
        for source, n in (await connection.execute(counted)).all():
            yield bad(f"doctor.waiting_{source}", n=n, days=settings.policy.inbox_days)


async def check_places(engines: Engines, organisation: str) -> CheckResult:
    """Look whether any place takes part."""
    ours = (places.c.organisation == organisation) & (places.c.phase != Phase.OFF.value)
    async with engines.reader.connect() as connection:
        count = await connection.execute(select(func.count()).select_from(places).where(ours))
        n = int(count.scalar_one())
    return good("doctor.places", n=n) if n else NO_PLACE


async def check_replies(engines: Engines, organisation: str) -> AsyncIterator[CheckResult]:
    """Look for channels of Teams with questions where no reply in a thread was ever heard.

    Teams tells a bot of replies that do not mention it only where a team's owner consented, and
    does not tell whether that is so.
    """
    place, question, answer = places.c, questions.c, answers.c
    heard = select(answer.key).where(
        (answer.organisation == organisation)
        & (answer.captured_by == CapturedBy.REPLY.value)
        & answer.question.in_(select(question.key).where(question.place == place.key))
    )
    asked = select(question.key).where(
        (question.organisation == organisation) & (question.place == place.key)
    )
    served = place.phase.in_((Phase.PILOT.value, Phase.OPEN.value))
    of_teams = place.key.startswith("teams:", autoescape=True)
    deaf = select(func.coalesce(place.name, place.key).label("name")).where(
        place.organisation == organisation,
        of_teams & served & (place.visibility != Visibility.DIRECT.value),
        asked.exists() & ~heard.exists(),
    )
    async with engines.reader.connect() as connection:
        names = sorted((await connection.execute(deaf)).scalars())
    if names:
        yield bad("doctor.no_replies", places=", ".join(names[:_MOST_SHOWN]))


async def check_vault(vault: EncryptedVault) -> AsyncIterator[CheckResult]:
    """Look whether workspaces installed us and whether their tokens can be read."""
    try:
        await vault.check()
        found = await vault.workspaces()
    except Refusal as refusal:
        yield bad(refusal.key, **refusal.values)
    except (SQLAlchemyError, StoreAway):
        yield bad("database.cannot_open", reason="StoreAway")
    else:
        installed = ", ".join(found)
        yield good("doctor.installed", keys=installed) if found else bad("doctor.not_installed")


def _is_to_be_made(url: str) -> bool:
    """Tell whether it is a file that is not there yet, in a folder that is."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return False
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.host:
        return False
    file = Path(parsed.database)
    return parsed.database != ":memory:" and not file.exists() and file.parent.is_dir()
