"""The keys that Teams signs with, what it publishes of them, and tokens: right and wrong ones."""

import base64
import functools
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm
from jwt.types import Options
from jwt.utils import base64url_encode

from tests.teams.world import Clock, Json

ISSUER = "https://api.botframework.com"
LIFETIME = timedelta(hours=1)
ENDORSED = ("msteams", "webchat", "skype")


class Wrong(StrEnum):
    """What can be wrong with a token that comes with an activity."""

    NONE = "no header at all"
    EMPTY = "an empty header"
    NO_SCHEME = "a token without Bearer"
    BASIC = "another scheme"
    GARBAGE = "three parts that are no JSON"
    HALF = "two parts"
    NOT_ASCII = "letters that are none in a header"
    UNSIGNED = "alg none"
    BY_PUBLIC_KEY = "signed by HS256 with the public key as secret"
    OTHER_KEY = "signed with another key under a published kid"
    UNKNOWN_KEY = "signed with a key that is not published"
    NO_KID = "no kid"
    OTHER_ALGORITHM = "the right key with RS512"
    NOT_ENDORSED = "a key that is endorsed for another channel"
    NEVER_ENDORSED = "a key without endorsements"
    ISSUER = "another issuer"
    NO_ISSUER = "no issuer"
    EMULATOR = "a token of the login service, as the emulator sends"
    AUDIENCE = "for another bot"
    NO_AUDIENCE = "for nobody"
    EXPIRED = "six minutes too old"
    NO_EXPIRY = "no exp"
    TEXT_EXPIRY = "exp is no number"
    NOT_YET = "from six minutes on"
    SERVICE_URL = "another serviceurl"
    NO_SERVICE_URL = "no serviceurl"
    TAMPERED = "claims changed after signing"


class Odd(StrEnum):
    """What looks wrong and is right."""

    JUST_EXPIRED = "four minutes too old"
    SOON = "from four minutes on"
    AUDIENCES = "the audience in a list"
    LOWER_CASE = "the scheme in lower case"


@functools.cache
def made(number: int) -> RSAPrivateKey:
    """Return a key; making one takes a while, so each is made once."""
    del number
    return generate_private_key(public_exponent=65537, key_size=2048)


def kid(number: int) -> str:
    """Return the name of a key."""
    digest = hashlib.sha1(f"key {number}".encode(), usedforsecurity=False).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def jwk(number: int, endorsements: tuple[str, ...] | None) -> Json:
    """Return a key as it is published."""
    public = RSAAlgorithm.to_jwk(made(number).public_key(), as_dict=True)
    found = {
        "kty": "RSA",
        "use": "sig",
        "kid": kid(number),
        "x5t": kid(number),
        "n": public["n"],
        "e": public["e"],
    }
    return found | ({} if endorsements is None else {"endorsements": list(endorsements)})


_STRANGER, _WEBCHAT, _BARE, _LOGIN = 91, 92, 93, 94


@dataclass
class Keys:
    """Which key signs, and which are published; the clock says how old a token is."""

    clock: Clock
    app_id: str
    signing: int = 1
    published: list[int] = field(default_factory=lambda: [1])

    def rotate(self, *, keeps_old: bool = True, is_published: bool = True) -> None:
        """Sign with a new key from now on."""
        self.signing += 1
        if not keeps_old:
            self.published.clear()
        if is_published:
            self.published.append(self.signing)

    def publish(self) -> None:
        """Publish the key that signs, where it was not."""
        if self.signing not in self.published:
            self.published.append(self.signing)

    def document(self) -> Json:
        """Return the published keys, with two that others than Teams sign with."""
        teams = [jwk(each, ENDORSED) for each in self.published]
        return {"keys": [*teams, jwk(_WEBCHAT, ("webchat",)), jwk(_BARE, None)]}

    def claims(self, service_url: str) -> Json:
        """Return the claims of a token that is right."""
        now = int(self.clock().timestamp())
        return {
            "serviceurl": service_url,
            "nbf": now,
            "exp": now + int(LIFETIME.total_seconds()),
            "iss": ISSUER,
            "aud": self.app_id,
        }

    def signed(self, claims: Json, key: int | None = None, algorithm: str = "RS256") -> str:
        """Return a token."""
        number = self.signing if key is None else key
        headers = {"kid": kid(number), "x5t": kid(number)}
        return jwt.encode(claims, made(number), algorithm, headers)

    def header(self, service_url: str, how: Wrong | Odd | None = None) -> str | None:
        """Return an Authorization header, right or not."""
        claims = self.claims(service_url)
        if how is None:
            return f"Bearer {self.signed(claims)}"
        if how in _PLAIN:
            return _PLAIN[how].replace("TOKEN", self.signed(claims))
        if how is Wrong.NONE:
            return None
        changed = _changed(claims, how)
        if changed != claims:
            key = _LOGIN if how is Wrong.EMULATOR else None
            return f"Bearer {self._unchecked(changed, key)}"
        return f"Bearer {self._badly_signed(claims, how)}"

    def _unchecked(self, claims: Json, key: int | None) -> str:
        """Sign claims that a library would not let pass."""
        number = self.signing if key is None else key
        header = {"typ": "JWT", "alg": "RS256", "kid": kid(number), "x5t": kid(number)}
        return _joined(header, claims, made(number))

    def _badly_signed(self, claims: Json, how: Wrong | Odd) -> str:
        key = made(self.signing)
        header = {"typ": "JWT", "alg": "RS256", "kid": kid(self.signing)}
        match how:
            case Wrong.UNSIGNED:
                return jwt.encode(claims, "", "none", {"kid": kid(self.signing)})
            case Wrong.BY_PUBLIC_KEY:
                return _by_public_key(claims, key, kid(self.signing))
            case Wrong.OTHER_KEY:
                return _joined(header, claims, made(_STRANGER))
            case Wrong.NO_KID:
                return _joined({"typ": "JWT", "alg": "RS256"}, claims, key)
            case Wrong.OTHER_ALGORITHM:
                return self.signed(claims, algorithm="RS512")
            case Wrong.TAMPERED:
                head, _, end = self.signed(claims).split(".")
                other = base64url_encode(json.dumps(claims | {"exp": claims["exp"] + 1}).encode())
                return f"{head}.{other.decode()}.{end}"
            case _:
                return self.signed(claims, _KEYS[how])


