"""Logs of a Slack workspace on disk: raw events or an export, whole, broken or hostile."""

import io
import json
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.logs import LONGEST_LINE, open_log
from adapters.slack.read import read
from bot.intents import Heard, Mark, MarkKind, Nothing, Reply, Say, SeenPerson, SeenPlace, Why
from bot.model import Capture, Visibility
from bot.refusal import Refusal
from tests.cast import AMINA, BRUNO, TEAM

Json = dict[str, Any]

USERS: list[Json] = [
    {"id": "UAMINA", "team_id": "T1", "name": "aa", "profile": {"display_name": "Amina"}},
    {"id": "UBRUNO", "team_id": "T1", "name": "bruno", "profile": {"real_name": "Bruno B"}},
    {"id": "UROBOT", "team_id": "T1", "name": "robot", "is_bot": True},
]
CHANNELS = [{"id": "CPROJECTS", "name": "projects"}]
NAMES = {"users.json": json.dumps(USERS), "channels.json": json.dumps(CHANNELS)}
TS = "1700000000.000100"
LATER_TS = "1700000060.000100"
DAY = "2023-11-14"


def said(text: str = "Where is the scanner?", **fields: Any) -> Json:
    """Return a message by Amina, as a raw log tells it; a field that is None is left out."""
    event = {"type": "message", "channel": "CPROJECTS", "user": "UAMINA", "text": text, "ts": TS}
    return {name: value for name, value in (event | fields).items() if value is not None}


def lines(*events: Any) -> str:
    """Return a log of raw events."""
    return "".join(json.dumps(event) + "\n" for event in events)


