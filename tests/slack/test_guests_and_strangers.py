"""Nobody sees more than Slack lets them: guests, strangers, private and shared channels."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.meet import person_of, without_the_rest
from tests.cast import FrozenClock
from tests.databases import Databases
from tests.slack.bot import serving
from tests.slack.faults import How
from tests.slack.scene import Scene, playing

pytestmark = pytest.mark.long

HERE = "onboarding"
ASKED = "How do other teams run onboarding with buddies?"
SECRET = "We merge the two wards in March."


@pytest.fixture
async def scene(
    clock: FrozenClock, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    """The cast's workspace; Slack has nothing to complain of at the end."""
    async with playing(clock, databases, monkeypatch) as found:
        yield found


async def answered(scene: Scene, where: str = HERE, answer: str = "We pair people.") -> str:
    """Have Amina ask, Greta answer and Amina be helped; return the question's timestamp."""
    [told] = await scene.type("Amina", where, f"/ask {ASKED}")
    if "[Post now]" in told:
        await scene.press("Amina", "Post now", where)
    asked = scene.post(where, ASKED).ts
    reply = await scene.slack.say("Greta", where, answer, asked)
    await scene.quiet()
    await scene.slack.react("Amina", where, reply, "bulb")
    await scene.quiet()
    return asked


def a_guest(scene: Scene) -> str:
    """Have a guest come who is in projects alone."""
    scene.slack.add_user("Gaston", is_restricted=True)
    scene.slack.channel("projects").members.append("UGASTON")
    return "Gaston"


# Guests.


async def test_a_guest_finds_only_what_was_said_where_they_are(scene: Scene) -> None:
    await answered(scene)
    await answered(scene, "projects", "We give them tea.")
    guest = a_guest(scene)

    [found] = await scene.type(guest, "projects", "/find onboarding buddies")
    [who] = await scene.type(guest, "projects", "/whoknows who knows onboarding buddies")

    assert "We give them tea." in found
    assert "We pair people." not in found
    assert "#onboarding" not in found
    assert "We pair people." not in who


async def test_a_guest_is_one_in_the_first_second_too(scene: Scene) -> None:
    await answered(scene)
    guest = a_guest(scene)
    scene.slack.fail(How.LATE, "users.info", delay=0.4)

    [found] = await scene.type(guest, "projects", "/find onboarding buddies")

    assert found.startswith("Nothing was found")


async def test_who_cannot_be_looked_up_is_treated_as_a_guest(scene: Scene) -> None:
    await answered(scene)
    scene.slack.fail(How.REFUSED, "users.info", error="internal_error", times=9)

    [found] = await scene.type("Liam", "projects", "/find onboarding buddies")
    scene.bot.clock.push(minutes=2)
    scene.slack.api.faults.planned.clear()
    [later] = await scene.type("Liam", "projects", "/find onboarding buddies")

    assert found.startswith("Nothing was found")
    assert "We pair people." in later


async def test_who_was_known_stays_so_while_slack_tells_nothing(scene: Scene) -> None:
    await answered(scene)
    [before] = await scene.type("Liam", "projects", "/find onboarding buddies")
    await scene.bot.pass_time(days=2)
    scene.slack.fail(How.REFUSED, "users.info", error="internal_error", times=9)

    [found] = await scene.type("Liam", "projects", "/find onboarding buddies")

    assert "We pair people." in before
    assert "We pair people." in found


async def test_a_guest_is_offered_no_channel_that_they_are_not_in(scene: Scene) -> None:
    scene.slack.add_user("Gaston", is_restricted=True)
    guest = "Gaston"
    [told] = await scene.write(guest, "Where is the key?")
    assert told.startswith("I know of no channel in which you can ask.")

    await scene.slack.join(guest, "projects")
    await scene.quiet()
    await scene.write(guest, "Where is the key?")
    await scene.press(guest, "Ask colleagues", scene.slack.direct(guest))

    view = scene.slack.modal_of(guest)
    assert view is not None
    options = [each["text"]["text"] for each in view.body["blocks"][0]["element"]["options"]]
    assert options == ["#projects"]


