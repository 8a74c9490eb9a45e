"""A Slack that others wrote, with the sandbox's people in it: started, spoken to, its time set.

It serves every interface, so it starts only where there is none but the loopback (tests/peer).
"""

import asyncio
import fcntl
import hashlib
import hmac
import json
import os
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession, ClientTimeout, ClientWebSocketResponse

from adapters.sandbox import cast
from bot.model import Visibility

Json = dict[str, Any]

PROGRAM = os.environ.get("WHOKNOWS_LOCAL_SLACK", "")
"""Where the program is; tests/peer says so."""

TEAM = "T0OFFICE"
APP = "A0WHOKNOWS"
BOT = "U0WHOKNOWS"
BOT_TOKEN = "xoxb-peer"
APP_TOKEN = "xapp-peer"
SIGNING_SECRET = "peer-secret"

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

_LONGEST = ClientTimeout(total=30)
_SIOCGIFFLAGS = 0x8913
_IFF_UP = 0x1


def person_id(name: str) -> str:
    """Return the id of somebody from the sandbox's cast."""
    player = cast.player(name)
    assert player, f"nobody is called {name}"
    return f"U0{player.name.upper()}"


def channel_id(name: str) -> str:
    """Return the id of a channel from the sandbox's cast."""
    room = next((each for each in cast.CHANNELS if each.name == name.lstrip("#")), None)
    assert room, f"no channel is called {name}"
    return f"C0{room.name.upper()}"


@dataclass
class Time:
    """The time that the peer sees; it stands until it is set anew."""

    file: Path
    now: datetime

    def __post_init__(self) -> None:
        self.set(self.now)

    def set(self, to: datetime) -> None:
        """Set the time, to the second; Slack's timestamps stay in order within one."""
        self.now = to.astimezone(UTC).replace(microsecond=0)
        new = self.file.with_suffix(".new")
        new.write_text(f"{self.now:%Y-%m-%d %H:%M:%S}\n")
        new.replace(self.file)