def folder(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder and return it."""
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a zip and return it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def payloads(path: Path, capture: Capture = Capture.BASELINE, team: str | None = None) -> list[str]:
    """Return what a log holds."""
    return [payload for payload, _ in open_log(path, capture, team).payloads if payload]


def hear(path: Path) -> list[Heard]:
    """Return what is heard of a log without a broken line."""
    return [read(payload) for payload in payloads(path)]


def readers(found: Iterable[Heard]) -> dict[str, Visibility]:
    """Return who can read the places in which something was heard, where they are new to us."""
    places = [each.place for each in found if each.place]
    return {each.key: each.visibility or each.presumed for each in places}


def dead(path: Path) -> list[str]:
    """Return the payloads of a log that cannot be read."""
    return [payload for payload in payloads(path) if not _is_read(payload)]


def _is_read(payload: str) -> bool:
    try:
        return bool(read(payload))
    except ValueError:
        return False


def refusal(path: Path, team: str | None = None) -> str:
    """Return the sentence with which a log is refused."""
    with pytest.raises(Refusal) as refused:
        open_log(path, Capture.BASELINE, team)
    return refused.value.sentence()


# raw events


def test_raw_events_are_heard_with_the_names_beside_them(tmp_path: Path) -> None:
    log = folder(tmp_path, {f"{DAY}.txt": lines(said(team="T1")), **NAMES})

    [heard] = hear(log)

    assert heard.intent == Say(f"{TEAM}/CPROJECTS/{TS}", "Where is the scanner?")
    assert heard.place == SeenPlace(f"{TEAM}/CPROJECTS", "projects")
    assert heard.person == SeenPerson(AMINA.key, "Amina")
    assert heard.capture is Capture.BASELINE


def test_an_edit_takes_the_name_of_who_wrote_the_message(tmp_path: Path) -> None:
    inner = said("Where?", user="UBRUNO", edited={"ts": LATER_TS})
    edit = said("", subtype="message_changed", user=None, message=inner, team="T1")

    [heard] = hear(folder(tmp_path, {"a.txt": lines(edit), **NAMES}))

    assert heard.person == SeenPerson(BRUNO.key, "Bruno B")


def test_days_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    days = {"2.log": lines(said("b", team="T1")), "1.jsonl": lines(said("a")), "3.ndjson": ""}

    texts = [json.loads(each)["event"]["text"] for each in payloads(folder(tmp_path, days))]

    assert texts == ["a", "b"]


def test_strangers_and_unknown_places_are_heard_without_a_name(tmp_path: Path) -> None:
    event = said(user="USTRANGER", channel="CUNKNOWN", team="T1")

    [heard] = hear(folder(tmp_path, {"a.txt": lines(event), **NAMES}))

    assert heard.person == SeenPerson(f"{TEAM}/USTRANGER")
    assert heard.place == SeenPlace(f"{TEAM}/CUNKNOWN")


def test_whom_the_names_call_a_bot_is_heard_as_one(tmp_path: Path) -> None:
    [heard] = hear(folder(tmp_path, {"a.txt": lines(said(user="UROBOT")), **NAMES}))

    assert heard.person is None


def test_events_in_the_envelope_of_live_ones_are_heard_too(tmp_path: Path) -> None:
    envelope = {"team_id": "T1", "event_id": "Ev1", "type": "event_callback", "event": said()}

    [heard] = hear(folder(tmp_path, {"a.txt": lines(envelope)}))

    assert heard.intent == Say(f"{TEAM}/CPROJECTS/{TS}", "Where is the scanner?")


def test_a_zip_of_raw_events_is_heard_as_its_folder_is(tmp_path: Path) -> None:
    files = {f"logs/{DAY}.txt": lines(said(team="T1")), **{f"logs/{n}": NAMES[n] for n in NAMES}}

    in_zip = payloads(zipped(tmp_path / "logs.zip", files))
    in_folder = payloads(folder(tmp_path / "unpacked", files) / "logs")

    assert in_zip == in_folder
    assert len(in_zip) == 1


# an export


EXPORT = {
    **NAMES,
    "groups.json": json.dumps([{"id": "G2", "name": "board"}]),
    "dms.json": json.dumps([{"id": "D3", "members": ["UAMINA", "UBRUNO"]}]),
    "mpims.json": json.dumps([{"id": "G4", "name": "mpdm-amina--bruno-1"}]),
    "integration_logs.json": json.dumps([{"user_id": "UAMINA", "change_type": "added"}]),
    "canvases.json": "[]",
    f"projects/{DAY}.json": json.dumps(
        [
            {
                "type": "message",
                "user": "UAMINA",
                "text": "Where is the scanner?",
                "ts": TS,
                "thread_ts": TS,
                "reactions": [{"name": "eyes", "users": ["UBRUNO", "UAMINA"], "count": 2}],
            },
            {
                "type": "message",
                "user": "UBRUNO",
                "text": "In the shop.",
                "ts": LATER_TS,
                "thread_ts": TS,
                "reactions": [{"name": "bulb", "users": ["UAMINA"], "count": 1}],
            },
        ],
        indent=4,
    ),
    f"board/{DAY}.json": json.dumps([{"type": "message", "user": "UAMINA", "text": "a", "ts": TS}]),
    f"D3/{DAY}.json": json.dumps([{"type": "message", "user": "UAMINA", "text": "b", "ts": TS}]),
    f"mpdm-amina--bruno-1/{DAY}.json": json.dumps(
        [{"type": "message", "user": "UAMINA", "text": "c", "ts": TS}]
    ),
}


@pytest.mark.parametrize("form", ["folder", "zip", "zip of the folder"])
def test_an_export_is_heard_whole_in_each_form(tmp_path: Path, form: str) -> None:
    inside = {f"Acme export/{name}": content for name, content in EXPORT.items()}
    forms = {
        "folder": folder(tmp_path / "export", EXPORT),
        "zip": zipped(tmp_path / "export.zip", EXPORT),
        "zip of the folder": zipped(tmp_path / "inside.zip", inside),
    }

    found = hear(forms[form])

    scanner = [each for each in found if each.place and each.place.key == f"{TEAM}/CPROJECTS"]
    assert [type(each.intent).__name__ for each in scanner] == [
        *("Say", "Nothing", "Nothing"),
        *("Reply", "Mark"),
    ]
    assert len(found) == len(scanner) + 3


def test_an_export_tells_who_can_read_a_place(tmp_path: Path) -> None:
    found = hear(folder(tmp_path, EXPORT))

    assert readers(found) == {
        f"{TEAM}/CPROJECTS": Visibility.PUBLIC,
        f"{TEAM}/G2": Visibility.PRIVATE,
        f"{TEAM}/D3": Visibility.DIRECT,
        f"{TEAM}/G4": Visibility.PRIVATE,
    }


def row_of(key: str, **fields: Any) -> Json:
    """Return a row of a roster of channels, which are called pub here."""
    return {"id": key, "name": "pub", **fields}


@pytest.mark.parametrize(
    ("rosters", "where", "who"),
    [
        pytest.param({"channels": [row_of("C1")]}, "pub", "public", id="a public channel"),
        pytest.param({"channels": [row_of("C1")]}, "C1", "public", id="a folder named by the id"),
        pytest.param({"channels": [{"id": "C1"}]}, "C1", "public", id="a channel without a name"),
        pytest.param({}, "pub", "private", id="no roster at all"),
        pytest.param({}, "C1", "private", id="no roster, named by the id"),
        pytest.param({}, "D1", "direct", id="no roster, a direct message"),
        pytest.param({}, "G1", "private", id="no roster, an old private channel"),
        pytest.param({}, "mpdm-amina--bruno-1", "private", id="no roster, several people"),
        pytest.param({"channels": [row_of("C9")]}, "other", "private", id="another channel's"),
        pytest.param({"channels": [row_of("D1")]}, "pub", "direct", id="D among the channels"),
        pytest.param({"channels": [row_of("G1")]}, "pub", "private", id="G among the channels"),
        *(
            pytest.param(
                {"channels": [row_of("C1", **{flag: True})]}, name, who, id=f"{flag} {name}"
            )
            for flag, who in (
                ("is_private", "private"),
                ("is_mpim", "private"),
                ("is_group", "private"),
                ("is_im", "direct"),
                ("is_ext_shared", "shared"),
            )
            for name in ("pub", "C1")
        ),
        pytest.param(
            {"channels": [{"id": "D1", "is_im": True, "user": "UBRUNO"}]},
            "D1",
            "direct",
            id="a direct message among the channels",
        ),
        pytest.param({"groups": [row_of("C1")]}, "pub", "private", id="a new private channel"),
        pytest.param({"groups": [row_of("C1")]}, "C1", "private", id="the same, by its id"),
        pytest.param(
            {"groups": [row_of("C1", is_private=False)]}, "pub", "private", id="a flag says less"
        ),
        pytest.param({"dms": [{"id": "D1"}]}, "D1", "direct", id="a direct message"),
        pytest.param({"mpims": [row_of("C1")]}, "pub", "private", id="a message to several"),
        pytest.param({"mpims": [row_of("C1")]}, "C1", "private", id="the same, by its id"),
        pytest.param({"ims": [{"id": "D1"}]}, "D1", "direct", id="a roster of another name"),
        pytest.param({"private_channels": [row_of("C1")]}, "pub", "private", id="another name"),
        pytest.param({"all-of-them": [row_of("C1")]}, "pub", "private", id="a name of its own"),
        pytest.param(
            {"conversations": [row_of("C1", is_channel=True, is_private=False)]},
            "pub",
            "public",
            id="one roster for all, a public channel",
        ),
        pytest.param(
            {"conversations": [row_of("C1", is_private=True)]}, "pub", "private", id="one for all"
        ),
        pytest.param({"conversations": [row_of("C1")]}, "pub", "private", id="which tells nothing"),
        pytest.param(
            {"channels": [row_of("C1")], "groups": [row_of("C1")]}, "pub", "private", id="in two"
        ),
        pytest.param(
            {"channels": [row_of("C1")], "groups": [row_of("C2")]},
            "pub",
            "private",
            id="two channels with one name",
        ),
        pytest.param({"channels": None}, "pub", "private", id="a roster that is null"),
    ],
)
@pytest.mark.parametrize("raw", [False, True], ids=["export", "raw"])
def test_a_place_is_read_by_no_more_people_than_every_sign_says(
    tmp_path: Path, rosters: Json, where: str, who: str, raw: bool
) -> None:
    files = {f"{name}.json": json.dumps(rows) for name, rows in rosters.items()}
    ids = [row["id"] for rows in rosters.values() for row in rows or ()]
    if raw:
        if len(set(ids)) != 1 or where == "other":
            pytest.skip("raw events name their channel by its id")
        files |= {"a.txt": lines(said(channel=ids[0], team="T1"))}
    else:
        files |= {f"{where}/{DAY}.json": json.dumps([said(channel=None, team="T1")])}

    found = hear(folder(tmp_path, files))

    assert list(readers(found).values()) == [Visibility(who)]


@pytest.mark.parametrize("kind", ["group", "im", "mpim"])
def test_an_event_can_say_that_fewer_read_a_channel_than_its_roster_says(
    tmp_path: Path, kind: str
) -> None:
    found = hear(folder(tmp_path, {"a.txt": lines(said(channel_type=kind)), **NAMES}))

    assert readers(found) != {f"{TEAM}/CPROJECTS": Visibility.PUBLIC}


def test_an_old_log_does_not_open_a_channel_that_was_closed_since(tmp_path: Path) -> None:
    opening = said("", subtype="channel_convert_to_public", channel_type="channel")

    found = hear(folder(tmp_path, {"a.txt": lines(said(), opening), **NAMES}))

    assert [each.place.visibility for each in found if each.place] == [None, None]


def test_a_reaction_in_an_export_is_a_mark_of_each_who_put_it(tmp_path: Path) -> None:
    marks = [each for each in hear(folder(tmp_path, EXPORT)) if isinstance(each.intent, Mark)]

    assert [(each.intent, each.person) for each in marks] == [
        (
            Mark(f"{TEAM}/CPROJECTS/{LATER_TS}", MarkKind.HELPFUL, on=True),
            SeenPerson(AMINA.key, "Amina"),
        )
    ]


@pytest.mark.parametrize(
    ("name", "key"),
    [("old-stuff", "old-stuff"), ("old stuff (2019)!", "old-stuff-2019"), ("żółw", "żółw")],
)
def test_a_folder_of_an_export_that_no_roster_names_goes_by_its_own_name(
    tmp_path: Path, name: str, key: str
) -> None:
    files = {f"{name}/{DAY}.json": json.dumps([said(channel=None)]), **NAMES}

    found = hear(folder(tmp_path, files))

    assert readers(found) == {f"{TEAM}/{key}": Visibility.PRIVATE}


def test_the_people_of_a_whole_grid_are_known_too(tmp_path: Path) -> None:
    files = {f"projects/{DAY}.json": json.dumps([said()]), "org_users.json": NAMES["users.json"]}

    [heard] = hear(folder(tmp_path, files))

    assert heard.person == SeenPerson(AMINA.key, "Amina")


def grid(key: str, team: str, house: str) -> Json:
    """Return somebody of an organisation of many workspaces."""
    return member(key, team, enterprise_user={"enterprise_id": house, "teams": [team]})


@pytest.mark.parametrize(
    ("fields", "is_stranger"),
    [
        ({"user": "U2"}, True),
        ({"user": "U3"}, True),
        ({"user": "U9", "user_team": "E1"}, False),
        ({"user": "U9", "user_team": "E9"}, True),
        ({"user": "U1", "user_team": "T1"}, False),
    ],
)
def test_other_workspaces_of_the_own_organisation_are_no_strangers(
    tmp_path: Path, fields: Json, is_stranger: bool
) -> None:
    people = [
        grid("U1", "T1", "E1"),
        grid("U4", "T1", "E1"),
        grid("U2", "T2", "E9"),
        member("U3", "T3"),
    ]
    files = NAMES | {
        "users.json": json.dumps(people),
        f"projects/{DAY}.json": json.dumps([said(**fields)]),
    }

    [heard] = hear(folder(tmp_path, files))

    assert (heard.intent == Nothing(Why.STRANGER)) is is_stranger


def test_an_empty_day_is_no_broken_one(tmp_path: Path) -> None:
    files = {f"projects/{DAY}.json": "[]", **NAMES}

    assert payloads(folder(tmp_path, files)) == []


@pytest.mark.parametrize("reactions", [5, {}, [None], [{"users": 5}], [{"users": [None, {}]}]])
def test_odd_reactions_in_an_export_do_not_stop_it(tmp_path: Path, reactions: Any) -> None:
    rows = [said(reactions=reactions), said("Next?", ts=LATER_TS)]

    found = hear(folder(tmp_path, {f"projects/{DAY}.json": json.dumps(rows), **NAMES}))

    said_there = [each.intent.text for each in found if isinstance(each.intent, Say | Reply)]
    assert said_there == ["Where is the scanner?", "Next?"]


# which workspace


def test_the_workspace_is_the_one_named(tmp_path: Path) -> None:
    log = folder(tmp_path, {"a.txt": lines(said(team="T1"))})

    assert open_log(log, Capture.BASELINE, "T9").workspace == "slack:T9"
    assert open_log(log, Capture.BASELINE, "slack:T9").workspace == "slack:T9"


def test_else_it_is_that_of_the_people_whoever_speaks_first(tmp_path: Path) -> None:
    log = folder(tmp_path, {"a.txt": lines(said(team="T9"), said()), **NAMES})

    assert open_log(log, Capture.BASELINE, None).workspace == TEAM
    assert {each.workspace for each in hear(log)} == {TEAM}


def test_else_it_is_the_one_that_most_events_name(tmp_path: Path) -> None:
    events = lines(said(team="T9"), said(), said(user_profile={"team": "T2"}), said(team="T2"))

    log = folder(tmp_path, {"a.txt": events})

    assert open_log(log, Capture.BASELINE, None).workspace == "slack:T2"


def member(key: str, team: str, **fields: Any) -> Json:
    """Return a row of users.json."""
    return {"id": key, "team_id": team, "name": key.lower(), **fields}


@pytest.mark.parametrize(
    "people",
    [
        pytest.param([member("U1", "T1"), member("U2", "T1"), member("U3", "T9")], id="most"),
        pytest.param([member("U3", "T9", is_stranger=True), member("U1", "T1")], id="a stranger"),
        pytest.param(
            [member("U3", "T9"), member("U4", "T9"), member("U1", "T1", is_primary_owner=True)],
            id="the owner's",
        ),
    ],
)
def test_people_of_other_companies_do_not_tell_whose_the_workspace_is(
    tmp_path: Path, people: list[Json]
) -> None:
    files = {f"projects/{DAY}.json": json.dumps([said()]), "users.json": json.dumps(people)}

    assert open_log(folder(tmp_path, files), Capture.BASELINE, None).workspace == TEAM


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"user": "UEXT", "user_team": "T9"}, id="whom no list names"),
        pytest.param({"user": "UGUEST"}, id="whom a list names"),
    ],
)
def test_who_is_of_another_company_is_a_stranger_and_makes_the_channel_a_shared_one(
    tmp_path: Path, fields: Json
) -> None:
    people = json.dumps([*USERS, member("UGUEST", "T9")])
    files = NAMES | {"users.json": people, f"projects/{DAY}.json": json.dumps([said(**fields)])}

    [heard] = hear(folder(tmp_path, files))

    assert heard.intent == Nothing(Why.STRANGER)
    assert heard.key.startswith(f"baseline:{TEAM}/")
    assert heard.place is not None
    assert heard.place.visibility is Visibility.SHARED


def test_what_somebody_wrote_cannot_name_the_workspace(tmp_path: Path) -> None:
    log = folder(tmp_path, {"a.txt": lines(said('"team": "T666"')), **NAMES})

    assert open_log(log, Capture.BASELINE, None).workspace == TEAM


# broken and hostile lines


def test_a_broken_line_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    whole = json.dumps(said(team="T1"))
    broken = [
        whole[:-1],
        "[]",
        "null",
        "1",
        '"text"',
        "{}",
        "[" * 100_000,
        '{"event": 5}',
        "\x1b[2J",
    ]

    log = folder(tmp_path, {"a.txt": "\n".join([*broken, "", "   ", whole])})

    assert len(payloads(log)) == len(broken) + 1
    assert len(dead(log)) == len(broken)


def test_events_nested_as_deep_as_can_be_do_not_stop_the_log(tmp_path: Path) -> None:
    deep = [
        f'{{"type": "new", "ts": "{TS}", "x": {"[" * n}{"]" * n}}}' for n in range(600, 1_000, 7)
    ]

    log = folder(tmp_path, {"a.txt": "\n".join([*deep, json.dumps(said(team="T1"))])})

    assert len(payloads(log)) == len(deep) + 1


def test_a_message_nested_as_deep_as_can_be_does_not_stop_the_export(tmp_path: Path) -> None:
    deep = [f'{{"ts": "{TS}", "x": {"[" * n}{"]" * n}}}' for n in range(200, 800, 23)]
    day = f"[{','.join([*deep, json.dumps(said())])}]"

    found = payloads(folder(tmp_path, {f"projects/{DAY}.json": day, **NAMES}))

    assert len(found) == len(deep) + 1


def test_a_line_over_a_megabyte_is_one_dead_letter(tmp_path: Path) -> None:
    long = lines(said("x" * 3 * LONGEST_LINE))

    log = folder(tmp_path, {"a.txt": long + lines(said(team="T1"))})

    found = payloads(log)
    assert len(found) == 2
    assert len(dead(log)) == 1
    assert max(len(each) for each in found) <= LONGEST_LINE + 1


def test_a_line_of_just_a_megabyte_is_read(tmp_path: Path) -> None:
    event = said("", team="T1")
    room = LONGEST_LINE - len(json.dumps(event)) - 1
    full = lines(event | {"text": "x" * room})
    assert len(full) == LONGEST_LINE

    log = folder(tmp_path, {"a.txt": full})

    assert dead(log) == []


def test_bytes_that_are_no_text_do_not_stop_the_log(tmp_path: Path) -> None:
    latin = json.dumps(said("Wo ist der Prüfer?"), ensure_ascii=False).encode("latin-1")
    noise = b"\xff\xfe\x00\x80"

    log = folder(tmp_path, {"a.txt": b"\n".join([latin, noise, lines(said(team="T1")).encode()])})

    found = payloads(log)
    assert len(found) == 3
    assert len(dead(log)) == 1
    assert not any("\x00" in each for each in found)


def test_a_mark_of_the_byte_order_is_no_part_of_the_first_event(tmp_path: Path) -> None:
    log = folder(tmp_path, {"a.txt": b"\xef\xbb\xbf" + lines(said(team="T1")).encode()})

    assert dead(log) == []


def test_windows_line_ends_and_a_missing_last_one_do_not_matter(tmp_path: Path) -> None:
    two = lines(said(team="T1"), said(ts=LATER_TS)).strip().replace("\n", "\r\n")

    assert len(hear(folder(tmp_path, {"a.txt": two}))) == 2


def test_a_day_that_is_no_list_and_rows_that_are_no_messages_are_told(tmp_path: Path) -> None:
    files = {
        f"projects/{DAY}.json": json.dumps([5, None, "x", said()]),
        "projects/2023-11-15.json": '{"ok": false}',
        "projects/2023-11-16.json": "[",
        "projects/2023-11-17.json": "",
        **NAMES,
    }

    log = folder(tmp_path, files)

    assert len(payloads(log)) == 7
    assert len(dead(log)) == 6


def test_what_the_finder_of_a_mac_adds_to_a_zip_is_left_alone(tmp_path: Path) -> None:
    day = {f"projects/{DAY}.json": json.dumps([said()]), **NAMES}
    noise = {
        f"__MACOSX/projects/._{DAY}.json": "\x00\x05",
        ".DS_Store": "\x00",
    }

    log = zipped(tmp_path / "export.zip", day | noise)

    assert len(hear(log)) == 1


def test_odd_rows_among_the_names_do_no_harm(tmp_path: Path) -> None:
    rows: list[Any] = [
        None,
        5,
        {},
        {"id": []},
        {"id": {}, "name": []},
        {"id": "UAMINA", "profile": 5},
        *USERS,
    ]
    names = {"users.json": json.dumps(rows), "channels.json": json.dumps([*rows, *CHANNELS])}

    [heard] = hear(folder(tmp_path, {"a.txt": lines(said()), **names}))

    assert heard.person == SeenPerson(AMINA.key, "Amina")


def test_how_far_it_is_adds_up_to_the_whole(tmp_path: Path) -> None:
    raw = folder(tmp_path / "raw", {"a.txt": lines(said(team="T1"), 5) + "\nbroken"})
    export = folder(tmp_path / "export", EXPORT)

    for path in (raw, export):
        log = open_log(path, Capture.BASELINE, None)
        done = sum(size for _, size in log.payloads)
        assert 0 <= log.total - done <= 1  # blank lines are nobody's


# refused, with what to do


def test_a_path_where_nothing_is(tmp_path: Path) -> None:
    assert "There is nothing at" in refusal(tmp_path / "nowhere")


def test_an_export_without_a_day_is_quiet_where_it_has_a_folder_for_a_channel(
    tmp_path: Path,
) -> None:
    (folder(tmp_path / "export", NAMES) / "projects").mkdir()
    there = zipped(tmp_path / "export.zip", NAMES)
    with zipfile.ZipFile(there, "a") as archive:
        archive.mkdir("projects")

    assert payloads(tmp_path / "export") == payloads(there) == []


@pytest.mark.parametrize(
    "files", [{}, NAMES, {"notes.md": "hello"}], ids=["empty", "names", "other"]
)
def test_a_folder_or_zip_without_a_log(tmp_path: Path, files: dict[str, str]) -> None:
    (tmp_path / "folder").mkdir()

    assert "holds no logs" in refusal(folder(tmp_path / "folder", files))
    assert "holds no logs" in refusal(zipped(tmp_path / "logs.zip", files))


def test_a_log_that_names_no_workspace(tmp_path: Path) -> None:
    log = folder(tmp_path, {"a.txt": lines(said())})

    assert "--workspace" in refusal(log)
    assert len(payloads(log, team="T1")) == 1


def test_an_empty_file_names_no_workspace_and_is_empty(tmp_path: Path) -> None:
    log = folder(tmp_path, {"a.txt": ""})

    assert "--workspace" in refusal(log)
    assert payloads(log, team="T1") == []


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut off", b"{}\n"])
def test_a_file_that_is_no_zip(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "logs.zip"
    file.write_bytes(content)

    assert "neither a folder nor a zip" in refusal(file)


def test_a_locked_zip(tmp_path: Path) -> None:
    file = zipped(tmp_path / "logs.zip", {"a.txt": lines(said(team="T1"))})
    file.write_bytes(_with_lock(file.read_bytes()))

    assert "locked with a password" in refusal(file)


def _with_lock(raw: bytes) -> bytes:
    """Set the bit that says *encrypted*, in the file's own header and in the list of files."""
    changed = bytearray(raw)
    changed[raw.index(b"PK\x03\x04") + 6] |= 1
    changed[raw.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "logs.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("a.txt", b"0" * 20_000_000)
    assert file.stat().st_size < 100_000

    assert "claims to unpack to 20 MB" in refusal(file, team="T1")


def test_a_bomb_inside_a_name_list_is_found_as_well(tmp_path: Path) -> None:
    files = {"a.txt": lines(said(team="T1")), "users.json": " " * 20_000_000}

    assert "claims to unpack" in refusal(zipped(tmp_path / "logs.zip", files))


def test_a_zip_that_packs_well_but_is_small_is_read(tmp_path: Path) -> None:
    many = lines(*(said(team="T1") for _ in range(5_000)))

    assert len(payloads(zipped(tmp_path / "logs.zip", {"a.txt": many}))) == 5_000


@pytest.mark.parametrize("broken", ["", "{", "{}", "5", "[" * 100_000, "\xff"])
@pytest.mark.parametrize("name", ["users.json", "channels.json"])
def test_names_that_are_no_list(tmp_path: Path, name: str, broken: str) -> None:
    log = folder(tmp_path, {"a.txt": lines(said(team="T1")), name: broken})

    assert f"“{name}” beside the logs is not a list" in refusal(log)


def test_a_damaged_file_in_a_zip_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "logs.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", lines(said("first", team="T1")))
        archive.writestr("b.txt", lines(said("second", team="T1")))
    raw = file.read_bytes()
    file.write_bytes(raw.replace(b"first", b"fir5t", 1))

    found = payloads(file)

    assert any("a.txt: damaged" in each for each in found)
    assert json.loads(found[-1])["event"]["text"] == "second"


def test_a_packing_that_we_cannot_unpack_is_told(tmp_path: Path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.txt", lines(said(team="T1")))
    raw = bytearray(written.getvalue())
    raw[raw.index(b"PK\x03\x04") + 8] = 9
    raw[raw.index(b"PK\x01\x02") + 10] = 9
    file = tmp_path / "logs.zip"
    file.write_bytes(raw)

    assert payloads(file, team="T1") == ["a.txt: damaged from here on"]


# as tools, systems and people make them


ROWS = [said(channel=None, thread_ts=TS), said("In the shop.", ts=LATER_TS, thread_ts=TS)]
PROJECTS = {f"projects/{DAY}.json": json.dumps(ROWS), **NAMES}
DECOMPOSED = unicodedata.normalize("NFD", "デザイン-ガイド-żółw")
NAMED = {
    "users.json": NAMES["users.json"],
    "channels.json": json.dumps([{"id": "CPROJECTS", "name": "デザイン-ガイド-żółw"}]),
}


def without_channel(event: Json) -> Json:
    """Return a message that does not say where it was said."""
    return {name: value for name, value in event.items() if name not in ("channel", "type")}


def below(folder: str, files: Mapping[str, str | bytes]) -> dict[str, str | bytes]:
    """Return files as they lie in a folder."""
    return {f"{folder}/{name}": content for name, content in files.items()}


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({f"projects\\{DAY}.json": json.dumps(ROWS), **NAMES}, id="backslashes"),
        pytest.param(
            {f"Acme\\{name}".replace("/", "\\"): text for name, text in PROJECTS.items()},
            id="backslashes in a folder",
        ),
        pytest.param({f"{DECOMPOSED}/{DAY}.json": json.dumps(ROWS), **NAMED}, id="decomposed"),
        pytest.param(
            {
                f"{unicodedata.normalize('NFC', DECOMPOSED)}/{DAY}.json": json.dumps(ROWS),
                "users.json": NAMED["users.json"],
                "channels.json": json.dumps([{"id": "CPROJECTS", "name": DECOMPOSED}]),
            },
            id="decomposed in the roster",
        ),
        pytest.param(
            {
                f"{DECOMPOSED}/{DAY}.json".encode().decode("cp437"): json.dumps(ROWS),
                **NAMED,
            },
            id="taken for an older encoding",
        ),
        pytest.param(below("My export", PROJECTS), id="a folder above"),
        pytest.param(below("a/b", PROJECTS), id="two folders above"),
        pytest.param(
            {
                **below("My export", PROJECTS),
                **below(
                    "__MACOSX/My export", {f"projects/._{DAY}.json": "\0", "._users.json": "x"}
                ),
                "My export/.DS_Store": "\0",
                "My export/projects/.DS_Store": "\0",
            },
            id="packed on a Mac",
        ),
        pytest.param(
            PROJECTS | dict.fromkeys(("dms.json", "groups.json", "mpims.json"), "null"),
            id="rosters that are null",
        ),
        pytest.param(PROJECTS | {"org_users.json": "[]", "groups.json": "[]"}, id="empty rosters"),
        pytest.param(
            PROJECTS
            | {
                "__uploads/F1/users.json": json.dumps([{"id": "UAMINA", "name": "row"}]),
                "__uploads/F1/channels.json": "no list",
                f"__uploads/F2/{DAY}.json": json.dumps([said("Who?", ts="1.000001")]),
                "__uploads/F3/server.log": "boot\n" * 9,
                "__uploads/F4/notes.txt": "Hello",
                f"__uploads/{DAY}.json": json.dumps([said("Who?", ts="1.000001")]),
                f"attachments/{DAY}.json": json.dumps([said("Who?", ts="1.000001")]),
                f"projects/attachments/{DAY}.json": json.dumps([said("Who?", ts="1.000001")]),
                "attachments/F5/users.json": json.dumps([{"id": "UAMINA", "name": "row"}]),
            },
            id="uploaded files",
        ),
        pytest.param(
            PROJECTS
            | {
                f"FC:F0CANV:Launch plan/{DAY}.json": json.dumps([said("Who?", ts="1.000001")]),
                f"FC_F0CANV_Launch plan/{DAY}.json": json.dumps([said("Who?", ts="1.000001")]),
                "projects/canvas_in_the_conversation.json": json.dumps(
                    [{"id": "F1", "title": "Plan", "created": 1, "user": "UAMINA"}]
                ),
                **{
                    f"{name}.json": json.dumps([{"id": "F1", "name": "l"}], indent=1)
                    for name in (
                        *("canvases", "lists", "file_conversations", "huddle_transcripts"),
                        *("integration_logs", "content_flags", "something_new"),
                    )
                },
            },
            id="canvases, lists, huddles",
        ),
        pytest.param(
            PROJECTS
            | {
                **{
                    name: json.dumps([said("Who?", ts="1.000001")])
                    for name in (
                        *("huddle_transcripts.json", "projects/huddle_transcripts.json"),
                        *("lists.json", "projects/canvas_in_the_conversation.json"),
                        *(f"F0LIST1/{DAY}.json", f"LS:F0LIST1:Tasks/{DAY}.json"),
                    )
                }
            },
            id="comments on lists, huddles written down",
        ),
        pytest.param(
            PROJECTS
            | {
                name: json.dumps([{"id": "UAMINA", "name": "row", "team_id": "T9"}] * 9)
                for name in ("files/users.json", "projects/users.json", "files/F1/org_users.json")
            },
            id="files that look like rosters, in any folder",
        ),
        pytest.param(
            NAMES
            | {
                f"projects/{DAY}.json": json.dumps(
                    [row | {"thread_ts": "1.7000000000001e9"} for row in ROWS]
                )
                .replace(f'"{TS}"', '"1.7000000000001E+09"')
                .replace(f'"{LATER_TS}"', '"1.7000000600001E9"')
            },
            id="timestamps as a spreadsheet writes them",
        ),
        pytest.param(
            PROJECTS | {"projects/2023-11-15.json": "[]", "quiet/2023-11-15.json": "[]"},
            id="quiet days",
        ),
        pytest.param(
            NAMES
            | {
                f"projects/{DAY}.json": json.dumps(
                    [
                        row | {"ts": float(row["ts"]), "thread_ts": float(row["thread_ts"])}
                        for row in ROWS
                    ]
                )
            },
            id="timestamps as numbers",
        ),
        pytest.param(
            NAMES
            | {
                f"projects/{DAY}.json": json.dumps(
                    [row | {"thread_ts": "1700000000.0001"} for row in ROWS]
                )
                .replace(TS, "1700000000.0001")
                .replace(LATER_TS, "1700000060.0001")
            },
            id="timestamps without their zeros",
        ),
        pytest.param(
            {
                **{name: text for name, text in NAMES.items() if name == "users.json"},
                "org_users.json": "[]",
                "channels.json": "[]",
                "teams/acme/channels.json": NAMES["channels.json"],
                f"teams/acme/projects/{DAY}.json": json.dumps(ROWS),
            },
            id="a workspace of a large organisation",
        ),
        pytest.param(
            NAMES
            | {
                "CPROJECTS.json": json.dumps(
                    {
                        "channel_id": "CPROJECTS",
                        "name": "projects",
                        "messages": [ROWS[0] | {"slackdump_thread_replies": [ROWS[1]]}],
                    }
                )
            },
            id="a dump",
        ),
        pytest.param(
            NAMES | {"CPROJECTS.json": json.dumps({"ok": True, "messages": ROWS}, indent=1)},
            id="an answer of Slack's",
        ),
        pytest.param(NAMES | {"projects.json": json.dumps(ROWS)}, id="a file for each channel"),
        pytest.param(
            NAMES | {"channels/projects.json": json.dumps(ROWS)}, id="a folder of such files"
        ),
        pytest.param(
            NAMES | {f"projects/{DAY}.json": json.dumps({"messages": ROWS})},
            id="an answer of Slack's for each day",
        ),
        pytest.param(
            NAMES | {f"projects/{DAY}.json": lines(*(without_channel(row) for row in ROWS))},
            id="a message on each line of a day",
        ),
        pytest.param(
            NAMES | {f"projects/{DAY}.txt": lines(*(without_channel(row) for row in ROWS))},
            id="the same as text",
        ),
        pytest.param(NAMES | {"projects/messages.json": json.dumps(ROWS, indent=1)}, id="undated"),
        pytest.param(
            PROJECTS | {"channels.json": json.dumps({"ok": True, "channels": CHANNELS})},
            id="rosters as Slack answered",
        ),
        pytest.param(
            PROJECTS | {"users.json": json.dumps({row["id"]: row for row in USERS})},
            id="rosters by id",
        ),
    ],
)
@pytest.mark.parametrize("pack", [zipped, folder])
def test_however_it_was_made_the_same_is_heard(
    tmp_path: Path, files: dict[str, str | bytes], pack: Callable[..., Path]
) -> None:
    found = hear(pack(tmp_path / "export", files))

    assert [(each.intent, each.person) for each in found] == [
        (Say(f"{TEAM}/CPROJECTS/{TS}", "Where is the scanner?"), SeenPerson(AMINA.key, "Amina")),
        (
            Reply(f"{TEAM}/CPROJECTS/{LATER_TS}", f"{TEAM}/CPROJECTS/{TS}", "In the shop."),
            SeenPerson(AMINA.key, "Amina"),
        ),
    ]
    assert readers(found) == {f"{TEAM}/CPROJECTS": Visibility.PUBLIC}


