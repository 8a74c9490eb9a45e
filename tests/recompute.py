"""Recomputes the figures of a report from what ``dump`` prints, and from nothing else.

Usage: python -m tests.recompute DUMP REPORT_JSON. It shares no code with the product, so that
two mistakes would have to be the same to agree. Prints each difference; exits 1 if there is one.
"""

import json
import math
import sys
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

Line = dict[str, Any]
Name = tuple[str, tuple[tuple[str, str], ...]]

Z = 1.959963984540054


def time(said: str) -> datetime:
    return datetime.fromisoformat(said)


def group(line: Line) -> str:
    return line["captured_by"] if line["captured_by"] in ("listening", "history") else "asked"


def recompute(lines: list[Line], report: Line, smallest: int = 5) -> dict[Name, Line]:
    """Return every measured figure by its key and what it is by."""
    start, end = time(report["from"]), time(report["to"])
    mine = [each for each in lines if each["organisation"] == report["organisation"]]
    by_type: dict[str, list[Line]] = defaultdict(list)
    for each in mine:
        by_type[each["type"]].append(each)
    first = {each["key"]: min(each["accounts"]) for each in by_type["person"]}
    found: dict[Name, Line] = {}
    for captured in ("asked", "listening", "history"):
        questions = {
            each["key"]: each
            for each in by_type["question"]
            if group(each) == captured and start <= time(each["asked_at"]) < end
        }
        if not questions and captured != "asked":
            continue
        answers = {
            each["key"]: each
            for each in by_type["answer"]
            if each["question"] in questions and time(each["answered_at"]) < end
        }
        marks = [
            each
            for each in by_type["helpful"]
            if each["answer"] in answers and time(each["at"]) < end
        ]
        for name, figure in figures(questions, answers, marks, end, smallest, first).items():
            key, by = name
            found[key, tuple(sorted((*by, ("captured", captured))))] = figure
    return found


def place_only(lines: list[Line], place: str) -> list[Line]:
    """Return the lines without questions of other places: all that a figure of a place needs."""
    return [each for each in lines if each["type"] != "question" or each["place"] == place]


def turnout(lines: list[Line], report: Line, smallest: int = 5) -> tuple[int, ...] | None:
    """Return what people are told where they talk: asked, answered, solved, askers, authors.

    None where one of these figures may not be shown, or nothing was asked.
    """
    found = recompute(lines, report, smallest)
    shown = [
        found[key, (("captured", "asked"), ("of", of))]
        for key in ("asked", "responded")
        for of in ("things", "people")
    ]
    asked, askers, answered, authors = (each["numerator"] for each in shown)
    if not asked or any(each["suppressed"] for each in shown):
        return None
    start, end = time(report["from"]), time(report["to"])
    solved = sum(
        group(each) == "asked" and each["solved_at"] is not None and time(each["solved_at"]) < end
        for each in lines
        if each["type"] == "question" and start <= time(each["asked_at"]) < end
    )
    return asked, answered, solved, askers, authors


