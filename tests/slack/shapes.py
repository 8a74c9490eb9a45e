"""Odd shapes of what Slack sends, and what is to become of each."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlencode

from tests.slack.doorstep import (
    BRUNO,
    CHANNEL,
    FORM,
    JSON,
    TEAM,
    Doorstep,
    Json,
    envelope,
    without,
)

Becomes = Literal["dead", "passed over", "not kept", "remembered"]

DEEP = 50_000
COMMAND = {
    "team_id": TEAM,
    "user_id": BRUNO,
    "channel_id": CHANNEL,
    "channel_name": "onboarding",
    "trigger_id": "1.2.3",
    "command": "/whoknows",
    "text": "help",
}
_TWINS = "\ud83d\ude00"


def some(*odd: Any) -> tuple[Any, ...]:
    """Return values of whatever types."""
    return odd


@dataclass(frozen=True)
class Shape:
    """Something odd that is rightly signed, what becomes of it, and (dead) why."""

    name: str
    body: bytes
    becomes: Becomes
    why: str = ""
    kind: str = JSON


def dead(name: str, body: bytes | Json, why: str) -> Shape:
    """Return a shape that is set aside."""
    return Shape(name, written(body), "dead", why)


def passed(name: str, body: bytes | Json) -> Shape:
    """Return a shape that can be read and has nothing in it for us."""
    return Shape(name, written(body), "passed over")


def kept(name: str, body: bytes | Json) -> Shape:
    """Return a shape that is odd and remembered all the same."""
    return Shape(name, written(body), "remembered")


def written(body: bytes | Json) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


class Shapes:
    """All the shapes."""

    def __init__(self, door: Doorstep) -> None:
        self._door = door

    def all(self) -> Iterator[Shape]:
        """Yield every shape."""
        yield from self._bytes()
        yield from self._envelopes()
        yield from self._messages()
        yield from self._other_events()
        yield from self._forms()
        yield from self._commands()
        yield from self._presses()
        yield from self._views()

    def _said(self, **changed: Any) -> Json:
        return envelope(self._door.question(user=BRUNO, **changed))

    def _bytes(self) -> Iterator[Shape]:
        not_json = {
            "empty": b"",
            "spaces": b"  \n ",
            "a brace": b"{",
            "two objects": b"{}{}",
            "a number with 5,000 digits": b'{"event": ' + b"9" * 5_000 + b"}",
            "NUL": b"\0",
            "100,000 NULs": b"\0" * 100_000,
            "not UTF-8": b"\xff\xfe\xfa",
            "UTF-16": json.dumps(self._said()).encode("utf-16"),
            "a byte order mark": b"\xef\xbb\xbf" + json.dumps(self._said()).encode(),
            "deep lists": b"[" * DEEP + b"]" * DEEP,
            "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
            "half a megabyte of words": b"word " * 100_000,
        }
        for name, body in not_json.items():
            yield dead(name, body, "not JSON")
        for body in (b"[]", b"null", b"1", b'"event"', b"true", b"NaN", b"{}", b'{"event": null}'):
            yield dead(body.decode(), body, "not an event")
        yield Shape("a type nobody knows", written(self._said()), "remembered", kind="text/plain")
        yield Shape("no type at all", written(self._said()), "remembered", kind="")
        yield Shape("a type with a charset", written(self._said()), "remembered", kind=f"{JSON};q=")
        books = json.dumps(self._said(text="<@UT1BOT> Wie bestellt man B\xfccher?"))
        yield kept("Latin-1", books.encode().replace(b"\\u00fc", b"\xfc"))
        asked = json.dumps(self._said())
        yield kept("a key twice", f'{{"event": null, "event": 1, {asked[1:]}'.encode())

    def _envelopes(self) -> Iterator[Shape]:
        said = self._said()
        for odd in some(None, 1, [], "message", [said["event"]]):
            yield dead(f"event {odd!r:.20}", said | {"event": odd}, "not an event")
        for odd in some(None, 1, [], {}, "", "T/1", "T1 ", "T" * 500, "T\ud800", "<T1>"):
            told = said | {"team_id": odd}
            yield dead(f"team {odd!r:.20}", told, "an event without a workspace")
        yield dead("no team", without(said, "team_id"), "an event without a workspace")
        for odd in some(
            None, 1, "U", {}, [None], [1], [{"user_id": 1}], [{"user_id": []}], [[]] * 99
        ):
            yield passed(f"authorizations {odd!r:.20}", self._unasked(authorizations=odd))
        for odd in some(None, 1, [], {}, "Ev" * 500, "\ud800"):
            yield kept(f"event id {odd!r:.20}", self._said() | {"event_id": odd})
        for odd in some(None, "now", [], 1.5):
            yield kept(f"event time {odd!r}", self._said() | {"event_time": odd})
        for odd in some(-1, 10**15):
            yield dead(f"event time {odd}", self._said() | {"event_time": odd}, "a timestamp")
        for odd in some([], {}, "yes", 1):
            yield kept(f"shared {odd!r}", self._said() | {"is_ext_shared_channel": odd})
        posed: Json = {"whoknows": {"capture": "knowledge", "person": "Mallory"}}
        yield kept("posing as a log", self._said() | posed)
        posed = {"kind": "introduction", "workspace": "slack:T1", "users": [{"id": BRUNO}]}
        yield kept("posing as ourselves", self._said() | posed)

    def _unasked(self, **changed: Any) -> Json:
        """Return what is not said to us, as far as we are not told who we are."""
        return self._said(text="Good morning everybody") | changed

    def _messages(self) -> Iterator[Shape]:
        for odd in some(None, 1, [], {}, "", " \t\n", "\u2028\x00\x1b", "\ud800"):
            yield passed(f"text {odd!r}", self._said(text=odd))
        yield passed("only a mention", self._said(text="<@UT1BOT>"))
        yield passed("only a file", self._said(text="", subtype="file_share", files=[{"id": "F"}]))
        yield kept("40k", self._said(text="<@UT1BOT> How do we order " + "x" * 39_900))
        yield passed("900k", self._said(text="<@UT1BOT> How do we " + "x <@U1> " * 110_000))
        yield kept("lone surrogates", self._said(text="<@UT1BOT> How is \ud83d it \udc00 done?"))
        yield kept("surrogate pairs", self._said(text=f"<@UT1BOT> How is {_TWINS} done?"))
        yield kept("NUL", self._said(text="<@UT1BOT> How \0 is \x1b[31m it done?"))
        for odd in some(None, 1, [], {}, "", "now", "1e9", "-1.5", "9" * 30, "1.1234567", "1.1\n"):
            yield dead(f"ts {odd!r}", self._said(ts=odd), "a timestamp")
        for odd in some(1, [1], "x", {"a": 1}):
            yield dead(f"thread {odd!r}", self._said(thread_ts=odd), "a timestamp")
        for odd in some(None, 1, [], "", {}, "C/1", "C" * 500, {"id": None}):
            yield dead(
                f"channel {odd!r:.20}", self._said(channel=odd), "an event without a channel"
            )
        for odd in some(None, 1, [], {}, "U 1", "U" * 500):
            told = self._said() | {"event": self._door.question(user=odd)}
            yield passed(f"user {odd!r:.20}", told)
        for odd in some(1, [], {}, "unheard_of"):
            yield passed(f"subtype {odd!r}", self._said(subtype=odd))
        for odd in some(1, [], {}):
            yield kept(f"channel type {odd!r}", self._said(channel_type=odd))
        for odd in some(1, [], "x", {"display_name": []}, {"display_name": {}, "real_name": 1}):
            yield kept(f"profile {odd!r:.30}", self._said(user_profile=odd))

    def _edits(self) -> Iterator[Shape]:
        for odd in some(1, [], "x", {"ts": None}):
            yield passed(f"edited {odd!r}", self._edited(odd))
        for odd in some({"ts": 1}, {"ts": "x"}):
            yield dead(f"edited {odd!r}", self._edited(odd), "a timestamp")
        for odd in some(None, 1, [], "x", {}):
            yield passed(f"changed to {odd!r}", self._said(subtype="message_changed", message=odd))
        for odd in some(None, 1, [], "x"):
            told = self._said(subtype="message_deleted", deleted_ts=odd)
            yield dead(f"deleted {odd!r}", told, "a timestamp")

    def _edited(self, edited: object) -> Json:
        message = {"user": BRUNO, "text": "Good evening everybody", "ts": "1.000001"}
        return self._said(subtype="message_changed", message=message | {"edited": edited})

    def _other_events(self) -> Iterator[Shape]:
        for odd in some(None, 1, [], {}):
            told = self._said() | {"event": self._door.question(type=odd)}
            yield dead(f"type {odd!r}", told, "an event without a type")
        yield passed(
            "a type nobody knows", envelope({"type": "unheard_of", "event_ts": "1.000001"})
        )
        yield passed("a type and nothing else", envelope({"type": "unheard_of"}))
        deep: Json = {"type": "unheard_of"}
        inner = deep
        for _ in range(800):
            inner["a"] = {}
            inner = inner["a"]
        yield passed("nested", envelope(deep))
        stars = {
            "type": "reaction_added",
            "user": BRUNO,
            "reaction": "bulb",
            "event_ts": "1.000002",
        }
        for odd in some(None, 1, [], "x", {}, {"type": "message"}):
            told = envelope(stars | {"item": odd})
            yield dead(f"item {odd!r}", told, "a timestamp")
        told = envelope(stars | {"item": {"ts": "1.000001"}})
        yield dead("item without a channel", told, "an event without a channel")
        item = {"type": "message", "channel": CHANNEL, "ts": "1.000001"}
        for odd in some(None, 1, [], {}, "", "x" * 5_000, "\ud800", "bulb::skin-tone-9::x"):
            told = stars | {"item": item, "reaction": odd, "event_ts": self._door.ts()}
            yield passed(f"reaction {odd!r:.20}", envelope(told))
        for odd in some(None, 1, [], "x"):
            told = envelope(stars | {"item": item, "event_ts": odd})
            yield dead(f"event_ts {odd!r}", told, "a timestamp")

    def _comings(self) -> Iterator[Shape]:
        join = {"type": "member_joined_channel", "channel": CHANNEL}
        for odd in some(None, 1, [], {}, "U/1"):
            yield passed(
                f"who joins {odd!r}", envelope(join | {"user": odd, "event_ts": self._door.ts()})
            )
        for odd in some(None, 1, [], {"a": 1}, "\ud800", "", "x" * 5_000):
            told = {"type": "channel_rename", "channel": {"id": "CELSEWHERE", "name": odd}}
            yield passed(f"name {odd!r:.20}", envelope(told | {"event_ts": self._door.ts()}))
        for odd in some(None, 1, [], "x", {"bot": None}, {"bot": []}):
            yield passed(f"tokens {odd!r}", envelope({"type": "tokens_revoked", "tokens": odd}))

    def _forms(self) -> Iterator[Shape]:
        def form(name: str, body: str | bytes, why: str) -> Shape:
            raw = body if isinstance(body, bytes) else body.encode()
            return Shape(name, raw, "dead", why, FORM)

        yield form("an empty form", "", "no team_id")
        yield form("a form that is none", "&&==&%zz%&;", "no team_id")
        yield form("JSON as a form", json.dumps(self._said()) + "=1", "no team_id")
        yield form("bytes as a form", b"\xff\0=\xfe\0", "no team_id")
        many = {**self._command(), **{f"field{n}": "x" for n in range(100)}}
        yield form("a form of many fields", form_of(many), "no team_id")
        for odd in some(
            "x",
            "[]",
            "null",
            "1",
            '"a"',
            "{",
            "[" * 2_000,
            '{"a":' * 2_000,
            "%",
            "\ud800",
        ):
            body = "payload=" + quote(odd.encode(errors="surrogatepass"))
            yield form(f"payload {odd[:20]!r}", body, "an interaction of an unknown type")
        yield form("payload {}", "payload=%7B%7D", "an interaction of an unknown type")
        yield Shape("an empty payload", b"payload=&ssl_check=1", "not kept", kind=FORM)
        yield Shape("ssl_check", b"ssl_check=1&token=x", "not kept", kind=FORM)

    def _commands(self) -> Iterator[Shape]:
        def command(name: str, why: str = "", **changed: str) -> Shape:
            told = {**self._command(), **changed}
            told = {each: value for each, value in told.items() if value != "-"}
            return Shape(name, form_of(told), "dead" if why else "passed over", why, FORM)

        for name in ("team_id", "user_id", "channel_id", "trigger_id"):
            yield command(f"a command without {name}", f"no {name}", **{name: "-"})
            for odd in some("a/b", "a b", "<a>", "\0", "x" * 150, "\u2603"):
                yield command(f"{name} {odd[:9]!r}", f"no {name}", **{name: odd})
        yield command("no command", command="-", text="-")
        yield command("another's command", command="/giphy")
        yield command("a command of 30k", text="x" * 30_000)
        yield command("a command with a lone surrogate", text="find \udcff\ud800")
        yield command("a command with NUL", text="find \0 \x1b[2J")
        yield command("a command of one word, 500k", text="x" * 500_000)
        yield command("an address that is none", response_url="http://[::1/\0")

    def _command(self) -> dict[str, str]:
        return COMMAND | {"trigger_id": f"{self._door.ts()}.c"}

    def _interaction(self, name: str, becomes: Becomes, why: str, payload: Json) -> Shape:
        payload = {"trigger_id": f"{self._door.ts()}.i", **payload}
        return Shape(name, form_of({"payload": json.dumps(payload)}), becomes, why, FORM)

    def _presses(self) -> Iterator[Shape]:
        right = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": BRUNO, "team_id": TEAM},
            "channel": {"id": CHANNEL, "name": "onboarding"},
            "actions": [{"value": "profile"}],
        }

        def press(name: str, why: str = "", **changed: Any) -> Shape:
            becomes: Becomes = "dead" if why else "passed over"
            return self._interaction(name, becomes, why, right | changed)

        for odd in some(None, 1, [], {}):
            yield press(f"interaction {odd!r}", "an interaction of an unknown type", type=odd)
        yield press("an interaction unheard of", type="unheard_of")
        for name, why in (("team", "no id"), ("user", "no id"), ("trigger_id", "no request")):
            for odd in some(None, 1, [], {}, "", {"id": None}, {"id": []}, {"id": "a/b"}):
                yield press(f"{name} {odd!r}", why, **{name: odd})
        for odd in some(None, 1, [], {}, "x", [None], [1], [[]], [{}], [{"value": 1}]):
            yield press(f"actions {odd!r}", actions=odd)
        for odd in some("", " ", "unheard_of x", "helpful", "x" * 2_000, "\ud800", "%s %n {0}"):
            yield press(f"value {odd[:20]!r}", "a button", actions=[{"value": odd}])
        yield press("a key of 500", "longer than any key", actions=[{"value": "post " + "k" * 500}])
        yield press("a verdict nobody gives", "'x' is not", actions=[{"value": "judge k x"}])
        for odd in some("post", "withdraw", "follow", "answer", "close", "widen", "keep", "pass"):
            gone = f"{odd} slack:T1/CELSEWHERE/1.000001"
            yield press(f"{odd} of what is not there", actions=[{"value": gone}])
        yield from self._shortcuts(press)
        for odd in some(None, 1, [], "x", {}, {"id": 1, "name": []}):
            why = "no id" if odd == {"id": 1, "name": []} else ""
            yield press(f"where {odd!r}", why, channel=odd)
        for odd in some(1, [], "x", {"thread_ts": 1, "blocks": 1}):
            yield press(f"message {odd!r}", message=odd, container=odd, view=odd, response_url=odd)

    def _shortcuts(self, press: Callable[..., Shape]) -> Iterator[Shape]:
        for odd in some(None, "", "unheard_of", "answer; drop"):
            why = "a shortcut that is none of ours"
            yield press(f"shortcut {odd!r}", why, type="message_action", callback_id=odd)
        yield press("a shortcut on nothing", "no ts", type="message_action", callback_id="keep")
        yield press("a global shortcut of another", "a button", type="shortcut", callback_id="x y")

    def _views(self) -> Iterator[Shape]:
        def view(name: str, why: str, view: object) -> Shape:
            told = {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": BRUNO}}
            becomes: Becomes = "dead" if why else "passed over"
            return self._interaction(name, becomes, why, {**told, "view": view})

        for odd in some(
            None,
            1,
            [],
            "x",
            {},
            {"callback_id": 1},
            {"callback_id": "ask", **_metadata(1)},
        ):
            yield view(f"view {odd!r:.40}", "a view that carries nothing", odd)
        for odd in some("", "unheard_of", "their form", "x" * 5_000, "\ud800"):
            why = "a form that is none of ours"
            yield view(f"form {odd[:20]!r}", why, {"callback_id": odd})
        for odd in some("{", "[]", "1", "null", "x", "[" * 2_000, '{"a":' * 2_000, "\0", "\ud800"):
            told = {"callback_id": "profile", **_metadata(odd)}
            yield view(f"metadata {odd[:9]!r}", "a form that is none of ours", told)
        for odd in some("", "x", "9" * 5_000, "-1 profile", "99999 profile", "\u00b2 profile"):
            told = {"callback_id": "…", **_metadata(odd)}
            yield view(f"carries {odd[:9]!r}", "a form that is none of ours", told)
        yield view(
            "from nowhere", "no id", {"callback_id": "profile", **_metadata('{"id": "a/b"}')}
        )
        yield view("from far", "no id", {"callback_id": "profile", **_metadata('{"id": 1}')})
        yield view("a wish nobody has", "'x' is not", {"callback_id": "ask x"})
        for odd in some(
            None,
            1,
            [],
            "x",
            {"values": []},
            {"values": {"text": 1}},
            _text([]),
            _text(None),
        ):
            yield view(f"state {odd!r:.40}", "", {"callback_id": "ask", "state": odd})


def _metadata(odd: object) -> Json:
    return {"private_metadata": odd}


def _text(value: object) -> Json:
    return {"values": {"text": {"value": {"value": value, "selected_option": value}}}}


def form_of(fields: dict[str, str]) -> bytes:
    """Return a form; lone surrogates are written as the bytes that stand for them."""
    return urlencode(fields, errors="surrogatepass").encode()