def test_where_a_message_says_that_it_was_direct_its_place_is_not_public(tmp_path: Path) -> None:
    rows = [without_channel(said()) | {"channel": "D3"}]

    found = hear(folder(tmp_path, NAMES | {f"projects/{DAY}.json": json.dumps(rows)}))

    assert readers(found) == {f"{TEAM}/CPROJECTS": Visibility.DIRECT}


@pytest.mark.parametrize("people", [[], [{"id": "UAMINA", "name": "aa"}]])
def test_a_channel_is_shared_where_a_message_came_from_elsewhere_though_nobody_tells_who_is_ours(
    tmp_path: Path, people: list[Json]
) -> None:
    rows = [said(team="T1", ts=f"170000000{n}.000100") for n in range(3)]
    theirs = said(team="T9", user="UTHEIRS", user_team="T9")
    files = NAMES | {
        "users.json": json.dumps(people),
        f"projects/{DAY}.json": json.dumps([theirs, *rows]),
    }

    found = hear(folder(tmp_path, files))

    assert readers(found[:1]) == {f"{TEAM}/CPROJECTS": Visibility.SHARED}


def test_names_in_a_zip_that_does_not_say_that_they_are_utf_8(tmp_path: Path) -> None:
    there = zipped(tmp_path / "export.zip", {f"żółw/{DAY}.json": json.dumps(ROWS), **NAMED})
    raw = bytearray(there.read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(sign) + at + 1] &= ~8
    there.write_bytes(raw)
    with zipfile.ZipFile(there) as archive:
        assert not any("żółw" in name for name in archive.namelist())

    assert list(readers(hear(there))) == [f"{TEAM}/żółw"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("żółw", "cp852"), ("żółw", "cp1250"), ("büros", "cp437"), ("büros", "cp1252")],
)
def test_names_in_a_zip_as_an_old_system_writes_them_are_those_of_the_roster(
    tmp_path: Path, name: str, encoding: str
) -> None:
    told = json.dumps([{"id": "CPROJECTS", "name": name}])
    stands_for = "x" * len(name)
    files = {f"{stands_for}/{DAY}.json": json.dumps(ROWS), **NAMES, "channels.json": told}
    there = zipped(tmp_path / "export.zip", files)
    there.write_bytes(
        there.read_bytes().replace(f"{stands_for}/".encode(), f"{name}/".encode(encoding))
    )

    assert readers(hear(there)) == {f"{TEAM}/CPROJECTS": Visibility.PUBLIC}


