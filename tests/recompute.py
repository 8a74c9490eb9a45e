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
Told = tuple[dict[str, int], tuple[int, int], tuple[int, int]] | None

Z = 1.959963984540054
STATES = (
    "answered and confirmed",
    "answered, not confirmed",
    "self-served",
    "confirmed without an answer we know of",
    "withdrawn or closed",
    "waiting",
)


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
            if each["question"] in questions
            and not each.get("gone")
            and was_seen(each["answered_at"], questions[each["question"]], end)
        }
        marks = [
            each
            for each in by_type["helpful"]
            if each["answer"] in answers
            and was_seen(each["at"], questions[answers[each["answer"]]["question"]], end)
        ]
        told = outcomes(questions, answers, by_type["suggestion"], end)
        for name, figure in figures(questions, answers, marks, told, end, smallest, first).items():
            key, by = name
            found[key, tuple(sorted((*by, ("captured", captured))))] = figure
    return found


def place_only(lines: list[Line], place: str) -> list[Line]:
    """Return the lines without questions of other places: all that a figure of a place needs."""
    return [each for each in lines if each["type"] != "question" or each["place"] == place]


def was_seen(at: str | None, question: Line, end: datetime) -> bool:
    """Tell whether something happened before the end, and while its question was watched."""
    if at is None or time(at) >= end:
        return False
    return question["seen_until"] is None or time(at) <= time(question["seen_until"])


def outcomes(
    questions: dict[str, Line], answers: dict[str, Line], suggestions: list[Line], end: datetime
) -> dict[str, str]:
    """Return what became of each question: the first of the six that fits."""
    answered = {each["question"] for each in answers.values()}
    found = {}
    for key, each in questions.items():
        is_solved = was_seen(each["solved_at"], each, end)
        is_over = was_seen(each.get("gone_at"), each, end) or was_seen(each["closed_at"], each, end)
        helped = any(
            shown.get("question") == key and was_seen(shown["taken_at"], each, end)
            for shown in suggestions
        )
        if is_over and not is_solved:
            found[key] = "withdrawn or closed"
        elif is_solved and helped:
            found[key] = "self-served"
        elif is_solved:
            answers_known = "answered and confirmed", "confirmed without an answer we know of"
            found[key] = answers_known[key not in answered]
        else:
            found[key] = "answered, not confirmed" if key in answered else "waiting"
    return found


def turnout(lines: list[Line], report: Line, smallest: int = 5) -> Told:
    """Return what people are told where they talk.

    That is who asked, who answered, how many questions have an answer, of how many of these the
    asker said whether it helped, and what became of all. None where one of these figures may not
    be shown, or nothing was asked.
    """
    found = recompute(lines, report, smallest)
    asked = [
        found[key, (("captured", "asked"), ("of", of))]
        for key in ("asked", "responded")
        for of in ("things", "people")
    ]
    if not asked[0]["numerator"] or any(each["suppressed"] for each in asked):
        return None
    states = {
        dict(by)["outcome"]: figure["numerator"]
        for (key, by), figure in found.items()
        if key == "outcomes" and dict(by)["captured"] == "asked" and "outcome" in dict(by)
    }
    judged = found["outcomes", (("captured", "asked"), ("of", "answered"), ("verdict", "any"))]
    people = asked[1]["numerator"], asked[3]["numerator"]
    shown = {state: n for state, n in states.items() if n}
    return shown, (judged["denominator"], judged["numerator"]), people


def figures(
    questions: dict[str, Line],
    answers: dict[str, Line],
    marks: list[Line],
    became: dict[str, str],
    end: datetime,
    smallest: int,
    first: dict[str, str],
) -> dict[Name, Line]:
    """Return the figures of one kind of capture; ``first`` is the person behind an account."""
    askers = {first[each["asker"]] for each in questions.values() if not each.get("gone")}
    authors = {first[each["author"]] for each in answers.values()}
    marked = {each["answer"] for each in marks}
    helpers = {first[answers[key]["author"]] for key in marked}
    given = {(each["answer"], first[each["by"]]) for each in marks}
    answered = {each["question"] for each in answers.values()}
    helped = {answers[key]["question"] for key in marked}
    by_their_asker = {answers[each["answer"]]["question"] for each in marks if each["asker"]}
    confirmed = {key for key, each in questions.items() if was_seen(each["solved_at"], each, end)}
    judged = {
        key for key in answered if was_seen(questions[key]["verdict_at"], questions[key], end)
    }
    total = len(questions)
    asking = max(len(askers), 1) if questions else 0
    answering = max(len(authors), 1) if answers else 0
    helping = max(len(helpers), 1) if marks else 0
    people, things = (("of", "people"),), (("of", "things"),)
    by_asker = (("marked by", "asker"), ("of", "things"))
    by_confirming = (("confirmed by", "asker"), ("of", "things"))
    result = {
        ("asked", people): hidden(counted(len(askers), total), smallest, asking),
        ("asked", things): hidden(counted(total, total), smallest, asking),
        ("responded", people): hidden(counted(len(authors), len(answers)), smallest, answering),
        ("responded", things): hidden(share(len(answered), total), smallest, asking, answering),
        ("helpful", people): hidden(counted(len(helpers), len(given)), smallest, helping),
        ("helpful", things): hidden(share(len(helped), total), smallest, asking, helping),
        ("helpful", by_asker): hidden(share(len(by_their_asker), total), smallest, asking, helping),
        ("helpful", by_confirming): hidden(share(len(confirmed), total), smallest, asking),
        ("outcomes", (("of", "answered"), ("verdict", "any"))): hidden(
            share(len(judged), len(answered)), smallest, asking, answering
        ),
    }
    for state in STATES:
        n = sum(each == state for each in became.values())
        by_state = (("of", "things"), ("outcome", state))
        result["outcomes", by_state] = hidden(share(n, total), smallest, asking, answering)
    times = waits(questions, answers, became, end)
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
    questions: dict[str, Line], answers: dict[str, Line], became: dict[str, str], end: datetime
) -> list[tuple[float, bool]]:
    """Return how long each question waited, in hours, and whether it was answered then.

    Without an answer it waited until the end, until the log that it comes from ended, or until
    an earlier answer solved it.
    """
    times = []
    for key, question in questions.items():
        asked = time(question["asked_at"])
        given = [time(each["answered_at"]) for each in answers.values() if each["question"] == key]
        until = end
        if question["seen_until"]:
            until = min(until, time(question["seen_until"]))
        if became[key] == "self-served":
            until = time(question["solved_at"])
        until = min(given, default=until)
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
