"""A pilot week, played through the same door as what people type.

The week stands in ``week.toml``: what somebody does, step by step, each at its own time. Words
in it are what the people of the sandbox say.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from adapters.sandbox import cast
from adapters.sandbox.clock import PushedClock, push
from adapters.sandbox.door import Door
from bot.rhythm import next_monday

Json = dict[str, Any]
Step = Mapping[str, Any]

_STORY = Path(__file__).parent / "week.toml"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon2")


async def open_up(door: Door) -> None:
    """Have the admin start the pilots and their members come in."""
    admin = next(each for each in cast.PLAYERS if each.is_admin)
    for room in cast.CHANNELS:
        if room.starts != "off":
            text = f"/whoknows pilot {room.starts}"
            did = {"do": "command", "person": admin.key, "place": room.key, "text": text}
            await door.act(did)
    await door.let_in(
        [
            (person.key, room.key)
            for person in cast.PLAYERS
            for room in cast.CHANNELS
            if room.is_seen_by(person.key) and room.starts != "off" and not person.is_new
        ]
    )


async def play(door: Door, clock: PushedClock) -> None:
    """Play the week: from the next Monday morning to the Monday after it."""
    monday = next_monday(cast.ZONE, clock()).astimezone(ZoneInfo(cast.ZONE)).date()
    story = Story(door)
    for step in tomllib.loads(_STORY.read_text(encoding="utf-8"))["step"]:
        day, _, at = str(step["at"]).partition(" ")
        when = datetime.combine(
            monday + timedelta(days=_DAYS.index(day)),
            time.fromisoformat(at),
            ZoneInfo(cast.ZONE),
        )
        await push(clock, max(when, clock()), door.timetable)
        await story.take(step)


@dataclass
class Story:
    """What was named on the way, so that later steps can speak of it."""

    door: Door
    named: dict[str, str] = field(default_factory=dict)

    async def take(self, step: Step) -> None:
        """Do one step; ``name`` keeps the key of the message it makes."""
        if "do" not in step:
            return
        person, place = step["who"], step["where"]
        did = {"person": person, "place": place, "do": step["do"], **self._fields(step)}
        seen = await self.door.act(did)
        if "form" in seen and seen["form"] and "values" in step:
            values = {each["name"]: each["value"] for each in seen["form"]["inputs"]}
            sent = {"form": seen["form"]["does"], "values": values | dict(step["values"])}
            seen = await self.door.act({"person": person, "place": place, "do": "submit", **sent})
        if "name" in step:
            self.named[step["name"]] = _newest(seen["messages"], person, step["do"])

    def _fields(self, step: Step) -> Json:
        fields: Json = {name: step[name] for name in ("text", "reaction") if name in step}
        for name in ("thread", "message"):
            if name in step:
                fields[name] = self.named[step[name]]
        if "button" in step:
            fields |= self._button(step)
        return fields

    def _button(self, step: Step) -> Json:
        """Return the newest button that the person sees and that begins so; or a menu's entry."""
        if "message" in step:
            return {"button": f"{step['button']} {self.named[step['message']]}"}
        person = cast.player(step["who"])
        room = cast.room(step["where"], person.key if person else None)
        if person is None or room is None:
            raise ValueError(f"nobody, or nowhere: {step}")
        for message in reversed(self.door.chat.seen_by(person.key, room.key)):
            for part in message.get("parts", []):
                for button in part["items"] if part["part"] == "buttons" else []:
                    if _is_meant(button["does"], step["button"]):
                        return {"button": button["does"], "message": message["key"]}
        raise ValueError(f"nobody sees such a button: {step}")


def _is_meant(does: str, said: str) -> bool:
    """Tell whether a button is the one that a step names: by its verb, and its last word."""
    verb, _, last = said.partition(" ")
    return does.partition(" ")[0] == verb and (not last or does.endswith(f" {last}"))


def _newest(messages: list[Json], person: str, do: str) -> str:
    """Return the key of the newest message that this made: of the person, or of ours."""
    ours = do in ("command", "submit", "press")
    made = [
        each
        for each in messages
        if not each["private"] and (each["by_us"] if ours else each["name"] == person)
    ]
    return str(made[-1]["key"])
