"""Every way in: commands, mentions, the direct line, shortcuts and forms."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.manifest import GLOBAL_SHORTCUT
from bot.commands import COMMANDS
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.faults import How
from tests.slack.scene import Scene, playing

pytestmark = pytest.mark.long

HERE = "onboarding"
ASKED = "How do other teams run onboarding?"


@pytest.fixture
async def scene(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """The cast's workspace; Slack has nothing to complain of at the end."""
    async with playing(clock, databases, monkeypatch) as found:
        yield found


async def test_every_command_is_met_with_words_or_a_form_and_nobody_else_sees_them(
    scene: Scene,
) -> None:
    before = scene.posts(HERE)
    for name in COMMANDS:
        told = await scene.type("Bruno", HERE, f"/whoknows {name}")
        opened = name in ("ask", "share")

        assert bool(told) is not opened, name
        assert bool(scene.form("Bruno")) is opened, name
        if opened:
            await scene.slack.close("Bruno")
    assert scene.posts(HERE) == before
    assert scene.told("Amina", HERE) == []


TYPED = {
    "/whoknows": "Ask your colleagues here",
    "/whoknows shair": "I do not know “shair”. Did you mean /whoknows share?",
    "/whoknows qiet on": "Quiet from now on",
    "/whoknows Why is it so slow here?": "I do not know “Why is it so slow here?”. Did you",
    "/find": "What are you looking for?",
    "/whoknows who": "About what?",
    "/whoknows solved": "Say “@whoknows solved” in the thread",
    "/whoknows reopen": "Say “@whoknows reopen” in the thread",
    "/whoknows profile zone Berlln": "I do not know the time zone “Berlln”. Did you mean",
    "/whoknows profile language “pl”": "Your time zone: America/Sao_Paulo. Your language: polski.",
    "/whoknows quiet “off”": "Znowu mogę do ciebie pisać",
    "/whoknows profile zone “Europe/Warsaw”": "Strefa czasowa: Europe/Warsaw",
}


async def test_a_command_says_what_to_do(scene: Scene) -> None:
    for typed, begins in TYPED.items():
        [told] = await scene.type("Bruno", HERE, typed)
        assert told.startswith(begins)


async def test_the_short_commands_do_the_same(scene: Scene) -> None:
    [told] = await scene.type("Amina", HERE, f"/ask {ASKED}")
    found = await scene.type("Bruno", HERE, "/find holiday")
    await scene.type("Bruno", HERE, "/share Buddies")

    assert told.startswith("Thank you for asking.")
    assert ASKED in scene.posts(HERE)[-1]
    assert found == [
        "Nothing was found on “holiday” yet. Your colleagues may know.\n[Ask colleagues]"
    ]
    assert scene.form("Bruno").startswith("Share an example")


async def test_a_mention_asks_where_it_stands_and_the_thanks_are_private(scene: Scene) -> None:
    [thanks] = await scene.say("Amina", HERE, "@whoknows How do I get a badge?")
    [asked] = await scene.remembered("question")

    assert "Replies in this thread count as answers" in thanks
    assert asked["captured_by"] == "mention"
    assert asked["text"] == "How do I get a badge?"
    assert scene.told("Bruno", HERE) == []


async def test_a_mistyped_mention_is_met_with_what_it_may_have_meant(scene: Scene) -> None:
    [told] = await scene.say("Amina", HERE, "@whoknows shair")

    assert told == "I do not know “shair”. Did you mean share?"
    assert await scene.remembered("question") == []


async def test_solved_and_reopen_are_said_in_the_thread_and_answered_there(scene: Scene) -> None:
    await scene.type("Amina", HERE, f"/ask {ASKED}")
    asked = scene.post(HERE, ASKED).ts
    await scene.say("Greta", HERE, "With a buddy.", asked)

    [solved] = await scene.say("Amina", HERE, "@whoknows solvd", asked)
    [reopened] = await scene.say("Amina", HERE, "@whoknows reopen", asked)

    assert solved.startswith("Good to know. The question counts as solved")
    assert reopened == "The question is open again."
    private = [each for each in scene.slack.seen_by("Amina", HERE) if each.is_private]
    assert {each.thread for each in private[-2:]} == {asked}


