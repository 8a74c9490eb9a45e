"""The app package for Teams: a manifest and two icons in a zip, to be uploaded by an admin."""

import io
import json
import re
import zipfile
from typing import Any
from urllib.parse import urlsplit

from adapters.teams.icons import colour, outline
from bot.commands import COMMANDS
from bot.refusal import Refusal
from bot.words import fitting, line

Json = dict[str, Any]

VERSION = "1.17"
_SCHEMA = (
    "https://developer.microsoft.com/en-us/json-schemas/teams/"
    f"v{VERSION}/MicrosoftTeams.schema.json"
)
_WORDS = "en"
_COLOUR = "#1F4E5F"
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SHORT, _LONG, _NAME = 80, 4_000, 30
_TITLE, _DESCRIPTION = 32, 128
_SHOWN = ("ask", "share", "find", "who", "examples", "quiet", "profile", "home", "pilot", "help")
"""The commands that Teams proposes; it takes ten."""
ON_A_MESSAGE = ("ask", "keep", "answers", "pass")
CONSENT = ("ChannelMessage.Read.Group",)
"""What the owner of a team is asked to consent to; each has its reason in the words."""
_LONGEST_SHOWN = 80


def package(app_id: str | None, website: str | None, *, consent: bool = True) -> bytes:
    """Return the zip; raise Refusal where the app's id or the website is not one."""
    made = manifest(app_id, website, consent=consent)
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (
            ("manifest.json", json.dumps(made, ensure_ascii=False, indent=2).encode()),
            ("colour.png", colour()),
            ("outline.png", outline()),
        ):
            # The same package byte for byte, whenever it is made.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
    return body.getvalue()


def manifest(app_id: str | None, website: str | None, *, consent: bool = True) -> Json:
    """Return the manifest; raise Refusal where the app's id or the website is not one."""
    if not app_id or not _GUID.fullmatch(app_id):
        raise Refusal("teams.no_app_id")
    url = _website(website)
    made: Json = {
        "$schema": _SCHEMA,
        "manifestVersion": VERSION,
        "version": "1.0.0",
        "id": app_id,
        "developer": {
            "name": _text("manifest.name", _TITLE),
            "websiteUrl": url,
            "privacyUrl": url,
            "termsOfUseUrl": url,
        },
        "name": {"short": _text("manifest.name", _NAME), "full": _text("manifest.name", _NAME)},
        "description": {
            "short": _text("manifest.description", _SHORT),
            "full": _text("manifest.long_description", _LONG),
        },
        "icons": {"color": "colour.png", "outline": "outline.png"},
        "accentColor": _COLOUR,
        "bots": [
            {
                "botId": app_id,
                "scopes": ["personal", "team", "groupChat"],
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [
                    {
                        "scopes": ["personal", "team", "groupChat"],
                        "commands": [_command(each) for each in _SHOWN if each in COMMANDS],
                    }
                ],
            }
        ],
        "composeExtensions": [
            {"botId": app_id, "commands": [_search(), *map(_action, ON_A_MESSAGE)]}
        ],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [],
        "defaultInstallScope": "team",
    }
    if consent:
        granted = [{"name": each, "type": "Application"} for each in CONSENT]
        made["webApplicationInfo"] = {"id": app_id, "resource": url}
        made["authorization"] = {"permissions": {"resourceSpecific": granted}}
    return made


def _website(said: str | None) -> str:
    parts = urlsplit(said or "")
    if parts.scheme != "https" or not parts.hostname:
        raise Refusal("teams.no_website", said=(said or "")[:_LONGEST_SHOWN])
    return (said or "").rstrip("/")


def _command(name: str) -> Json:
    return {"title": name, "description": _text(f"teams.command.{name}", _DESCRIPTION)}


def _search() -> Json:
    return {
        "id": "find",
        "type": "query",
        "title": _text("teams.search", _TITLE),
        "description": _text("teams.search_description", _DESCRIPTION),
        "initialRun": False,
        "parameters": [
            {
                "name": "words",
                "title": _text("teams.search_words", _TITLE),
                "description": _text("teams.search_words", _DESCRIPTION),
            }
        ],
    }


def _action(name: str) -> Json:
    return {
        "id": name,
        "type": "action",
        "context": ["message"],
        "title": _text(f"shortcut.{name}", _TITLE),
        "description": _text(f"manifest.shortcut.{name}", _DESCRIPTION),
        "fetchTask": True,
    }


def _text(key: str, most: int) -> str:
    text = line(_WORDS, fitting(key, has_signs=False))
    if len(text) > most:
        raise Refusal("teams.too_long", what=key, n=len(text), most=most)
    return text
