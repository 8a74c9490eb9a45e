"""The manifest with which a workspace's admin creates the app, made from what the product can do.

The limits of its texts are Slack's; see https://docs.slack.dev/reference/app-manifest.
"""

from typing import Any
from urllib.parse import urlsplit

from adapters.slack.scopes import asked
from bot.commands import COMMANDS, SHORT
from bot.refusal import Refusal
from bot.retyped import OWN_NAME
from bot.words import line

Json = dict[str, Any]

EVENTS_PATH = "/slack/events"
REDIRECT_PATH = "/slack/oauth_redirect"
MESSAGE_SHORTCUTS = ("ask", "keep", "answers", "pass")
GLOBAL_SHORTCUT = "askform"
"""Each callback id is what a button of ours would carry; this one opens the form to ask."""

_WORDS = "en"
_COLOUR = "#1f4e5f"
_NAME, _DESCRIPTION, _LONG_DESCRIPTION, _BOT_NAME = 35, 140, 4_000, 80
_SHORTCUT, _SHORTCUT_DESCRIPTION = 24, 150
_COMMAND_DESCRIPTION, _HINT = 2_000, 1_000
_LONGEST_SHOWN = 80


def manifest(
    url: str | None, *, short_commands: bool = True, history: bool = True, email: bool = False
) -> Json:
    """Return the manifest, for Socket Mode where there is no ``url``; raise Refusal."""
    base = None if url is None else _base(url)
    wanted = asked(history=history, email=email)
    oauth: Json = {"scopes": {"bot": list(wanted.scopes)}}
    if base:
        oauth["redirect_urls"] = [base + REDIRECT_PATH]
    at = {"request_url": base + EVENTS_PATH} if base else {}
    return {
        "display_information": {
            "name": _text("manifest.name", _NAME),
            "description": _text("manifest.description", _DESCRIPTION),
            "long_description": _text("manifest.long_description", _LONG_DESCRIPTION),
            "background_color": _COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {
                "display_name": _text("manifest.name", _BOT_NAME),
                "always_online": True,
            },
            "shortcuts": [
                _shortcut("global", GLOBAL_SHORTCUT, "question"),
                *(_shortcut("message", each, each) for each in MESSAGE_SHORTCUTS),
            ],
            "slash_commands": _commands(base, short_commands=short_commands),
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {"bot_events": list(wanted.events), **at},
            "interactivity": {"is_enabled": True, **at},
            "org_deploy_enabled": False,
            "socket_mode_enabled": base is None,
            "token_rotation_enabled": False,
        },
    }


def _base(url: str) -> str:
    """Return the address without its path; raise Refusal where Slack could not reach it."""
    try:
        parts = urlsplit(url)
        has_host = parts.hostname is not None and parts.port != 0
    except ValueError:
        raise Refusal("manifest.no_url", said=url[:_LONGEST_SHOWN]) from None
    more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme != "https" or not has_host or more or not url.isascii() or " " in url:
        raise Refusal("manifest.no_url", said=url[:_LONGEST_SHOWN])
    return f"https://{parts.netloc}"


def _shortcut(kind: str, callback: str, name: str) -> Json:
    return {
        "type": kind,
        "callback_id": callback,
        "name": _text(f"shortcut.{name}", _SHORTCUT),
        "description": _text(f"manifest.shortcut.{name}", _SHORTCUT_DESCRIPTION),
    }


def _commands(base: str | None, *, short_commands: bool) -> list[Json]:
    names = [OWN_NAME, *(SHORT if short_commands else ())]
    at = {"url": base + EVENTS_PATH} if base else {}
    return [
        {
            "command": name,
            "description": _text(f"manifest.command.{name[1:]}", _COMMAND_DESCRIPTION),
            "usage_hint": _hint(name),
            "should_escape": False,  # a name that somebody types stays the name they typed
            **at,
        }
        for name in names
    ]


def _hint(name: str) -> str:
    if name == OWN_NAME:
        return " | ".join(COMMANDS)
    return _text(f"manifest.hint.{name[1:]}", _HINT)


def _text(key: str, most: int) -> str:
    text = line(_WORDS, key)
    if len(text) > most:
        raise Refusal("manifest.too_long", what=key, n=len(text), most=most)
    return text


def redirect_url(public_url: str | None) -> str | None:
    """Return where Slack sends a browser back to; None where our address is not set."""
    return public_url.rstrip("/") + REDIRECT_PATH if public_url else None
