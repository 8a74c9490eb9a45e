"""What people do with modals and with the home of the app."""

from collections.abc import Mapping

from tests.slack import payloads
from tests.slack.blocks import check_view, elements
from tests.slack.deliveries import Delivery
from tests.slack.forms import Value, filled, missing
from tests.slack.ground import TEAM
from tests.slack.payloads import Source
from tests.slack.reading import block_lines
from tests.slack.refused import Refused
from tests.slack.respond import parsed
from tests.slack.state import Call, ResponseUrl
from tests.slack.using import Using
from tests.slack.views import as_json as view_json
from tests.slack.views import pushed, replaced
from tests.slack.workspace import Json, User, View


class Modals(Using):
    """Reading, filling in, sending, closing."""

    def read_view(self, view: View) -> str:
        """Return a modal or home as one text."""
        reader = self.user(view.user)

        def place(channel: str) -> str:
            return self._channel_name(channel, reader)

        title = [view.body["title"]["text"]] if "title" in view.body else []
        lines = [
            line
            for each in view.body["blocks"]
            for line in block_lines(each, self._person_name, place)
        ]
        return "\n".join(title + lines)

    async def submit(self, user: str, values: Mapping[str, Value] | None = None) -> Delivery:
        """Have somebody fill in the modal on top (by block_id or action_id) and send it."""
        who, view = self.user(user), self.modal_of(user)
        assert view, f"no modal is open for {user}"
        assert view.body.get("submit"), "it cannot be sent"
        state = filled(view.body, values or {}, self._finders)
        left = missing(view.body, state)
        assert not left, f"please complete: {left}"
        source = Source(self.state, view.team, who)
        payload = source.base("view_submission", self.state.new_trigger(view.team, who.id))
        payload |= {"view": payloads.as_sent(source.on_view(view, state)["view"])}
        payload["response_urls"] = self._response_urls(view, state, who)
        delivery = await self.out.form("interaction", payload)
        self._after_submission(delivery, view, who)
        await self.settled()
        return delivery

    def _response_urls(self, view: View, state: Json, who: User) -> list[Json]:
        found: list[Json] = []
        for block in view.body["blocks"]:
            for element in elements(block):
                if not element.get("response_url_enabled"):
                    continue
                given = state[block["block_id"]][element["action_id"]]
                where = given.get("selected_conversation") or given.get("selected_channel")
                if where:
                    url = ResponseUrl(view.team, who.id, where, self.state.clock())
                    found.append(
                        {
                            "response_url": self.state.new_response_url("app", url),
                            "channel_id": where,
                            "action_id": element["action_id"],
                            "block_id": block["block_id"],
                        }
                    )
        return found

    def _after_submission(self, delivery: Delivery, view: View, who: User) -> None:
        self.form_errors.pop(who.id, None)
        if delivery.failed or delivery.status != 200:
            self.troubles.append(f"the form: {delivery.failed or delivery.status}")
            return
        stack = self.state.open_modals(view.team, who.id)
        if not delivery.answer.strip():
            stack[:] = [each for each in stack if each is not view]
            return
        call = Call("answer to view_submission", {}, self.state.clock(), view.team)
        self.state.calls.append(call)
        try:
            call.args = parsed(delivery.answer)
            self._respond(call.args, view, stack)
        except Refused as refused:
            call.error = refused.error
            call.explained = tuple(refused.more.get("response_metadata", {}).get("messages", ()))
            self.troubles.append("We had some trouble connecting. Try again?")

    def _respond(self, answer: Json, view: View, stack: list[View]) -> None:
        match answer.get("response_action"):
            case "errors":
                inputs = [b["block_id"] for b in view.body["blocks"] if b["type"] == "input"]
                errors = answer.get("errors")
                if not isinstance(errors, dict) or not errors or set(errors) - set(inputs):
                    raise Refused("invalid_errors")
                if not all(isinstance(each, str) and each for each in errors.values()):
                    raise Refused("invalid_errors")
                self.form_errors[view.user] = errors
            case "update":
                check_view(answer.get("view"), ("modal",))
                replaced(self.state, view, answer["view"])
            case "push":
                check_view(answer.get("view"), ("modal",))
                pushed(self.state, stack, answer["view"])
            case "clear":
                stack.clear()
            case None if not answer:
                stack.remove(view)
            case _:
                raise Refused("invalid_response_action")

    async def close(self, user: str, *, all_of_them: bool = False) -> Delivery | None:
        """Have somebody close the modal on top, or all."""
        who, view = self.user(user), self.modal_of(user)
        assert view, f"no modal is open for {user}"
        stack = self.state.open_modals(view.team, who.id)
        stack[:] = [] if all_of_them else stack[:-1]
        if not view.body.get("notify_on_close"):
            return None
        source = Source(self.state, view.team, who)
        state = filled(view.body, {}, self._finders)
        payload = source.base("view_closed", None) | {"is_cleared": all_of_them}
        payload["view"] = source.on_view(view, state)["view"]
        return await self._interact(payload, "closing")

    async def open_home(self, user: str, tab: str = "home", team: str = TEAM) -> None:
        """Have somebody open the app's home, or its messages."""
        who = self.user(user)
        view = self.home_of(user, team)
        shown_now = {"view": view_json(self.state, view, {})} if view else {}
        where = self.direct(user, team)
        event = {
            "type": "app_home_opened",
            "user": who.id,
            "channel": where,
            "tab": tab,
            "event_ts": self.state.ts(),
            **shown_now,
        }
        self.out.soon(*payloads.envelopes(self.state, None, event, team))
        await self.settled()
