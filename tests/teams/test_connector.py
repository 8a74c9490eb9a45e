"""What the connector takes and what it refuses, how often, and what goes wrong on the way."""

from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import ServerDisconnectedError

from tests.teams.conftest import Toy, card, carrying, execute, text
from tests.teams.faults import How
from tests.teams.standin import TeamsStandin

Json = dict[str, Any]


async def test_a_post_a_reply_another_body_and_none(teams: TeamsStandin, toy: Toy) -> None:
    channel = teams.place("onboarding").id
    root = (await toy.send(channel, "Who knows?")).body["id"]
    thread = f"{channel};messageid={root}"
    reply = (await toy.send(thread, "A reminder")).body["id"]
    under = await toy.call(
        "POST",
        f"conversations/{quote(channel)}/activities/{reply}",
        {"type": "message", "text": "Another"},
    )
    path = f"conversations/{quote(thread)}/activities/{reply}"
    changed = await toy.call("PUT", path, {"type": "message", "text": "**Solved**"})

    assert (under.status, changed.status) == (201, 200)
    seen = teams.seen_by("Chen", "onboarding")
    assert [(each.text, each.thread) for each in seen] == [
        ("Who knows?", None),
        ("Solved", root),
        ("Another", root),
    ]
    assert (await toy.call("DELETE", path)).status == 200
    gone = await toy.call("DELETE", path)
    assert (gone.status, gone.code) == (404, "ActivityNotFoundInConversation")
    assert len(teams.seen_by("Chen", "onboarding")) == 2


async def test_what_people_said_is_not_the_bots_to_change(teams: TeamsStandin, toy: Toy) -> None:
    message = await teams.say("Amina", "onboarding", "@Whoknows hello")
    path = f"conversations/{quote(teams.place('onboarding').id)}/activities/{message}"

    refused = await toy.call("DELETE", path)

    assert (refused.status, refused.code) == (403, "NotEnoughPermissions")


async def test_where_the_bot_cannot_write(teams: TeamsStandin, toy: Toy) -> None:
    unknown = await toy.send("19:nowhere@thread.tacv2", "Hello")
    assert (unknown.status, unknown.code) == (404, "ConversationNotFound")

    await teams.archive("Amina")
    archived = await toy.send(teams.place("onboarding").id, "Hello")
    assert (archived.status, archived.body["errorCode"]) == (403, 209)
    await teams.unarchive("Amina")

    await teams.uninstall("Amina", "Office")
    without = await toy.send(teams.place("onboarding").id, "Hello")
    assert (without.status, without.code) == (403, "BotNotInConversationRoster")


async def test_a_chat_is_begun_with_whom_the_app_is_near(teams: TeamsStandin, toy: Toy) -> None:
    def asked(who: str, **more: Any) -> Json:
        return {"members": [{"id": who}], "tenantId": teams.tenant, **more}

    amina, ines = teams.user("Amina"), teams.user("Ines")
    by_aad = await toy.call("POST", "conversations", asked(amina.aad))
    by_id = await toy.call("POST", "conversations", asked(amina.id))
    stranger = await toy.call("POST", "conversations", asked(ines.aad))
    nobody = await toy.call("POST", "conversations", asked("29:nobody"))
    group = await toy.call("POST", "conversations", asked(amina.id, isGroup=True))
    homeless = await toy.call("POST", "conversations", {"members": [{"id": amina.id}]})

    assert by_aad.body == by_id.body == {"id": teams.personal("Amina")}
    assert (stranger.status, stranger.code) == (403, "ForbiddenOperationException")
    assert [each.status for each in (nobody, group, homeless)] == [400, 400, 400]
    assert (await toy.send(by_id.body["id"], "For you")).status == 201
    assert [each.is_private for each in teams.seen_by("Amina", by_id.body["id"])] == [True]


async def test_a_thread_is_begun_in_a_channel(teams: TeamsStandin, toy: Toy) -> None:
    channel = teams.place("onboarding").id
    activity = {"type": "message", "text": "Hello"}
    data = {"channel": {"id": channel}}
    made = await toy.call(
        "POST", "conversations", {"isGroup": True, "channelData": data, "activity": activity}
    )

    assert made.status == 201
    assert made.body["id"] == f"{channel};messageid={made.body['activityId']}"


