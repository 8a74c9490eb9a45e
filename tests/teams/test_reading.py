"""What a person reads, and what comes alive."""

from typing import Any

from tests.teams.conftest import Toy, card, carrying, execute, opens, text
from tests.teams.reading import Reader, markdown, shown
from tests.teams.standin import TeamsStandin

Json = dict[str, Any]
BERLIN = Reader("Europe/Berlin", "de-DE")


def test_markdown_is_read_as_it_looks() -> None:
    told = (
        "**Who** *knows*, [a link](https://example.org/a)? \\*As it is\\* _so_ snake_case_it &amp;"
    )

    assert markdown(told) == "Who knows, a link? *As it is* so snake_case_it &"


def test_a_card_is_read_as_a_person_reads_it(teams: TeamsStandin) -> None:
    mention = {"type": "mention", "text": "<at>Amina</at>"}
    found = card(
        text(
            "<at>Amina</at> asks at {{TIME(2026-11-23T09:00:00Z)}}"
            " on {{DATE(2026-11-23T23:30:00Z, SHORT)}}"
        ),
        {"type": "RichTextBlock", "inlines": ["It is **", {"type": "TextRun", "text": "so"}]},
        {"type": "Container", "items": [text("Inside")]},
        {"type": "ColumnSet", "columns": [{"type": "Column", "items": [text("Left")]}]},
        {"type": "FactSet", "facts": [{"title": "Who", "value": "*Bruno*"}]},
        {"type": "ActionSet", "actions": [execute("Answer"), execute("Not me")]},
        text("Hidden", isVisible=False),
        {
            "type": "Input.ChoiceSet",
            "id": "a",
            "label": "When",
            "value": "1",
            "choices": [{"title": "Soon", "value": "1"}],
        },
        actions=[execute("Send")],
        msteams={"entities": [mention]},
    )

    assert shown(carrying(found), BERLIN).splitlines() == [
        "@Amina asks at 10:00 on Tue, Nov 24, 2026",
        "It is **so",
        "Inside",
        "Left",
        "Who Bruno",
        "[Answer] [Not me]",
        "When: Soon",
        "[Send]",
    ]


async def test_peoples_words_that_come_alive_raise_an_alarm(teams: TeamsStandin, toy: Toy) -> None:
    channel, bruno = teams.place("onboarding").id, teams.user("Bruno")
    evil = "[Pay here](https://evil.example) <at>Bruno</at>"
    moment = "{{DATE(2026-11-23T09:00:00Z)}}"
    await teams.say("Amina", "onboarding", f"@Whoknows ask {evil} {moment}")
    mentioned = {"id": bruno.id, "name": "Bruno"}
    entity = {"type": "mention", "text": "<at>Bruno</at>", "mentioned": mentioned}

    runs = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": evil}]}
    await toy.send(channel, carrying(card(runs)))
    await toy.send(channel, {"type": "message", "text": evil, "textFormat": "plain"})
    escaped = "\\[Pay here\\]\\(https://evil.example\\)"
    await toy.send(channel, carrying(card(text(escaped))))
    assert teams.alarms == []

    await toy.send(channel, carrying(card(text(evil))))
    assert [each.what for each in teams.alarms] == ["[Pay here](https://evil.example)"]
    await toy.send(channel, {"type": "message", "text": "<at>Bruno</at>", "entities": [entity]})
    assert [each.what for each in teams.alarms[1:]] == ["<at>Bruno</at>"]
    run = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": moment}]}
    await toy.send(channel, carrying(card(run)))
    assert [each.what for each in teams.alarms[2:]] == [moment]


async def test_calling_everybody_in_a_channel_raises_an_alarm(
    teams: TeamsStandin, toy: Toy
) -> None:
    channel = teams.place("onboarding")
    everybody = {"id": channel.id, "name": "onboarding"}
    entity = {"type": "mention", "text": "<at>onboarding</at>", "mentioned": everybody}

    said = {"type": "message", "text": "<at>onboarding</at>", "entities": [entity]}
    await toy.send(channel.id, said)

    assert [each.what for each in teams.alarms] == ["everybody in onboarding"]
    assert teams.seen_by("Amina", "onboarding")[0].text == "@onboarding"