async def test_every_command_is_understood_in_the_direct_line(scene: Scene) -> None:
    for name in COMMANDS:
        told = await scene.write("Bruno", name)
        assert told, name
        assert "Did you mean" not in told[-1], name
        assert "channel is off" not in told[-1], name


OPENED = {
    ASKED: ("Ask colleagues", "Ask colleagues"),
    "ask": ("Ask colleagues", "Ask colleagues"),
    "share": ("Share an example", "Share an example"),
    "profile form": ("Change my profile", "My profile"),
}


async def test_a_form_that_words_cannot_open_is_opened_by_a_button(scene: Scene) -> None:
    for said, (label, title) in OPENED.items():
        [told] = await scene.write("Bruno", said)
        assert f"[{label}]" in told
        assert scene.form("Bruno") == ""

        await scene.press("Bruno", label, scene.slack.direct("Bruno"))
        assert scene.form("Bruno").startswith(title)
        await scene.slack.close("Bruno")


async def test_a_question_from_the_direct_line_goes_where_its_asker_chooses(scene: Scene) -> None:
    await scene.write("Bruno", "Where is <b>the</b> *badge* & who has it?")
    await scene.press("Bruno", "Ask colleagues", scene.slack.direct("Bruno"))
    assert "In which channel?" in scene.form("Bruno")

    [told] = await scene.send(
        "Bruno", scene.slack.direct("Bruno"), place="#projects", topics="badges, front desk"
    )

    assert told.startswith("Thank you for asking.")
    [asked] = await scene.remembered("question")
    assert asked["text"] == ("Where is <b>the</b> *badge* & who has it?\n\n#badges #front-desk")
    assert "Bruno asks:" in scene.posts("projects")[-1]
    assert scene.posts(HERE)[1:] == []


async def test_a_mention_that_wants_a_form_gets_its_button_in_private(scene: Scene) -> None:
    [told] = await scene.say("Bruno", HERE, "@whoknows share")
    assert "[Share an example]" in told

    await scene.press("Bruno", "Share an example", HERE)
    [thanks] = await scene.send("Bruno", HERE, title="Buddies", did="We pair people.", again="yes")

    assert thanks.startswith("Thank you. Your example is on its way")
    assert "Bruno shares an example:" in scene.posts(HERE)[-1]


async def test_what_is_too_long_for_a_button_is_to_be_copied_into_the_form(scene: Scene) -> None:
    long = "How do we pay abroad? " + "It matters a lot. " * 150

    [told] = await scene.write("Bruno", long)
    await scene.press("Bruno", "Ask colleagues", scene.slack.direct("Bruno"))

    assert "please copy your words into the form" in told
    assert scene.form("Bruno").startswith("Ask colleagues")


# Shortcuts.


async def test_a_message_becomes_a_question_by_its_shortcut(scene: Scene) -> None:
    ts = await scene.slack.say("Amina", HERE, "Does anybody know the *code* & the door?")

    await scene.slack.message_shortcut("Bruno", HERE, ts, "ask")
    await scene.quiet()
    await scene.send("Bruno", HERE)

    [asked] = await scene.remembered("question")
    assert asked["asker"] == "slack:T1/UBRUNO"
    assert asked["text"] == "Does anybody know the *code* & the door?"


async def test_a_message_is_kept_as_an_example_by_its_shortcut(scene: Scene) -> None:
    ts = await scene.slack.say("Amina", HERE, "We gave each new colleague a buddy.")

    await scene.slack.message_shortcut("Bruno", HERE, ts, "keep")
    await scene.quiet()
    [told] = await scene.send("Bruno", HERE, result="People stayed.")

    assert told.startswith("Thank you. Your example")
    [example] = await scene.remembered("example")
    assert example["did"] == "We gave each new colleague a buddy."


