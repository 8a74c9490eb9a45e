"""Only Slack gets in: every signature that is not right is refused, and nothing else is."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from multidict import CIMultiDict

from tests.slack.deliveries import signature
from tests.slack.doorstep import FORM, JSON, SIGNATURE, STAMP, Doorstep, Headers, envelope

OUTSIDE = (401, 403)
OLDEST = 300
"""Seconds that Slack's clock and ours may be apart."""


@dataclass(frozen=True)
class Case:
    """One way to knock, and whether it opens."""

    name: str
    body: bytes
    headers: Headers
    is_slack: bool = False


def replaced(headers: Headers, name: str, value: str) -> Headers:
    """Return headers with one of them changed."""
    return tuple((each, value if each == name else said) for each, said in headers)


class Knocks:
    """All the ways to knock."""

    def __init__(self, door: Doorstep) -> None:
        self._door = door
        self._secret = door.bot.slack.app.signing_secret
        self._now = int(door.bot.clock().timestamp())
        # Spaces after : and , as nobody's JSON library would write them again.
        self.body = json.dumps(envelope(door.question()), separators=(" , ", " : ")).encode()
        self.right = door.signed(self.body)
        self._signature = dict(self.right)[SIGNATURE]

    def all(self) -> Iterator[Case]:
        """Yield every case."""
        yield from self._slacks()
        yield from self._secrets()
        yield from self._timestamps()
        yield from self._signatures()
        yield from self._bodies()
        yield from self._twice()

    def _slacks(self) -> Iterator[Case]:
        yield Case("as Slack sends it", self.body, self.right, is_slack=True)
        for seconds in (-OLDEST, 1 - OLDEST, -1, 1, OLDEST - 1, OLDEST):
            yield self._at(f"{seconds} s from now", str(self._now + seconds), is_slack=True)
        lower = tuple((name.lower(), value) for name, value in self.right)
        yield Case("names of headers in small letters", self.body, lower, is_slack=True)
        for body, kind in ((b"", JSON), (b"", FORM), (b"[]", JSON), (b"null", JSON), (b"{", JSON)):
            headers = self._door.signed(body, kind)
            yield Case(f"{body!r} as {kind}", body, headers, is_slack=True)

    def _secrets(self) -> Iterator[Case]:
        others = ("", "0" * 32, self._secret.upper(), self._secret + "0", "another app's secret")
        stamp = str(self._now)
        for secret in others:
            wrong = signature(secret, stamp, self.body)
            yield self._with(f"signed with {secret!r}", SIGNATURE, wrong)
        yield Case("no headers", self.body, ())
        for name in (STAMP, SIGNATURE):
            kept = tuple(each for each in self.right if each[0] != name)
            yield Case(f"no {name}", self.body, kept)

    def _timestamps(self) -> Iterator[Case]:
        """Each is signed rightly: what is wrong is the time alone."""
        for seconds in (-86_400, -OLDEST - 1, OLDEST + 1, 86_400):
            yield self._at(f"{seconds} s from now", str(self._now + seconds))
        odd = (
            "",
            f"-{self._now}",
            f"+{self._now}",
            f"{self._now}.0",
            f"{self._now // 10}e1",
            f"{self._now:_}",
            f"0x{self._now:x}",
            f"{self._now} {self._now}",
            str(self._now).translate({ord("0") + n: ord("\u0660") + n for n in range(10)}),
            str(self._now).translate({ord("0") + n: ord("\uff10") + n for n in range(10)}),
            "9" * 400,
            "9" * 5_000,
            "0",
            "NaN",
            "inf",
            "null",
            "yesterday",
            "\u00b2",
            f"{self._now * 1_000}",
        )
        for stamp in odd:
            yield self._at(f"at {stamp[:40]!r}", stamp)

    def _signatures(self) -> Iterator[Case]:
        right = self._signature
        digits = right.removeprefix("v0=")
        other = "0" if digits[-1] != "0" else "1"
        odd = (
            "",
            "v0=",
            "v0",
            digits,
            f"v1={digits}",
            f"V0={digits}",
            f"v0={digits.upper()}",
            f"v0= {digits}",
            f"v0={digits[:-1]}",
            f"v0={digits}0",
            f"v0={digits[:-1]}{other}",
            f"v0={digits[::-1]}",
            f"v0={'0' * 64}",
            f"v0=0x{digits[2:]}",
            f'"{right}"',
            f"'{right}'",
            f"[{right}]",
            f"{right}, v0={'0' * 64}",
            f"v0={'0' * 64},{right}",
            f"{right};",
            f"v0={digits[:-1]}\u00e9",
            f"v0={digits[:-1]}\uff11",
            "\u2603" * 64,
            f"v0={'a' * 5_000}",
            "NaN",
            "null",
        )
        for wrong in odd:
            yield self._with(f"signature {wrong[:80]!r}", SIGNATURE, wrong)

    def _bodies(self) -> Iterator[Case]:
        """The signature is right, for another body."""
        body = self.body
        again = json.dumps(json.loads(body)).encode()
        changed = {
            "one byte changed": body.replace(b"laptops", b"laptopz"),
            "a line end more": body + b"\n",
            "a space before": b" " + body,
            "one byte less": body[:-1],
            "a zero byte more": body + b"\0",
            "written anew": again,
            "empty": b"",
            "a list": b"[]",
            "null": b"null",
            "twice": body * 2,
            "not UTF-8": body + b"\xff",
        }
        for name, each in changed.items():
            yield Case(f"body: {name}", each, self.right)
        form = replaced(self.right, "Content-Type", FORM)
        yield Case("another's form", b"payload=%7B%7D", form)

    def _twice(self) -> Iterator[Case]:
        wrong = f"v0={'0' * 64}"
        for name, value in ((SIGNATURE, wrong), (STAMP, str(self._now - 1_000))):
            yield Case(f"a wrong {name} first", self.body, ((name, value), *self.right))
            yield Case(f"a wrong {name} besides", self.body, (*self.right, (name, value)))

    def _at(self, name: str, stamp: str, *, is_slack: bool = False) -> Case:
        return Case(name, self.body, self._door.signed(self.body, stamp=stamp), is_slack)

    def _with(self, name: str, header: str, value: str) -> Case:
        return Case(name, self.body, replaced(self.right, header, value))


