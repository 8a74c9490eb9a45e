"""What Slack sends in odd ways, as our door takes it: a moved channel, an empty twin, bare ids."""

from tests.slack.doorstep import CHANNEL, Doorstep

HERE = f"slack:T1/{CHANNEL}"
NEW = "C0NEWID"


async def ask(door: Doorstep) -> str:
    """Have Amina ask something; return when."""
    asked = door.question()
    await door.event(**asked)
    await door.worked_on()
    return str(asked["ts"])


async def reply(door: Doorstep, ts: str, text: str, **changed: str) -> None:
    """Have Bruno reply in the thread."""
    said = {"text": text, "user": "UBRUNO", "thread_ts": ts} | changed
    await door.event(**door.question(**said))
    await door.worked_on()


async def test_a_channel_that_gets_a_new_id_goes_on_under_it(door: Doorstep) -> None:
    ts = await ask(door)
    moved = {"old_channel_id": CHANNEL, "new_channel_id": NEW, "event_ts": door.ts()}
    await door.event(type="channel_id_changed", **moved)
    await door.worked_on()

    await reply(door, ts, "With a form.", channel=NEW)

    [question] = await door.remembered("question")
    [answer] = await door.remembered("answer")
    places = {
        each["key"]: each["phase"] for each in await door.bot.dump() if each["type"] == "place"
    }
    assert (question["key"], question["state"]) == (f"slack:T1/{NEW}/{ts}", "answered")
    assert answer["text"] == "With a form."
    assert places[f"slack:T1/{NEW}"] == "pilot"
    assert HERE not in places


async def test_an_empty_message_does_not_use_up_its_mention(door: Doorstep) -> None:
    mention = door.question(type="app_mention", text="<@UT1BOT> ask How do we name branches?")

    await door.event(**mention | {"type": "message", "text": ""})
    await door.event(**mention)
    await door.worked_on()

    [question] = await door.remembered("question")
    assert question["text"] == "How do we name branches?"


async def test_what_is_found_says_no_bare_id(door: Doorstep) -> None:
    ts = await ask(door)
    await reply(door, ts, "Yes, <@UCHEN> does, see <#CPROJECTS|>, or <@UNOBODY>.")

    found = await door.form(
        command="/find",
        text="how we order laptops",
        team_id="T1",
        channel_id=CHANNEL,
        channel_name="onboarding",
        user_id="UCHEN",
        user_name="chen",
        trigger_id="1.2.3",
        response_url=f"{door.bot.slack.api_url}respond",
    )

    assert "does, see" in found.text
    assert "or somebody." in found.text
    for bare in ("UCHEN", "CPROJECTS", "UNOBODY"):
        assert f"@{bare}" not in found.text
        assert f"#{bare}" not in found.text


async def test_what_somebody_posts_with_an_app_is_theirs_and_what_a_bot_posts_is_not(
    door: Doorstep,
) -> None:
    ts = await ask(door)

    await reply(door, ts, "With a form.", bot_id="B1", app_id="A1")
    await reply(door, ts, "Build 5 is done.", user="UT1BOT", bot_id="B2", app_id="A2")

    [answer] = await door.remembered("answer")
    assert answer["text"] == "With a form."
    assert answer["author"] == "slack:T1/UBRUNO"
