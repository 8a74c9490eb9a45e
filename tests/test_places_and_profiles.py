"""What an admin sets for a place, what people set for themselves, and help."""

from datetime import timedelta

import pytest

from bot.buttons import submitted
from bot.intents import (
    Help,
    Rename,
    SeenPerson,
    SeenPlace,
    SetPhase,
    SetPlace,
    SetProfile,
    Topics,
)
from bot.turn import Became, Outcome
from tests.cast import AMINA, BRUNO, DORA, LISTENING, OFF, PILOT
from tests.conftest import Bot, words


@pytest.mark.parametrize("phase", ["listening", "pilot", "open"])
async def test_an_admin_changes_the_phase_and_the_place_is_told(bot: Bot, phase: str) -> None:
    outcome = await bot.hear(SetPhase(phase), DORA, OFF)
    await bot.sender.send_due()

    [place] = [each for each in await bot.remembered("place") if each["key"] == OFF.key]
    [post] = bot.platform.posts
    assert place["phase"] == phase
    assert post.place == OFF.key
    assert "Whoknows" in words(post)
    assert outcome.became is Became.REMEMBERED


async def test_somebody_who_is_no_admin_changes_nothing_and_is_told(bot: Bot) -> None:
    outcome = await bot.hear(SetPhase("off"), AMINA, PILOT)

    phases = {each["key"]: each["phase"] for each in await bot.remembered("place")}
    assert phases[PILOT.key] == "pilot"
    assert "Only an admin" in words(outcome)


async def test_an_unknown_phase_is_named_and_the_known_ones_told(bot: Bot) -> None:
    outcome = await bot.hear(SetPhase("party"), DORA, PILOT)

    assert "“party”" in words(outcome)
    assert "listening" in words(outcome)


async def test_anybody_may_ask_which_phase_it_is(bot: Bot) -> None:
    outcome = await bot.hear(SetPhase(""), AMINA, LISTENING)

    assert "phase listening" in words(outcome)


async def test_the_same_phase_again_is_not_announced_again(bot: Bot) -> None:
    await bot.hear(SetPhase("pilot"), DORA, PILOT)
    await bot.sender.send_due()

    assert bot.platform.posts == []


async def test_a_new_name_of_a_place_wins_over_an_older_one_that_comes_late(bot: Bot) -> None:
    newer, older = bot.clock(), bot.clock() - timedelta(hours=1)
    await bot.hear(Rename(), None, SeenPlace(PILOT.key, "arrivals", renamed=True), at=newer)
    await bot.hear(Rename(), None, SeenPlace(PILOT.key, "starters", renamed=True), at=older)

    names = {each["key"]: each["name"] for each in await bot.remembered("place")}
    assert names[PILOT.key] == "arrivals"


async def test_a_profile_keeps_zone_and_language_and_shows_them(bot: Bot) -> None:
    before = await bot.hear(SetProfile())
    await bot.hear(SetProfile("zone", "america/sao paulo"))
    after = await bot.hear(SetProfile("language", "EN"))

    [person] = [each for each in await bot.remembered("person") if each["key"] == AMINA.key]
    assert (person["zone"], person["language"]) == ("America/Sao_Paulo", "en")
    assert "not set" in words(before)
    assert "America/Sao_Paulo" in words(after)


@pytest.mark.parametrize(
    ("line", "value", "told"),
    [
        ("zone", "Berlln", "Europe/Berlin"),
        ("zone", "qqqqqqqq", "large city"),
        ("language", "klingon", "I speak"),
        ("colour", "blue", "profile zone"),
        ("colour", "blue", "“colour”"),
        ("zone", "x" * 5_000, "large city"),
    ],
)
async def test_what_a_profile_cannot_hold_is_met_with_what_it_can(
    bot: Bot, line: str, value: str, told: str
) -> None:
    outcome = await bot.hear(SetProfile(line, value))

    assert told in words(outcome)
    assert len(words(outcome)) < 500


async def test_languages_are_called_by_their_names(bot: Bot) -> None:
    of_posts = await bot.hear(SetPlace("language", "pl"), DORA)
    forms = [(await bot.press(each, DORA)).form for each in ("profile", f"settings {PILOT.key}")]

    assert "written in “polski”" in words(of_posts)
    for form in filter(None, forms):
        [language] = [each for each in form.inputs if each.name == "language"]
        assert language.choices == (("en", "English"), ("pl", "polski"))
    assert all(forms)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("9-5", "Mon-Fri 09:00-17:00"),
        ("Mon-Wed,Fri 8-14", "Mon-Wed,Fri 08:00-14:00"),
        ("Mon,Tue 8-14", "Mon,Tue 08:00-14:00"),
        ("Mon,Wed,Fri 8-14", "Mon,Wed,Fri 08:00-14:00"),
        ("Mon-Sun 8-14", "Mon-Sun 08:00-14:00"),
        ("Sat-Sun 10-14", "Sat,Sun 10:00-14:00"),
    ],
)
async def test_hours_are_shown_as_people_write_them_and_can_be_typed_again(
    bot: Bot, said: str, shown: str
) -> None:
    first = await bot.hear(SetProfile("hours", said))
    again = await bot.hear(SetProfile("hours", shown))

    for outcome in (first, again):
        assert f"Your hours: {shown}." in words(outcome)