async def test_the_page_of_a_guest_tells_of_no_other_channel(scene: Scene) -> None:
    await answered(scene)
    guest = a_guest(scene)

    await scene.slack.open_home(guest)
    await scene.quiet()

    assert HERE not in scene.page(guest)


# Strangers, from another organisation.


@pytest.fixture
async def shared(scene: Scene) -> Scene:
    """The same, with a channel that is shared with another workspace, and Sven from there."""
    scene.slack.add_workspace("T2", "elsewhere")
    scene.slack.add_user("Sven", team="T2")
    scene.slack.add_channel("suppliers", "Amina", "Bruno", "Greta", "Dora")
    await scene.type("Dora", "suppliers", "/whoknows pilot on")
    await scene.slack.share("suppliers", "T2")
    await scene.slack.join("Sven", "suppliers")
    await scene.quiet()
    return scene


async def test_a_stranger_is_not_remembered_and_their_reply_ends_the_asking_around(
    shared: Scene,
) -> None:
    await shared.type("Amina", "suppliers", f"/ask {ASKED}")
    asked = shared.post("suppliers", ASKED).ts

    await shared.slack.say("Sven", "suppliers", "We do it with a samovar.", asked)
    await shared.quiet()
    await shared.bot.pass_time(hours=30)

    assert await shared.remembered("answer") == []
    lines = await shared.bot.dump()
    assert "SVEN" not in str(lines).upper()
    assert "samovar" not in str(lines)
    assert "Still without an answer" not in str(shared.posts("suppliers"))
    assert shared.told("Amina") == []


async def test_a_stranger_gets_nothing_private_for_words_presses_and_marks(shared: Scene) -> None:
    asked = await answered(shared, "suppliers")

    said = await shared.say("Sven", "suppliers", "@whoknows find buddies", asked)
    pressed = await shared.press("Sven", "Follow", "suppliers", asked)
    [reply] = [m.ts for m in shared.slack.channel("suppliers").messages if m.user == "UGRETA"]
    await shared.slack.react("Sven", "suppliers", reply, "bulb")
    await shared.quiet()

    assert (said, pressed) == ([], [])
    assert shared.form("Sven") == ""
    assert "SVEN" not in str(await shared.bot.dump())


async def test_what_was_said_in_a_shared_channel_stays_there(shared: Scene) -> None:
    await answered(shared, "suppliers", SECRET)

    elsewhere = await shared.type("Bruno", HERE, "/find onboarding buddies")
    [there] = await shared.type("Bruno", "suppliers", "/find onboarding buddies")

    assert SECRET not in str(elsewhere)
    assert SECRET in there


def test_colleagues_in_a_company_of_many_workspaces_are_no_strangers() -> None:
    def is_stranger(**more: object) -> bool:
        return person_of("slack:T1", {"id": "U1", "name": "ada", **more}).is_stranger

    assert not is_stranger()
    assert not is_stranger(team_id="T1")
    assert is_stranger(team_id="T2")
    assert is_stranger(team_id="T1", is_stranger=True)
    assert is_stranger(team_id="T2", enterprise_user={"teams": ["T2", "T3"]})
    assert not is_stranger(team_id="T2", enterprise_user={"teams": ["T2", "T1"]})


# Private channels.


async def test_what_was_said_in_a_private_channel_is_found_there_alone(scene: Scene) -> None:
    await answered(scene, "leads", SECRET)

    [there] = await scene.type("Bruno", "leads", "/find onboarding buddies")
    elsewhere = [
        await scene.type("Bruno", HERE, "/find onboarding buddies"),
        await scene.type("Chen", HERE, "/find onboarding buddies"),
        await scene.write("Bruno", "find onboarding buddies"),
        await scene.type("Chen", HERE, "/whoknows who knows onboarding buddies"),
    ]

    assert SECRET in there
    assert SECRET not in str(elsewhere)
    assert "leads" not in str(elsewhere)


