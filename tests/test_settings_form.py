"""A place is set up in one form, by its admins and its owner."""

from datetime import UTC, datetime

import pytest

from bot.buttons import submitted
from bot.intents import Home, Join, Leave, PlaceForm, Say, SeenPerson, SeenPlace, SetPhase, SetPlace
from bot.messages import Form
from bot.model import Visibility
from bot.turn import Became, Outcome
from tests.cast import AMINA, BRUNO, DORA, OFF, PILOT, TEAM
from tests.conftest import Bot, Object, buttons, words
from tests.scenes import direct

pytestmark = pytest.mark.long

BOARD = SeenPlace(f"{TEAM}/GBOARD", "boardroom", Visibility.PRIVATE)
FILLED = {"phase": "open", "zone": "america/new york", "language": "pl", "digest": "off"}


async def form_of(bot: Bot, place: SeenPlace = PILOT, person: SeenPerson = DORA) -> Form:
    """Return the form of a place, opened there."""
    form = (await bot.hear(PlaceForm(), person, place)).form
    assert form
    return form


async def sent(
    bot: Bot,
    values: dict[str, str],
    person: SeenPerson = DORA,
    place: SeenPlace = PILOT,
    *,
    at: SeenPlace | None = None,
) -> Outcome:
    """Somebody sends the form of a place, from there or from somewhere else."""
    return await bot.hear(submitted(f"settings {place.key}", values), person, at or place)


async def set_up(bot: Bot, place: SeenPlace = PILOT) -> Object:
    """Return how a place is set up."""
    [found] = [each for each in await bot.remembered("place") if each["key"] == place.key]
    return {name: found[name] for name in ("phase", "zone", "language")}


async def owned(bot: Bot, owner: SeenPerson) -> None:
    """Somebody becomes the owner of the pilot place."""
    async with bot.database.writing("default") as tx:
        await tx.set_place(PILOT.key, owner=owner.key)


async def test_an_admin_opens_it_from_how_the_channel_takes_part(bot: Bot) -> None:
    button = buttons((await bot.hear(SetPhase(""), DORA)).message)["Settings"]

    form = (await bot.press(button, DORA)).form

    assert form
    assert [each.name for each in form.inputs] == ["phase", "zone", "language", "digest"]
    assert [each.value for each in form.inputs] == ["pilot", "", "", "on"]
    assert form.inputs[0].hint == "#onboarding"


async def test_an_admin_opens_that_of_another_channel_from_their_own_page(bot: Bot) -> None:
    page = await bot.hear(Home(), DORA, direct(DORA))
    button = buttons(page.message)["Settings"]  # the last line: the channel that is listened to

    form = (await bot.press(button, DORA, direct(DORA))).form

    assert form
    assert form.inputs[0].hint == "#projects"
    assert form.inputs[0].value == "listening"


async def test_all_lines_are_set_at_once_and_the_form_shows_them(bot: Bot) -> None:
    outcome = await sent(bot, FILLED)

    form = await form_of(bot)
    values = {each.name: each.value for each in form.inputs}
    assert values == {**FILLED, "zone": "America/New_York"}
    assert await set_up(bot) == {"phase": "open", "zone": "America/New_York", "language": "pl"}
    assert "Saved. There it is told" in words(outcome)


async def test_a_new_phase_is_told_and_pinned_there_as_with_the_command(bot: Bot) -> None:
    await bot.hear(Say("x", "hello"), AMINA, OFF)

    await sent(bot, {**FILLED, "language": ""}, DORA, OFF, at=direct(DORA))
    await bot.sender.send_due()

    [post] = bot.platform.posts
    assert (post.place, post.is_pinned) == (OFF.key, True)
    assert "Whoknows is open" in words(post)


async def test_a_place_that_begins_gets_its_first_digest_by_its_new_clock(bot: Bot) -> None:
    await bot.hear(Say("x", "hello"), AMINA, OFF)

    await sent(bot, {**FILLED, "digest": "on"}, DORA, OFF)

    async with bot.database.writing("default") as tx:
        place = await tx.note_place(OFF, TEAM, bot.clock())
    # Monday at nine in New York is later than Monday at nine in UTC, which it is now.
    assert place.digest_at == datetime(2026, 11, 23, 14, tzinfo=UTC)


async def test_the_same_phase_is_not_told_again(bot: Bot) -> None:
    outcome = await sent(bot, {**FILLED, "phase": "pilot"})
    await bot.sender.send_due()

    assert words(outcome) == "Saved."
    assert bot.platform.posts == []


async def test_what_is_emptied_is_not_set_any_more(bot: Bot) -> None:
    await sent(bot, FILLED)

    await sent(bot, {**FILLED, "zone": "", "language": ""})

    assert await set_up(bot) == {"phase": "open", "zone": None, "language": None}


async def test_a_form_that_holds_less_changes_no_more_than_it_holds(bot: Bot) -> None:
    await sent(bot, FILLED)

    await sent(bot, {"language": "en", "colour": "blue"})

    assert await set_up(bot) == {"phase": "open", "zone": "America/New_York", "language": "en"}