@pytest.mark.parametrize("nothing", ["none", "nothing", "-", "brak", "żadne"])
async def test_topics_can_be_taken_away(bot: Bot, nothing: str) -> None:
    await bot.hear(SetProfile("topics", "SAP, onboarding"))

    outcome = await bot.hear(SetProfile("topics", nothing))

    assert "Topics: not set" in words(outcome)
    assert "Name yours" in words(await bot.hear(Topics()))
    assert "SAP ·" not in words(await bot.hear(Topics()))


async def test_help_shows_what_can_be_said(bot: Bot) -> None:
    outcome = await bot.hear(Help())

    assert "/ask" in words(outcome)
    assert "💡" in words(outcome)


async def test_unknown_words_are_met_with_the_nearest_command(bot: Bot) -> None:
    near = await bot.hear(Help("hepl", "/whoknows help"))
    far = await bot.hear(Help("abracadabra"))

    assert "Did you mean /whoknows help?" in words(near)
    assert "“abracadabra”" in words(far)
    assert "/ask" in words(far)


async def test_a_fresh_name_wins_and_a_name_from_a_log_only_fills_a_gap(bot: Bot) -> None:
    await bot.hear(SetProfile("language", "en"), SeenPerson(AMINA.key, "Amina A.", fresh=True))
    await bot.hear(SetProfile("language", "en"), SeenPerson(AMINA.key, "amina-old"))

    [person] = [each for each in await bot.remembered("person") if each["key"] == AMINA.key]
    assert person["name"] == "Amina A."


FILLED = {
    "zone": "Europe/Berlin",
    "language": "en",
    "hours": "Mon-Thu 8-14",
    "team": "Wards",
    "topics": "SAP, onboarding, SAP",
    "named": "yes",
}


async def sent(bot: Bot, values: dict[str, str]) -> Outcome:
    """Bruno sends the form of his profile."""
    return await bot.hear(submitted("profile", values), BRUNO)


async def profile_form(bot: Bot) -> dict[str, str]:
    """Return what the form of one's own profile shows."""
    outcome = await bot.hear(SetProfile("form"), BRUNO)
    assert outcome.form
    assert outcome.form.does == "profile"
    return {each.name: each.value for each in outcome.form.inputs}


async def test_a_profile_can_be_filled_in_as_a_form_and_comes_back_as_it_was(bot: Bot) -> None:
    outcome = await sent(bot, FILLED)

    filled = await profile_form(bot)
    assert filled == {**FILLED, "topics": "SAP, onboarding", "hours": "Mon-Thu 08:00-14:00"}
    for said in ("Europe/Berlin", "Wards", "SAP, onboarding", "08:00-14:00"):
        assert said in words(outcome)
    await sent(bot, filled)
    assert await profile_form(bot) == filled


async def test_what_is_emptied_in_the_form_is_not_set_any_more(bot: Bot) -> None:
    await sent(bot, FILLED)

    await sent(bot, dict.fromkeys(FILLED, ""))

    emptied = await profile_form(bot)
    assert emptied == {**dict.fromkeys(FILLED, ""), "named": "yes"}


async def test_a_form_that_holds_less_changes_no_more_than_it_holds(bot: Bot) -> None:
    await sent(bot, FILLED)

    await bot.press("profile", BRUNO, team="Emergency", colour="blue")

    filled = await profile_form(bot)
    assert filled["team"] == "Emergency"
    assert filled["topics"] == "SAP, onboarding"


async def test_what_cannot_be_taken_is_told_and_the_rest_is_kept(bot: Bot) -> None:
    outcome = await sent(bot, FILLED | {"zone": "Narnia", "hours": "always"})

    filled = await profile_form(bot)
    assert "time zone “Narnia”" in words(outcome)
    assert "hours “always”" in words(outcome)
    assert (filled["zone"], filled["hours"], filled["team"]) == ("", "", "Wards")


