"""A text that is longer than an input takes, in several inputs that are read as one again."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.messages import Input

_LONGEST = 3_000
_LONGEST_PIECE = 2_500
"""UTF-16 units, as platforms count; so there is room to write more into each."""
_MOST_LINE_ENDS = 9
_GAP = re.compile(r"(?<=\S)(?:\n+|[ \t])(?=\S)")
_NAMED = re.compile(r"\.(\d{1,3})\.(n{0,9}|s)")


def units(text: str) -> int:
    """Return how long a text is for platforms, which count in UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def inputs_for(first: Input, goes_on: str) -> Iterator[Input]:
    """Yield an input, and further ones labelled ``goes_on`` where its value is too long for one.

    Their names tell how each is joined to the one before: by line ends, a space, or nothing.
    """
    pieces = list(_pieces(first.value)) if units(first.value) > _LONGEST else [("", first.value)]
    yield replace(first, value=pieces[0][1])
    for n, (gap, piece) in enumerate(pieces[1:], start=1):
        joint = "n" * min(gap.count("\n"), _MOST_LINE_ENDS) or ("s" if gap else "")
        name = f"{first.name}.{n}.{joint}"
        yield replace(first, name=name, label=goes_on, value=piece, hint="", is_required=False)


def joined(filled: Mapping[str, str], name: str) -> str:
    """Return what was filled in as one text again."""
    text = filled.get(name, "")
    further = [
        (int(found[1]), found[2], said)
        for each, said in filled.items()
        if each.startswith(name) and (found := _NAMED.fullmatch(each.removeprefix(name)))
    ]
    for _, joint, said in sorted(further):
        gap = " " if joint == "s" else "\n" * len(joint)
        text = f"{text}{gap}{said}" if text and said else text or said
    return text


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield each piece with the gap before it, cut between words where there are any."""
    gap = ""
    while units(text) > _LONGEST_PIECE:
        start = text[:_LONGEST_PIECE]
        while units(start) > _LONGEST_PIECE:
            start = start[: -max(1, (units(start) - _LONGEST_PIECE) // 2)]
        least = len(start) // 2
        gaps = [each for each in _GAP.finditer(text, least, len(start) + 1) if each.end() > least]
        lines = [each for each in gaps if "\n" in each[0]]
        if gaps:
            cut = (lines or gaps)[-1]
            yield gap, text[: cut.start()]
            gap, text = cut[0], text[cut.end() :]
        else:
            yield gap, start
            gap, text = "", text[len(start) :]
    yield gap, text