@pytest.mark.parametrize(
    ("line", "value", "told"),
    [
        ("zone", "Narnia", "time zone “Narnia”"),
        ("language", "klingon", "do not speak “klingon”"),
        ("phase", "party", "the phase “party”"),
        ("phase", "", "the phase"),
        ("zone", "x" * 5_000, "Name a large city"),
    ],
)
async def test_where_one_line_cannot_be_taken_it_is_told_and_none_is_set(
    bot: Bot, line: str, value: str, told: str
) -> None:
    before = await set_up(bot)

    outcome = await sent(bot, FILLED | {line: value})
    await bot.sender.send_due()

    assert told in words(outcome)
    assert len(words(outcome)) < 300
    assert await set_up(bot) == before
    assert bot.platform.posts == []


# Who may


async def test_who_leads_nothing_gets_neither_button_nor_form_and_sets_nothing(bot: Bot) -> None:
    before = await bot.remembered("place")

    shown = await bot.hear(SetPhase(""), BRUNO)
    opened = await bot.hear(PlaceForm(), BRUNO)
    refused = await sent(bot, FILLED, BRUNO)

    assert buttons(shown.message) == {}
    assert opened.form is None
    assert "Only an admin" in words(opened)
    assert "Only an admin" in words(refused)
    assert await bot.remembered("place") == before


async def test_who_was_an_owner_when_the_form_opened_and_is_none_any_more_sets_nothing(
    bot: Bot,
) -> None:
    await owned(bot, BRUNO)
    form = await form_of(bot, person=BRUNO)
    await owned(bot, AMINA)

    refused = await bot.hear(submitted(form.does, {"language": "pl"}), BRUNO)

    assert "Only an admin" in words(refused)
    assert (await set_up(bot))["language"] is None


async def test_an_owner_sets_all_but_the_phase(bot: Bot) -> None:
    await owned(bot, BRUNO)
    form = await form_of(bot, person=BRUNO)

    kept = await bot.hear(submitted(form.does, {"zone": "Asia/Tokyo", "phase": "pilot"}), BRUNO)
    refused = await bot.hear(submitted(form.does, {"zone": "", "phase": "off"}), BRUNO)

    assert [each.name for each in form.inputs] == ["zone", "language", "digest"]
    assert kept.became is Became.REMEMBERED
    assert "Only an admin" in words(refused)
    assert await set_up(bot) == {"phase": "pilot", "zone": "Asia/Tokyo", "language": None}


async def test_an_admin_sets_no_private_place_up_that_they_are_not_in(bot: Bot) -> None:
    await bot.hear(Say("x", "hello"), BRUNO, BOARD)
    await bot.hear(SetPhase("pilot"), DORA, BOARD)
    await bot.hear(Join(), DORA, BOARD)
    inside = await bot.hear(PlaceForm(BOARD.key), DORA, direct(DORA))
    bot.clock.push(minutes=1)
    await bot.hear(Leave(), DORA, BOARD)

    opened = await bot.hear(PlaceForm(BOARD.key), DORA, direct(DORA))
    refused = await sent(bot, FILLED, DORA, BOARD, at=direct(DORA))

    assert inside.form
    assert "boardroom" not in str(inside)
    assert opened.form is None
    assert "Only an admin" in words(refused)
    assert (await set_up(bot, BOARD))["phase"] == "pilot"


async def test_a_place_that_somebody_made_up_does_not_come_to_be_known(bot: Bot) -> None:
    before = await bot.remembered("place")

    for key in (f"{TEAM}/CMADEUP", "slack:T2/CPILOT", "nonsense"):
        outcome = await bot.hear(submitted(f"settings {key}", FILLED), DORA)
        assert "Only an admin" in words(outcome)

    assert await bot.remembered("place") == before


async def test_a_direct_line_is_no_place_to_set_up(bot: Bot) -> None:
    line = direct(DORA)

    opened = await bot.hear(PlaceForm(), DORA, line)
    refused = await sent(bot, FILLED, DORA, line)

    assert opened.form is None
    assert "in a channel" in words(opened)
    assert "in a channel" in words(refused)
    assert buttons((await bot.hear(SetPhase(""), DORA, line)).message) == {}


async def test_the_zone_set_in_the_form_moves_the_digest_as_the_command_does(bot: Bot) -> None:
    async with bot.database.writing("default") as tx:
        before = (await tx.note_place(PILOT, TEAM, bot.clock())).digest_at
    await sent(bot, {"zone": "Asia/Tokyo"})
    async with bot.database.writing("default") as tx:
        by_form = (await tx.note_place(PILOT, TEAM, bot.clock())).digest_at
    await sent(bot, {"zone": ""})
    async with bot.database.writing("default") as tx:
        back = (await tx.note_place(PILOT, TEAM, bot.clock())).digest_at
    await bot.hear(SetPlace("zone", "Asia/Tokyo"), DORA)
    async with bot.database.writing("default") as tx:
        by_command = (await tx.note_place(PILOT, TEAM, bot.clock())).digest_at

    assert by_form == by_command != before
    assert back == before


async def test_who_sets_up_another_channel_reads_their_own_language(bot: Bot) -> None:
    await sent(bot, {"language": "pl"})

    outcome = await sent(bot, {"digest": "off"}, at=direct(DORA))

    assert words(outcome) == "Saved."
