"""How a modal goes on after it was sent, and what it is filled in with."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.blocks_for import line, modal, plain, refusal
from tests.slack.conftest import Toy
from tests.slack.standin import SlackStandin

Json = dict[str, Any]


async def opened(slack: SlackStandin, toy: Toy, client: AsyncWebClient, view: Json) -> Json:
    """Open a modal for Amina by a command."""
    await slack.command("Amina", "onboarding", "/ask")
    found = await client.views_open(trigger_id=toy.heard[-1]["trigger_id"], view=view)
    return dict(found["view"])


async def test_errors_stay_and_must_name_inputs(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    await opened(slack, toy, client, modal(line("text")))
    toy.answers += [
        {"response_action": "errors", "errors": {"text": "Too short"}},
        {"response_action": "errors", "errors": {"nothing": "Too short"}},
        {"response_action": "shout"},
    ]

    await slack.submit("Amina", {"text": "x"})
    assert slack.form_errors == {"UAMINA": {"text": "Too short"}}
    await slack.submit("Amina", {"text": "x"})
    await slack.submit("Amina", {"text": "x"})

    assert slack.modal_of("Amina")
    errors = [each.error for each in slack.refusals]
    assert errors == ["invalid_errors", "invalid_response_action"]


async def test_an_answer_updates_pushes_and_clears(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    await opened(slack, toy, client, modal(line("text")))
    second = modal(line("more"), title=plain("Second"))
    toy.answers += [
        {"response_action": "update", "view": second},
        {"response_action": "push", "view": modal(line("most"), title=plain("Third"))},
        {"response_action": "clear"},
    ]

    await slack.submit("Amina", {"text": "x"})
    updated = slack.modal_of("Amina")
    assert updated
    assert slack.read_view(updated) == "Second\nMore"
    await slack.submit("Amina", {"more": "x"})
    on_top = slack.modal_of("Amina")
    assert on_top
    assert on_top.previous == updated.id
    await slack.submit("Amina", {"most": "x"})

    assert slack.modal_of("Amina") is None


async def test_a_view_that_changed_meanwhile_is_not_updated(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    view = await opened(slack, toy, client, modal(line("text")))
    await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(line("b")))

    late = client.views_update(view_id=view["id"], hash=view["hash"], view=modal(line("c")))
    gone = client.views_update(view_id="V0", view=modal(line("c")))

    assert (await refusal(late))["error"] == "hash_conflict"
    assert (await refusal(gone))["error"] == "not_found"


async def test_closing_is_told_where_asked_for(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    await opened(slack, toy, client, modal(line("text")))
    await slack.close("Amina")
    assert toy.heard[-1]["command"] == "/ask"
    await opened(slack, toy, client, modal(line("text"), notify_on_close=True))
    await slack.close("Amina")

    assert toy.heard[-1]["type"] == "view_closed"
    assert toy.heard[-1]["is_cleared"] is False


async def test_inputs_take_what_people_can_choose(
    slack: SlackStandin, toy: Toy, client: AsyncWebClient
) -> None:
    options = [{"text": plain(each), "value": each.lower()} for each in ("One", "Two")]
    choice = {"type": "static_select", "action_id": "value", "options": options}
    who = {"type": "users_select", "action_id": "value"}
    where = {"type": "conversations_select", "action_id": "value", "response_url_enabled": True}
    await opened(
        slack,
        toy,
        client,
        modal(
            *(
                {"type": "input", "block_id": name, "label": plain(name), "element": element}
                for name, element in (("choice", choice), ("to_who", who), ("to_where", where))
            ),
            line("note", max_length=5) | {"optional": True},
        ),
    )
    with pytest.raises(AssertionError, match="5 fit"):
        await slack.submit("Amina", {"choice": "Two", "to_who": "Bruno", "note": "longer"})
    with pytest.raises(LookupError, match="Three"):
        await slack.submit("Amina", {"choice": "Three"})
    await slack.submit("Amina", {"choice": "Two", "to_who": "Bruno", "to_where": "#onboarding"})

    sent = toy.heard[-1]
    values = sent["view"]["state"]["values"]
    assert values["choice"]["value"]["selected_option"]["value"] == "two"
    assert values["to_who"]["value"]["selected_user"] == "UBRUNO"
    assert values["to_where"]["value"]["selected_conversation"] == "CONBOARDING"
    assert values["note"]["note"] == {"type": "plain_text_input", "value": None}
    assert sent["response_urls"][0]["channel_id"] == "CONBOARDING"
