"""What the operator sets: every rule, and a sentence for each way to get it wrong."""

import os
from pathlib import Path

import pytest

from bot.model import REACTIONS, Phase
from bot.refusal import Refusal
from bot.settings import Settings, read_settings

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-2-Q7", "SLACK_SIGNING_SECRET": "8f742231b10e8888"}
SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1-2-Q7", "SLACK_APP_TOKEN": "xapp-1-A1-Q7"}
TEAMS = {
    "MICROSOFT_APP_ID": "0b8c0d8e-1f2a-4b3c-8d4e-5f6071829304",
    "MICROSOFT_APP_PASSWORD": "Q8~secret",
    "MICROSOFT_APP_TENANT_ID": "72f988bf-86f1-41af-91ab-2d7cd011db47",
}
OAUTH = {
    "SLACK_CLIENT_ID": "2141029472.6912026497",
    "SLACK_CLIENT_SECRET": "e1b9e11dfcd19c19",
    "SLACK_SIGNING_SECRET": "8f742231b10e8888",
    "WHOKNOWS_SECRET_KEY": "Qm3-first-key-of-the-operator-0001",
}
PREFIXES = ("WHOKNOWS_", "SLACK_", "MICROSOFT_")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment in which nothing is set."""
    for name in os.environ:
        if name.upper().startswith(PREFIXES):
            monkeypatch.delenv(name)
    return monkeypatch


def set_all(environment: pytest.MonkeyPatch, values: dict[str, str]) -> Settings:
    """Set all of these and return the settings as read."""
    for name, value in values.items():
        environment.setenv(name, value)
    return read_settings()


def refusal(settings: Settings) -> str:
    """Return why these settings cannot be served."""
    with pytest.raises(Refusal) as refused:
        settings.check()
    return refused.value.sentence()


def test_with_nothing_set_the_sandbox_is_on_this_machine_alone() -> None:
    settings = read_settings()

    assert not settings.has_platform
    assert (settings.whoknows_host, settings.whoknows_port) == ("127.0.0.1", 8080)
    assert settings.database_url == "sqlite+aiosqlite:///sandbox.db"
    settings.check()


def test_with_nothing_set_every_place_is_off_and_nobody_is_an_admin() -> None:
    policy = read_settings().policy

    assert (policy.admins, policy.default_phase) == (frozenset(), Phase.OFF)
    assert (policy.zone, policy.language, policy.smallest_group) == ("UTC", "en", 5)


@pytest.mark.parametrize(
    "platform",
    [SLACK, SOCKET, SLACK | SOCKET, OAUTH, TEAMS],
    ids=["slack", "socket", "socket and door", "several workspaces", "teams"],
)
def test_a_platform_is_whole_with_these(
    environment: pytest.MonkeyPatch, platform: dict[str, str]
) -> None:
    settings = set_all(environment, platform)

    settings.check()
    assert settings.has_platform
    assert settings.database_url == "sqlite+aiosqlite:///whoknows.db"


def test_the_database_that_is_set_wins(environment: pytest.MonkeyPatch) -> None:
    settings = set_all(environment, SLACK | {"WHOKNOWS_DATABASE_URL": "sqlite:///mine.db"})

    assert settings.database_url == "sqlite:///mine.db"


def test_admins_are_separated_by_commas_or_spaces(environment: pytest.MonkeyPatch) -> None:
    settings = set_all(environment, {"WHOKNOWS_ADMINS": " slack:T1/U1,slack:T1/U2  slack:T1/U3, "})

    assert settings.policy.admins == {"slack:T1/U1", "slack:T1/U2", "slack:T1/U3"}


def test_what_is_decided_for_the_organisation_is_in_its_policy(
    environment: pytest.MonkeyPatch,
) -> None:
    values = {"WHOKNOWS_DEFAULT_PHASE": "listening", "WHOKNOWS_ZONE": "Europe/Berlin"}
    policy = set_all(environment, values).policy

    assert (policy.default_phase, policy.zone) == (Phase.LISTENING, "Europe/Berlin")


@pytest.mark.parametrize(
    "name",
    ["WHOKNOWS_PORT", "WHOKNOWS_DEFAULT_PHASE", "WHOKNOWS_ZONE", "SLACK_BOT_TOKEN"],
)
def test_an_empty_setting_is_not_set(environment: pytest.MonkeyPatch, name: str) -> None:
    assert set_all(environment, {name: ""}) == Settings.model_construct()


# Files


def test_a_setting_can_be_read_from_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("xoxb-from-file\n", encoding="utf-8")

    settings = set_all(environment, {"SLACK_BOT_TOKEN_FILE": str(file)})

    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-file"


def test_the_environment_wins_over_the_file(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "port"
    file.write_text("9001", encoding="utf-8")

    settings = set_all(environment, {"WHOKNOWS_PORT_FILE": str(file), "WHOKNOWS_PORT": "9002"})

    assert settings.whoknows_port == 9002


def test_the_file_is_read_where_the_environment_is_empty(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "port"
    file.write_text("9001", encoding="utf-8")

    settings = set_all(environment, {"WHOKNOWS_PORT_FILE": str(file), "WHOKNOWS_PORT": ""})

    assert settings.whoknows_port == 9001


@pytest.mark.parametrize("kind", ["missing", "folder", "bytes"])
def test_a_file_that_cannot_be_read_is_named(
    environment: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / kind
    if kind == "folder":
        path.mkdir()
    if kind == "bytes":
        path.write_bytes(b"\xff\xfe\xff")

    with pytest.raises(Refusal) as refused:
        set_all(environment, {"SLACK_BOT_TOKEN_FILE": str(path)})

    expected = f"SLACK_BOT_TOKEN_FILE names the file “{path}”, which cannot be read."
    assert refused.value.sentence() == expected


# Wrong values


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("WHOKNOWS_PORT", "eighty", "integer"),
        ("WHOKNOWS_PORT", "0", "greater than or equal to 1"),
        ("WHOKNOWS_PORT", "65536", "less than or equal to 65535"),
        ("WHOKNOWS_ZONE", "Berlin", "try one like Europe/Berlin"),
        ("WHOKNOWS_ZONE", "../../etc/passwd", "no such time zone"),
        ("WHOKNOWS_DEFAULT_PHASE", "on", "'off', 'listening', 'pilot' or 'open'"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_setting(
    environment: pytest.MonkeyPatch, name: str, value: str, hint: str
) -> None:
    with pytest.raises(Refusal) as refused:
        set_all(environment, {name: value})

    said = refused.value.sentence()
    assert said.startswith(f"{name}: ")
    assert hint in said
    assert "\n" not in said


# Half set up, or not really


@pytest.mark.parametrize("platform", [SLACK, SOCKET, TEAMS], ids=["slack", "socket", "teams"])
def test_a_platform_that_is_half_set_up_is_told_what_is_missing(
    environment: pytest.MonkeyPatch, platform: dict[str, str]
) -> None:
    for missing in platform:
        with environment.context() as alone:
            settings = set_all(
                alone, {each: platform[each] for each in platform if each != missing}
            )
            said = refusal(settings)

            assert settings.has_platform
            if list(platform) in (list(SLACK), list(SOCKET)) and missing != "SLACK_BOT_TOKEN":
                assert said.startswith("SLACK_BOT_TOKEN alone is half of Slack.")
                for way in ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "WHOKNOWS_PUBLIC_URL"):
                    assert way in said
            else:
                assert "half set up" in said
                assert f"Missing: {missing}." in said


@pytest.mark.parametrize("missing", OAUTH)
def test_several_workspaces_half_set_up_are_told_what_is_missing(
    environment: pytest.MonkeyPatch, missing: str
) -> None:
    settings = set_all(environment, {each: OAUTH[each] for each in OAUTH if each != missing})

    assert settings.has_many_workspaces
    assert f"Missing: {missing}." in refusal(settings)


def test_a_secret_key_alone_is_no_platform(environment: pytest.MonkeyPatch) -> None:
    settings = set_all(environment, {"WHOKNOWS_SECRET_KEY": OAUTH["WHOKNOWS_SECRET_KEY"]})

    assert not settings.has_platform
    settings.check()


def test_one_workspace_and_several_are_not_served_at_once(environment: pytest.MonkeyPatch) -> None:
    settings = set_all(environment, SLACK | OAUTH)

    assert refusal(settings).startswith("SLACK_BOT_TOKEN is for one workspace")


def test_all_problems_are_told_one_after_the_other(environment: pytest.MonkeyPatch) -> None:
    values = {
        "SLACK_APP_TOKEN": "xapp-...",
        "MICROSOFT_APP_ID": TEAMS["MICROSOFT_APP_ID"],
        "WHOKNOWS_SECRET_KEY": "changeme",
    }

    told = [each.sentence() for each in set_all(environment, values).problems()]

    assert [each.split()[0] for each in told] == [
        "SLACK_APP_TOKEN",
        "WHOKNOWS_SECRET_KEY",
        "Slack",
        "Microsoft",
    ]


def test_all_that_is_missing_is_named_at_once(environment: pytest.MonkeyPatch) -> None:
    said = refusal(set_all(environment, {"MICROSOFT_APP_ID": TEAMS["MICROSOFT_APP_ID"]}))

    assert "Missing: MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID." in said


def test_a_whole_platform_does_not_excuse_a_half_one(environment: pytest.MonkeyPatch) -> None:
    settings = set_all(environment, SLACK | {"MICROSOFT_APP_ID": TEAMS["MICROSOFT_APP_ID"]})

    assert refusal(settings).startswith("Microsoft Teams is half set up")


@pytest.mark.parametrize("name", [*SLACK, "SLACK_APP_TOKEN", *TEAMS])
@pytest.mark.parametrize(
    "value",
    ["xoxb-your-token", "<your token>", "changeme", "xoxb-...", "EXAMPLE", "xxxxxxxx", "TODO"],
)
def test_an_example_value_is_not_taken_for_a_real_one(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    said = refusal(set_all(environment, SLACK | TEAMS | {name: value}))

    assert said.startswith(f"{name} still holds an example value.")
    assert value not in said


def test_a_real_token_may_hold_three_x_or_a_todo(environment: pytest.MonkeyPatch) -> None:
    settings = set_all(environment, SLACK | {"SLACK_BOT_TOKEN": "xoxb-17-29-aXxX7kToDoQ"})

    settings.check()


def test_an_example_value_in_a_file_is_seen_too(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text("xoxb-your-token\n", encoding="utf-8")

    settings = set_all(environment, {"SLACK_BOT_TOKEN_FILE": str(file)})

    assert refusal(settings).startswith("SLACK_BOT_TOKEN still holds an example value.")


# Slips: found without a network, told without the value.


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"SLACK_BOT_TOKEN": SOCKET["SLACK_APP_TOKEN"]}, "holds what belongs into SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": SLACK["SLACK_BOT_TOKEN"]}, "holds what belongs into SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": "xoxb-1-2-Q7"}, "holds what belongs into SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": "2141029472.6912026497"}, "belongs into SLACK_CLIENT_ID"),
        ({"SLACK_BOT_TOKEN": "8f742231b10e88888f742231b10e8888"}, "is not the token of a bot"),
        ({"SLACK_BOT_TOKEN": "xoxp-1-2-Q7"}, "is not the token of a bot"),
        ({"SLACK_BOT_TOKEN": '"xoxb-1-2-Q7"'}, "has quotes around its value"),
        ({"SLACK_BOT_TOKEN": "“xoxb-1-2-Q7”"}, "has quotes around its value"),
        ({"SLACK_BOT_TOKEN": "xoxb-1-2-Q7 "}, "has a space or a new line"),
        ({"SLACK_SIGNING_SECRET": "8f742231\nb10e8888"}, "has a space or a new line"),
        ({"WHOKNOWS_PUBLIC_URL": "'https://w.acme.test'"}, "has quotes around its value"),
        ({"WHOKNOWS_ADMINS": '"slack:T1/U1"'}, "has quotes around its value"),
        ({"MICROSOFT_APP_ID": "0b8c0d8e"}, "is not an id such as"),
        ({"MICROSOFT_APP_TENANT_ID": "acme.onmicrosoft.com"}, "is not an id such as"),
        (
            {"MICROSOFT_APP_PASSWORD": TEAMS["MICROSOFT_APP_ID"]},
            "holds the id of the client secret",
        ),
        ({"MICROSOFT_APP_TENANT_ID": TEAMS["MICROSOFT_APP_ID"]}, "are the same"),
    ],
)
def test_what_was_swapped_or_quoted_is_told_by_the_look_of_it(
    environment: pytest.MonkeyPatch, values: dict[str, str], told: str
) -> None:
    [(name, value)] = values.items()
    whole = {**SOCKET, **TEAMS} if name == "SLACK_APP_TOKEN" else {**SLACK, **TEAMS}

    said = refusal(set_all(environment, whole | values))

    assert name in said
    assert told in said
    assert value not in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("SLACK_BOT_TOKE", "SLACK_BOT_TOKEN"),
        ("SLACK_SIGNINGSECRET", "SLACK_SIGNING_SECRET"),
        ("WHOKNOWS_DATABSE_URL", "WHOKNOWS_DATABASE_URL"),
        ("WHOKNOWS_ADMIN", "WHOKNOWS_ADMINS"),
        ("MICROSOFT_APP_TENANT", "MICROSOFT_APP_TENANT_ID"),
        ("SLACK_BOT_TOKEN_FIL", "SLACK_BOT_TOKEN_FILE"),
    ],
)
def test_a_name_that_is_misspelt_is_told_before_anything_starts(
    environment: pytest.MonkeyPatch, name: str, meant: str
) -> None:
    with pytest.raises(Refusal) as refused:
        set_all(environment, {name: "hush"})

    told = refused.value.sentence()
    assert told == f"{name} is not a setting of Whoknows. Did you mean {meant}?"
    environment.delenv(name)
    assert not read_settings().has_platform


def test_what_others_set_is_none_of_our_names(environment: pytest.MonkeyPatch) -> None:
    others = ("SLACK_WEBHOOK_URL", "SLACK_TOKEN", "SLACK_USER_TOKEN", "MICROSOFT_APP_TYPE")
    set_all(environment, dict.fromkeys(others, "x")).check()

    set_all(environment, SLACK | {"SLACK_BOT_TOKENS": "xoxb-of-something-else"}).check()


# Test peers


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("http://127.0.0.1:8081/api/", "http://127.0.0.1:8081/api/"),
        ("http://127.0.0.1:8081/api", "http://127.0.0.1:8081/api/"),
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/api/"),
        ("http://[::1]:8081/", "http://[::1]:8081/api/"),
        ("http://localhost:8081/api/", "http://localhost:8081/api/"),
    ],
)
def test_a_peer_of_tests_on_this_machine_is_taken_for_slack(
    environment: pytest.MonkeyPatch, url: str, api: str
) -> None:
    values = {"WHOKNOWS_SLACK_API_URL": url, "WHOKNOWS_TEST_PEERS": "1"}

    assert set_all(environment, values).slack_api_url == api


@pytest.mark.parametrize(
    ("url", "peers"),
    [
        ("http://127.0.0.1:8081/api/", ""),
        ("http://127.0.0.1:8081/api/", "0"),
        ("https://slack.example.org/api/", "1"),
        ("http://127.0.0.1@evil.example.org/api/", "1"),
        ("http://127.0.0.1.evil.example.org/api/", "1"),
        ("http://127.0.0.1:80@evil.example.org/api/", "1"),
        ("http://127.0.0.1\\@evil.example.org/api/", "1"),
        ("http://localhost.evil.example.org/api/", "1"),
        ("http://0.0.0.0:8081/api/", "1"),
        ("ftp://127.0.0.1/api/", "1"),
        ("http://127.0.0.1:8081/api/?x=1", "1"),
        ("127.0.0.1:8081", "1"),
    ],
)
def test_nobody_else_is_taken_for_slack_nor_without_the_word_of_a_test(
    environment: pytest.MonkeyPatch, url: str, peers: str
) -> None:
    with pytest.raises(Refusal) as refused:
        set_all(environment, {"WHOKNOWS_SLACK_API_URL": url, "WHOKNOWS_TEST_PEERS": peers})

    assert refused.value.sentence().startswith("WHOKNOWS_SLACK_API_URL: it is for tests alone")


def test_slack_is_slack_where_nobody_says_otherwise(environment: pytest.MonkeyPatch) -> None:
    assert set_all(environment, SLACK).slack_api_url is None


# Secrets


def test_no_secret_is_shown_when_the_settings_are(environment: pytest.MonkeyPatch) -> None:
    secrets = {
        "WHOKNOWS_SECRET_KEY": "hush-1",
        "WHOKNOWS_DATABASE_URL": "postgresql://whoknows:hush-2@db/whoknows",
        "SLACK_BOT_TOKEN": "hush-3",
        "SLACK_SIGNING_SECRET": "hush-4",
        "SLACK_APP_TOKEN": "hush-5",
        "SLACK_CLIENT_SECRET": "hush-6",
        "MICROSOFT_APP_PASSWORD": "hush-7",
    }
    settings = set_all(environment, secrets)

    shown = f"{settings!r} {settings!s}"

    assert "hush" not in shown
    assert "whoknows_port=8080" in shown


def test_no_secret_is_shown_when_another_setting_is_wrong(
    environment: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Refusal) as refused:
        set_all(environment, SLACK | {"WHOKNOWS_PORT": "eighty"})

    assert SLACK["SLACK_BOT_TOKEN"] not in refused.value.sentence()
    assert refused.value.__suppress_context__


def test_settings_cannot_be_changed_once_read() -> None:
    settings = read_settings()

    with pytest.raises(ValueError, match="frozen"):
        settings.whoknows_port = 1


def test_reactions_are_set_by_name_and_the_usual_ones_count_otherwise(
    environment: pytest.MonkeyPatch,
) -> None:
    usual = read_settings().policy.reactions
    own = set_all(environment, {"WHOKNOWS_REACTIONS": ":bulb:=helpful, party-1=solved"})

    assert usual == REACTIONS
    assert own.policy.reactions == {"bulb": "helpful", "party-1": "solved"}


@pytest.mark.parametrize("said", ["bulb", "bulb=nice", "=helpful", "💡=helpful", "b lb=helpful"])
def test_reactions_that_cannot_be_read_are_refused_with_an_example(
    environment: pytest.MonkeyPatch, said: str
) -> None:
    with pytest.raises(Refusal) as refused:
        set_all(environment, {"WHOKNOWS_REACTIONS": said})

    assert said.split()[0] in refused.value.sentence()
    assert "bulb=helpful" in refused.value.sentence()


def test_trusted_proxies_are_addresses_or_networks(environment: pytest.MonkeyPatch) -> None:
    nobody = read_settings().trusted_proxies
    own = set_all(environment, {"WHOKNOWS_TRUSTED_PROXIES": "10.0.0.7, 10.1.0.0/16 ::1"})

    assert nobody == ()
    assert [str(each) for each in own.trusted_proxies] == ["10.0.0.7/32", "10.1.0.0/16", "::1/128"]


@pytest.mark.parametrize("said", ["proxy.example.org", "10.0.0.7/8", "10.0.0", "yes"])
def test_what_is_no_proxy_is_refused_with_an_example(
    environment: pytest.MonkeyPatch, said: str
) -> None:
    with pytest.raises(Refusal) as refused:
        set_all(environment, {"WHOKNOWS_TRUSTED_PROXIES": said})

    assert f"“{said}”" in refused.value.sentence()
    assert "10.1.0.0/16" in refused.value.sentence()