@dataclass
class LocalSlack:
    """Does what people do, and tells what they could see; each call waits for the bot's answer."""

    url: str
    request_url: str | None
    time: Time
    _http: ClientSession

    @property
    def api_url(self) -> str:
        """The address of the Web API, as slack_sdk wants it."""
        return f"{self.url}/api/"

    async def api(self, method: str, **arguments: Any) -> Json:
        """Call a method of the Web API, as the bot may."""
        return await self._post(f"/api/{method}", arguments)

    async def direct(self, person: str) -> str:
        """Return the id of somebody's direct line with the bot."""
        opened = await self.api("conversations.open", users=person)
        return str(opened["channel"]["id"])

    async def say(self, person: str, channel: str, text: str, thread: str | None = None) -> str:
        """Have somebody say something; return its ts."""
        said = {"channel": channel, "user": person, "text": text, "thread_ts": thread}
        answer = await self._control("message", {k: v for k, v in said.items() if v is not None})
        return str(answer["message"]["ts"])

    async def edit(self, person: str, channel: str, ts: str, text: str) -> None:
        """Have somebody say something in other words."""
        await self._control(
            "edit-message", {"channel": channel, "ts": ts, "user": person, "text": text}
        )

    async def delete(self, person: str, channel: str, ts: str) -> None:
        """Have somebody take back what they said."""
        await self._control("delete-message", {"channel": channel, "ts": ts, "user": person})

    async def type(self, person: str, channel: str, command: str, text: str) -> None:
        """Have somebody type a slash command."""
        typed = {"channel": channel, "user": person, "command": command, "text": text}
        await self._control("command", typed)

    async def react(
        self, person: str, channel: str, ts: str, name: str, *, present: bool = True
    ) -> None:
        """Have somebody put a reaction on a message, or take it away."""
        known = [each["ts"] for each in await self.messages(channel)]
        assert ts in known, f"no message {ts} in {channel}"
        put = {"channel": channel, "ts": ts, "user": person, "name": name, "present": present}
        await self._control("reaction", put)

    async def press(self, person: str, channel: str, ts: str, action: Json) -> None:
        """Have somebody use a button or menu of a message."""
        pressed = {"channel": channel, "messageTs": ts, "user": person, "action": action}
        await self._control("interact", pressed)

    async def open_home(self, person: str) -> None:
        """Have somebody open the bot's home."""
        await self._control("open-home", {"user": person})

    async def join(self, person: str, channel: str) -> None:
        """Have somebody come into a channel.

        The peer's channels keep the members that they start with, so we tell the bot in its place.
        """
        now = f"{self.time.now.timestamp():.0f}"
        event = {
            "type": "member_joined_channel",
            "user": person,
            "channel": channel,
            "channel_type": "C",
            "team": TEAM,
            "event_ts": f"{now}.000000",
        }
        body = json.dumps(_envelope(event, f"Ev{person}{channel}{now}", int(now))).encode()
        assert self.request_url, "only over HTTP"
        async with self._http.post(
            self.request_url, data=body, headers=signed(body, now)
        ) as answer:
            assert answer.status == 200, await answer.text()

    async def messages(self, channel: str) -> list[Json]:
        """Return all of a channel, oldest first, also what only one person sees."""
        return list((await self._get(f"messages/{channel}"))["messages"])

    async def log(self) -> list[Json]:
        """Return the last thousand things that went to the bot (``to_bot``) and came back."""
        return list((await self._get("log"))["log"])

    async def state(self) -> Json:
        """Return the workspace, its people and its channels."""
        return await self._get("state")

    async def forms(self) -> list[Json]:
        """Return the views that are open, the topmost last; there is one pile for all people."""
        async with self._ui() as (_, state):
            return list(state["modalStack"])

    async def home(self, person: str) -> Json | None:
        """Return what somebody sees in the bot's home."""
        async with self._ui() as (_, state):
            view: Json | None = state["homeViews"].get(person, {}).get(APP)
            return view

    async def submit(self, person: str, values: Json) -> Json:
        """Have somebody send the topmost form; return what the bot found wrong, by block."""
        async with self._ui() as (ui, _), asyncio.timeout(_LONGEST.total):
            await ui.send_json({"t": "view_submit", "user": person, "values": values})
            while True:
                told = await ui.receive_json()
                if told["t"] == "view_errors":
                    return dict(told["errors"])
                if told["t"] == "view":
                    return {}

    async def close(self, person: str) -> None:
        """Have somebody close the form that is open."""
        async with self._ui() as (ui, _), asyncio.timeout(_LONGEST.total):
            await ui.send_json({"t": "view_close", "user": person})
            while (await ui.receive_json())["t"] != "view":
                pass

    async def reset(self) -> None:
        """Forget all that was said and done."""
        await self._control("reset", {})

    @asynccontextmanager
    async def _ui(self) -> AsyncIterator[tuple[ClientWebSocketResponse, Json]]:
        async with self._http.ws_connect(f"{self.url}/ui", max_msg_size=0) as ui:
            yield ui, (await ui.receive_json())["state"]

    async def _control(self, what: str, body: Json) -> Json:
        answer = await self._post(f"/_control/{what}", body)
        assert answer["ok"], (what, body, answer)
        return answer

    async def _post(self, path: str, body: Json) -> Json:
        async with self._http.post(self.url + path, json=body) as answer:
            return dict(await answer.json())

    async def _get(self, what: str) -> Json:
        async with self._http.get(f"{self.url}/_control/{what}") as answer:
            return dict(await answer.json())


def signed(body: bytes, timestamp: str) -> dict[str, str]:
    """Return the headers with which Slack sends an event."""
    base = b"v0:" + timestamp.encode() + b":" + body
    digest = hmac.new(SIGNING_SECRET.encode(), base, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Signature": f"v0={digest}",
        "X-Slack-Request-Timestamp": timestamp,
    }