async def test_over_eighty_knocks_open_to_slack_alone(door: Doorstep) -> None:
    cases = list(Knocks(door).all())

    wrong = []
    for case in cases:
        status = (await door.post(case.body, case.headers)).status
        if status != 200 if case.is_slack else status not in OUTSIDE:
            wrong.append((case.name, status))

    assert wrong == []
    assert len(cases) > 80
    assert sum(case.is_slack for case in cases) == 13


async def test_who_is_refused_leaves_nothing_behind(door: Doorstep) -> None:
    for case in Knocks(door).all():
        if not case.is_slack:
            await door.post(case.body, case.headers)

    assert await door.rows("SELECT key FROM inbox") == []
    assert await door.rows("SELECT key FROM dead_letters") == []


async def test_a_right_signature_opens_the_door_to_what_was_signed(door: Doorstep) -> None:
    knocks = Knocks(door)

    await door.post(knocks.body, knocks.right)
    await door.post(knocks.body, knocks.right)

    await door.worked_on()
    assert len(await door.remembered("question")) == 1


async def test_no_other_method_and_no_other_path_takes_anything_in(door: Doorstep) -> None:
    knocks = Knocks(door)
    headers = CIMultiDict(knocks.right)

    found = {}
    for method in ("GET", "PUT", "PATCH", "DELETE", "OPTIONS"):
        async with door.session.request(
            method, door.bot.address, data=knocks.body, headers=headers
        ) as answer:
            found[method] = answer.status
    other = door.bot.address.removesuffix("/events")
    async with door.session.post(other, data=knocks.body, headers=headers) as answer:
        found["POST /slack"] = answer.status

    assert set(found.values()) == {404, 405}, found
    assert await door.rows("SELECT key FROM inbox") == []