_PLAIN: dict[Wrong | Odd, str] = {
    Wrong.EMPTY: "",
    Wrong.NO_SCHEME: "TOKEN",
    Wrong.BASIC: "Basic TOKEN",
    Wrong.GARBAGE: "Bearer a.b.c",
    Wrong.HALF: "Bearer eyJhbGciOiJSUzI1NiJ9.e30",
    Wrong.NOT_ASCII: "Bearer ąę.ół.żź",
    Odd.LOWER_CASE: "bearer TOKEN",
}
_KEYS: dict[Wrong | Odd, int] = {
    Wrong.UNKNOWN_KEY: _STRANGER,
    Wrong.NOT_ENDORSED: _WEBCHAT,
    Wrong.NEVER_ENDORSED: _BARE,
}
_LATE, _NEARLY_LATE = 6 * 60, 4 * 60
_MISSING = {
    Wrong.NO_ISSUER: "iss",
    Wrong.NO_AUDIENCE: "aud",
    Wrong.NO_EXPIRY: "exp",
    Wrong.NO_SERVICE_URL: "serviceurl",
}


def _changed(claims: Json, how: Wrong | Odd) -> Json:
    """Return the claims with what is wrong about them, the same where they are right."""
    if isinstance(how, Wrong) and how in _MISSING:
        return {name: value for name, value in claims.items() if name != _MISSING[how]}
    now = claims["nbf"]
    changes: dict[Wrong | Odd, Json] = {
        Wrong.ISSUER: {"iss": "https://api.botframework.com/"},
        Wrong.EMULATOR: {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"},
        Wrong.AUDIENCE: {"aud": "00000000-0000-0000-0000-000000000000"},
        Wrong.EXPIRED: {"nbf": now - 4_000, "exp": now - _LATE},
        Wrong.TEXT_EXPIRY: {"exp": "never"},
        Wrong.NOT_YET: {"nbf": now + _LATE},
        Wrong.SERVICE_URL: {"serviceurl": "https://smba.trafficmanager.net/elsewhere/"},
        Odd.JUST_EXPIRED: {"nbf": now - 4_000, "exp": now - _NEARLY_LATE},
        Odd.SOON: {"nbf": now + _NEARLY_LATE},
        Odd.AUDIENCES: {"aud": [claims["aud"]]},
    }
    return claims | changes.get(how, {})


def _joined(header: Json, claims: Json, key: RSAPrivateKey) -> str:
    parts = [base64url_encode(json.dumps(each).encode()) for each in (header, claims)]
    signature = RSAAlgorithm(RSAAlgorithm.SHA256).sign(b".".join(parts), key)
    return b".".join([*parts, base64url_encode(signature)]).decode()


def _by_public_key(claims: Json, key: RSAPrivateKey, name: str) -> str:
    secret = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"typ": "JWT", "alg": "HS256", "kid": name}
    parts = [base64url_encode(json.dumps(each).encode()) for each in (header, claims)]
    signature = hmac.new(secret, b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, base64url_encode(signature)]).decode()


def issued(clock: Clock, app_id: str, tenant: str, serial: str) -> str:
    """Return a token as the login service issues it to the bot."""
    now = int(clock().timestamp())
    claims = {
        "aud": ISSUER,
        "iss": f"https://sts.windows.net/{tenant}/",
        "iat": now,
        "nbf": now - 300,
        "exp": now + int(LIFETIME.total_seconds()),
        "appid": app_id,
        "tid": tenant,
        "uti": serial,
        "ver": "1.0",
    }
    return jwt.encode(claims, made(_LOGIN), "RS256", {"kid": kid(_LOGIN)})


def spent(token: str, clock: Clock) -> str | None:
    """Return the app of a token that the login service issued, none where it does not hold."""
    checked: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    try:
        claims = jwt.decode(
            token, made(_LOGIN).public_key(), ["RS256"], options=checked, audience=ISSUER
        )
    except jwt.InvalidTokenError:
        return None
    return str(claims["appid"]) if clock().timestamp() < claims["exp"] else None