@pytest.mark.parametrize("pack", [folder, zipped])
def test_the_days_of_one_channel_are_of_the_channel_that_holds_them(
    tmp_path: Path, pack: Callable[..., Path]
) -> None:
    days = {f"{DAY}.json": json.dumps(ROWS[:1]), "2023-11-15.json": json.dumps(ROWS[1:])}

    found = hear_all(pack(tmp_path / "projects", days), "T1")

    assert readers(found) == {f"{TEAM}/projects": Visibility.PRIVATE}
    assert len(found) == 2


def test_one_day_alone_is_of_the_channel_in_whose_folder_it_lies(tmp_path: Path) -> None:
    day = folder(tmp_path, PROJECTS) / f"projects/{DAY}.json"

    assert list(readers(hear_all(day, "T1"))) == [f"{TEAM}/projects"]


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(ROWS).encode("utf-8-sig"),
        json.dumps(ROWS).encode("utf-16"),
        json.dumps(ROWS).replace("scanner", "scänner").encode("latin-1"),
    ],
    ids=["a mark of the byte order", "UTF-16", "a byte that is no UTF-8"],
)
def test_a_day_is_read_in_whichever_encoding_it_was_written(tmp_path: Path, written: bytes) -> None:
    found = hear(folder(tmp_path, {f"projects/{DAY}.json": written, **NAMES}))

    assert [type(each.intent) for each in found] == [Say, Reply]


