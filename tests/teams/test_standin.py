"""The stand-in as a bot meets it: what it is brought, what it sends, what people then see."""

import jwt

from tests.teams.conftest import Toy, card, carrying, execute, line, says, shows, text
from tests.teams.standin import TeamsStandin
from tests.teams.world import guid


async def test_a_message_comes_as_teams_sends_it(teams: TeamsStandin, toy: Toy) -> None:
    message = await teams.say("Amina", "onboarding", "@Whoknows ask Who knows, @Bruno & all?")

    [heard] = toy.heard
    channel, team = teams.place("onboarding"), teams.team("Office")
    assert heard["type"] == "message"
    assert heard["id"] == message
    assert heard["conversation"] == {
        "conversationType": "channel",
        "tenantId": teams.tenant,
        "isGroup": True,
        "id": f"{channel.id};messageid={message}",
    }
    assert heard["text"] == "<at>Whoknows</at> ask Who knows, <at>Bruno</at> & all?"
    [html] = heard["attachments"]
    assert html["contentType"] == "text/html"
    assert html["content"].startswith(
        '<p><span itemtype="http://schema.skype.com/Mention" itemscope="" itemid="0">Whoknows'
        "</span>&nbsp;ask Who knows, <span"
    )
    assert [each["type"] for each in heard["entities"]] == ["mention", "mention", "clientInfo"]
    assert heard["entities"][0]["mentioned"] == {"id": f"28:{teams.app_id}", "name": "Whoknows"}
    assert heard["from"]["aadObjectId"] == teams.user("Amina").aad
    assert heard["channelData"]["channel"] == {"id": channel.id}
    assert heard["channelData"]["team"]["id"] == team.id
    assert heard["serviceUrl"] == teams.service_url
    assert (heard["locale"], heard["localTimezone"]) == ("de-DE", "Europe/Berlin")
    assert teams.seen_by("Chen", "onboarding")[0].text == "@Whoknows ask Who knows, @Bruno & all?"


async def test_a_reply_names_the_thread_and_is_heard_with_consent_only(
    teams: TeamsStandin, toy: Toy
) -> None:
    root = await teams.say("Amina", "onboarding", "@Whoknows ask Who knows?")
    await teams.reply("Bruno", "onboarding", root, "I do.")
    teams.team().has_consent = False
    await teams.reply("Bruno", "onboarding", root, "Nobody hears me.")
    await teams.reply("Bruno", "onboarding", root, "But me, @Whoknows.")

    assert [each["text"] for each in toy.heard[1:]] == ["I do.", "But me, <at>Whoknows</at>."]
    ids = {each["conversation"]["id"] for each in toy.heard}
    assert ids == {f"{teams.place('onboarding').id};messageid={root}"}


async def test_consent_can_cost_the_mention(teams: TeamsStandin, toy: Toy) -> None:
    teams.loses_mentions = True

    await teams.say("Amina", "onboarding", "@Whoknows ask @Bruno?")

    mentions = [each for each in toy.heard[0]["entities"] if each["type"] == "mention"]
    assert [each["mentioned"]["name"] for each in mentions] == ["Bruno"]


async def test_words_change_and_go(teams: TeamsStandin, toy: Toy) -> None:
    message = await teams.say("Amina", "onboarding", "@Whoknows ask Who?")
    await teams.edit("Amina", "onboarding", message, "@Whoknows ask Where?")
    await teams.delete("Amina", "onboarding", message)
    await teams.undelete("Amina", "onboarding", message)

    told = [
        (each["type"], each["id"], each["channelData"].get("eventType"), each.get("text"))
        for each in toy.heard[1:]
    ]
    changed = "<at>Whoknows</at> ask Where?"
    assert told == [
        ("messageUpdate", message, "editMessage", changed),
        ("messageDelete", message, "softDeleteMessage", None),
        ("messageUpdate", message, "undeleteMessage", changed),
    ]


