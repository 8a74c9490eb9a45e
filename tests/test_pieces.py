"""A long text goes through several inputs and comes out as it was."""

import pytest

from bot.messages import Input, InputKind
from bot.pieces import inputs_for, joined, units
from bot.text import clean

LINES = "\n\n".join(f"{n}. It matters,\nfor {n} reasons & <more>." for n in range(400))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Short.",
        LINES[:10_000].strip(),
        "word " * 1_999 + "end",
        "x" * 10_000,
        "🙂" * 4_000,
        ("🙂 so " * 2_000).strip(),
        f"{'a' * 2_400}{chr(10) * 30}{'b' * 2_400}",
        LINES[:40_000].strip(),
    ],
)
def test_a_text_of_any_length_comes_out_as_it_went_in(text: str) -> None:
    inputs = list(inputs_for(Input("text", "Words", InputKind.TEXT, value=text), "It goes on"))

    filled = {each.name: clean(each.value) for each in inputs}
    assert "".join(joined(filled, "text").split()) == "".join(text.split())
    assert joined(filled, "text").replace("\n" * 9, "\n" * 30) in (text, text.strip())
    assert all(units(each.value) <= 3_000 for each in inputs)


def test_what_is_short_has_one_input_with_its_own_label() -> None:
    [only] = inputs_for(
        Input("text", "Words", InputKind.TEXT, value="Short.", is_required=True), "more"
    )

    assert (only.name, only.label, only.is_required) == ("text", "Words", True)


def test_more_can_be_written_into_each_piece_and_one_can_be_emptied() -> None:
    inputs = list(inputs_for(Input("text", "Words", InputKind.TEXT, value="word " * 2_000), "more"))
    filled = {each.name: each.value for each in inputs}

    first, second, *others = filled
    filled[first] += " and this"
    filled[second] = ""

    assert joined(filled, "text").startswith("word word")
    assert "and this word" in joined(filled, "text")
    assert len(joined(filled, "text").split()) == 2_002 - len(inputs[1].value.split())
    assert others
