"""Our manifest for Teams, held against the schema that Microsoft gives."""

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from adapters.teams.package import VERSION, manifest, package

pytestmark = [pytest.mark.cards]

APP = "11111111-2222-3333-4444-555555555555"
SITE = "https://whoknows.example.org"


@pytest.fixture
def schema() -> Draft4Validator:
    """Return what knows what a manifest holds."""
    told = json.loads(
        (Path(os.environ["WHOKNOWS_CARDS"]) / "MicrosoftTeams.schema.json").read_text()
    )
    return Draft4Validator(told, format_checker=Draft4Validator.FORMAT_CHECKER)


def against(schema: Draft4Validator, made: dict[str, Any]) -> list[str]:
    return [each.message for each in schema.iter_errors(made)]


@pytest.mark.parametrize("consent", [True, False])
def test_nothing_is_against_the_manifest(schema: Draft4Validator, consent: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(package(APP, SITE, consent=consent))) as archive:
        made = json.loads(archive.read("manifest.json"))

    assert against(schema, made) == []
    assert made["manifestVersion"] == VERSION
    assert f"/v{VERSION}/" in made["$schema"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("bots", [{"botId": APP, "scopes": ["everywhere"]}]),
        ("description", {"short": "x" * 81, "full": "x"}),
        ("accentColor", "red"),
        ("id", "whoknows"),
        ("surprise", True),
    ],
)
def test_a_manifest_that_is_none_is_seen(schema: Draft4Validator, name: str, value: object) -> None:
    assert against(schema, manifest(APP, SITE) | {name: value})
