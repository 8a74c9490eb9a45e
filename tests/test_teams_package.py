"""The app package for Teams: what an admin uploads."""

import io
import json
import struct
import zipfile

import pytest

from adapters.teams.icons import colour, outline
from adapters.teams.package import CONSENT, manifest, package
from bot.refusal import Refusal
from bot.words import line

APP = "11111111-2222-3333-4444-555555555555"
SITE = "https://whoknows.example.org"


def test_the_package_holds_a_manifest_and_two_icons() -> None:
    with zipfile.ZipFile(io.BytesIO(package(APP, SITE))) as archive:
        made = json.loads(archive.read("manifest.json"))
        names = set(archive.namelist())

    assert names == {"manifest.json", "colour.png", "outline.png"}
    assert {made["icons"]["color"], made["icons"]["outline"]} < names


@pytest.mark.long
def test_the_same_settings_give_the_same_bytes() -> None:
    assert package(APP, SITE) == package(APP, SITE)


@pytest.mark.parametrize(("icon", "size"), [(colour(), 192), (outline(), 32)])
def test_the_icons_have_the_size_that_teams_asks_for(icon: bytes, size: int) -> None:
    assert icon.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", icon[16:24]) == (size, size)


def test_people_can_search_and_act_on_messages_and_see_what_to_type() -> None:
    made = manifest(APP, SITE)

    [extension] = made["composeExtensions"]
    assert [each["id"] for each in extension["commands"]] == [
        "find",
        "ask",
        "keep",
        "answers",
        "pass",
    ]
    [commands] = made["bots"][0]["commandLists"]
    assert len(commands["commands"]) == 10


def test_consent_is_asked_for_with_its_reason_and_can_be_left_out() -> None:
    asked = manifest(APP, SITE)
    without = manifest(APP, SITE, consent=False)

    granted = asked["authorization"]["permissions"]["resourceSpecific"]
    assert {each["name"] for each in granted} == set(CONSENT)
    assert all(line("en", f"teams.consent.{each}") for each in CONSENT)
    assert "authorization" not in without


@pytest.mark.parametrize("app", [None, "", "whoknows", "1111"])
def test_an_id_that_is_none_is_met_with_what_to_set(app: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        package(app, SITE)

    assert "MICROSOFT_APP_ID" in refused.value.sentence()


@pytest.mark.parametrize("site", [None, "", "http://example.org", "example.org"])
def test_a_page_that_is_none_is_met_with_what_to_give(site: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        package(APP, site)

    assert "--website" in refused.value.sentence()
