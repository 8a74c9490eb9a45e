"""One organisation in Slack and in Teams: it shares what is public, and each person is one."""

import itertools
import json
import random
from collections.abc import Sequence
from datetime import timedelta

import pytest

from adapters.links import link
from bot.elsewhere import localised, localised_form
from bot.intents import (
    AnswerForm,
    Ask,
    Find,
    Introduce,
    Join,
    Mark,
    MarkKind,
    PassOn,
    PressHelpful,
    Privacy,
    Quiet,
    Reply,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetProfile,
)
from bot.messages import (
    Form,
    Input,
    InputKind,
    Link,
    Message,
    Paragraph,
    Strong,
    Text,
    Where,
    Who,
    spans_of,
)
from bot.model import CapturedBy, Policy, Visibility
from bot.unasked import recipient_of
from metrics.funnel import make_funnel
from metrics.report import as_json, as_text, make_report
from tests.cast import AMINA, BRUNO, CHEN, DORA, EMEKA, FARAH, PILOT, TEAM
from tests.conftest import Bot, buttons, words
from tests.databases import needs_sqlite
from tests.recompute import differences
from tests.scenes import answered, known, told

pytestmark = pytest.mark.long

TENANT = "teams:tenant1"
CANAL = SeenPlace(f"{TENANT}/19:abc@thread.tacv2", "general")
BOARD = SeenPlace(f"{TENANT}/19:board@thread.tacv2", "board", Visibility.PRIVATE)
GRETA = SeenPerson(f"{TENANT}/greta", "Greta")
HUGO = SeenPerson(f"{TENANT}/hugo", "Hugo")
AMINA_IN_TEAMS = SeenPerson(f"{TENANT}/amina", "Amina K.")
BRUNO_IN_TEAMS = SeenPerson(f"{TENANT}/bruno", "Bruno M.")


@pytest.fixture
async def both(bot: Bot) -> Bot:
    """The product, with a place in its pilot in Teams too, and Dora as the admin of both."""
    await bot.hear(SetPhase("pilot"), DORA, CANAL)
    await bot.timetable.tick()
    bot.platform.posts.clear()
    return bot


async def introduced(bot: Bot, *people: tuple[SeenPerson, str | None]) -> None:
    """Let the platforms tell of people whom we know: their names, and verified addresses."""
    bot.clock.push(seconds=1)
    for person, email in people:
        workspace = person.key.partition("/")[0]
        seen = SeenPerson(person.key, person.name, fresh=True, email=email)
        await bot.hear(Introduce((seen,)), None, None, workspace=workspace)


async def heard_of(bot: Bot, *people: SeenPerson) -> None:
    """Let people become known by what they say of themselves."""
    for each in people:
        place = PILOT if each.key.startswith(TEAM) else CANAL
        await bot.hear(SetProfile("team", "One"), each, place)


async def amina_is_one(bot: Bot) -> None:
    """Amina has an account in both, and both platforms tell the same address."""
    await heard_of(bot, AMINA, AMINA_IN_TEAMS)
    await introduced(bot, (AMINA, "Amina@Example.org"), (AMINA_IN_TEAMS, "amina@example.org "))


async def accounts(bot: Bot, person: SeenPerson) -> object:
    [found] = [each for each in await bot.remembered("person") if each["key"] == person.key]
    return found["accounts"]


async def known_in_teams(bot: Bot, asked: str, place: SeenPlace = CANAL) -> str:
    """Greta asked this in Teams, Hugo answered and it helped her; return the key of the answer."""
    question = f"{place.key}/1700000000001"
    await bot.hear(Ask(asked, CapturedBy.MENTION, question), GRETA, place)
    answer = f"{place.key}/1700000000002"
    bot.clock.push(seconds=1)
    await bot.hear(Reply(answer, question, "In the shop by the gate."), HUGO, place)
    await bot.hear(Mark(answer, MarkKind.HELPFUL, on=True), GRETA, place)
    await bot.timetable.tick()
    bot.platform.posts.clear()
    return answer


