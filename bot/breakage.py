"""What is told of something that broke: where it was, and never what anybody said.

Messages of exceptions, locals, arguments and source lines may hold words, names and tokens. None
of them is looked at here; types, files, lines and functions are all that a breakage has.
"""

import re
import secrets
import sysconfig
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path, PurePath
from traceback import walk_tb
from types import CodeType
from typing import Any

import structlog

from bot.messages import Message
from bot.words import paragraph

log = structlog.get_logger()

Safe = str | int | float | bool | None
"""What may stand beside a breakage: kinds, counts and keys, nothing that a person wrote."""

_SIGNS = "CDFGHJKMNPQRTVWXY34679"
"""No two look or sound alike, and without vowels they never spell a word."""
_ID_LENGTH = 8
_KEPT_AS = "_whoknows_breakage"
_CHECKOUT = Path(__file__).parent.parent
_STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
_LIBRARIES = ("site-packages", "dist-packages")
_FROZEN = re.compile(r"<frozen [\w.]+>")
_ELSEWHERE = "elsewhere"
_LONGEST_CHAIN = 40
_LONGEST_CALL = 200
_MOST_CAUSES = 8


@dataclass(frozen=True)
class Fault:
    """One exception: its type, where it was raised, and the calls that led there.

    ``role`` says what it is to another: its ``cause`` (raised from it), its ``context`` (being
    worked on when it was raised) or a ``member`` of its group.
    """

    type: str
    where: str
    chain: tuple[str, ...]
    role: str = ""


@dataclass(frozen=True)
class Breakage:
    """What is known of something that broke, and the ``id`` by which a person can ask about it.

    ``where`` is the line of ours that is nearest to the fault; ``chain`` are the calls, outermost
    first, as ``file:line function``; files are named from the checkout or their library on.
    """

    id: str
    type: str
    where: str
    chain: tuple[str, ...]
    causes: tuple[Fault, ...] = ()

    @property
    def reason(self) -> str:
        """Return it in one line, to be kept beside what was set aside."""
        return f"{self.type} at {self.where} ({self.id})"

    def fields(self) -> dict[str, Any]:
        """Return it as what a log line holds."""
        found = {"id": self.id, "error": self.type, "where": self.where, "chain": list(self.chain)}
        return found | ({"causes": [asdict(each) for each in self.causes]} if self.causes else {})


def breakage(error: BaseException) -> Breakage:
    """Return what may be told of an exception; the same one has the same id each time."""
    first, *causes = [_fault(each, role) for each, role in _family(error)]
    return Breakage(_id_of(error), first.type, first.where, first.chain, tuple(causes))


def report(event: str, error: BaseException, *, is_told: bool = False, **safe: Safe) -> str:
    """Log that something broke; return its id.

    ``is_told``: somebody will be told the id, so that it is logged however often it happens.
    """
    found = breakage(error)
    told = {"is_told": True} if is_told else {}
    log.error(event, **told, **safe, **found.fields())
    return found.id


def remark(event: str, error: BaseException, **safe: Safe) -> None:
    """Log as a warning what passes by itself, such as a store that is away."""
    log.warning(event, **safe, **breakage(error).fields())


def told(number: str, language: str | None) -> Message:
    """Return what somebody hears when what they did broke; ``number`` is the id in the log."""
    return (paragraph(language, "broke.told", id=number),)


def place_of(file: str, line: int | None) -> str:
    """Return ``file:line``, the file named from the checkout or its library on, never whole."""
    name, _ = _named(file)
    return name if name == _ELSEWHERE else f"{name}:{line}"


def _id_of(error: BaseException) -> str:
    """Return the id of an exception, which goes with it to whoever else catches it."""
    new = "".join(secrets.choice(_SIGNS) for _ in range(_ID_LENGTH))
    return str(vars(error).setdefault(_KEPT_AS, new))


def _family(error: BaseException) -> list[tuple[BaseException, str]]:
    """Return an exception and those behind it, the nearest first: each once, and not too many."""
    found = [(error, "")]
    seen = {id(error)}
    for each, _ in found:  # which grows meanwhile
        for other, role in _behind(each):
            if id(other) not in seen and len(found) <= _MOST_CAUSES:
                seen.add(id(other))
                found.append((other, role))
    return found


def _behind(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    if error.__cause__ is not None:
        yield error.__cause__, "cause"
    if error.__context__ is not None:
        yield error.__context__, "context"
    if isinstance(error, BaseExceptionGroup):
        yield from ((each, "member") for each in error.exceptions)


def _fault(error: BaseException, role: str) -> Fault:
    calls = [(frame.f_code, line) for frame, line in walk_tb(error.__traceback__)]
    ours = [(code, line) for code, line in calls if _named(code.co_filename)[1]]
    nearest = [*calls, *ours][-1:]
    where = [place_of(code.co_filename, line) for code, line in nearest] or [_ELSEWHERE]
    return Fault(_name(type(error)), where[0], _capped(calls), role)


def _call(code: CodeType, line: int | None) -> str:
    place = place_of(code.co_filename, line)
    return place if place == _ELSEWHERE else f"{place} {code.co_qualname}"[:_LONGEST_CALL]


def _name(kind: type[BaseException]) -> str:
    room = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{room}{kind.__qualname__}"


def _capped(calls: list[tuple[CodeType, int]]) -> tuple[str, ...]:
    """Return both ends of a chain that is too long: where it began, and where it broke."""
    left_out = len(calls) - _LONGEST_CHAIN
    if left_out <= 0:
        return tuple(_call(*each) for each in calls)
    half = _LONGEST_CHAIN // 2
    first, last = (tuple(_call(*each) for each in part) for part in (calls[:half], calls[-half:]))
    return (*first, f"… {left_out} more", *last)


@lru_cache(maxsize=1_000)
def _named(file: str) -> tuple[str, bool]:
    """Return the name of a file, and whether it is ours.

    A file that nobody knows may be called anything, so it is not named.
    """
    if _FROZEN.fullmatch(file):
        return file, False
    path = PurePath(file)
    for library in _LIBRARIES:  # first, as they may lie inside the checkout
        if library in path.parts:
            start = len(path.parts) - path.parts[::-1].index(library)
            return "/".join(path.parts[start:]), False
    if not path.is_absolute() and path.suffix == ".py":  # the script that Python was started with
        is_there = (_CHECKOUT / path.name).is_file()
        return (path.name, True) if is_there else (_ELSEWHERE, False)
    for base in (_CHECKOUT, _STANDARD_LIBRARY):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix(), base is _CHECKOUT
    return _ELSEWHERE, False