def test_a_channel_may_be_called_attachments(tmp_path: Path) -> None:
    files = {
        f"attachments/{DAY}.json": json.dumps(ROWS),
        "users.json": NAMES["users.json"],
        "channels.json": json.dumps([{"id": "C1", "name": "attachments"}]),
    }

    assert readers(hear(folder(tmp_path, files))) == {f"{TEAM}/C1": Visibility.PUBLIC}


def test_what_is_passed_over_is_named(tmp_path: Path) -> None:
    log = open_log(
        folder(tmp_path, PROJECTS | {"lists.json": "[]", "__uploads/F1/a.txt": "Hello"}),
        Capture.BASELINE,
        None,
    )

    assert list(log.aside) == ["__uploads/F1/a.txt", "lists.json"]


@pytest.mark.parametrize("name", ["CPROJECTS.json", "projects.jsonl", "projects.txt"])
def test_a_single_file_is_a_log_too(tmp_path: Path, name: str) -> None:
    rows = [row | {"channel": "CPROJECTS"} for row in ROWS]
    content = {"channel_id": "CPROJECTS", "messages": rows}
    text = json.dumps(content) if name.endswith(".json") else lines(*rows)

    there = folder(tmp_path, {name: text}) / name

    assert len(payloads(there, team="T1")) == 2
    assert readers(hear_all(there, "T1")) == {f"{TEAM}/CPROJECTS": Visibility.PRIVATE}


