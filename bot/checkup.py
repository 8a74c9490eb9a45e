"""What ``doctor`` finds: each thing that has to be right, whether it is, and what to do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.settings import Settings
from bot.words import line

WORDS = "en"
"""Commands of the command line speak English."""

_ADMIN = re.compile(r"slack:[TE][A-Z0-9]+/[UW][A-Z0-9]+|teams:[0-9a-fA-F-]{36}/[0-9a-fA-F-]{36}")
_LONGEST_SHOWN = 80


@dataclass(frozen=True)
class CheckResult:
    """One thing that was looked at, in a sentence."""

    is_good: bool
    text: str


def good(key: str, /, **values: str | int) -> CheckResult:
    """Return that something is as it should be, in the words under ``key``."""
    return CheckResult(is_good=True, text=line(WORDS, key, **values))


def bad(key: str, /, **values: str | int) -> CheckResult:
    """Return that something is not as it should be, in the words under ``key``."""
    return CheckResult(is_good=False, text=line(WORDS, key, **values))


def check_address(platform: str, public_url: str | None, path: str) -> CheckResult:
    """Look whether we know an address at which a platform can reach us, with the path of its door.

    ``platform`` is the part of the key that stands for it: ``slack`` or ``teams``.
    """
    if not public_url:
        return bad(f"doctor.no_address_{platform}")
    try:
        parts = urlsplit(public_url)
        is_right = parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        is_right = False
    if not is_right:
        return bad("doctor.odd_address")
    return good(f"doctor.address_{platform}", url=f"{public_url.rstrip('/')}{path}")


def check_settings(settings: Settings) -> Iterator[CheckResult]:
    """Look whether what is set is whole, and says who decides."""
    problems = [bad(each.key, **each.values) for each in settings.problems()]
    if not settings.has_platform:
        problems.append(bad("settings.nothing_to_serve"))
    yield from problems or (good("doctor.settings"),)
    yield from _admins(settings)


def _admins(settings: Settings) -> Iterator[CheckResult]:
    admins = sorted(settings.policy.admins)
    odd = [each for each in admins if not _ADMIN.fullmatch(each)]
    for each in odd:
        yield bad("doctor.admin_odd", said=each[:_LONGEST_SHOWN])
    if not admins:
        yield bad("doctor.no_admin")
    if len(admins) > len(odd):
        yield good("doctor.admins", people=", ".join(each for each in admins if each not in odd))