async def test_something_is_looked_up_and_posted(teams: TeamsStandin, toy: Toy) -> None:
    found = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "content": card(text("Each newcomer gets a buddy.")),
        "preview": {
            "contentType": "application/vnd.microsoft.card.thumbnail",
            "content": {"title": "Newcomers", "text": "Greta"},
        },
    }
    result = {"type": "result", "attachmentLayout": "list", "attachments": [found]}
    toy.answers += [
        {"composeExtension": result},
        {"composeExtension": {"type": "message", "text": "None."}},
    ]

    offered = await teams.extension_query("Amina", "buddy", "onboarding")
    await teams.insert("Amina", 0, "onboarding")
    nothing = await teams.extension_query("Amina", "", "onboarding")

    assert (offered, nothing) == (["Newcomers\nGreta"], ["None."])
    asked, first = (each["value"] for each in toy.heard)
    assert asked == {
        "commandId": "find",
        "parameters": [{"name": "words", "value": "buddy"}],
        "queryOptions": {"skip": 0, "count": 25},
    }
    assert first["parameters"] == [{"name": "initialRun", "value": "true"}]
    assert [each.text for each in teams.seen_by("Bruno", "onboarding")] == [
        "Each newcomer gets a buddy."
    ]
    assert teams.troubles == []


async def test_an_action_on_a_message_opens_a_form_that_is_sent_with_the_message(
    teams: TeamsStandin, toy: Toy
) -> None:
    message = await teams.say("Bruno", "onboarding", "Does @Chen know?")
    sent = {"type": "Action.Submit", "title": "Ask", "data": {"does": "ask"}}
    person = {
        "type": "Input.ChoiceSet",
        "id": "to",
        "label": "To",
        "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
        "choices": [],
    }
    toy.answers += [opens(card(text("Sure?"), person, actions=[sent])), {}]

    await teams.message_action("Amina", "onboarding", message, "ask")
    assert teams.dialog_of("Amina")
    await teams.fill("Amina", {"to": "Chen"})

    fetched, submitted = toy.activities("invoke")
    assert (fetched["name"], submitted["name"]) == (
        "composeExtension/fetchTask",
        "composeExtension/submitAction",
    )
    payload = fetched["value"]["messagePayload"]
    assert payload["id"] == message
    assert payload["from"]["user"]["id"] == teams.user("Bruno").aad
    assert "schema.skype.com/Mention" in payload["body"]["content"]
    assert payload["mentions"][0]["mentioned"]["user"]["displayName"] == "Chen"
    assert submitted["value"]["data"] == {"does": "ask", "to": teams.user("Chen").aad}
    assert submitted["value"]["messagePayload"] == payload
    assert teams.dialog_of("Amina") is None
    assert teams.troubles == []


async def test_a_dialog_of_a_button(teams: TeamsStandin, toy: Toy) -> None:
    button: Json = {
        "type": "Action.Submit",
        "title": "Answer",
        "data": {"q": "1", "msteams": {"type": "task/fetch"}},
    }
    await toy.send(teams.place("onboarding").id, carrying(card(text("Who?"), actions=[button])))
    send = {"type": "Action.Submit", "title": "Send"}
    said = {"type": "Input.Text", "id": "text", "label": "Text"}
    toy.answers += [
        opens(card(said, actions=[send])),
        {"task": {"type": "message", "value": "Thanks."}},
    ]

    await teams.press("Bruno", "Answer", "onboarding")
    await teams.fill("Bruno", {"text": "I do"})

    fetched, submitted = toy.activities("invoke")
    assert fetched["name"] == "task/fetch"
    assert fetched["value"]["data"]["q"] == "1"
    assert (submitted["name"], submitted["value"]["data"]) == ("task/submit", {"text": "I do"})
    assert [each.text for each in teams.seen_by("Bruno", "onboarding")][1:] == ["Thanks."]


async def test_a_submit_without_more_is_a_message_with_a_value(
    teams: TeamsStandin, toy: Toy
) -> None:
    button: Json = {"type": "Action.Submit", "title": "Go", "data": {"q": "1"}}
    sent = await toy.send(
        teams.place("onboarding").id, carrying(card(text("Who?"), actions=[button]))
    )

    await teams.press("Bruno", "Go", "onboarding")

    [heard] = toy.activities("message")
    assert (heard["value"], heard["replyToId"]) == ({"q": "1"}, sent.body["id"])
    assert "text" not in heard
