"""Logs of a Slack workspace on disk: raw events or an export, whole, broken or hostile."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.logs import LONGEST_LINE, open_log
from adapters.slack.read import read
from bot.intents import Heard, Mark, MarkKind, Reply, Say, SeenPerson, SeenPlace
from bot.model import Capture, Visibility
from bot.refusal import Refusal
from tests.cast import AMINA, BRUNO, TEAM

Json = dict[str, Any]

USERS = [
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

    places = {each.place.key: each.place.visibility for each in found if each.place}
    assert places == {
        f"{TEAM}/CPROJECTS": Visibility.PUBLIC,
        f"{TEAM}/G2": Visibility.PRIVATE,
        f"{TEAM}/D3": Visibility.DIRECT,
        f"{TEAM}/G4": Visibility.PRIVATE,
    }


def test_a_reaction_in_an_export_is_a_mark_of_each_who_put_it(tmp_path: Path) -> None:
    marks = [each for each in hear(folder(tmp_path, EXPORT)) if isinstance(each.intent, Mark)]

    assert [(each.intent, each.person) for each in marks] == [
        (
            Mark(f"{TEAM}/CPROJECTS/{LATER_TS}", MarkKind.HELPFUL, on=True),
            SeenPerson(AMINA.key, "Amina"),
        )
    ]


def test_a_folder_of_an_export_that_no_roster_names_goes_by_its_own_name(tmp_path: Path) -> None:
    files = {f"old-stuff/{DAY}.json": json.dumps([said(channel=None)]), **NAMES}

    [heard] = hear(folder(tmp_path, files))

    assert heard.place == SeenPlace(f"{TEAM}/old-stuff", None, Visibility.PUBLIC)


def test_the_people_of_a_whole_grid_are_known_too(tmp_path: Path) -> None:
    files = {f"projects/{DAY}.json": json.dumps([said()]), "org_users.json": NAMES["users.json"]}

    [heard] = hear(folder(tmp_path, files))

    assert heard.person == SeenPerson(AMINA.key, "Amina")


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


def test_else_it_is_that_of_the_first_event_that_names_one(tmp_path: Path) -> None:
    events = lines(said(), said(user_profile={"team": "T2"}), said(team="T3"))

    log = folder(tmp_path, {"a.txt": events, **NAMES})

    assert open_log(log, Capture.BASELINE, None).workspace == "slack:T2"
    assert {each.workspace for each in hear(log)} == {"slack:T2"}


def test_else_it_is_that_of_the_people(tmp_path: Path) -> None:
    log = folder(tmp_path, {"a.txt": lines(said()), **NAMES})

    assert open_log(log, Capture.BASELINE, None).workspace == TEAM


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
    rows = [None, 5, {}, {"id": []}, {"id": {}, "name": []}, {"id": "UAMINA", "profile": 5}, *USERS]
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


@pytest.mark.parametrize("broken", ["", "{", "{}", "null", "[" * 100_000, "\xff"])
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