@asynccontextmanager
async def open_local_slack(
    request_url: str | None, at: datetime = MONDAY
) -> AsyncIterator[LocalSlack]:
    """Start it, and end it whatever happens.

    ``request_url`` is where it sends everything, none for Socket Mode. Nothing goes there before
    somebody does something, so the bot can start after it.
    """
    with _folder(request_url) as folder:
        time = Time(folder / "time", at)
        process = await _started(folder, time)
        try:
            url = await _url(process)
            async with ClientSession(timeout=_LONGEST) as http:
                yield LocalSlack(url, request_url, time, http)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


@contextmanager
def _folder(request_url: str | None) -> Iterator[Path]:
    with TemporaryDirectory(prefix="whoknows-peer-") as name:
        folder = Path(name)
        (folder / "config.json").write_text(json.dumps(_config(request_url)))
        yield folder


async def _started(folder: Path, time: Time) -> asyncio.subprocess.Process:
    if not PROGRAM:
        raise RuntimeError("WHOKNOWS_LOCAL_SLACK names no program: run these tests by make peer")
    refuse_company(interfaces_up())
    return await asyncio.create_subprocess_exec(
        *("setpriv", "--pdeathsig", "KILL", "--", PROGRAM),  # not to outlive a killed pytest
        *("--config", str(folder / "config.json"), "--files-dir", str(folder / "files")),
        *("--port", "0", "--base-host", "127.0.0.1"),
        env={
            "PATH": os.defpath,  # nothing else of ours, no proxy above all
            "TZ": "UTC",
            "LD_PRELOAD": _faketime(),
            "FAKETIME_TIMESTAMP_FILE": str(time.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # its time-outs last as long as they should
        },
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def _url(process: asyncio.subprocess.Process) -> str:
    assert process.stdout
    said = ""
    async with asyncio.timeout(_LONGEST.total):
        while line := (await process.stdout.readline()).decode():
            said += line
            if "Web UI:" in line:
                return line.split()[-1]
    raise RuntimeError(f"it did not start: {said}")


def _faketime() -> str:
    """Return the library that keeps the time for a program of several threads."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        raise RuntimeError("there is no libfaketime; on Debian: sudo apt install libfaketime")
    return str(found[0])


def refuse_company(interfaces: set[str]) -> None:
    """Raise RuntimeError where there is an interface by which others could come in."""
    if outside := interfaces - {"lo"}:
        raise RuntimeError(f"it would serve {', '.join(sorted(outside))} too: use make peer")


def interfaces_up() -> set[str]:
    """Return the names of the network interfaces that are up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asks:
        return {name for _, name in socket.if_nameindex() if _flags(asks, name) & _IFF_UP}


def _flags(asks: socket.socket, name: str) -> int:
    answer = fcntl.ioctl(asks.fileno(), _SIOCGIFFLAGS, struct.pack("16sH14x", name.encode(), 0))
    return int(struct.unpack("16xH14x", answer)[0])


def _config(request_url: str | None) -> Json:
    app = {
        "appId": APP,
        "botUserId": BOT,
        "botName": "whoknows",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SIGNING_SECRET,
        "mode": "events" if request_url else "socket",
        "requestUrl": request_url or "",
    }
    return {
        "workspace": {"teamId": TEAM, "name": "Office", "domain": "office"},
        "apps": [app],
        "users": [
            {
                "id": person_id(each.name),
                "name": each.name,  # the peer shows it as the display name too
                "real_name": each.name,
                "tz": each.zone,
            }
            for each in cast.PLAYERS
        ],
        "channels": [
            {
                "id": channel_id(each.name),
                "name": each.name,
                "is_private": each.visibility is Visibility.PRIVATE,
                "members": [BOT, *(person_id(name) for name in members(each.name))],
            }
            for each in cast.CHANNELS
        ],
    }


def members(channel: str) -> list[str]:
    """Return the names of those who are in a channel from the start."""
    [room] = [each for each in cast.CHANNELS if each.name == channel]
    return [each.name for each in cast.PLAYERS if not each.is_new and room.is_seen_by(each.key)]


def _envelope(event: Json, event_id: str, event_time: int) -> Json:
    return {
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": event_time,
        "authorizations": [{"team_id": TEAM, "user_id": BOT, "is_bot": True}],
    }