def keys_in(message: Message) -> set[str]:
    """Return the keys of the people and places that a message names as its platform does."""
    found = set[str]()
    for each in spans_of(message):
        match each:
            case Who(key) | Where(key):
                found.add(key)
            case _:
                pass
    return found


def links_in(message: Message) -> set[str]:
    return {each.message for each in spans_of(message) if isinstance(each, Link)}


# What lies elsewhere


async def test_what_was_answered_in_teams_is_suggested_in_slack_and_can_be_read_there(
    both: Bot,
) -> None:
    answer = await known_in_teams(both, "Where do we order name badges?")

    outcome = await both.hear(Ask("Where can we order name badges?"), CHEN, PILOT)

    assert "In the shop by the gate." in words(outcome)
    assert {Strong("Hugo"), Strong("#general")} <= set(spans_of(outcome.message))
    assert keys_in(outcome.message) == set()
    assert answer in links_in(outcome.message)


async def test_what_was_answered_in_slack_is_suggested_in_teams(both: Bot) -> None:
    answer = await known(both, "Where do we order name badges?")

    outcome = await both.hear(Ask("Where can we order name badges?"), GRETA, CANAL)

    assert {Strong("Bruno"), Strong("#onboarding")} <= set(spans_of(outcome.message))
    assert answer in links_in(outcome.message)
    taken = await both.press(buttons(outcome.message)["This solved it"], GRETA, CANAL)
    assert taken.what == "taken"
    [thanks] = told(await both.pass_time(hours=1), BRUNO)
    assert "helped somebody" in words(thanks)


async def test_where_no_name_is_known_a_kind_word_stands_for_it(both: Bot) -> None:
    await known_in_teams(both, "Where do we order name badges?")
    async with both.database.writing("default") as tx:
        await tx.set_profile(HUGO.key, name=None)
        await tx.set_place(CANAL.key, name=None)

    outcome = await both.hear(Find("name badges"), CHEN, PILOT)

    assert "A colleague elsewhere" in words(outcome)
    assert "a channel elsewhere" in words(outcome)
    assert TENANT not in words(outcome)


async def test_kind_words_are_in_the_readers_language(both: Bot) -> None:
    await known_in_teams(both, "Where do we order name badges?")
    await both.hear(SetProfile("language", "pl"), CHEN, PILOT)
    async with both.database.writing("default") as tx:
        await tx.set_place(CANAL.key, name=None)

    outcome = await both.hear(Find("name badges"), CHEN, PILOT)

    assert "kanał gdzie indziej" in words(outcome)


async def test_what_is_here_is_named_as_the_platform_names_it(both: Bot) -> None:
    await known(both, "Where do we order name badges?")

    outcome = await both.hear(Find("name badges"), CHEN, PILOT)

    assert keys_in(outcome.message) == {BRUNO.key, PILOT.key}


async def test_who_has_an_account_here_too_is_named_by_that_one(both: Bot) -> None:
    await known_in_teams(both, "Where do we order name badges?")
    await heard_of(both, BRUNO)
    await introduced(both, (BRUNO, "hugo@example.org"), (HUGO, "hugo@example.org"))

    outcome = await both.hear(Find("name badges"), CHEN, PILOT)

    assert keys_in(outcome.message) == {BRUNO.key}


async def test_a_post_names_who_is_elsewhere_readably_too(both: Bot) -> None:
    answer = await known(both, "Where do we order name badges?")
    await heard_of(both, GRETA)
    await both.hear(PassOn(answer, GRETA.key, "See this"), AMINA_IN_TEAMS, CANAL)

    [passed] = told(await both.pass_time(hours=1), GRETA)

    assert Strong("Bruno") in set(spans_of(passed.message))
    assert keys_in(passed.message) <= {AMINA_IN_TEAMS.key}