@pytest.mark.parametrize(
    ("line", "said", "shown"),
    [
        ("team", "Wards\nand more", "Wards"),
        ("topics", "SAP,, onboarding ,SAP", "Topics: SAP, onboarding."),
        ("topics", "“SAP”, „onboarding”, “SAP”", "Topics: SAP, onboarding."),
        ("named", "yes", "Named in digests: yes"),
        ("named", "no", "Named in digests: no"),
        ("hours", "Mon-Fri 9-17", "09:00-17:00"),
        ("hours", "9-5", "09:00-17:00"),
        ("hours", "od 9 do 17", "09:00-17:00"),
        ("hours", "“9-5”", "09:00-17:00"),
        ("hours", "6-22 yes", "06:00-22:00"),
        ("hours", "6-22 TAK", "06:00-22:00"),
        ("zone", "Berlin", "Europe/Berlin"),
        ("zone", "berlin", "Europe/Berlin"),
        ("zone", "Warsaw", "Europe/Warsaw"),
        ("zone", "Warszawa", "Europe/Warsaw"),
        ("zone", "Kraków", "city near you"),
        ("zone", "New York", "America/New_York"),
        ("zone", "São Paulo", "America/Sao_Paulo"),
        ("zone", "Berlin, Germany", "Europe/Berlin"),
        ("zone", "“Europe/Warsaw”", "Europe/Warsaw"),
        ("zone", "europe/warsaw", "Europe/Warsaw"),
        ("language", "English", "Your language: English."),
        ("language", "english", "Your language: English."),
        ("language", "“en”", "Your language: English."),
        ("language", "angielski", "Your language: English."),
        ("language", "po angielsku", "Your language: English."),
        ("language", "Englsh", "Your language: English."),
        ("language", "en-US", "Your language: English."),
        ("named", "“yes”", "Named in digests: yes"),
        ("named", "Yes please", "Named in digests: yes"),
        ("named", "tak", "Named in digests: yes"),
        ("named", "nie", "Named in digests: no"),
        ("named", "no thanks", "Named in digests: no"),
    ],
)
async def test_a_line_of_the_profile_is_set_and_shown(
    bot: Bot, line: str, said: str, shown: str
) -> None:
    assert shown in words(await bot.hear(SetProfile(line, said), BRUNO))


@pytest.mark.parametrize("said", ["Polish", "polski", "pl", "“pl”", "po polsku", "język polski"])
async def test_polish_is_known_by_its_names(bot: Bot, said: str) -> None:
    await bot.hear(SetProfile("language", said), BRUNO)

    [bruno] = [each for each in await bot.remembered("person") if each["key"] == BRUNO.key]
    assert bruno["language"] == "pl"


@pytest.mark.parametrize(
    ("line", "said", "takes"),
    [
        ("named", "maybe", "/whoknows profile named yes"),
        ("named", "dunno", "/whoknows profile named no"),
        ("language", "klingon", "en (English), pl (polski)"),
        ("zone", "Narnia", "/whoknows profile zone Europe/Berlin"),
        ("hours", "always", "/whoknows profile hours Mon-Fri 9-17"),
        ("hours", "6-22", "/whoknows profile hours 6-22 yes"),
        ("hours", "Mon-Fri 5am-11pm", "/whoknows profile hours Mon-Fri 5am-11pm yes"),
    ],
)
async def test_a_value_that_is_none_is_met_with_what_that_line_takes_and_changes_nothing(
    bot: Bot, line: str, said: str, takes: str
) -> None:
    await bot.hear(SetProfile("named", "yes"), BRUNO)
    [before] = [each for each in await bot.remembered("person") if each["key"] == BRUNO.key]

    by_command = await bot.hear(SetProfile(line, said), BRUNO)
    by_form = await bot.hear(SetProfile(form=((line, said),)), BRUNO)

    [after] = [each for each in await bot.remembered("person") if each["key"] == BRUNO.key]
    assert takes in words(by_command)
    assert [name for name, _ in by_form.wrong] == [line]
    assert takes in words(by_form)
    assert after == before
    async with bot.database.writing("default") as tx:
        assert (await tx.person(BRUNO.key)).named


@pytest.mark.parametrize(
    ("line", "said", "told"),
    [
        ("digest", "maybe", "/whoknows pilot digest on"),
        ("digest", "no", "gets no digest any more"),
        ("digest", "“on”", "gets a digest"),
        ("language", "Polish", "“polski”"),
        ("language", "klingon", "/whoknows pilot language en"),
        ("zone", "Berlin", "Europe/Berlin"),
        ("zone", "Narnia", "so nothing was changed"),
        ("readers", "some", "/whoknows pilot readers everyone"),
    ],
)
async def test_a_line_of_a_place_is_understood_as_people_write_it(
    bot: Bot, line: str, said: str, told: str
) -> None:
    assert told in words(await bot.hear(SetPlace(line, said), DORA))


async def test_topics_are_few_and_short(bot: Bot) -> None:
    said = ",".join(f"topic {n} {'x' * 90}" for n in range(40))

    await bot.hear(SetProfile("topics", said), BRUNO)

    [topics] = [each["topics"] for each in await bot.remembered("person") if each["topics"]]
    assert len(topics) == 10
    assert all(len(each) <= 60 for each in topics)
