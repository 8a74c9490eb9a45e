"""In Slack: what lies in Teams can be read and reached; an address makes two accounts one."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.calls import Calls
from adapters.slack.meet import needed_of, person_of
from adapters.slack.wire import Web
from bot.intents import SeenPerson, SeenPlace
from bot.model import Answer, CapturedBy, Phase, Question, Verdict, Visibility
from tests.cast import TEAM, FrozenClock
from tests.databases import Databases, needs_sqlite
from tests.slack.bot import ServedBot, serving
from tests.slack.standin import SlackStandin

TENANT = "teams:tenant1"
CANAL = f"{TENANT}/19:abc@thread.tacv2"
AMINA = SeenPerson(f"{TENANT}/amina", "Amina K.", fresh=True, email="AMINA@example.org")
HUGO = SeenPerson(f"{TENANT}/hugo", "Hugo", fresh=True)


@pytest.fixture
async def bot(
    slack: SlackStandin, clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[ServedBot]:
    """The bot in Slack, with a pilot there, and with what was said in a tenant of Teams."""
    async with serving(slack, clock, databases, monkeypatch) as found:
        slack.add_user("Dora", zone="Europe/Berlin")
        await slack.join("Dora", "onboarding")
        await slack.command("Dora", "onboarding", "/whoknows", "pilot on")
        await _said_in_teams(found)
        yield found


async def _said_in_teams(bot: ServedBot) -> None:
    now = bot.clock()
    async with bot.served.database.writing("default") as tx:
        await tx.note_place(SeenPlace(CANAL, "general", Visibility.PUBLIC), TENANT, now)
        await tx.set_phase(CANAL, Phase.PILOT)
        for each in (AMINA, HUGO):
            await tx.know(each, TENANT, now)
        await tx.add_question(
            Question(
                f"{CANAL}/1700000000001",
                CANAL,
                AMINA.key,
                "Where do we order name badges?",
                now,
                CapturedBy.MENTION,
                Visibility.PUBLIC,
                thread=f"{CANAL}/1700000000001",
            ),
            now,
        )
        await tx.add_answer(
            Answer(
                f"{CANAL}/1700000000002",
                f"{CANAL}/1700000000001",
                HUGO.key,
                "In the shop by the gate.",
                now,
                CapturedBy.REPLY,
            ),
            now,
        )
        await tx.set_verdict(f"{CANAL}/1700000000001", Verdict.SOLVED, now)


async def test_what_was_answered_in_teams_is_shown_by_name_with_a_link_that_leads_there(
    bot: ServedBot,
) -> None:
    told = await bot.slack.command("Bruno", "onboarding", "/find", "name badges")

    assert "In the shop by the gate." in told.answer
    assert "*Hugo*" in told.answer
    assert "*#general*" in told.answer
    assert (
        "<https://teams.microsoft.com/l/message/19%3Aabc%40thread.tacv2/1700000000002"
        "?tenantId=tenant1|" in told.answer
    )


async def test_a_message_of_another_slack_workspace_has_the_address_of_that_one() -> None:
    addresses = {TEAM: "https://one.slack.com/", "slack:T2": "https://two.slack.com/"}
    calls = Calls(Web(None), _no_token, addresses)

    assert calls.permalink("slack:T2/C2/1.5") == "https://two.slack.com/archives/C2/p15"
    assert calls.permalink(f"{TEAM}/C1/1.5") == "https://one.slack.com/archives/C1/p15"
    assert calls.permalink("slack:T3/C3/1.5") is None


async def _no_token(_workspace: str) -> None:
    return None


async def test_accounts_of_both_are_one_person_by_the_address_that_slack_tells(
    bot: ServedBot,
) -> None:
    await bot.slack.say("Amina", "onboarding", "@whoknows Who has a key?")
    await bot.pass_time(minutes=1)

    [person] = [each for each in await bot.dump() if each["key"] == f"{TEAM}/UAMINA"]
    assert person["accounts"] == [f"{TEAM}/UAMINA", AMINA.key]


async def test_without_the_scope_they_are_two(bot: ServedBot) -> None:
    installed = bot.slack.state.installation("T1")
    assert installed
    installed.scopes -= {"users:read.email"}

    await bot.slack.say("Amina", "onboarding", "@whoknows Who has a key?")
    await bot.pass_time(minutes=1)

    [person] = [each for each in await bot.dump() if each["key"] == f"{TEAM}/UAMINA"]
    assert person["accounts"] == [f"{TEAM}/UAMINA"]


@needs_sqlite
async def test_no_address_is_left_in_the_database(bot: ServedBot) -> None:
    await bot.slack.say("Amina", "onboarding", "@whoknows Who has a key?")
    await bot.pass_time(minutes=1)

    async with bot.served.database.reading() as connection:
        tables = await connection.exec_driver_sql("SELECT name FROM sqlite_master")
        names = [str(row.name) for row in tables if not str(row.name).startswith("ix_")]
        kept = [
            str(tuple(row))
            for name in names
            if not name.startswith("sqlite_")
            for row in await connection.exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608
        ]
    assert [each for each in kept if "Who has a key?" in each]
    assert not [each for each in kept if "example.org" in each.casefold()]


def test_an_address_counts_only_where_slack_says_that_it_is_confirmed() -> None:
    user = {"id": "U1", "profile": {"email": "amina@example.org", "phone": "+48 22"}}

    assert person_of(TEAM, user).email is None
    assert person_of(TEAM, user | {"is_email_confirmed": True}).email == "amina@example.org"
    stranger = user | {"is_email_confirmed": True, "is_stranger": True}
    assert person_of(TEAM, stranger).email is None


def test_of_what_slack_tells_of_somebody_only_what_is_needed_is_kept() -> None:
    profile = {"email": "amina@example.org", "phone": "+48 22", "display_name": "Amina"}
    user = {"id": "U1", "tz": "Europe/Warsaw", "color": "e7392d", "profile": profile}

    kept = needed_of(user)

    assert kept == {
        "id": "U1",
        "tz": "Europe/Warsaw",
        "profile": {"email": "amina@example.org", "display_name": "Amina"},
    }
    assert person_of(TEAM, kept) == person_of(TEAM, user)