def figures(
    questions: dict[str, Line],
    answers: dict[str, Line],
    marks: list[Line],
    end: datetime,
    smallest: int,
    first: dict[str, str],
) -> dict[Name, Line]:
    """Return the figures of one kind of capture; ``first`` is the person behind an account."""
    askers = {first[each["asker"]] for each in questions.values() if not each.get("gone")}
    authors = {first[each["author"]] for each in answers.values() if not each.get("gone")}
    marked = {each["answer"] for each in marks}
    helpers = {first[answers[key]["author"]] for key in marked if not answers[key].get("gone")}
    given = {(each["answer"], first[each["by"]]) for each in marks}
    answered = {each["question"] for each in answers.values()}
    helped = {answers[key]["question"] for key in marked}
    confirmed = {answers[each["answer"]]["question"] for each in marks if each["asker"]}
    total = len(questions)
    asking = max(len(askers), 1) if questions else 0
    answering = max(len(authors), 1) if answers else 0
    helping = max(len(helpers), 1) if marks else 0
    people, things = (("of", "people"),), (("of", "things"),)
    by_asker = (("marked by", "asker"), ("of", "things"))
    result = {
        ("asked", people): hidden(counted(len(askers), total), smallest, asking),
        ("asked", things): hidden(counted(total, total), smallest, asking),
        ("responded", people): hidden(counted(len(authors), len(answers)), smallest, answering),
        ("responded", things): hidden(share(len(answered), total), smallest, asking, answering),
        ("helpful", people): hidden(counted(len(helpers), len(given)), smallest, helping),
        ("helpful", things): hidden(share(len(helped), total), smallest, asking, helping),
        ("helpful", by_asker): hidden(share(len(confirmed), total), smallest, asking, helping),
    }
    times = waits(questions, answers, end)
    for label, part in (("lower quartile", 0.25), ("median", 0.5), ("upper quartile", 0.75)):
        by = (("clock", "all hours"), ("of", "things"), ("quantile", label))
        figure = {
            "numerator": sum(happened for _, happened in times),
            "denominator": total,
            "n": total,
            "value": median(times, part),
        }
        result["time to first answer", by] = hidden(figure, smallest, asking, answering)
    return result


def waits(
    questions: dict[str, Line], answers: dict[str, Line], end: datetime
) -> list[tuple[float, bool]]:
    """Return how long each question waited, in hours, and whether it was answered then."""
    times = []
    for key, question in questions.items():
        asked = time(question["asked_at"])
        given = [time(each["answered_at"]) for each in answers.values() if each["question"] == key]
        until = min(given) if given else end
        times.append((max(0.0, (until - asked).total_seconds() / 3600), bool(given)))
    return times


def median(times: list[tuple[float, bool]], part: float) -> float | None:
    """Return when the product-limit estimate first falls to 1 - part."""
    share_waiting = 1.0
    for moment in sorted({length for length, happened in times if happened}):
        risk = sum(length >= moment for length, _ in times)
        events = sum(length == moment and happened for length, happened in times)
        share_waiting *= (risk - events) / risk
        if share_waiting <= 1 - part + 1e-12:
            return moment
    return None


def counted(number: int, n: int) -> Line:
    return {"numerator": number, "denominator": None, "n": n, "value": number}


def share(part: int, whole: int) -> Line:
    if not whole:
        return {"numerator": 0, "denominator": 0, "n": 0, "value": None}
    rate, spread = part / whole, Z * Z / whole
    middle = (rate + spread / 2) / (1 + spread)
    half = Z * math.sqrt(rate * (1 - rate) / whole + spread / (4 * whole)) / (1 + spread)
    figure = {"numerator": part, "denominator": whole, "n": whole, "value": rate}
    return figure | {"low": max(0.0, middle - half), "high": min(1.0, middle + half)}


def hidden(figure: Line, smallest: int, *groups: int) -> Line:
    """Blank a figure about a group of fewer people than may be shown."""
    if not any(0 < each < smallest for each in groups):
        return figure | {"suppressed": False}
    return dict.fromkeys(figure) | {"suppressed": True}


def differences(lines: list[Line], report: Line, smallest: int = 5) -> list[str]:
    """Return where the report and the recomputed figures differ."""
    expected = recompute(lines, report, smallest)
    told = {
        (each["key"], tuple(sorted(each["by"].items()))): each
        for each in report["figures"]
        if each.get("by")
    }
    wrong = [f"only in one of the two: {name}" for name in expected.keys() ^ told.keys()]
    for name in expected.keys() & told.keys():
        for field, value in expected[name].items():
            if not same(value, told[name][field]):
                wrong.append(f"{name} {field}: {told[name][field]}, recomputed {value}")
    return wrong


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def main() -> int:
    dump, report = (Path(each).read_text(encoding="utf-8") for each in sys.argv[1:3])
    wrong = differences([json.loads(each) for each in dump.splitlines()], json.loads(report))
    for each in wrong:
        print(each)  # noqa: T201 - a program for the terminal
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
