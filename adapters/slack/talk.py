"""What Slack shows to the person who did something: in the answer, a modal, or right after it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

import structlog

from adapters.patience import insisting
from adapters.payload import inside
from adapters.slack.calls import Calls
from adapters.slack.interact import origin
from adapters.slack.keys import id_of
from adapters.slack.render import carried, home, modal, rendered, view_values
from adapters.slack.wire import Refused
from adapters.trim import one_line
from bot.intents import Heard
from bot.messages import (
    Code,
    Form,
    Link,
    Message,
    Paragraph,
    Quote,
    Quoted,
    Span,
    Strong,
    Text,
    When,
    Where,
    Who,
)
from bot.text import shortened
from bot.turn import Outcome, workspace_of

log = structlog.get_logger()

Json = dict[str, Any]

_PRODUCT = "Whoknows"
_LONGEST_ERROR = 1_000
_PASSES = ("ratelimited", "not_reached", "internal_error", "fatal_error", "service_unavailable")
"""Refusals after which it is worth another try; after a cut connection it may stand there."""


@dataclass(frozen=True)
class How:
    """By which ways the person can be answered."""

    kind: str
    workspace: str
    user: str
    channel: str = ""
    name: str = ""
    thread: str | None = None
    response_url: str = ""
    trigger: str = ""
    view: Mapping[str, Any] | None = None
    message: Mapping[str, Any] | None = None
    is_private: bool = False
    is_home: bool = False

    @property
    def origin(self) -> str:
        """What a form remembers of where it was opened."""
        found = {
            "id": self.channel,
            "name": self.name,
            "url": self.response_url,
            "home": self.is_home,
            "thread": self.thread,
        }
        return json.dumps({key: value for key, value in found.items() if value})


def of_event(heard: Heard, thread: str | None) -> How:
    """Return how somebody is answered who wrote to us."""
    person = heard.person.key if heard.person else ""
    place = heard.place.key if heard.place else ""
    kind = "home" if heard.kind == "home" else "event"
    return How(kind, workspace_of(place or person), id_of(person), id_of(place), thread=thread)


def of_command(form: Json) -> How:
    """Return how somebody is answered who typed a command."""
    return How(
        kind="command",
        workspace=f"slack:{form.get('team_id')}",
        user=str(form.get("user_id")),
        channel=str(form.get("channel_id")),
        name=str(form.get("channel_name")),
        response_url=str(form.get("response_url") or ""),
        trigger=str(form.get("trigger_id") or ""),
    )


def of_interaction(payload: Json) -> How:
    """Return how somebody is answered who pressed, chose or sent something."""
    container = inside(payload, "container")
    message = payload.get("message")
    channel = inside(payload, "channel")
    view = payload.get("view")
    opened_from: Json = {}
    if payload.get("type") == "view_submission" and isinstance(view, dict):
        opened_from = origin(carried(view)[1])
    channel_id = str(channel.get("id") or opened_from.get("id") or "")
    is_home = isinstance(view, dict) and view.get("type") == "home"
    is_ephemeral = container.get("is_ephemeral") is True
    return How(
        kind=str(payload.get("type")),
        workspace=f"slack:{inside(payload, 'team').get('id')}",
        user=str(inside(payload, "user").get("id")),
        channel=channel_id,
        name=str(channel.get("name") or opened_from.get("name") or ""),
        thread=_thread(message) or _word(opened_from, "thread"),
        response_url=str(payload.get("response_url") or opened_from.get("url") or ""),
        trigger=str(payload.get("trigger_id") or ""),
        view=view if isinstance(view, dict) else None,
        message=message if isinstance(message, dict) else None,
        is_private=is_ephemeral or _is_ephemeral(message) or channel_id.startswith("D"),
        is_home=is_home or opened_from.get("home") is True,
    )


class Talk:
    """Answers people; what cannot be said in the answer itself is said right after it."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def at_once(self, outcome: Outcome, how: How) -> Json | None:
        """Return the answer in which the private words travel, None where it is an empty one."""
        if how.kind == "command" and not outcome.form and outcome.message:
            return {"response_type": "ephemeral", **self._shown(outcome.message, how)}
        if how.kind == "view_submission" and outcome.wrong and outcome.message:
            return self._errors(outcome, how)
        if how.kind == "view_submission" and outcome.form:
            return {"response_action": "update", "view": _view(outcome.form, how)}
        if how.kind == "view_submission" and not outcome.settles and outcome.message:
            return self._errors(outcome, how)
        if how.kind == "view_submission" and how.is_home and outcome.message:
            return {"response_action": "update", "view": self._notice(outcome.message, how)}
        return None

    async def afterwards(self, outcome: Outcome, how: How, *, was_answered: bool) -> None:
        """Say what did not travel in the answer; nothing of it can be lost silently."""
        if was_answered and self.at_once(outcome, how) is not None:
            return
        await self._calls.learn_addresses(outcome.message)
        try:
            if how.kind == "home":
                await self.publish(outcome.message, how)
            elif outcome.form and how.trigger and not outcome.wrong:
                await self._open(_view(outcome.form, how), outcome.message, how)
            elif how.kind == "view_submission" and not outcome.settles:
                await self._take_back(outcome.message, how)
            elif outcome.message:
                await self._say(outcome, how)
        except Refused as refused:
            log.warning("somebody was not answered", kind=how.kind, reason=refused.code)

    async def sorry(self, message: Message, how: How) -> None:
        """Say that something broke, in the plainest way: it may be an answer that did."""
        try:
            if how.kind == "home":
                await self.publish(message, how)
            else:
                await self._whisper(message, how)
        except Refused as refused:
            log.warning("somebody was not answered", kind=how.kind, reason=refused.code)

    async def publish(self, message: Message, how: How) -> None:
        """Show somebody's own page."""
        await self._calls.learn_addresses(message)
        view = home(message, self._calls.permalink)
        await self._calls.call("views.publish", how.workspace, user_id=how.user, view=view)

    async def _open(self, view: Json, instead: Message, how: How) -> None:
        """Open a form; where that is too late, say what else can be done."""
        try:
            await self._calls.call("views.open", how.workspace, trigger_id=how.trigger, view=view)
        except Refused as refused:
            log.info("a form did not open", reason=refused.code)
            if instead:
                await self._whisper(instead, how)

    async def _take_back(self, refused: Message, how: How) -> None:
        """Open a form again as it was filled in, where the word why it was refused came too late.

        Where that is too late as well, what was written is told back.
        """
        view: Json = dict(how.view or {})
        values = {name: said for name, said in view_values(inside(view, "state")).items() if said}
        try:
            await self._calls.call(
                "views.open",
                how.workspace,
                trigger_id=how.trigger,
                view=_filled_again(view, values),
            )
        except Refused as error:
            log.info("a form did not open again", reason=error.code)
            refused = (*refused, *map(Quote, values.values()))
        await self._whisper(refused, how)

    async def _say(self, outcome: Outcome, how: How) -> None:
        if how.is_home and how.trigger:
            await self._open(self._notice(outcome.message, how), outcome.message, how)
        elif how.kind == "block_actions" and how.is_private and outcome.settles:
            await self._settle(outcome, how)
        else:
            await self._whisper(outcome.message, how)

    async def _settle(self, outcome: Outcome, how: How) -> None:
        """Take the buttons from a private message of ours; add what became of it."""
        shown = self._shown(outcome.message, how)
        kept = [] if outcome.instead else _without_buttons(how.message)
        body = {**shown, "blocks": [*kept, *shown["blocks"]], "replace_original": True}
        try:
            await self._calls.web.respond(how.response_url, body)
        except Refused:
            await self._whisper(outcome.message, how)

    async def _whisper(self, message: Message, how: How) -> None:
        """Say something for one person's eyes, where they are; else in their direct line."""
        shown = self._shown(message, how)
        if how.response_url:
            body = {**shown, "response_type": "ephemeral", "replace_original": False}
            if how.thread:
                body["thread_ts"] = how.thread
            try:
                await self._calls.web.respond(how.response_url, body)
            except Refused as refused:
                log.info("an address to answer at was no use", reason=refused.code)
            else:
                return
        thread = {"thread_ts": how.thread} if how.thread else {}
        if how.channel and not how.channel.startswith("D"):
            try:
                await self._calls.call(
                    "chat.postEphemeral",
                    how.workspace,
                    channel=how.channel,
                    user=how.user,
                    parse="none",
                    **shown,
                    **thread,
                )
            except Refused as refused:
                log.info("nothing could be said where somebody is", reason=refused.code)
            else:
                return
        is_line = how.channel.startswith("D") and not how.channel.startswith("D-")
        await insisting(
            lambda: self._calls.call(
                "chat.postMessage",
                how.workspace,
                channel=how.channel if is_line else how.user,
                parse="none",
                unfurl_links=False,
                unfurl_media=False,
                **shown,
                **(thread if is_line else {}),
            ),
            Refused,
            _pause,
        )

    def _errors(self, outcome: Outcome, how: How) -> Json | None:
        """Return an answer that leaves the form as it was filled in, with the word why."""
        blocks = how.view.get("blocks") if how.view else None
        inputs = [
            block["block_id"]
            for block in (blocks if isinstance(blocks, list) else [])
            if isinstance(block, dict) and block.get("type") == "input"
        ]
        wrong = {name: said for name, said in outcome.wrong if name in inputs}
        if not wrong and inputs:
            wrong = {inputs[0]: outcome.message}
        errors = {name: _in_plain_words(said) for name, said in wrong.items()}
        return {"response_action": "errors", "errors": errors} if errors else None

    def _notice(self, message: Message, how: How) -> Json:
        """Return what is said to somebody on their own page, where nothing else can be said."""
        return {
            "type": "modal",
            "title": {"type": "plain_text", "text": _PRODUCT},
            "blocks": self._shown(message, how)["blocks"],
        }

    def _shown(self, message: Message, how: How) -> Json:
        return rendered(message, self._calls.permalink)