def hear_all(path: Path, team: str) -> list[Heard]:
    """Return what is heard of a log that does not name its workspace."""
    return [read(payload) for payload in payloads(path, team=team)]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("slackdump.sqlite", b"SQLite format 3\0\x10", "database of another tool"),
        ("archive", b"SQLite format 3\0\x10", "database of another tool"),
        ("general.csv", b"ts,user,text\n1,2,3\n", "is a table"),
        ("general.html", b"<!DOCTYPE html><p>Amina: Where?", "page to read"),
        ("general", b"  <html><p>Amina: Where?", "page to read"),
        (
            "general.txt",
            b"> Amina [UAMINA] @ 14/11/2023:\nWhere?\n",
            "no line of it is a JSON event",
        ),
        ("C1.json.gz", b"\x1f\x8b\x08", "packed in a way"),
        ("export.tar", b"projects/", "packed in a way"),
        ("export.7z", b"7z\xbc\xaf\x27\x1c", "packed in a way"),
        ("general.pdf", b"%PDF-1.7", "document to read"),
        ("inner.7z", b"PK", "packed in a way"),
        ("general.json", b'{"general": {"posts": 5}}\n', "JSON in which there are no messages"),
        ("general.json", b'[{"name": "general"}]', "JSON in which there are no messages"),
        ("general.json", b"no JSON", "JSON in which there are no messages"),
        (
            "general.json",
            b'{"guild": {}, "messages": [{"id": "1", "content": "Who?", "timestamp": "2023"}]}',
            "JSON in which there are no messages",
        ),
        (
            "data.jsonl",
            b'{"type": "version", "version": 1}\n{"type": "post", "post": {"message": "Who?"}}\n',
            "no line of it is a JSON event",
        ),
    ],
)
@pytest.mark.parametrize("form", ["alone", "in a folder", "in a zip"])
def test_what_other_tools_make_is_refused_with_a_word_what_it_is(
    tmp_path: Path, name: str, content: bytes, sentence: str, form: str
) -> None:
    alone = folder(tmp_path / "folder", {name: content})
    where = {
        "alone": alone / name,
        "in a folder": folder(alone, NAMES),
        "in a zip": zipped(tmp_path / "export.zip", {name: content, **NAMES}),
    }

    assert sentence in refusal(where[form], "T1")


