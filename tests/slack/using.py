"""What people do with the app: commands, buttons, shortcuts."""

from collections.abc import Iterator

from tests.slack import payloads
from tests.slack.blocks import elements
from tests.slack.deliveries import Delivery
from tests.slack.forms import Value, chosen, filled
from tests.slack.ground import TEAM, Ground
from tests.slack.payloads import Source
from tests.slack.reading import escaped, label
from tests.slack.refused import Refused
from tests.slack.respond import parsed, put
from tests.slack.state import Call, ResponseUrl
from tests.slack.typed import typed
from tests.slack.workspace import Channel, Json, Message, User, View


class Using(Ground):
    """Typing commands, pressing buttons, using shortcuts."""

    async def command(self, user: str, channel: str, name: str, text: str = "") -> Delivery:
        """Have somebody type a slash command; commands do not work in threads."""
        who, where = self.user(user), self._entered(user, channel)
        known = self.app.commands
        assert known is None or name in known, f"{name} is not a valid command"
        team = who.team
        assert "commands" in self._scopes(team), "no such command in their workspace"
        url = ResponseUrl(team, who.id, where.id, self.state.clock())
        written = typed(self.state, text, team) if self.app.escapes_commands else escaped(text)
        payload = Source(self.state, team, who).command(
            where,
            name,
            written.strip(),
            self.state.new_response_url("commands", url),
            self.state.new_trigger(team, who.id),
        )
        delivery = await self.out.form("command", payload)
        self._take_answer(delivery, url, name)
        await self.settled()
        return delivery

    def _take_answer(self, delivery: Delivery, url: ResponseUrl, name: str) -> None:
        """Show what a command was answered with."""
        if delivery.failed or delivery.status != 200:
            timed_out = delivery.failed in ("http_timeout", "timeout")
            error = "operation_timeout" if timed_out else "dispatch_failed"
            self._trouble(url, f"{name} failed with the error “{error}”")
            return
        if not delivery.answer.strip():
            return
        found: Json = {"text": delivery.answer}
        call = Call(f"answer to {name}", found, self.state.clock(), url.team)
        self.state.calls.append(call)
        try:
            if delivery.content_type == "application/json":
                call.args = found = parsed(delivery.answer)
            if found:
                put(self.state, url, found)
        except Refused as refused:
            call.error = refused.error
            call.explained = tuple(refused.more.get("response_metadata", {}).get("messages", ()))
            self._trouble(url, f"{name} failed with the error “invalid_command_response”")

    def _trouble(self, url: ResponseUrl, told: str) -> None:
        self.troubles.append(told)
        message = Message(self.state.ts(), "USLACKBOT", {"text": told}, only_for=url.user)
        self.state.channel(url.channel).messages.append(message)

    async def press(
        self,
        user: str,
        label: str,
        channel: str | None = None,
        ts: str | None = None,
        chosen_value: Value | None = None,
    ) -> Delivery:
        """Have somebody press the newest button of a name, or choose in a select.

        Where no channel is named it is one in the modal on top, else in the app's home.
        """
        if channel is None:
            return await self._press_in_view(user, label, chosen_value)
        where, who = self._seen_channel(user, channel), self.user(user)
        for message in reversed(where.messages):
            if message.only_for not in (None, who.id) or ts not in (None, message.ts):
                continue
            for block, element in _labelled(message.body.get("blocks", []), label):
                return await self._pressed(who, where, message, block, element, chosen_value)
        raise AssertionError(f"{user} sees no button {label} in {where.name}")

    async def _pressed(
        self,
        who: User,
        where: Channel,
        message: Message,
        block: Json,
        element: Json,
        value: Value | None,
    ) -> Delivery:
        team = self._installed_team(where, who)
        url = ResponseUrl(team, who.id, where.id, self.state.clock(), message.ts, message.thread_ts)
        source = Source(self.state, team, who)
        payload = source.base("block_actions", self.state.new_trigger(team, who.id))
        address = self.state.new_response_url("actions", url)
        payload |= source.on_message(where, message, address)
        payload["actions"] = [self._action(block, element, value)]
        return await self._interact(payload, f"[{label(element)}]")

    def _action(self, block: Json, element: Json, value: Value | None) -> Json:
        done = chosen(element, value, self._finders)
        return payloads.action(element, block["block_id"], done, self.state.ts())

    async def _press_in_view(self, user: str, label: str, value: Value | None) -> Delivery:
        who = self.user(user)
        home = self.home_of(user)
        for view in filter(None, (self.modal_of(user), home)):
            for block, element in _labelled(view.body["blocks"], label):
                source = Source(self.state, view.team, who)
                trigger = self.state.new_trigger(view.team, who.id)
                payload = source.base("block_actions", trigger)
                payload |= source.on_view(view, filled(view.body, {}, self._finders))
                payload["actions"] = [self._action(block, element, value)]
                return await self._interact(payload, f"[{label}]")
        raise AssertionError(f"{user} sees no button {label} in a modal or home")

    async def shortcut(self, user: str, callback_id: str) -> Delivery:
        """Have somebody use a global shortcut."""
        who = self.user(user)
        team = who.team
        assert "commands" in self._scopes(team), "no such shortcut in their workspace"
        source = Source(self.state, team, who)
        payload = source.base("shortcut", self.state.new_trigger(team, source.user.id))
        payload |= {"callback_id": callback_id, "action_ts": self.state.ts()}
        return await self._interact(payload, callback_id)

    async def message_shortcut(
        self, user: str, channel: str, ts: str, callback_id: str
    ) -> Delivery:
        """Have somebody use a shortcut on a message."""
        where, who = self._seen_channel(user, channel), self.user(user)
        message = self._message(where, ts)
        team = who.team
        assert "commands" in self._scopes(team), "no such shortcut in their workspace"
        source = Source(self.state, team, who)
        url = ResponseUrl(team, who.id, where.id, self.state.clock(), thread=message.thread_ts)
        payload = source.base("message_action", self.state.new_trigger(team, who.id))
        payload |= {
            "callback_id": callback_id,
            "action_ts": self.state.ts(),
            "channel": source.channel(where),
            "message_ts": ts,
            "message": payloads.as_sent(message.as_json()),
            "response_url": self.state.new_response_url("actions", url),
        }
        return await self._interact(payload, callback_id)

    async def _interact(self, payload: Json, name: str) -> Delivery:
        delivery = await self.out.form("interaction", payload)
        if delivery.failed or delivery.status != 200:
            self.troubles.append(f"{name}: {delivery.failed or delivery.status}")
        elif delivery.answer.strip():
            self.state.complaints.append(f"{name}: Slack ignores the answer {delivery.answer[:60]}")
        await self.settled()
        return delivery

    def modal_of(self, user: str, team: str = TEAM) -> View | None:
        """Return the modal that is on top for somebody, if any."""
        stack = self.state.open_modals(team, self.user(user).id)
        return stack[-1] if stack else None

    def home_of(self, user: str, team: str = TEAM) -> View | None:
        """Return the app's home as somebody has it, if any."""
        return self.state.workspaces[team].homes.get(self.user(user).id)


def _labelled(blocks: list[Json], wanted: str) -> Iterator[tuple[Json, Json]]:
    """Yield what can be pressed under a name, or under an action_id."""
    for block in blocks:
        for element in elements(block):
            if wanted in (label(element), element["action_id"]):
                yield block, element