async def test_only_members_can_act_on_what_was_said_in_private(scene: Scene) -> None:
    asked = await answered(scene, "leads", SECRET)
    key = f"slack:T1/CLEADS/{asked}"
    message = await scene.slack.say("Chen", HERE, "Nothing to see.")
    await scene.slack.message_shortcut("Chen", HERE, message, "keep")
    await scene.quiet()
    view = scene.slack.modal_of("Chen")
    assert view is not None

    for carries in (f"answer {key}", f"revise {key}", f"outcome {key}", f"pass {key}"):
        view.body["callback_id"] = carries  # made up by somebody clever
        await scene.submit("Chen", {"title": "x", "did": "y"})

    assert SECRET not in str(scene.slack.form_errors)
    assert [each for each in await scene.remembered("answer") if "CHEN" in str(each)] == []


async def test_a_channel_that_became_private_takes_its_words_along(scene: Scene) -> None:
    await answered(scene, "projects", SECRET)
    [before] = await scene.type("Chen", HERE, "/find onboarding buddies")

    await scene.slack.make_private("Dora", "projects")
    await scene.quiet()
    [after] = await scene.type("Chen", HERE, "/find onboarding buddies")

    assert SECRET in before
    assert after.startswith("Nothing was found")
    [place] = [e for e in await scene.remembered("place") if e["key"] == "slack:T1/CPROJECTS"]
    assert place["visibility"] == "private"


async def test_who_left_a_private_channel_sees_nothing_of_it_any_more(scene: Scene) -> None:
    await answered(scene, "leads", SECRET)
    await scene.type("Bruno", "leads", f"/ask {ASKED} Please.")
    await scene.slack.leave("Bruno", "leads")
    await scene.quiet()

    await scene.slack.open_home("Bruno")
    await scene.quiet()
    found = await scene.type("Bruno", HERE, "/find onboarding buddies")

    assert "private" not in scene.page("Bruno")
    assert SECRET not in str(found)


async def test_a_private_channel_is_private_though_events_call_it_a_channel(scene: Scene) -> None:
    scene.slack.add_channel("board", "Amina", "Greta", "Dora", kind="private")
    scene.slack.fail(How.REFUSED, "conversations.info", error="internal_error", times=9)
    payload = {
        "type": "message",
        "channel": "CBOARD",
        "channel_type": "channel",
        "user": "UAMINA",
        "text": f"<@{scene.slack.bot}> {ASKED}",
        "ts": "1795424400.000100",
        "event_ts": "1795424400.000100",
    }
    envelope = {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "event_time": 1795424400,
        "event": payload,
        "authorizations": [{"team_id": "T1", "user_id": scene.slack.bot, "is_bot": True}],
    }
    await scene.slack.out.event(envelope)
    await scene.quiet()

    [place] = [e for e in await scene.remembered("place") if e["key"] == "slack:T1/CBOARD"]
    assert place["visibility"] == "private"


