"""The sandbox as a stage: everything over its HTTP door."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.sandbox.command import build
from app import open_sandbox
from tests.stories import pilot_week
from tests.stories.stage import ALONE, Line

Json = dict[str, Any]

OFFICE = ZoneInfo("Europe/Berlin")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon2")


@dataclass
class SandboxStage:
    """Does everything by ``POST /sandbox/act`` and ``/sandbox/clock``."""

    client: TestClient[web.Request, web.Application]
    monday: datetime | None = None
    form: Json | None = None
    _places: dict[str, str] = field(default_factory=dict)

    async def until(self, day: str, at: str) -> None:
        """Push the clock."""
        if self.monday is None:
            now = (await self.now()).astimezone(OFFICE)
            days = 7 - now.weekday()
            self.monday = datetime.combine(now.date() + timedelta(days=days), time(), OFFICE)
        date = self.monday.date() + timedelta(days=_DAYS.index(day))
        to = datetime.combine(date, time.fromisoformat(at), OFFICE)
        answer = await self.client.post("/sandbox/clock", json={"to": to.isoformat()})
        assert answer.status == 200, await answer.text()

    async def say(self, who: str, where: str, text: str, thread: str | None = None) -> str:
        """Say something and return its key."""
        messages = await self._act(who, where, do="say", text=text, thread=thread)
        return str([each for each in messages if each["name"] == who][-1]["key"])

    async def type(self, who: str, where: str, command: str) -> list[str]:
        """Type a command."""
        before = await self.told(who, where)
        await self._act(who, where, do="command", text=command)
        return (await self.told(who, where))[len(before) :]

    async def react(self, who: str, message: str, sign: str) -> None:
        """React."""
        where = message.rpartition("/")[0]
        await self._act(who, where, do="react", message=message, reaction=sign)

    async def press(self, who: str, where: str, label: str, **values: str) -> list[str]:
        """Press a button ("form": send the one that is open), and fill in what opens."""
        if label != "form":
            button, message = await self._button(who, where, label)
            await self._act(who, where, do="press", button=button, message=message)
        if self.form:
            known = {each["name"]: each["value"] for each in self.form["inputs"]}
            labels = {name: each for each in self.form["inputs"] for name in [each["name"]]}
            for name, value in values.items():
                choices = {text: key for key, text in labels[name]["choices"]}
                known[name] = choices.get(value, value)
            sent = self.form["does"]
            await self._act(who, where, do="submit", form=sent, values=known)
        return await self.told(who, where)

    async def join(self, who: str, where: str) -> None:
        """Come into a channel."""
        await self._act(who, where, do="join")

    async def post(self, where: str, words: str) -> str:
        """Return the key of our newest post with some words."""
        for person in ("Dora", "Amina"):
            found = [
                each
                for each in await self._seen(person, where)
                if each["by_us"] and not each["private"] and words in each["text"]
            ]
            if found:
                return str(found[-1]["key"])
        raise AssertionError(f"no post in {where} says {words}")

    async def told(self, who: str, where: str = ALONE) -> list[str]:
        """Return what only this person sees."""
        seen = await self._seen(who, where)
        alone = where == ALONE
        return [each["text"] for each in seen if each["by_us"] and (alone or each["private"])]

    async def reads(self, who: str, where: str) -> list[str]:
        """Return all that a person sees."""
        return [each["text"] for each in await self._seen(who, where)]

    async def now(self) -> datetime:
        """Return the time in the sandbox."""
        return datetime.fromisoformat((await self._state("Dora"))["now"])

    async def dump(self) -> list[Line]:
        """Return what was remembered."""
        return list((await self._state("Dora"))["remembered"])

    async def report(self) -> Line:
        """Return the report."""
        return dict((await self._state("Dora"))["report"])

    async def _act(self, who: str, where: str, **did: object) -> list[Json]:
        body = {"person": who, "place": where, **did}
        answer = await self.client.post("/sandbox/act", json=body)
        found = await answer.json()
        assert answer.status == 200, (body, found)
        self.form = found["form"]
        return list(found["messages"])

    async def _button(self, who: str, where: str, label: str) -> tuple[str, str]:
        for message in reversed(await self._seen(who, where)):
            for part in message.get("parts", []):
                for button in part["items"] if part["part"] == "buttons" else []:
                    if button["label"] == label:
                        return button["does"], message["key"]
        raise AssertionError(f"{who} sees no button {label} in {where}")

    async def _seen(self, who: str, where: str) -> list[Json]:
        state = await self._state(who)
        keys = [each["key"] for each in state["places"] if where in (each["name"], each["key"])]
        return [each for each in state["messages"] if each["place"] in keys]

    async def _state(self, who: str) -> Json:
        answer = await self.client.get("/sandbox/state", params={"person": who})
        assert answer.status == 200, await answer.text()
        return dict(await answer.json())


@asynccontextmanager
async def a_sandbox(url: str, patch: pytest.MonkeyPatch) -> AsyncIterator[SandboxStage]:
    """A sandbox with a database of its own."""
    patch.setenv("WHOKNOWS_DATABASE_URL", url)
    async with open_sandbox() as home:
        app, _timetable = await build(home)
        async with TestClient(TestServer(app)) as client:
            yield SandboxStage(client)


async def told_in_the_sandbox(url: str, patch: pytest.MonkeyPatch) -> list[Line]:
    """Tell the week in a sandbox, and return what is remembered."""
    async with a_sandbox(url, patch) as stage:
        await pilot_week.tell(stage)
        return await stage.dump()