async def test_who_knows_is_asked_in_the_other_workspace_and_answers_from_there(
    both: Bot,
) -> None:
    await known_in_teams(both, "Where do we order name badges?")
    await both.hear(Ask("Who prints name badges for guests?"), CHEN, PILOT)
    both.clock.push(minutes=2)
    [asks] = told(await both.pass_time(hours=2), HUGO)
    assert Strong("Chen") in set(spans_of(asks.message))

    [question] = [each for each in await both.remembered("question") if CHEN.key == each["asker"]]
    outcome = await both.hear(AnswerForm(str(question["key"]), "We do."), HUGO, CANAL)

    assert outcome.what == "answer"
    posts = await both.pass_time(minutes=1)
    [post] = [each for each in posts if each.place == PILOT.key and "We do." in words(each)]
    assert Strong("Hugo") in set(spans_of(post.message))
    helped = await both.hear(PressHelpful(outcome.known[0]), GRETA, CANAL)
    assert "helpful" in helped.what


async def test_nothing_private_crosses_not_even_a_name(both: Bot) -> None:
    await both.hear(Join(), GRETA, BOARD)
    await both.hear(Join(), HUGO, BOARD)
    await both.hear(SetPhase("pilot"), DORA, BOARD)
    await known_in_teams(both, "Where do we hide the merger papers?", BOARD)

    for reader, place in ((CHEN, PILOT), (GRETA, CANAL)):
        found = await both.hear(Find("merger papers"), reader, place)
        asked = await both.hear(Ask("Where do we hide the merger papers?"), reader, place)
        for outcome in (found, asked):
            assert "shop by the gate" not in words(outcome)
            assert "board" not in words(outcome)
            assert links_in(outcome.message) == set()
    posts = await both.pass_time(days=2)
    not_there = [each for each in posts if each.place != BOARD.key]
    assert not [each for each in not_there if "shop by the gate" in words(each)]
    elsewhere = [each for each in not_there if each.person not in (GRETA.key, HUGO.key)]
    assert elsewhere
    assert not [
        each for each in elsewhere if any(BOARD.key in key for key in links_in(each.message))
    ]


async def test_a_private_place_elsewhere_is_never_named(both: Bot) -> None:
    await both.hear(SetPhase("pilot"), DORA, BOARD)

    async with both.database.writing("default") as tx:
        [part] = await localised((Paragraph((Where(BOARD.key),)),), TEAM, "en", tx)

    assert part == Paragraph((Text("A channel elsewhere"),))


async def test_a_form_chooses_nobody_who_has_no_account_here(both: Bot) -> None:
    inputs = tuple(
        Input(name, name, InputKind.PERSON, value=person.key)
        for name, person in (("here", AMINA), ("there", GRETA))
    )

    async with both.database.looking("default") as look:
        form = await localised_form(Form("Pass on", "Send", "pass", inputs), TEAM, "en", look)

    assert [each.value for each in form.inputs] == [AMINA.key, ""]


@pytest.mark.parametrize(
    ("message", "pages", "address"),
    [
        (
            "slack:T1/C1/1517436010.000936",
            "https://acme.slack.com/",
            "https://acme.slack.com/archives/C1/p1517436010000936",
        ),
        (
            "slack:T1/C1/1517436010.000936",
            None,
            "https://slack.com/app_redirect?channel=C1&team=T1",
        ),
        (
            "teams:tenant1/19:abc@thread.tacv2/17",
            None,
            "https://teams.microsoft.com/l/message/19%3Aabc%40thread.tacv2/17?tenantId=tenant1",
        ),
        ("teams:tenant1/19:abc@thread.tacv2/answer:77", None, None),
        ("teams:tenant1/../../evil/1", None, None),
        ("slack:T1/C1/ask:4.5", "https://acme.slack.com/", None),
        ("slack:T1/C1", "https://acme.slack.com/", None),
        ("sandbox:office/general/1", None, None),
        ("", None, None),
    ],
)
def test_a_message_has_its_address_on_each_platform(
    message: str, pages: str | None, address: str | None
) -> None:
    assert link(message, pages) == address


