"""The keys with which Microsoft signs what it sends to bots: fetched, kept a day, fetched anew.

Fetching waits for the network without holding anything else up; who asks meanwhile waits for the
same answer.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm
from yarl import URL

from bot.breakage import remark
from bot.ports import Clock

METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
"""Where Microsoft says where its keys are; source: "Authentication with the Bot Connector API"."""

_KEPT = timedelta(hours=24)
_PATIENCE = timedelta(seconds=59)
"""How long a key that nobody published is not asked about again."""
_PATIENCE_WITHOUT = timedelta(seconds=5)
"""How long nothing is asked after a failure, while there are no keys at all."""
_TIMEOUT = aiohttp.ClientTimeout(total=5, connect=2, sock_connect=2)
_SECONDS = 5.0
_LONGEST = 1_000_000
_MOST_KEYS = 200
_AT_A_TIME = 10
_BITS = range(2048, 8192 + 1)
_LARGEST_EXPONENT = 2**32


class KeysAway(Exception):
    """The keys cannot be had just now: nobody can be let in, and nobody is to blame."""


@dataclass(frozen=True)
class Key:
    """A published key, and the channels for which it may sign."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class Keys:
    """The published keys by their id; ``url`` is the OpenID metadata, https but in tests."""

    def __init__(self, clock: Clock, url: str = METADATA) -> None:
        self._clock = clock
        self._url = URL(url)
        self._known: Mapping[str, Key] = {}
        self._had_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._failed = False
        self._fetching: asyncio.Task[None] | None = None

    async def named(self, kid: str) -> Key | None:
        """Return the key of this id, None where none is published; raise KeysAway.

        An id that is not known is asked about at most once a minute.
        """
        if not self._is_fresh() or kid not in self._known:
            await self._ask()
        if not self._is_fresh():
            raise KeysAway
        found = self._known.get(kid)
        if found is None and self._failed:
            raise KeysAway
        return found

    async def close(self) -> None:
        """Stop asking."""
        if self._fetching:
            self._fetching.cancel()
            await asyncio.wait({self._fetching})

    def _is_fresh(self) -> bool:
        return _is_within(_KEPT, self._had_at, self._clock())

    async def _ask(self) -> None:
        if self._fetching is None:
            patience = _PATIENCE if self._is_fresh() else _PATIENCE_WITHOUT
            is_settled = self._failed or self._is_fresh()
            if is_settled and _is_within(patience, self._asked_at, self._clock()):
                return
            self._asked_at = self._clock()
            self._fetching = asyncio.create_task(self._fetch())
        await asyncio.shield(self._fetching)

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                self._known = await _published(self._url)
            self._had_at, self._failed = self._clock(), False
        except (aiohttp.ClientError, OSError, ValueError, RecursionError) as error:
            self._failed = True
            remark("the keys of Teams are away", error)
        finally:
            self._fetching = None


def _is_within(span: timedelta, since: datetime | None, now: datetime) -> bool:
    return since is not None and timedelta(0) <= now - since < span


async def _published(url: URL) -> Mapping[str, Key]:
    """Return the keys that the metadata points to, on the very host of the metadata."""
    async with aiohttp.ClientSession(timeout=_TIMEOUT, auto_decompress=False) as session:
        metadata = await _json(session, url)
        there = URL(str(metadata.get("jwks_uri")))
        if there.user or not there.absolute or there.origin() != url.origin():
            raise ValueError("keys on another host")
        published = (await _json(session, there)).get("keys")
    if not isinstance(published, list) or len(published) > _MOST_KEYS:
        raise ValueError("no list of keys, or one too long")
    found: dict[str, Key] = {}
    for n, each in enumerate(published):
        if n % _AT_A_TIME == 0:  # to take a key apart is work, and others wait meanwhile
            await asyncio.sleep(0)
        key = _key(each) if isinstance(each, dict) else None
        if key:
            found[key[0]] = key[1]
    return found


async def _json(session: aiohttp.ClientSession, url: URL) -> dict[str, Any]:
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    async with session.get(url, headers=headers, allow_redirects=False) as response:
        if response.status != 200:
            raise ValueError(f"answered {response.status}")
        body = bytearray()
        async for chunk in response.content.iter_chunked(65_536):
            body += chunk
            if len(body) > _LONGEST:
                raise ValueError("an answer too long")
    found = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError("an answer that is no object")
    return found


def _key(published: Mapping[str, Any]) -> tuple[str, Key] | None:
    """Return a key with its id; None for one that we could not or would not use."""
    kid, endorsed = published.get("kid"), published.get("endorsements")
    public = _rsa(published)
    if not isinstance(kid, str) or public is None or published.get("use", "sig") != "sig":
        return None
    channels = endorsed if isinstance(endorsed, list) else []
    return kid, Key(public, frozenset(each for each in channels if isinstance(each, str)))


def _rsa(published: Mapping[str, Any]) -> RSAPublicKey | None:
    """Return the public key, where it is one whose size is neither weak nor a burden to check."""
    numbers = {part: published.get(part) for part in ("kty", "n", "e")}
    if not all(isinstance(each, str) for each in numbers.values()):
        return None
    try:
        key = RSAAlgorithm.from_jwk({str(part): str(each) for part, each in numbers.items()})
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
        return None
    if not isinstance(key, RSAPublicKey) or key.key_size not in _BITS:
        return None
    return key if key.public_numbers().e < _LARGEST_EXPONENT else None