async def test_who_is_there(teams: TeamsStandin, toy: Toy) -> None:
    channel, leads = quote(teams.place("onboarding").id), quote(teams.place("leads").id)
    amina, team = teams.user("Amina"), quote(teams.team().id)

    everybody = (await toy.call("GET", f"conversations/{channel}/pagedmembers")).body
    few = (await toy.call("GET", f"conversations/{leads}/members")).body
    one = await toy.call("GET", f"conversations/{channel}/members/{amina.aad}")
    none = await toy.call("GET", f"conversations/{channel}/members/{teams.user('Ines').aad}")
    details = (await toy.call("GET", f"teams/{team}")).body
    channels = (await toy.call("GET", f"teams/{team}/conversations")).body["conversations"]

    assert [each["name"] for each in everybody["members"]] == ["Amina", "Bruno", "Chen"]
    assert "continuationToken" not in everybody
    assert [each["name"] for each in few] == ["Amina"]
    assert one.body["userPrincipalName"] == "amina@example.onmicrosoft.com"
    assert (none.status, none.code) == (404, "MemberNotFoundInConversation")
    assert (details["name"], details["memberCount"], details["channelCount"]) == ("Office", 3, 3)
    assert [(each["name"], each["type"]) for each in channels] == [
        (None, "standard"),
        ("onboarding", "standard"),
        ("leads", "private"),
    ]


async def test_pages_of_many_people(teams: TeamsStandin, toy: Toy) -> None:
    for number in range(57):
        teams.team().members.append(teams.add_user(f"Person {number}").id)
    path = f"conversations/{quote(teams.team().id)}/pagedmembers?pageSize=10"

    first = (await toy.call("GET", path)).body
    token = first["continuationToken"]
    second = (await toy.call("GET", f"{path}&continuationToken={token}")).body

    assert (len(first["members"]), len(second["members"])) == (50, 10)
    assert "continuationToken" not in second


async def test_a_message_is_small(teams: TeamsStandin, toy: Toy) -> None:
    channel = teams.place("onboarding").id

    assert (await toy.send(channel, "a" * 24_000)).status == 201
    assert teams.complaints == []
    assert (await toy.send(channel, "a" * 26_500)).status == 201
    assert len(teams.complaints) == 1
    refused = await toy.send(channel, "a" * 28_700)
    assert (refused.status, refused.code) == (413, "MessageSizeTooBig")
    assert (await toy.send(channel, "ą" * 14_500)).status == 413


async def test_a_conversation_takes_so_many_messages(teams: TeamsStandin, toy: Toy) -> None:
    channel = teams.place("onboarding").id

    async def statuses(count: int, where: str = channel) -> list[int]:
        return [(await toy.send(where, "Hello")).status for _ in range(count)]

    assert await statuses(7) == [201] * 7
    refused = await toy.send(channel, "Hello")
    assert (refused.status, refused.code, refused.headers["Retry-After"]) == (
        429,
        "Throttled",
        "1",
    )
    assert await statuses(1, teams.place("leads").id) == [201]
    toy.clock.push(seconds=1)
    assert await statuses(2) == [201, 429]
    toy.clock.push(seconds=30)
    for _ in range(60):
        toy.clock.push(seconds=0.25)
        assert await statuses(1) == [201]
    toy.clock.push(seconds=0.25)
    refused = await toy.send(channel, "Hello")
    assert (refused.status, refused.headers["Retry-After"]) == (429, "15")
    path = f"conversations/{quote(channel)}/members"
    assert (await toy.call("GET", path)).status == 200


