"""Every example that we print gives something: typed in the sandbox once its week was played."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from adapters.sandbox.command import build
from adapters.slack.manifest import manifest
from app import open_sandbox
from bot.commands import COMMANDS
from bot.words import catalogue
from tests.databases import Databases

pytestmark = pytest.mark.long

HERE = Path(__file__).parent.parent
PAGES = [HERE / "README.md", *sorted((HERE / "docs").glob("*.md"))]
OURS = ("/ask", "/find", "/share", "/whoknows")
SAID_TO_US = re.compile(r"@whoknows ", re.IGNORECASE)
SPOKEN = ("en", "pl")
SOLVED = ("/whoknows solved", "/whoknows reopen")
"""Said in the thread of a question."""
LOOKS = re.compile(r"/find|/whoknows (find|who|examples|topics$|insights$|report)")
LAST = ("off", "listening", "out", "readers")
"""What such commands end is asked for before."""
NOTHING = (
    *("find.nothing", "who.nobody", "topics.none", "examples.none"),
    *("insight.none", "report_here.small", "report_here.not_here", "help.unknown"),
    *("help.did_you_mean", "quiet.unknown", "profile.zone_unknown", "profile.zone_near"),
    *("profile.language_unknown", "profile.hours_unknown", "pilot.unknown", "pilot.zone_unknown"),
    *("pilot.not_admin", "ask.not_here", "share.not_here"),
)


def printed() -> Iterator[str]:
    """Yield what we tell people to type: in pages, in words, in the manifest."""
    said = [text for page in PAGES for text in quoted(page.read_text(encoding="utf-8"))]
    for language in SPOKEN:
        for text in catalogue(language).values():
            for form in [text] if isinstance(text, str) else text.values():
                said += quoted(form)
    for each in manifest("https://whoknows.example.org")["features"]["slash_commands"]:
        said.append(f"{each['command']} {each.get('usage_hint', '')}")
    for each in said:
        typed = SAID_TO_US.sub("/whoknows ", each.replace("…", "")).strip()
        name, _, rest = typed.partition(" ")
        is_ours = name in OURS and "{" not in typed
        # After our name other words are told about too: what people say of us in passing.
        if is_ours and (name != "/whoknows" or not rest or rest.split()[0] in COMMANDS):
            yield typed


def quoted(text: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`\n]+)`", text)


def in_order() -> list[str]:
    """Return each command once: what looks for something, what tells us something, what ends it."""
    once = set(printed()) - set(SOLVED)
    return sorted(once, key=lambda each: (not LOOKS.match(each), each.endswith(LAST), each))


@asynccontextmanager
async def played_week() -> AsyncIterator[TestClient]:  # type: ignore[type-arg]
    """Open a sandbox in which the week was played."""
    async with open_sandbox() as home:
        app, _timetable = await build(home)
        async with TestClient(TestServer(app)) as client:
            assert (await client.post("/sandbox/week", json={})).status == 200
            yield client


def is_nothing(told: str) -> str | None:
    """Return the key of the words that say that there is nothing, none where they do not."""
    for language in SPOKEN:
        for key in NOTHING:
            text = catalogue(language).get(key, "")
            whole = text if isinstance(text, str) else text["other"]
            pieces = [each.strip(" `*") for each in re.split(r"\{\w+\}|`", whole)]
            if whole and all(each in told for each in pieces):
                return key
    return None


def test_there_are_examples_to_type() -> None:
    found = in_order()

    for each in ("/find onboarding", "/whoknows who knows SAP", "/whoknows examples onboarding"):
        assert each in found
    assert len(found) > 30


async def test_every_example_that_we_print_gives_something_after_the_played_week(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url("sandbox"))
    wanting: dict[str, str] = {}

    async with played_week() as client:
        for typed in in_order():
            act = {"person": "Dora", "place": "onboarding", "do": "command", "text": typed}
            before = {each["key"] for each in (await seen(client))}
            answer = await (await client.post("/sandbox/act", json=act)).json()
            told = "\n".join(
                each["text"]
                for each in answer["messages"]
                if each["private"] and each["key"] not in before
            )
            nothing = is_nothing(told)
            if nothing or not (told or answer["form"]):
                wanting[typed] = nothing or "silence"

    assert wanting == {}


async def seen(client: TestClient) -> list[dict[str, str]]:  # type: ignore[type-arg]
    """Return the messages that Dora sees."""
    state = await (await client.get("/sandbox/state", params={"person": "Dora"})).json()
    return list(state["messages"])