def test_several_exports_in_one_folder_are_not_mixed(tmp_path: Path) -> None:
    files = {**below("acme", PROJECTS), **below("beta", PROJECTS)}

    assert "holds several exports, “acme” and “beta” among them" in refusal(folder(tmp_path, files))


def test_who_left_is_known_to_have_left(tmp_path: Path) -> None:
    people = NAMES["users.json"].replace('"aa"', '"aa", "deleted": true')

    amina, bruno = hear(
        folder(
            tmp_path,
            {"a.txt": lines(said(), said(user="UBRUNO")), **NAMES, "users.json": people},
        )
    )

    assert (amina.person and amina.person.is_active) is False
    assert (bruno.person and bruno.person.is_active) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ask <@UBRUNO>, see <#CPROJECTS|>", "Ask @Bruno B, see #projects"),
        ("Ask <@UBRUNO|bb>, see <#CPROJECTS>", "Ask @Bruno B, see #projects"),
    ],
)
def test_who_and_what_is_mentioned_has_the_name_that_the_log_knows(
    tmp_path: Path, text: str, plain: str
) -> None:
    [heard] = hear(folder(tmp_path, {"a.txt": lines(said(text)), **NAMES}))

    assert heard.intent == Say(f"{TEAM}/CPROJECTS/{TS}", plain)


@pytest.mark.parametrize("groups", [[], [{"id": "CBOARD", "name": "layoffs"}]])
def test_the_name_of_a_closed_channel_is_not_told_where_it_is_mentioned(
    tmp_path: Path, groups: list[Json]
) -> None:
    event = said("See <#CBOARD> and <#CBOARD|layoffs>")
    files = {"a.txt": lines(event), **NAMES, "groups.json": json.dumps(groups)}

    [heard] = hear(folder(tmp_path, files))

    assert "layoffs" not in repr(heard)


def test_who_is_of_another_company_is_not_named_where_they_are_mentioned(tmp_path: Path) -> None:
    people = json.dumps([*USERS, member("UGUEST", "T9")])
    event = said("Ask <@UGUEST>")

    [heard] = hear(folder(tmp_path, {"a.txt": lines(event), **NAMES, "users.json": people}))

    assert "uguest" not in repr(heard)
