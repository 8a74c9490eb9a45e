"""Blocks and views for the stand-in's own tests, and how a refusal looks."""

from collections.abc import Awaitable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

Json = dict[str, Any]


def button(label: str = "Helpful", **more: Any) -> Json:
    """Return a button."""
    text = {"type": "plain_text", "text": label}
    return {"type": "button", "action_id": label.lower(), "text": text, "value": "v", **more}


def actions(*elements: Json, **more: Any) -> Json:
    """Return a block of what can be pressed."""
    return {"type": "actions", "elements": list(elements), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    """Return a modal with a title and a button to send it."""
    title, submit = plain("Answer"), plain("Send")
    return {"type": "modal", "title": title, "submit": submit, "blocks": list(blocks), **more}


def plain(text: str) -> Json:
    """Return a text object."""
    return {"type": "plain_text", "text": text}


def line(name: str, **more: Any) -> Json:
    """Return an input block with a line of text."""
    element = {"type": "plain_text_input", "action_id": name, **more}
    return {"type": "input", "block_id": name, "label": plain(name.title()), "element": element}


async def refusal(call: Awaitable[object]) -> Json:
    """Return how Slack refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return dict(refused.value.response.data)