async def test_this_answers_and_pass_it_on_are_shortcuts_on_a_reply(scene: Scene) -> None:
    await scene.type("Amina", HERE, f"/ask {ASKED}")
    asked = scene.post(HERE, ASKED).ts
    reply = await scene.slack.say("Greta", HERE, "With a buddy.", asked)
    await scene.quiet()

    await scene.slack.message_shortcut("Amina", HERE, reply, "answers")
    await scene.slack.message_shortcut("Hugo", HERE, reply, "pass")
    await scene.quiet()
    assert scene.form("Hugo").startswith("Pass it on")
    [sent] = await scene.send("Hugo", HERE, to="Jonas", note="For you & <all>")

    assert scene.told("Amina", HERE)[-1].startswith("Good to know. The question counts as solved")
    assert sent == "It is on its way, in your name. The credit travels with it."
    assert "For you & <all>" in scene.told("Jonas")[-1]
    assert "With a buddy." in scene.told("Jonas")[-1]


async def test_the_global_shortcut_asks_from_anywhere(scene: Scene) -> None:
    await scene.slack.shortcut("Bruno", GLOBAL_SHORTCUT)
    await scene.quiet()
    assert "In which channel?" in scene.form("Bruno")

    await scene.send("Bruno", place="#onboarding", text="Who has the key?")

    assert "Who has the key?" in scene.posts(HERE)[-1]
    assert scene.told("Bruno")[-1].startswith("Thank you for asking.")


# Forms.


async def test_a_form_filled_in_wrongly_stays_as_it_is_with_a_kind_word(scene: Scene) -> None:
    await scene.type("Bruno", HERE, "/whoknows profile")
    await scene.press("Bruno", "Change my profile", HERE)
    told = scene.told("Bruno", HERE)

    await scene.submit(
        "Bruno", {"zone": "Narnia & <co>", "hours": "always", "team": "Wards", "topics": "SAP"}
    )

    assert scene.slack.form_errors["UBRUNO"] == {
        "zone": "I do not know the time zone “Narnia & <co>”. Name a large city near you, "
        "for example /whoknows profile zone Europe/Berlin.",
        "hours": "I do not understand the hours “always”. Write them as "
        "/whoknows profile hours Mon-Fri 9-17.",
    }
    assert scene.form("Bruno").startswith("My profile")
    assert scene.told("Bruno", HERE) == told
    await scene.submit("Bruno", {"zone": "Europe/Lisbon", "hours": "Mon-Fri 9-17"})
    assert scene.form("Bruno") == ""
    assert "Europe/Lisbon" in scene.told("Bruno", HERE)[-1]


async def test_settings_are_for_admins_and_a_wrong_zone_stays_in_the_form(scene: Scene) -> None:
    await scene.type("Dora", "canteen", "/whoknows pilot")
    await scene.press("Dora", "Settings", "canteen")

    await scene.submit("Dora", {"zone": "Narnia"})
    assert list(scene.slack.form_errors["UDORA"]) == ["zone"]
    [told] = await scene.send("Dora", "canteen", zone="Europe/Lisbon", phase="pilot")

    assert told == "Saved. There it is told what is remembered from now on."
    assert scene.posts("canteen")[0].startswith("Whoknows is here.")
    assert "[Settings]" not in (await scene.type("Bruno", "canteen", "/whoknows pilot"))[0]


async def test_an_insight_and_what_came_of_it_are_written_in_forms(scene: Scene) -> None:
    await scene.type("Dora", HERE, "/whoknows insights")
    await scene.press("Dora", "Add what you learnt", HERE)
    [kept] = await scene.send(
        "Dora", HERE, text="Badges take long.", action="A desk", owner="Dora", due="2027-05-03"
    )
    await scene.type("Dora", HERE, "/whoknows insights")
    await scene.press("Dora", "Tell what came of it", HERE)
    [noted] = await scene.send("Dora", HERE, text="They come in a day.")

    assert kept == "Thank you. It is kept with this channel.\nUntil: 3 May 2027."
    assert noted == "Thank you. The next digest tells it."
    [shown] = await scene.type("Bruno", HERE, "/whoknows insights")
    assert "They come in a day." in shown