def test_what_is_in_a_key_stays_inside_its_address() -> None:
    found = link("teams:t?x=1&y=2#z/19:a?b=c#d|e>f/17", None)

    assert found == (
        "https://teams.microsoft.com/l/message/19%3Aa%3Fb%3Dc%23d%7Ce%3Ef/17"
        "?tenantId=t%3Fx%3D1%26y%3D2%23z"
    )


# One person


async def test_accounts_with_one_verified_address_are_one_person(both: Bot) -> None:
    await amina_is_one(both)

    one = [AMINA.key, AMINA_IN_TEAMS.key]
    assert await accounts(both, AMINA) == one
    assert await accounts(both, AMINA_IN_TEAMS) == one


async def test_it_does_not_matter_in_which_order_accounts_are_heard_of(both: Bot) -> None:
    third = SeenPerson("slack:T2/UAMINA", "Amina")
    three = ((AMINA, "a@x.org"), (third, "a@x.org"), (AMINA_IN_TEAMS, "a@x.org"))
    await heard_of(both, AMINA, AMINA_IN_TEAMS)
    await both.hear(SetProfile("team", "One"), third, SeenPlace("slack:T2/C2", "other"))
    for order in itertools.permutations(three):
        await introduced(both, *((person, f"{person.key}@x.org") for person, _ in three))
        assert await accounts(both, third) == [third.key]

        await introduced(both, *order)

        for person, _ in three:
            assert await accounts(both, person) == [AMINA.key, third.key, AMINA_IN_TEAMS.key]


async def test_when_the_address_changes_the_link_goes(both: Bot) -> None:
    await amina_is_one(both)

    await introduced(both, (AMINA, "another@example.org"))

    assert await accounts(both, AMINA) == [AMINA.key]
    assert await accounts(both, AMINA_IN_TEAMS) == [AMINA_IN_TEAMS.key]


async def test_an_older_word_on_the_address_changes_nothing(both: Bot) -> None:
    await amina_is_one(both)
    then = both.clock() - timedelta(hours=1)
    seen = SeenPerson(AMINA.key, "Amina", fresh=True, email="old@example.org")

    await both.hear(Introduce((seen,)), None, None, at=then)

    assert await accounts(both, AMINA) == [AMINA.key, AMINA_IN_TEAMS.key]


async def test_an_address_that_two_in_one_workspace_have_links_nobody(both: Bot) -> None:
    await amina_is_one(both)
    await heard_of(both, GRETA)

    await introduced(both, (GRETA, "amina@example.org"))

    for person in (AMINA, AMINA_IN_TEAMS, GRETA):
        assert await accounts(both, person) == [person.key]


@needs_sqlite
async def test_no_address_stands_in_the_database(both: Bot) -> None:
    await amina_is_one(both)

    async with both.database.reading() as connection:
        names = [
            str(row[0])
            for row in await connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            )
        ]
        kept = [
            str(tuple(row))
            for name in names
            for row in await connection.exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608
        ]

    assert kept
    assert not [row for row in kept if "example.org" in row.casefold()]
    assert not [each for each in await both.remembered() if "email" in json.dumps(each)]


async def test_organisations_hash_one_address_differently(both: Bot) -> None:
    hashes = set()
    for organisation in ("default", "other"):
        async with both.database.writing(organisation) as tx:
            seen = SeenPerson(AMINA.key, "Amina", fresh=True, email="amina@example.org")
            await tx.know(seen, TEAM, both.clock())
            hashes.add(await tx._hashed("amina@example.org"))  # noqa: SLF001

    assert len(hashes) == 2