async def test_a_tenant_takes_fifty_calls_a_second(teams: TeamsStandin, toy: Toy) -> None:
    places = [teams.add_channel(f"room {number}").id for number in range(9)]

    statuses = [(await toy.send(each, "Hello")).status for each in places for _ in range(6)]

    assert statuses == [201] * 50 + [429] * 4


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        (How.THROTTLED, 429, "Throttled"),
        (How.PRECONDITION, 412, "PreconditionFailed"),
        (How.STATUS, 502, "ServiceError"),
        (How.FORBIDDEN, 403, "ForbiddenOperationException"),
        (How.NOT_FOUND, 404, "ConversationNotFound"),
    ],
)
async def test_a_planned_fault_comes_about_once_and_nothing_is_posted(
    teams: TeamsStandin, toy: Toy, how: How, status: int, code: str
) -> None:
    channel = teams.place("onboarding").id
    teams.fail(how, "send", place="onboarding", status=status)

    found = await toy.send(channel, "Hello")

    assert (found.status, found.code) == (status, code)
    assert teams.seen_by("Amina", "onboarding") == []
    assert teams.refusals == []
    assert (await toy.send(channel, "Hello")).status == 201


async def test_an_answer_is_lost_though_the_message_is_posted(
    teams: TeamsStandin, toy: Toy
) -> None:
    teams.fail(How.LOST, "send")
    teams.fail(How.DROPPED, "send")
    await toy.log_in()

    for _ in range(2):
        with pytest.raises((ServerDisconnectedError, ConnectionResetError)):
            await toy.send(teams.place("onboarding").id, "Hello")

    assert [each.text for each in teams.seen_by("Amina", "onboarding")] == ["Hello"]
    assert teams.api.faults.left() == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"type": "message"}, "must include"),
        ({"type": "event", "text": "a"}, "not supported"),
        ([], "no object"),
        ({"type": "message", "attachments": [{"contentType": "text/x"}]}, "attachment type"),
        (carrying(card(text("a"), version="1.6")), "up to 1.5"),
        (carrying(card(text("a"), version="1.2", actions=[execute("Go")])), "since 1.4"),
        (carrying(card({"type": "TextBlock"})), "needs text"),
        (carrying(card(text("a", wap=True))), "'wap'"),
        (carrying(card(text("a", size="huge"))), "size 'huge'"),
        (carrying(card(text("a"), actions=[execute("")])), "without a title"),
        (carrying(card(text("a"), actions=[execute("Go")] * 7)), "six of 7"),
        (carrying(card(text("a", id="x"), text("b", id="x"))), "'x'"),
        (carrying(card()), "empty card"),
        (
            carrying(card(text("a"), actions=[{"type": "Action.OpenUrl", "title": "a"}])),
            "needs url",
        ),
        (carrying(card({"type": "Input.ChoiceSet", "id": "a"})), "nothing to choose"),
        (
            {
                "type": "message",
                "text": "<at>X</at>",
                "entities": [
                    {"type": "mention", "text": "<at>X</at>", "mentioned": {"id": "29:x"}}
                ],
            },
            "nobody has the id",
        ),
    ],
)
async def test_what_teams_would_not_show_is_refused(
    teams: TeamsStandin, toy: Toy, body: Any, why: str
) -> None:
    found = await toy.send(teams.place("onboarding").id, body)

    assert found.status == 400
    assert why in found.body["error"]["message"]
    assert len(teams.refusals) == 1


async def test_what_passes_and_nobody_should_do_is_complained_of(
    teams: TeamsStandin, toy: Toy
) -> None:
    channel = teams.place("onboarding").id
    long = {"type": "TextBlock", "text": "word " * 20}
    field = {"type": "Input.Text", "id": "a"}
    moment = text("On {{DATE(2026-11-23)}}, <at>Amina</at>")
    await toy.send(channel, carrying(card(long, field, moment), summary=""))
    await toy.send(channel, "On {{DATE(2026-11-23T09:00:00Z)}}")

    told = "\n".join(teams.complaints)
    for each in (
        "cut off without wrap",
        "(label)",
        "summary",
        "mentions nobody",
        "nobody can read",
    ):
        assert each in told


async def test_nobody_calls_without_a_token_of_the_app(teams: TeamsStandin, toy: Toy) -> None:
    channel = teams.place("onboarding").id
    header = teams.state.keys.header(teams.service_url)
    for toy.token in ("nonsense", str(header).removeprefix("Bearer ")):
        assert (await toy.send(channel, "Hello")).status == 401