async def test_passing_on_to_nobody_and_a_day_that_is_none_leave_their_forms_open(
    scene: Scene,
) -> None:
    await scene.type("Dora", HERE, "/whoknows insights add")
    await scene.submit("Dora", {"text": "Badges take long.", "due": "soon"})
    await scene.type("Bruno", HERE, "/share")
    await scene.send("Bruno", HERE, title="Badges overnight", did="The shop prints them.")
    await scene.type("Chen", HERE, "/find badges")
    await scene.press("Chen", "Pass it on", HERE)
    await scene.submit("Chen", {"note": "Look"})

    [wrong_day] = scene.slack.form_errors["UDORA"].items()
    assert wrong_day[0] == "due"
    assert "“soon” is not a day that I know" in wrong_day[1]
    assert scene.slack.form_errors["UCHEN"] == {
        "to": "Choose a colleague or a channel to pass it on to. Nothing was sent yet."
    }
    assert scene.form("Dora").startswith("What we learnt")
    assert scene.form("Chen").startswith("Pass it on")


async def test_a_form_that_comes_too_late_is_replaced_by_words_and_a_button(scene: Scene) -> None:
    scene.slack.fail(How.REFUSED, "views.open", error="expired_trigger_id")

    [told] = await scene.type("Bruno", HERE, "/ask")
    assert told.startswith("What would you like to know?")
    assert scene.form("Bruno") == ""
    await scene.press("Bruno", "Ask colleagues", HERE)

    assert scene.form("Bruno").startswith("Ask colleagues")


async def test_a_very_long_question_is_revised_without_losing_its_tail(scene: Scene) -> None:
    long = "How do we pay? " + "\n\n".join(f"Reason {n} & <more>: it matters." for n in range(300))
    await scene.type("Amina", HERE, "/ask")
    await scene.submit("Amina", {"text": long[:3_000], "details": long[3_000:5_900]})
    [before] = await scene.remembered("question")
    asked = scene.post(HERE, "Amina asks").ts

    await scene.press("Amina", "Edit", HERE, asked)
    await scene.send("Amina", HERE)
    [after] = await scene.remembered("question")
    assert after["text"] == before["text"]
    assert len(str(after["text"])) > 5_800


async def test_ten_thousand_characters_from_a_shortcut_are_all_in_the_form(scene: Scene) -> None:
    long = "\n".join(f"Line {n} & <tag> of it." for n in range(480))
    assert len(long) > 10_000
    ts = await scene.slack.say("Amina", HERE, long)

    await scene.slack.message_shortcut("Amina", HERE, ts, "ask")
    await scene.quiet()
    await scene.send("Amina", HERE)
    asked = scene.post(HERE, "Amina asks").ts
    await scene.press("Amina", "Edit", HERE, asked)
    [changed] = await scene.send("Amina", HERE)

    [question] = await scene.remembered("question")
    assert question["text"] == long
    assert changed == "Your question is changed."


async def test_words_of_people_are_inert_wherever_they_come_back(scene: Scene) -> None:
    nasty = "<!channel> <@UAMINA> *so* `x` <https://evil.example|click> & &lt;b&gt;?"

    await scene.type("Bruno", HERE, f"/ask {nasty}")
    asked = scene.post(HERE, "Bruno asks")
    await scene.type("Bruno", HERE, f"/find {nasty}")
    await scene.press("Bruno", "Edit", HERE, asked.ts)
    await scene.submit("Bruno", {"text": f"{nasty} again"})

    [question] = await scene.remembered("question")
    assert "again" in str(question["text"])
    assert scene.slack.alarms == []
