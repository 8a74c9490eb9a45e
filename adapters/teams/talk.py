"""What Teams shows to the person who did something: in the answer, or in their direct line."""

from dataclasses import dataclass
from typing import Any

import structlog

from adapters.patience import insisting
from adapters.payload import inside
from adapters.teams.addresses import Addresses
from adapters.teams.names import Names
from adapters.teams.render import card, dialog, form_card, plain
from adapters.teams.wire import Connector, Refused, activity
from bot.messages import Buttons, Form, Message, Paragraph, Part, Strong
from bot.turn import Outcome

log = structlog.get_logger()

Json = dict[str, Any]

_CARD = "application/vnd.microsoft.card.adaptive"
_WORDS = "application/vnd.microsoft.activity.message"
_NOTHING = " "
"""Teams shows an error where an answer holds nothing at all."""
_LONGEST_NOTICE = 400
_MOST_RESULTS = 10
_PASSES = (401, 412, 429, 500, 502, 503, 504)
_LONGEST_TITLE, _LONGEST_PREVIEW = 80, 160


@dataclass(frozen=True)
class How:
    """By which ways the person can be answered; ``line`` is the key of their direct line.

    ``is_pressed`` is a button, and no form that was sent.
    """

    kind: str
    line: str
    place: str = ""
    message: str = ""
    is_personal: bool = False
    is_pressed: bool = False


def of_activity(done: Json, person: str, place: str) -> How:
    """Return how somebody is answered."""
    is_invoke = done.get("type") == "invoke"
    conversation = done.get("conversation")
    kind = conversation.get("conversationType") if isinstance(conversation, dict) else None
    return How(
        kind=str(done.get("name")) if is_invoke else "message",
        line=person,
        place=place,
        message=str(done.get("replyToId") or ""),
        is_personal=kind == "personal",
        is_pressed=inside(inside(done, "value"), "action").get("verb") == "press",
    )


class Talk:
    """Answers people; what cannot be said in the answer is said in their direct line."""

    def __init__(self, connector: Connector, addresses: Addresses, names: Names) -> None:
        self._connector = connector
        self._addresses = addresses
        self._names = names

    async def at_once(self, outcome: Outcome | None, how: How) -> Json:
        """Return the answer to an invoke: a card or words for that person alone."""
        match how.kind:
            case "adaptiveCard/action":
                return await self._answer(outcome, how)
            case "composeExtension/query":
                return {"composeExtension": await self._results(outcome)}
            case "composeExtension/submitAction" | "composeExtension/fetchTask":
                return await self._task(outcome, how)
            case _:
                return {}

    async def afterwards(self, outcome: Outcome, how: How, *, was_answered: bool) -> None:
        """Say what did not travel in an answer, and keep a private card as it is by now."""
        try:
            if not was_answered or _opens_below(outcome, how):
                await self._say(outcome, how)
            elif how.is_personal and how.message and outcome.settles and outcome.message:
                shown = await self._shown(outcome.message)
                reference = await self._addresses.of(how.line)
                await self._connector.update(reference, how.message, shown)
        except Refused as refused:
            log.warning("somebody was not answered", kind=how.kind, reason=refused.code)

    async def sorry(self, message: Message, how: How) -> None:
        """Say in the direct line that something broke."""
        try:
            await self._post(await self._shown(message), how)
        except Refused as refused:
            log.warning("somebody was not answered", kind=how.kind, reason=refused.code)

    async def _say(self, outcome: Outcome, how: How) -> None:
        if outcome.form:
            shown = activity(outcome.form.title, self._form(outcome.form, how))
        elif outcome.message:
            shown = await self._shown(outcome.message)
        else:
            return
        await self._post(shown, how)

    async def _post(self, shown: Json, how: How) -> None:
        line = await self._addresses.of(how.line)
        await insisting(lambda: self._connector.post(line, shown), Refused, _pause)

    async def _answer(self, outcome: Outcome | None, how: How) -> Json:
        if outcome and outcome.form:
            below = _opens_below(outcome, how)
            shown = self._form(outcome.form, how)
            return _value(_WORDS, outcome.form.title) if below else _value(_CARD, shown)
        if outcome is None or not outcome.message:
            return _value(_WORDS, _NOTHING)
        ways = await self._names.ways(outcome.message)
        words = plain(outcome.message, ways)
        needs_card = any(isinstance(part, Buttons) for part in outcome.message)
        stays = not outcome.settles and not needs_card
        if len(words) <= _LONGEST_NOTICE and (stays or not (how.is_personal or needs_card)):
            return _value(_WORDS, words)
        return _value(_CARD, card(outcome.message, ways))

    async def _shown(self, message: Message) -> Json:
        ways = await self._names.ways(message)
        return activity(plain(message, ways), card(message, ways))

    def _form(self, form: Form, how: How) -> Json:
        return form_card(form, carries=how.place, people=())

    async def _task(self, outcome: Outcome | None, how: How) -> Json:
        """Return a dialog with a form or words, or nothing, which closes the one that is open."""
        if outcome and outcome.form:
            value = {
                "title": outcome.form.title,
                "card": _attached(dialog(self._form(outcome.form, how))),
            }
            return {"task": {"type": "continue", "value": value}}
        if outcome and outcome.message:
            ways = await self._names.ways(outcome.message)
            return {"task": {"type": "message", "value": plain(outcome.message, ways)}}
        return {}

    async def _results(self, outcome: Outcome | None) -> Json:
        """Return what was found as cards of their own, to be put into a message, or words."""
        message = outcome.message if outcome else ()
        found = _items(message)
        ways = await self._names.ways(message)
        if not found:
            return {"type": "message", "text": plain(message, ways) or _NOTHING}
        return {
            "type": "result",
            "attachmentLayout": "list",
            "attachments": [
                {
                    **_attached(card(each, ways)),
                    "preview": {
                        "contentType": "application/vnd.microsoft.card.thumbnail",
                        "content": {
                            "title": plain(each[:1], ways)[:80],
                            "text": plain(each[1:2], ways)[:160],
                        },
                    },
                }
                for each in found[:_MOST_RESULTS]
            ],
        }


def _opens_below(outcome: Outcome, how: How) -> bool:
    """Tell whether a form is a message of its own: in one's own chat the card is needed again.

    A question may wait on its other buttons.
    """
    return outcome.form is not None and how.is_personal and how.is_pressed


def _pause(refused: Refused, usual: float) -> float | None:
    """Return when to say once more what may be said twice, but not what was refused for good."""
    is_worth_it = refused.status in _PASSES or (refused.status == 0 and not refused.maybe)
    return (refused.after or usual) if is_worth_it else None


def _items(message: Message) -> list[Message]:
    """Return the things found in a message: each begins with its title and ends at its buttons."""
    items: list[list[Part]] = []
    for part in message:
        match part:
            case Paragraph((Strong(),)):
                items.append([part])
            case Buttons():
                pass
            case _ if items and len(items[-1]) < 3:  # noqa: PLR2004, RUF100 - title, words, credit
                items[-1].append(part)
            case _:
                pass
    return [tuple(each) for each in items]


def _attached(made: Json) -> Json:
    return {"contentType": _CARD, "content": made}


def _value(kind: str, value: object) -> Json:
    return {"statusCode": 200, "type": kind, "value": value}