async def test_reactions_are_told_of_the_bots_own_messages_only(
    teams: TeamsStandin, toy: Toy
) -> None:
    channel = teams.place("onboarding").id
    theirs = await teams.say("Amina", "onboarding", "@Whoknows ask Who?")
    ours = (await toy.send(channel, "Hello")).body["id"]
    await teams.react("Bruno", "onboarding", theirs)
    await teams.react("Bruno", "onboarding", ours, "heart")
    await teams.unreact("Bruno", "onboarding", ours, "heart")

    added, removed = toy.activities("messageReaction")
    assert (added["replyToId"], added["reactionsAdded"]) == (ours, [{"type": "heart"}])
    assert removed["reactionsRemoved"] == [{"type": "heart"}]


async def test_the_app_is_opened_blocked_and_taken_away(teams: TeamsStandin, toy: Toy) -> None:
    chat = await teams.open_personal("Ines")
    await teams.say("Ines", chat, "ask Who?")

    installed, update, said = toy.heard
    assert (installed["type"], installed["action"]) == ("installationUpdate", "add")
    assert [each["id"][:3] for each in update["membersAdded"]] == ["28:", "29:"]
    assert said["conversation"]["conversationType"] == "personal"
    assert "isGroup" not in said["conversation"]
    assert (await toy.send(chat, "Hello")).status == 201

    teams.block("Ines")
    refused = await toy.send(chat, "Hello")
    assert refused.status == 403
    assert "MessageWritesBlocked" in refused.body["message"]

    teams.unblock("Ines")
    await teams.uninstall("Ines")
    assert toy.heard[-1]["action"] == "remove"
    assert (await toy.send(chat, "Hello")).status == 403


async def test_what_becomes_of_teams_and_channels(teams: TeamsStandin, toy: Toy) -> None:
    await teams.join("Ines", "onboarding")
    await teams.create_channel("Amina", "travel")
    await teams.rename("Amina", "travel", "journeys")
    await teams.delete_channel("Amina", "journeys")
    await teams.rename("Amina", "Office", "Head office")
    await teams.archive("Amina")
    await teams.unarchive("Amina")
    await teams.leave("Ines", "onboarding", by="Amina")
    await teams.join("Bruno", "leads", by="Amina")
    await teams.uninstall("Amina", "Head office")
    await teams.install("Amina", "onboarding")

    updates = toy.activities("conversationUpdate")
    assert [each["channelData"]["eventType"] for each in updates] == [
        "teamMemberAdded",
        "channelCreated",
        "channelRenamed",
        "channelDeleted",
        "teamRenamed",
        "teamArchived",
        "teamUnarchived",
        "teamMemberRemoved",
        "channelMemberAdded",
        "teamMemberRemoved",
        "teamMemberAdded",
    ]
    assert updates[0]["membersAdded"][0]["aadObjectId"] == teams.user("Ines").aad
    assert updates[2]["channelData"]["channel"]["name"] == "journeys"
    assert updates[4]["channelData"]["team"]["name"] == "Head office"
    assert updates[0]["conversation"]["id"] == teams.team().id
    assert updates[-1]["conversation"]["id"] == teams.place("onboarding").id
    assert [each["action"] for each in toy.activities("installationUpdate")] == ["remove", "add"]


async def test_a_press_shows_its_card_to_one_person_and_what_they_fill_in_comes_back(
    teams: TeamsStandin, toy: Toy
) -> None:
    channel = teams.place("onboarding").id
    post = carrying(card(text("**Who** knows?"), actions=[execute("Answer", q="1")]))
    await toy.send(channel, post)
    form = card(text("Say it"), line("text"), actions=[execute("Send", "sent", q="1")])
    toy.answers += [shows(form), says("Thank you.")]

    await teams.press("Bruno", "Answer", "onboarding")
    before = [each.text for each in teams.seen_by("Bruno", "onboarding")]
    await teams.fill("Bruno", {"text": "I do"})

    pressed, sent = toy.activities("invoke")
    assert pressed["name"] == "adaptiveCard/action"
    assert pressed["value"] == {
        "action": {
            "type": "Action.Execute",
            "title": "Answer",
            "verb": "do",
            "data": {"q": "1"},
        },
        "trigger": "manual",
    }
    assert sent["value"]["action"]["data"] == {"q": "1", "text": "I do"}
    assert before == ["Say it\nText\n[Send]"]
    seen = teams.seen_by("Bruno", "onboarding")
    assert [each.text for each in seen] == ["Say it\nText\n[Send]", "Thank you."]
    assert [each.is_private for each in seen] == [True, True]
    assert [each.text for each in teams.seen_by("Chen", "onboarding")] == ["Who knows?\n[Answer]"]
    assert (teams.troubles, teams.refusals, teams.complaints, teams.alarms) == ([], [], [], [])


