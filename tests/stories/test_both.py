"""One organisation with a workspace in Slack and a tenant in Teams, served by one process."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from app import open_platforms
from bot.settings import read_settings
from tests import served
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.ground import TOKEN
from tests.slack.standin import SlackStandin
from tests.stories import slack as in_slack
from tests.stories import teams as in_teams
from tests.teams.standin import TeamsStandin

pytestmark = pytest.mark.long

HERE, LEADS = "onboarding", "leads"
OF_BOTH = ("Amina", "Greta", "Bruno", "Chen", "Emeka")


@dataclass
class Both(served.ServedBot):
    """The bot in front of both."""

    slack: SlackStandin
    teams: TeamsStandin

    async def settled(self) -> None:
        """Wait until both have brought everything, and it was worked on."""
        await self.slack.settled()
        await self.teams.settled()
        await super().settled()
        await self.slack.settled()
        await self.teams.settled()


@pytest.fixture
async def bot(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Both]:
    """The cast, with accounts in both; a pilot in one channel of each that everybody can read."""
    async with SlackStandin.serving(clock) as slack, TeamsStandin.serving(clock) as teams:
        in_slack.settle_in(slack)
        in_teams.settle_in(teams)
        dora = f"teams:{teams.tenant}/{teams.user('Dora').aad}"
        settings = {
            "WHOKNOWS_DATABASE_URL": databases.url(),
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": slack.app.signing_secret,
            "WHOKNOWS_SLACK_API_URL": slack.api_url,
            "WHOKNOWS_ADMINS": f"slack:T1/UDORA,{dora}",
            **teams.environment(),
        }
        monkeypatch.setattr("adapters.teams.wire.IN_A_CONVERSATION", (1_000, 1.0))
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        async with (
            open_platforms(read_settings(), clock) as found,
            TestServer(found.app) as server,
        ):
            slack.request_url = str(server.make_url("/slack/events"))
            teams.request_url = str(server.make_url("/api/messages"))
            both = Both(found, clock, slack, teams)
            for where in (HERE, LEADS):
                await slack.command("Dora", where, "/whoknows", "pilot on")
                await teams.say("Dora", where, "@Whoknows pilot on")
            await teams.say("Dora", HERE, "@Whoknows pilot readers everyone")
            await both.pass_time(minutes=1)
            yield both
            assert slack.refusals == []
            assert slack.complaints == []
            assert slack.alarms == []
            assert teams.refusals == []
            assert teams.complaints == []
            assert teams.alarms == []


async def answered_in_slack(bot: Both, where: str = HERE) -> None:
    """Amina asks in a channel of Slack; Greta answers, and it helps."""
    await bot.slack.command("Amina", where, "/ask", "How do you introduce newcomers?")
    await bot.pass_time(minutes=2)
    post = next(
        each
        for each in reversed(bot.slack.seen_by("Greta", where))
        if "introduce newcomers" in each.text
    )
    reply = await bot.slack.say("Greta", where, "Each of them gets a buddy.", post.ts)
    await bot.slack.react("Amina", where, reply, "bulb")
    await bot.pass_time(minutes=2)


async def found_in_teams(bot: Both, words: str = "introducing newcomers") -> str:
    """Return what Bruno is shown in Teams who looks for something."""
    before = len(bot.teams.seen_by("Bruno", await bot.teams.open_personal("Bruno")))
    await bot.teams.say("Bruno", bot.teams.personal("Bruno"), f"find {words}")
    await bot.settled()
    seen = bot.teams.seen_by("Bruno", bot.teams.personal("Bruno"))
    return "\n".join(each.text for each in seen[before:] if each.is_ours)


async def test_what_was_answered_in_slack_is_found_in_teams(bot: Both) -> None:
    await answered_in_slack(bot)

    found = await found_in_teams(bot)

    assert "Each of them gets a buddy." in found
    [card] = bot.teams.cards_of("Bruno", bot.teams.personal("Bruno"))[-1:]
    assert "https://slack.com/app%5Fredirect?channel=CONBOARDING&team=T1" in str(card.card)


async def test_what_was_answered_in_slack_is_suggested_to_who_asks_in_teams(bot: Both) -> None:
    await answered_in_slack(bot)

    await bot.teams.say("Chen", HERE, "@Whoknows ask How do you introduce newcomers?")
    await bot.pass_time(seconds=5)

    told = bot.teams.seen_by("Chen", bot.teams.personal("Chen"))
    assert any("Each of them gets a buddy." in each.text for each in told if each.is_ours)


async def test_what_was_answered_in_teams_is_found_in_slack(bot: Both) -> None:
    await bot.teams.say("Amina", HERE, "@Whoknows ask Where do we get name badges?")
    await bot.pass_time(seconds=5)
    card = next(
        each.id
        for each in reversed(bot.teams.seen_by("Hugo", HERE))
        if each.is_ours and "name badges" in each.text
    )
    await bot.teams.press("Hugo", "Answer", HERE, card)
    await bot.teams.fill("Hugo", {"text": "In the shop by the gate."})
    await bot.pass_time(seconds=5)

    told = await bot.slack.command("Bruno", HERE, "/find", "name badges")

    assert "In the shop by the gate." in told.answer
    assert "https://teams.microsoft.com/l/message/" in told.answer


async def test_what_is_private_in_slack_is_not_found_in_teams(bot: Both) -> None:
    await answered_in_slack(bot, LEADS)

    found = await found_in_teams(bot)

    assert "buddy" not in found
    assert LEADS not in found


async def test_who_has_an_account_in_both_is_one_person(bot: Both) -> None:
    await answered_in_slack(bot)
    await bot.teams.say("Amina", HERE, "@Whoknows ask Who has the key of the cellar?")
    for each in OF_BOTH[1:]:
        await bot.teams.say(each, HERE, f"@Whoknows ask Who waters the plants of {each}?")
    await bot.pass_time(minutes=2)

    lines = await bot.dump()
    [amina] = [each for each in lines if each["key"] == "slack:T1/UAMINA"]
    in_teams = {each: f"teams:{bot.teams.tenant}/{bot.teams.user(each).aad}" for each in OF_BOTH}
    assert amina["accounts"] == ["slack:T1/UAMINA", in_teams["Amina"]]
    askers = [each["asker"] for each in lines if each["type"] == "question"]
    assert sorted(askers) == sorted(["slack:T1/UAMINA", *in_teams.values()])
    figures = (await bot.report())["figures"]
    [people] = [
        each["numerator"]
        for each in figures
        if each["key"] == "asked" and each["by"] == {"of": "people", "captured": "asked"}
    ]
    assert people == len(OF_BOTH)


async def test_a_guest_of_the_tenant_is_nobody_elses_account(bot: Both) -> None:
    bot.slack.add_user("Sol", email="sol@example.org")
    await bot.slack.join("Sol", HERE)
    bot.teams.add_user("Gus", is_guest=True, email="sol@example.org")
    bot.teams.place(HERE).members.append(bot.teams.user("Gus").id)
    await bot.slack.say("Sol", HERE, "@whoknows Who has a key?")
    await bot.teams.say("Gus", HERE, "@Whoknows ask Who has the key of the cellar?")
    await bot.pass_time(minutes=2)

    people = {each["key"]: each for each in await bot.dump() if each["type"] == "person"}
    gus = f"teams:{bot.teams.tenant}/{bot.teams.user('Gus').aad}"
    assert people[gus]["accounts"] == [gus]
    assert people["slack:T1/USOL"]["accounts"] == ["slack:T1/USOL"]


async def test_each_keeps_its_own_pace(bot: Both) -> None:
    paces = bot.served.timetable.sender.paces

    assert paces == {"slack": timedelta(seconds=1), "teams": timedelta(seconds=0.6)}