def _pause(refused: Refused, usual: float) -> float | None:
    """Return when to say once more what may be said twice, but not what was refused for good."""
    if refused.code not in _PASSES and not refused.code.startswith("status_5"):
        return None
    return refused.after or usual


def _view(form: Form, how: How) -> Json:
    return modal(form, private_metadata=how.origin)


def _filled_again(view: Mapping[str, Any], values: Mapping[str, str]) -> Json:
    """Return a form that somebody sent, to be opened with what they had filled in."""
    blocks = []
    for block in view.get("blocks") or []:
        element = inside(block, "element")
        value = values.get(str(block.get("block_id")), "")
        kept = {key: each for key, each in element.items() if not key.startswith("initial_")}
        if value and element.get("type") == "plain_text_input":
            kept["initial_value"] = value
        elif value and element.get("type") == "users_select":
            kept["initial_user"] = value
        for option in element.get("options") or []:
            if option.get("value") == value:
                kept["initial_option"] = option
        blocks.append({**block, "element": kept} if element else block)
    names = ("type", "callback_id", "private_metadata", "title", "submit")
    return {**{name: view[name] for name in names if view.get(name)}, "blocks": blocks}


def _without_buttons(message: Mapping[str, Any] | None) -> list[Any]:
    blocks = message.get("blocks") if message else None
    found = blocks if isinstance(blocks, list) else []
    return [each for each in found if isinstance(each, dict) and each.get("type") != "actions"]


def _thread(message: object) -> str | None:
    """Return the thread in which a message is read, none for the one that it hangs from.

    That one stands in the channel, where somebody who pressed something on it is.
    """
    if not isinstance(message, dict) or message.get("thread_ts") == message.get("ts"):
        return None
    return _word(message, "thread_ts")


def _word(outer: Json, name: str) -> str | None:
    value = outer.get(name)
    return value if isinstance(value, str) else None


def _in_plain_words(message: Message) -> str:
    """Return paragraphs for where Slack makes nothing of any sign."""
    lines = [part.spans for part in message if isinstance(part, Paragraph)]
    said = " ".join("".join(map(_bare, spans)) for spans in lines)
    return shortened(said, _LONGEST_ERROR) or "…"


def _bare(span: Span) -> str:
    match span:
        case Text(text) | Quoted(text) | Strong(text) | Code(text) | Link(text, _):
            return one_line(text)
        case Who(key) | Where(key):
            return id_of(key)
        case When(at):
            return f"{at:%Y-%m-%d %H:%M} UTC"
        case _:
            assert_never(span)


def _is_ephemeral(message: object) -> bool:
    return isinstance(message, dict) and message.get("subtype") == "ephemeral"