async def test_what_an_asker_says_from_the_other_account_is_no_answer(both: Bot) -> None:
    await amina_is_one(both)
    question = f"{CANAL.key}/1"
    await both.hear(Ask("How do others onboard?", CapturedBy.MENTION, question), AMINA, CANAL)
    reply = Reply(f"{CANAL.key}/2", question, "I mean newcomers.")

    outcome = await both.hear(reply, AMINA_IN_TEAMS, CANAL)

    assert outcome.what == "own_thread"
    assert await both.remembered("answer") == []
    assert not told(await both.pass_time(minutes=5), AMINA)


async def test_it_is_none_either_when_the_accounts_are_linked_only_later(both: Bot) -> None:
    question, reply = f"{CANAL.key}/1", f"{CANAL.key}/2"
    await both.hear(Ask("How do others onboard?", CapturedBy.MENTION, question), AMINA, CANAL)
    await both.hear(Reply(reply, question, "I mean newcomers."), AMINA_IN_TEAMS, CANAL)
    await both.hear(Mark(reply, MarkKind.HELPFUL, on=True), GRETA, CANAL)
    assert len(await both.remembered("answer")) == 1

    await introduced(both, (AMINA, "a@x.org"), (AMINA_IN_TEAMS, "a@x.org"))

    assert await both.remembered("answer") == []
    assert await both.remembered("helpful") == []
    [asked] = await both.remembered("question")
    assert asked["state"] == "open"
    found = await both.hear(Find("others onboard"), CHEN, PILOT)
    assert "newcomers" not in words(found)


async def test_nobody_marks_their_own_answer_from_the_other_account(both: Bot) -> None:
    await heard_of(both, BRUNO, BRUNO_IN_TEAMS)
    await introduced(both, (BRUNO, "b@x.org"), (BRUNO_IN_TEAMS, "b@x.org"))
    question = f"{PILOT.key}/1700000000.000001"
    await both.hear(Ask("How do others onboard?", CapturedBy.MENTION, question))
    answer = await answered(both, question)

    outcome = await both.hear(PressHelpful(answer), BRUNO_IN_TEAMS, CANAL)

    assert "your own" in words(outcome)
    assert await both.remembered("helpful") == []


async def test_the_askers_word_counts_from_the_other_account(both: Bot) -> None:
    await amina_is_one(both)
    question = f"{PILOT.key}/1700000000.000001"
    await both.hear(Ask("How do others onboard?", CapturedBy.MENTION, question))
    answer = await answered(both, question)

    await both.hear(PressHelpful(answer), AMINA_IN_TEAMS, CANAL)

    [mark] = await both.remembered("helpful")
    assert mark["asker"] is True


async def test_what_somebody_chose_in_one_account_holds_in_the_other(both: Bot) -> None:
    await amina_is_one(both)

    await both.hear(Quiet("on"), AMINA, PILOT)
    await both.hear(Privacy("out"), AMINA_IN_TEAMS, CANAL)

    async with both.database.writing("default") as tx:
        people = await tx.people([AMINA.key, AMINA_IN_TEAMS.key])
    assert [(each.quiet, each.opted_out) for each in people] == [(True, True)] * 2
    await both.hear(Quiet("off"), AMINA_IN_TEAMS, CANAL)
    async with both.database.writing("default") as tx:
        assert not (await tx.person(AMINA.key)).quiet


async def test_quiet_said_before_the_accounts_were_linked_holds_too(both: Bot) -> None:
    await both.hear(Quiet("on"), AMINA, PILOT)

    await amina_is_one(both)

    async with both.database.writing("default") as tx:
        assert (await tx.person(AMINA_IN_TEAMS.key)).quiet


