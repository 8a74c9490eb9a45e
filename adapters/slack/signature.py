"""Whether a request is from Slack: checked on the bytes, before anything reads them."""

import hmac
import re
from datetime import datetime
from hashlib import sha256

from multidict import MultiMapping

_SECONDS = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


def is_slacks(body: bytes, headers: MultiMapping[str], secret: str, now: datetime) -> bool:
    """Tell whether the signature is right, and not older or newer than five minutes.

    Source: "Verifying requests from Slack".
    """
    timestamp = _only(headers, "X-Slack-Request-Timestamp")
    signature = _only(headers, "X-Slack-Signature")
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
        return False
    if abs(now.timestamp() - int(timestamp)) > _SECONDS:
        return False
    signed = b"v0:" + timestamp.encode() + b":" + body
    right = hmac.new(secret.encode(), signed, sha256).hexdigest()
    return hmac.compare_digest(f"v0={right}", signature)


def _only(headers: MultiMapping[str], name: str) -> str:
    """Return what a header says; nothing where it is said twice, as Slack never does."""
    said = headers.getall(name, [])
    return said[0] if len(said) == 1 else ""