async def test_after_a_restart_with_a_slow_api_nothing_private_leaks(
    scene: Scene, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    await answered(scene, "leads", SECRET)
    await answered(scene, HERE)
    guest = a_guest(scene)
    url = str(scene.bot.served.database.engines.writer.url.render_as_string(hide_password=False))
    monkeypatch.setattr(databases, "url", lambda: url)

    async with serving(scene.slack, scene.bot.clock, databases, monkeypatch) as restarted:
        again = Scene(restarted)
        for method in ("users.info", "conversations.info", "conversations.members"):
            again.slack.fail(How.LATE, method, delay=0.4, times=3)
        found = [
            await again.type("Chen", HERE, "/find onboarding buddies"),
            await again.write("Bruno", "find onboarding buddies"),
            await again.type(guest, "projects", "/find onboarding buddies"),
        ]

    assert SECRET not in str(found)
    assert "We pair people." not in str(found[2])


# Who is never asked.


async def test_bots_and_closed_accounts_are_never_passed_anything(scene: Scene) -> None:
    asked = await answered(scene)
    scene.slack.add_user("Robot", is_bot=True, bot_id="BROBOT")
    scene.slack.user("Jonas").deleted = True
    [reply] = [m.ts for m in scene.slack.channel(HERE).messages if m.user == "UGRETA"]
    assert asked

    for name in ("Robot", "Jonas"):
        await scene.slack.message_shortcut("Hugo", HERE, reply, "pass")
        await scene.quiet()
        await scene.submit("Hugo", {"to": name})
        assert scene.error("Hugo").startswith("Your colleague does not get messages from me.")
        await scene.slack.close("Hugo")


async def test_who_left_the_company_is_tried_once_and_never_again(scene: Scene) -> None:
    await scene.type("Jonas", HERE, "/whoknows topics gardening, SAP")
    scene.slack.user("Jonas").deleted = True
    scene.bot.clock.push(days=1)
    await scene.type("Chen", HERE, "/ask Who knows SAP gardening?")
    await scene.bot.pass_time(hours=3)
    await scene.type("Emeka", HERE, "/ask Who knows SAP gardening in spring?")
    await scene.bot.pass_time(hours=3)

    tried = [each for each in scene.slack.refusals if each.error == "user_disabled"]
    assert len(tried) == 1, "of what Slack told while we were away nobody tells: it is tried once"
    assert scene.told("Jonas") == []
    scene.slack.calls.remove(tried[0])


async def changed(scene: Scene, name: str, **user: object) -> None:
    """Have Slack tell that somebody changed."""
    at = scene.bot.clock()
    event = {"type": "user_change", "user": {"id": scene.slack.user(name).id, **user}}
    stamp = {"event_ts": f"{at.timestamp():.6f}"}
    envelope = {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": f"Ev{name}{at.timestamp():.0f}",
        "event_time": int(at.timestamp()),
        "event": event if user.get("deleted") else event | stamp,
        "authorizations": [{"team_id": "T1", "user_id": scene.slack.bot, "is_bot": True}],
    }
    await scene.slack.out.event(envelope)
    await scene.quiet()


async def test_who_left_the_company_is_not_named_nor_asked_until_they_are_back(
    scene: Scene,
) -> None:
    await scene.type("Jonas", HERE, "/whoknows topics gardening, SAP")
    scene.bot.clock.push(minutes=1)

    await changed(scene, "Jonas", deleted=True, profile={"phone": "12345"})
    [gone] = await scene.type("Chen", HERE, "/whoknows who SAP gardening")
    await scene.type("Chen", HERE, "/ask Who knows SAP gardening?")
    await scene.bot.pass_time(hours=3)
    [left] = [e for e in await scene.remembered("person") if e["key"] == "slack:T1/UJONAS"]
    await changed(scene, "Jonas", deleted=False, is_restricted=False)
    [back] = await scene.type("Chen", HERE, "/whoknows who SAP gardening")

    assert "Jonas" not in gone
    assert scene.told("Jonas") == []
    assert [each for each in scene.slack.refusals if each.error == "user_disabled"] == []
    assert left["active"] is False
    assert "Jonas" in back


def test_of_whom_something_changed_no_more_is_stored_than_we_read() -> None:
    told = {"type": "user_change", "user": {"id": "UJONAS", "profile": {"phone": "12345"}}}
    noted = without_the_rest({"team_id": "T1", "event": told})

    assert "12345" not in str(noted)
    assert noted["event"]["user"]["id"] == "UJONAS"
    assert without_the_rest({"event": {"type": "message"}}) == {"event": {"type": "message"}}