async def test_what_we_begin_is_counted_over_both_accounts(both: Bot) -> None:
    await amina_is_one(both)
    async with both.database.writing("default") as tx:
        for account in (AMINA, AMINA_IN_TEAMS):
            await tx.queue("who", account.key, f"{PILOT.key}/1.{account.name}", both.clock())
        for due in await tx.claim(both.clock(), both.clock() + timedelta(minutes=1), 9):
            await tx.sent(due, f"{due.target}/1", both.clock())

        person = await tx.person(AMINA.key)
        reader = await recipient_of(person, None, tx, Policy(), both.clock())

    assert (reader.sent_today, reader.sent_this_week) == (2, 2)


async def test_a_private_place_is_seen_by_the_account_that_is_in_it_alone(both: Bot) -> None:
    await amina_is_one(both)
    await both.hear(SetPhase("pilot"), DORA, BOARD)
    await both.hear(Join(), AMINA_IN_TEAMS, BOARD)

    async with both.database.writing("default") as tx:
        seen = [await tx.may_see(BOARD.key, each.key) for each in (AMINA_IN_TEAMS, AMINA)]

    assert seen == [True, False]


# The figures


async def figures(bot: Bot) -> dict[str, object]:
    """Return the whole report as other programs read it."""
    async with bot.database.reading() as connection:
        made = await make_report(connection, "default", Policy(), bot.clock())
    found: dict[str, object] = json.loads(as_json(made))
    return found


def people_who(key: str, found: dict[str, object]) -> dict[str, object]:
    figures = found["figures"]
    assert isinstance(figures, list)
    [one] = [
        each
        for each in figures
        if each["key"] == key and each["by"] == {"of": "people", "captured": "asked"}
    ]
    return dict(one)


async def everybody_asks(bot: Bot, people: Sequence[SeenPerson]) -> None:
    for number, asker in enumerate(people):
        place = PILOT if asker.key.startswith(TEAM) else CANAL
        await bot.hear(Ask("How?", CapturedBy.MENTION, f"{place.key}/{number}.1"), asker, place)


async def test_a_person_with_two_accounts_is_one_in_the_report(both: Bot) -> None:
    await everybody_asks(both, (AMINA, BRUNO, CHEN, EMEKA, FARAH, GRETA, AMINA_IN_TEAMS))
    assert people_who("asked", await figures(both))["value"] == 7

    await introduced(both, (AMINA, "a@x.org"), (AMINA_IN_TEAMS, "a@x.org"))

    assert people_who("asked", await figures(both))["value"] == 6
    async with both.database.reading() as connection:
        stages = await make_funnel(connection, "default", both.clock() + timedelta(seconds=1))
    assert stages[0].people == 6


async def test_the_report_says_in_how_many_workspaces_it_counts(bot: Bot) -> None:
    async def told() -> str:
        async with bot.database.reading() as connection:
            return as_text(await make_report(connection, "default", Policy(), bot.clock()))

    assert "workspaces" not in await told()

    await bot.hear(SetPhase("pilot"), DORA, CANAL)

    assert "In 2 workspaces (Slack, Microsoft Teams)" in await told()


async def test_five_accounts_of_four_people_are_a_group_too_small_to_be_shown(both: Bot) -> None:
    await everybody_asks(both, (AMINA, BRUNO, CHEN, GRETA, AMINA_IN_TEAMS))
    assert not people_who("asked", await figures(both))["suppressed"]

    await introduced(both, (AMINA, "a@x.org"), (AMINA_IN_TEAMS, "a@x.org"))

    assert people_who("asked", await figures(both))["suppressed"]


async def test_two_marks_of_one_person_on_one_answer_are_one(both: Bot) -> None:
    await amina_is_one(both)
    question = f"{PILOT.key}/1700000000.000001"
    await both.hear(Ask("How do others onboard?", CapturedBy.MENTION, question), CHEN)
    answer = await answered(both, question)
    for account in (AMINA, AMINA_IN_TEAMS):
        await both.hear(Mark(answer, MarkKind.HELPFUL, on=True), account)

    async with both.database.writing("default") as tx:
        found = await tx.item(answer)

    assert found
    assert found.marks == 1


