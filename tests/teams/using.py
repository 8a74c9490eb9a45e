"""What people do with the app: buttons, forms, the message extension."""

import uuid

from tests.teams import answers, cards, reading
from tests.teams.answers import Task, Unshown
from tests.teams.deliveries import Delivery
from tests.teams.filling import Values, sending, with_inputs
from tests.teams.ground import Dialog, Ground, Shown
from tests.teams.reading import Reader
from tests.teams.world import Json, Message, Place, User

_THEME = {"theme": "default"}


class Using(Ground):
    """Pressing, filling in, looking things up."""

    async def press(
        self,
        user: str,
        label: str,
        place: str,
        message: str | None = None,
        values: Values | None = None,
    ) -> Delivery:
        """Have somebody press the newest button of a name, having filled in the card maybe."""
        for shown in self.cards_of(user, place):
            if message not in (None, shown.message.id):
                continue
            for action in cards.actions(shown.card):
                if action["title"] == label:
                    return await self._pressed(self.user(user), shown, action, values or {})
        raise AssertionError(f"{user} sees no button {label} in {self.place(place).name}")

    async def fill(self, user: str, values: Values, label: str | None = None) -> Delivery:
        """Have somebody fill in and send the form before them: a dialog, else the newest card."""
        who = self.user(user)
        dialog = self.dialogs.pop(who.id, None)
        if dialog:
            return await self._sent(who, dialog, values, label)
        shown = self.form_of(user)
        assert shown, f"{user} has no form"
        return await self._pressed(who, shown, sending(shown.card, label), values)

    def form_of(self, user: str) -> Shown | None:
        """Return the newest card with something to fill in that only this person has."""
        who = self.user(user)
        theirs = [each for each in self.state.places.values() if who.id in each.members]
        forms = [
            shown
            for place in theirs
            for shown in self.cards_of(user, place.id)
            if cards.inputs(shown.card)
            and (place.kind == "personal" or who.id in shown.message.shown)
        ]
        return max(forms, key=lambda shown: shown.order, default=None)

    def _directory_id(self, name: str) -> str:
        return self.state.user(name.removeprefix("@")).aad

    async def _pressed(self, who: User, shown: Shown, action: Json, values: Values) -> Delivery:
        for each in values.values():
            self.state.said(each)
        match action["type"]:
            case "Action.Execute":
                return await self._executed(who, shown, action, values)
            case "Action.Submit":
                data = with_inputs(action, shown.card, values, self._directory_id)
                return await self._submitted(who, shown, data)
            case _:
                raise AssertionError(f"{action['title']} tells the app nothing")

    async def _executed(self, who: User, shown: Shown, action: Json, values: Values) -> Delivery:
        copied: Json = {
            name: action[name] for name in ("type", "id", "title", "verb") if name in action
        }
        data = with_inputs(action, shown.card, values, self._directory_id)
        value = {"action": {**copied, "data": data}, "trigger": "manual"}
        source = self._source(shown.place, who)
        delivery = await self.out.bring(source.invoke("adaptiveCard/action", value, shown.message))
        try:
            found = answers.to_press(self.state, delivery, shown.place.name)
        except Unshown as problem:
            self._trouble(f"[{action['title']}]", problem)
        else:
            if isinstance(found, str):
                self._aside(shown.place, who, found)
            else:
                shown.message.shown[who.id] = (next(self.state.serials), found)
        await self.settled()
        return delivery

    async def _submitted(self, who: User, shown: Shown, data: Json) -> Delivery:
        source = self._source(shown.place, who)
        special = data.get("msteams") or {}
        if special.get("type") == "task/fetch":
            value = {"data": data, "context": _THEME}
            return await self._asked_for_task(who, shown.place, "task", value, shown.message)
        if special.get("type") in ("messageBack", "imBack"):
            text = str(special.get("text") or special.get("value") or "")
            value = special.get("value") or data
            delivery = await self.out.bring(source.submitted(shown.message, value, text))
        else:
            delivery = await self.out.bring(source.submitted(shown.message, data))
        await self.settled()
        return delivery

    # dialogs

    async def _asked_for_task(
        self, who: User, where: Place, family: str, value: Json, message: Message | None
    ) -> Delivery:
        name = "task/fetch" if family == "task" else "composeExtension/fetchTask"
        source = self._source(where, who)
        delivery = await self.out.bring(source.invoke(name, value, message))
        try:
            found = answers.task(self.state, answers.read(delivery), where.name)
            if found is None:
                raise Unshown("no task")
        except Unshown as problem:
            self._trouble(name, problem)
        else:
            self._open(who, where, family, found, value, message)
        await self.settled()
        return delivery

    def _open(
        self,
        who: User,
        where: Place,
        family: str,
        found: Task,
        value: Json,
        message: Message | None,
    ) -> None:
        if found.card is None:
            self._aside(where, who, found.text or "")
            return
        name = "task/submit" if family == "task" else "composeExtension/submitAction"
        self.dialogs[who.id] = Dialog(name, where, found.title, found.card, value, message)

    async def _sent(self, who: User, dialog: Dialog, values: Values, label: str | None) -> Delivery:
        action = sending(dialog.card, label)
        if action["type"] != "Action.Submit":
            self.state.complaints.append(f"{dialog.name}: a dialog is sent by Action.Submit")
        for each in values.values():
            self.state.said(each)
        data = with_inputs(action, dialog.card, values, self._directory_id)
        value = {**dialog.value, "data": data}
        source = self._source(dialog.place, who)
        delivery = await self.out.bring(source.invoke(dialog.name, value, dialog.message))
        try:
            self._take_sent(who, dialog, answers.read(delivery, may_be_empty=True))
        except Unshown as problem:
            self._trouble(dialog.name, problem)
            self.dialogs[who.id] = dialog
        await self.settled()
        return delivery

    def _take_sent(self, who: User, dialog: Dialog, found: Json) -> None:
        if "composeExtension" in found and dialog.name == "composeExtension/submitAction":
            told = answers.extension(self.state, found, dialog.place.name)
            if isinstance(told, str):
                self._aside(dialog.place, who, told)
            else:
                self.results[who.id] = told
            return
        opened = answers.task(self.state, found, dialog.place.name)
        if opened:
            family = "task" if dialog.name == "task/submit" else "extension"
            self._open(who, dialog.place, family, opened, dialog.value, dialog.message)

    # the message extension

    async def extension_query(
        self,
        user: str,
        words: str,
        place: str,
        command: str = "find",
        parameter: str = "words",
        skip: int = 0,
    ) -> list[str]:
        """Have somebody look something up beside what they write; return what they are shown.

        Without words it is what opening the extension shows at first.
        """
        who = self.user(user)
        where = self._seen_place(who, place)
        self.state.said(words)
        first = {"name": "initialRun", "value": "true"}
        asked = {"name": parameter, "value": words} if words else first
        value = {
            "commandId": command,
            "parameters": [asked],
            "queryOptions": {"skip": skip, "count": 25},
        }
        source = self._source(where, who)
        delivery = await self.out.bring(source.invoke("composeExtension/query", value))
        await self.settled()
        try:
            found = answers.extension(self.state, answers.read(delivery), where.name)
        except Unshown as problem:
            self._trouble("composeExtension/query", problem)
            return []
        if isinstance(found, str):
            return [found]
        self.results[who.id] = found
        reads = Reader(who.zone, who.locale)
        return [
            reading.shown({"attachments": [each.get("preview", each)]}, reads) for each in found
        ]

    async def insert(self, user: str, number: int, place: str) -> str:
        """Have somebody post what the extension found; return the message."""
        who = self.user(user)
        where = self._entered(who, place)
        chosen = self.results[who.id][number]
        attachment = {name: chosen[name] for name in ("contentType", "content")}
        message = self.state.post(where, who.id, {"text": "", "attachments": [attachment]}, None)
        self.state.look_for_life(where.name, message.id, message.body)
        return message.id

    async def message_action(self, user: str, place: str, message: str, command: str) -> Delivery:
        """Have somebody choose one of the app's actions on a message."""
        who = self.user(user)
        where = self._seen_place(who, place)
        found = self._message(where, message)
        value = self._command(command, "message")
        value["messagePayload"] = self._source(where, who).payload(found)
        return await self._asked_for_task(who, where, "extension", value, found)

    async def compose_action(self, user: str, place: str, command: str) -> Delivery:
        """Have somebody choose one of the app's actions beside what they write."""
        who = self.user(user)
        where = self._seen_place(who, place)
        value = self._command(command, "compose")
        return await self._asked_for_task(who, where, "extension", value, None)

    def _command(self, command: str, context: str) -> Json:
        return {
            "commandId": command,
            "commandContext": context,
            "requestId": uuid.uuid4().hex,
            "context": _THEME,
        }

    def _trouble(self, name: str, problem: Unshown) -> None:
        """Remember what somebody was told went wrong."""
        self.state.troubles.append(f"{name}: {problem}")
