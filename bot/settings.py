"""What the operator sets, read from the environment once; ``NAME_FILE`` reads a file."""

import os
import re
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.model import REACTIONS, Phase, Policy
from bot.refusal import Refusal
from bot.slips import misspelt, wrong_values
from bot.text import shortened

SLACK = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
SLACK_SOCKET = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")
SLACK_OAUTH = (
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_SIGNING_SECRET",
    "WHOKNOWS_SECRET_KEY",
)
"""For several workspaces, each of which installs the app itself."""
TEAMS = ("MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TENANT_ID")
_BELONGS = {
    "slack": (*SLACK, "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"),
    "teams": TEAMS,
}
_ALL_OF_PLATFORMS = (*_BELONGS["slack"], *TEAMS)
_EXAMPLES = ("...", "…", "changeme", "change-me", "your-", "<", "example", "xxxx")
_SIGN = re.compile(r":?[\w+'-]{1,100}:?")
_OURS = re.compile(r"https?://(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?(/[\w/.-]*)?")
"""Addresses of this machine alone."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_DATABASES = {False: "sqlite+aiosqlite:///sandbox.db", True: "sqlite+aiosqlite:///whoknows.db"}


class Settings(BaseSettings):
    """All settings by their name in the environment, in capitals."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    whoknows_database_url: str | None = Field(default=None, repr=False)  # may hold a password
    whoknows_host: str = "127.0.0.1"
    whoknows_port: int = Field(default=8080, ge=1, le=65535)
    whoknows_public_url: str | None = None
    whoknows_trusted_proxies: str = ""
    whoknows_secret_key: SecretStr | None = None
    whoknows_admins: str = ""
    whoknows_default_phase: Phase = Phase.OFF
    whoknows_zone: str = "UTC"
    whoknows_reactions: str = " ".join(f"{name}={says}" for name, says in REACTIONS.items())
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    whoknows_test_peers: bool = False
    whoknows_slack_api_url: str | None = None
    whoknows_teams_openid_url: str | None = None
    whoknows_teams_login_url: str | None = None
    whoknows_teams_service_hosts: str | None = None
    whoknows_teams_anonymous: bool = False
    microsoft_app_id: str | None = None
    microsoft_app_password: SecretStr | None = None
    microsoft_app_tenant_id: str | None = None

    @field_validator("whoknows_zone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("no such time zone, try one like Europe/Berlin")
        return value

    @field_validator("whoknows_trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for each in value.replace(",", " ").split():
            try:
                ip_network(each)
            except ValueError:
                raise Refusal("settings.proxies", said=shortened(each, 60)) from None
        return value

    @field_validator("whoknows_reactions")
    @classmethod
    def _are_reactions(cls, value: str) -> str:
        for each in value.replace(",", " ").split():
            name, _, says = each.partition("=")
            if not _SIGN.fullmatch(name) or says not in REACTIONS.values():
                raise Refusal("settings.reactions", said=shortened(each, 60))
        return value

    @field_validator(
        "whoknows_slack_api_url", "whoknows_teams_openid_url", "whoknows_teams_login_url"
    )
    @classmethod
    def _is_for_tests(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Refuse to take another machine for a platform, and any unless tests ask for it."""
        if value and not (info.data.get("whoknows_test_peers") and _OURS.fullmatch(value)):
            raise ValueError(
                "it is for tests alone: it takes WHOKNOWS_TEST_PEERS=1 and an address of this"
                " machine, such as http://127.0.0.1:8081/api/"
            )
        return value

    @field_validator("whoknows_teams_service_hosts")
    @classmethod
    def _are_for_tests(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Refuse to take anything but this machine for Teams' own service."""
        hosts = (value or "").replace(",", " ").split()
        ours = all(_OURS.fullmatch(f"http://{host}") and ":" in host for host in hosts)
        if value and not (info.data.get("whoknows_test_peers") and ours):
            raise ValueError(
                "it is for tests alone: it takes WHOKNOWS_TEST_PEERS=1 and hosts of this machine"
                " with their ports, such as 127.0.0.1:8082"
            )
        return value

    @field_validator("whoknows_teams_anonymous")
    @classmethod
    def _is_for_tests_here(cls, value: bool, info: ValidationInfo) -> bool:
        """Refuse to let everybody in, unless only this machine can reach us."""
        told = info.data
        alone = told.get("whoknows_host") in _LOOPBACK and told.get("whoknows_test_peers")
        if value and not alone:
            raise ValueError(
                "it is for tests alone: it takes WHOKNOWS_TEST_PEERS=1 and a WHOKNOWS_HOST that"
                " only this machine can reach"
            )
        return value

    @property
    def trusted_proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The addresses and networks from which everybody's requests come, by a proxy."""
        said = self.whoknows_trusted_proxies.replace(",", " ").split()
        return tuple(ip_network(each) for each in said)

    @property
    def teams_service_hosts(self) -> frozenset[str]:
        """Hosts of this machine that stand in for Teams, for tests; none otherwise."""
        return frozenset((self.whoknows_teams_service_hosts or "").replace(",", " ").split())

    @property
    def has_slack(self) -> bool:
        """Whether Slack is set up."""
        return self.slack_bot_token is not None or self.has_many_workspaces

    @property
    def has_teams(self) -> bool:
        """Whether Teams is set up."""
        return self.microsoft_app_id is not None

    @property
    def has_platform(self) -> bool:
        """Whether any setting of a platform is there, complete or not."""
        return any(self._value(name) for name in _ALL_OF_PLATFORMS)

    @property
    def has_many_workspaces(self) -> bool:
        """Whether workspaces install the app themselves, by OAuth."""
        return bool(self.slack_client_id or self.slack_client_secret)

    @property
    def is_slack_to_reach_us(self) -> bool:
        """Whether Slack is to reach us at an address: without a socket."""
        return bool(self.slack_signing_secret and not self.slack_app_token)

    @property
    def secret_key(self) -> str:
        """What tokens are kept under, empty where it is not set."""
        return _bare(self.whoknows_secret_key)

    @property
    def slack_api_url(self) -> str | None:
        """Where Slack's web API is, for tests; none: Slack's own."""
        if not self.whoknows_slack_api_url:
            return None
        return self.whoknows_slack_api_url.rstrip("/").removesuffix("/api") + "/api/"

    @property
    def database_url(self) -> str:
        """The database: the one set, else a file in the working folder."""
        return self.whoknows_database_url or _DATABASES[self.has_platform]

    @property
    def policy(self) -> Policy:
        """What the organisation decided, as far as it is set here."""
        admins = self.whoknows_admins.replace(",", " ").split()
        return Policy(
            admins=frozenset(admins),
            default_phase=self.whoknows_default_phase,
            zone=self.whoknows_zone,
            reactions=dict(self._reactions()),
        )

    def _reactions(self) -> Iterator[tuple[str, str]]:
        """Yield each name of a reaction, without the colons that people write, and what it says."""
        for each in self.whoknows_reactions.replace(",", " ").split():
            name, _, says = each.partition("=")
            yield name.strip(":"), says

    def check(self) -> None:
        """Raise Refusal when a platform is half set up, or still holds an example value."""
        for problem in self.problems():
            raise problem

    def problems(self) -> Iterator[Refusal]:
        """Yield everything for which these settings cannot be served."""
        for name in (*_ALL_OF_PLATFORMS, "WHOKNOWS_SECRET_KEY"):
            value = self._value(name)
            if _is_example(value):
                yield Refusal("settings.example", name=name)
        yield from misspelt(os.environ, _known())
        yield from wrong_values(self._said())
        if self.has_many_workspaces and self.slack_bot_token:
            yield Refusal("settings.one_or_many")
        for platform, names in (("slack", self._slack), ("teams", TEAMS)):
            missing = [name for name in names if not self._value(name)]
            there = [name for name in _BELONGS[platform] if self._value(name)]
            if there == ["SLACK_BOT_TOKEN"]:
                yield Refusal("settings.half_slack_token")
            elif missing and there:
                yield Refusal(f"settings.half_{platform}", missing=" and ".join(missing))

    @property
    def _slack(self) -> tuple[str, ...]:
        if self.has_many_workspaces:
            return SLACK_OAUTH
        return SLACK_SOCKET if self._value("SLACK_APP_TOKEN") else SLACK

    def _said(self) -> dict[str, str]:
        """Return what is set in words, by name, without what still is an example."""
        found: dict[str, str] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            bare = _bare(value) if isinstance(value, SecretStr | str) else ""
            if bare and not _is_example(bare):
                found[name.upper()] = bare
        return found

    def _value(self, name: str) -> str:
        return _bare(getattr(self, name.lower()))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win, then the files that it names."""
        return init_settings, env_settings, _Files(settings_cls)


def _is_example(value: str) -> bool:
    return any(mark in value.lower() for mark in _EXAMPLES) or value.lower() == "todo"


def _known() -> frozenset[str]:
    """Return the name of each setting, and that of the file which it can stand in."""
    names = [name.upper() for name in Settings.model_fields]
    return frozenset((*names, *(f"{name}_FILE" for name in names)))


def _bare(value: SecretStr | str | None) -> str:
    """Return what is set, also where it is a secret; empty where nothing is."""
    return value.get_secret_value() if isinstance(value, SecretStr) else value or ""


class _Files(PydanticBaseSettingsSource):
    """Reads ``NAME`` from the file that ``NAME_FILE`` names."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = f"{field_name.upper()}_FILE"
        path = os.environ.get(name)
        if not path:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError):
            raise Refusal("settings.no_file", name=name, path=path) from None

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields
        found = {name: self.get_field_value(field, name)[0] for name, field in fields.items()}
        return {name: value for name, value in found.items() if value is not None}


def read_settings(*, heedless: bool = False) -> Settings:
    """Return the settings of this process; raise Refusal with the first that is wrong.

    ``heedless`` of names that are misspelt: for who lists all that is wrong.
    """
    for problem in () if heedless else misspelt(os.environ, _known()):
        raise problem
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).upper()
        why = first["msg"].removeprefix("Value error, ")
        raise Refusal("settings.wrong", name=name, why=why) from None