SLACK_PEOPLE = (AMINA, BRUNO, CHEN, EMEKA, FARAH)
TEAMS_PEOPLE = tuple(
    SeenPerson(f"{TENANT}/{each.name}", f"{each.name} in Teams") for each in SLACK_PEOPLE
)


async def a_shared_world(bot: Bot, chance: random.Random, questions: int) -> dict[str, str]:
    """Let a random week happen in both, with people who are linked and unlinked meanwhile.

    Return the newest address of each account.
    """
    newest: dict[str, str] = {}
    everybody = (*SLACK_PEOPLE, *TEAMS_PEOPLE, GRETA)
    await heard_of(bot, *everybody)
    for number in range(questions):
        bot.clock.push(minutes=chance.randrange(1, 300))
        place = chance.choice((PILOT, CANAL))
        key = f"{place.key}/{number}.1"
        await bot.hear(Ask("How?", CapturedBy.MENTION, key), chance.choice(everybody), place)
        for reply in range(chance.choice((0, 1, 2))):
            answer = f"{key}{reply}"
            await bot.hear(Reply(answer, key, "So."), chance.choice(everybody), place)
            for person in chance.sample(everybody, chance.randrange(4)):
                on = chance.random() < 0.8
                await bot.hear(Mark(answer, MarkKind.HELPFUL, on=on), person, place)
        if chance.random() < 0.9:
            who = chance.choice((*SLACK_PEOPLE, *TEAMS_PEOPLE))
            name = (who.name or "").partition(" ")[0]
            email = f"{name}@x.org" if chance.random() < 0.9 else f"{who.key}@y.org"
            await introduced(bot, (who, email))
            newest[who.key] = email
    return newest


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
async def test_another_program_recomputes_the_figures_of_people_with_several_accounts(
    both: Bot, seed: int
) -> None:
    newest = await a_shared_world(both, random.Random(seed), questions=25)

    found = await figures(both)

    for each in await both.remembered("person"):
        email = newest.get(each["key"])
        same = sorted(key for key, known in newest.items() if known == email)
        assert each["accounts"] == (same or [each["key"]])
    assert differences(await both.remembered(), found) == []


@pytest.mark.parametrize("seed", range(3))
async def test_the_figures_do_not_depend_on_when_the_accounts_were_linked(
    both: Bot, seed: int
) -> None:
    await everybody_asks(both, (*SLACK_PEOPLE, *TEAMS_PEOPLE))
    chance = random.Random(seed)
    for number in range(20):
        person = chance.choice((*SLACK_PEOPLE, *TEAMS_PEOPLE))
        asked = chance.randrange(5)
        question = f"{PILOT.key}/{asked}.1"
        answer = f"{question}{number}"
        await both.hear(Reply(answer, question, "So."), person, PILOT)
        await both.hear(Mark(answer, MarkKind.HELPFUL, on=True), chance.choice(TEAMS_PEOPLE), PILOT)
        if number == 10 * (seed % 2):
            await introduced(both, *_addresses())
    await introduced(both, *_addresses())

    askers = {each["key"]: each["asker"] for each in await both.remembered("question")}
    for each in await both.remembered("answer"):
        assert _human(each["author"]) != _human(askers[each["question"]])
    marks = await both.remembered("helpful")
    authors = {each["key"]: each["author"] for each in await both.remembered("answer")}
    assert marks
    assert all(_human(each["by"]) != _human(authors[each["answer"]]) for each in marks)


def _addresses() -> list[tuple[SeenPerson, str]]:
    pairs = zip(SLACK_PEOPLE, TEAMS_PEOPLE, strict=True)
    return [(one, f"{first.name}@x.org") for first, second in pairs for one in (first, second)]


def _human(key: object) -> str:
    return str(key).rpartition("/")[2].casefold().removeprefix("u")