async def test_who_waits_too_long_is_told_that_something_went_wrong(
    teams: TeamsStandin, toy: Toy
) -> None:
    await toy.send(
        teams.place("onboarding").id, carrying(card(text("Hi"), actions=[execute("Go")]))
    )
    await toy.fetch_keys()
    teams.out.patience, toy.delay = 2.7, 1

    toy.answers += [says("In time.")]
    await teams.press("Amina", "Go", "onboarding")
    assert teams.troubles == []

    assert await teams.extension_query("Amina", "who", "onboarding") == []
    assert teams.troubles == ["composeExtension/query: timeout"]

    teams.out.patience = 0.05
    await teams.press("Amina", "Go", "onboarding")
    assert teams.troubles[1:] == ["[Go]: timeout"]


async def test_an_answer_that_is_none_is_not_shown(teams: TeamsStandin, toy: Toy) -> None:
    await toy.send(
        teams.place("onboarding").id, carrying(card(text("Hi"), actions=[execute("Go")]))
    )
    bad = card({"type": "Text", "text": "?"})
    toy.answers += [{"ok": True}, shows(bad), {"statusCode": 200, "type": "card", "value": {}}]

    for _ in range(4):
        await teams.press("Amina", "Go", "onboarding")

    assert teams.troubles == [
        "[Go]: statusCode 200 with type None",
        "[Go]: body[0]: the type 'Text'",
        "[Go]: statusCode 200 with type 'card'",
        "[Go]: an answer that is no JSON",
    ]


async def test_tokens_for_the_connector_are_signed_and_run_out(
    teams: TeamsStandin, toy: Toy
) -> None:
    channel = teams.place("onboarding").id
    answer = await toy.log_in()

    claims = jwt.decode(answer.body["access_token"], options={"verify_signature": False})
    assert (claims["aud"], claims["appid"]) == ("https://api.botframework.com", teams.app_id)
    assert (await toy.send(channel, "Hello")).status == 201
    toy.clock.push(minutes=61)
    assert (await toy.send(channel, "Hello")).status == 401
    assert (await toy.log_in(client_secret="wrong")).body["error"] == "invalid_client"
    assert (await toy.log_in(scope="all")).body["error"] == "invalid_scope"


async def test_another_organisation_has_another_tenant_and_service(
    teams: TeamsStandin, toy: Toy
) -> None:
    there = guid("elsewhere")
    teams.add_user("Zoe", tenant=there)
    teams.add_team("Far away", "Zoe", tenant=there)
    await teams.say("Zoe", teams.team("Far away").id, "@Whoknows ask Who?")

    [heard] = toy.heard
    assert heard["conversation"]["tenantId"] == heard["channelData"]["tenant"]["id"] == there
    assert heard["serviceUrl"] == teams.state.service_url(there) != teams.service_url
    wrong_service = await toy.send(teams.team("Far away").id, "Hello")
    assert (wrong_service.status, wrong_service.code) == (404, "ConversationNotFound")


async def test_a_chat_of_several_is_heard_by_name_and_answered(
    teams: TeamsStandin, toy: Toy
) -> None:
    await teams.say("Amina", "Lunch", "Who is hungry?")
    await teams.say("Amina", "Lunch", "@Whoknows find lunch")
    await teams.rename("Bruno", "Lunch", "Dinner")

    said, renamed = toy.heard
    assert said["conversation"]["conversationType"] == "groupChat"
    assert "messageid" not in said["conversation"]["id"]
    assert "team" not in said["channelData"]
    assert renamed["topicName"] == "Dinner"
    assert (await toy.send(said["conversation"]["id"], "Soup")).status == 201


async def test_an_app_is_told_where_everything_is(teams: TeamsStandin) -> None:
    told = teams.environment()

    assert told["WHOKNOWS_TEAMS_SERVICE_HOSTS"] in told["WHOKNOWS_TEAMS_OPENID_URL"]
    assert told["WHOKNOWS_TEAMS_LOGIN_URL"].endswith("/oauth2/v2.0/token")
