"""What happens to every text before it is kept."""

from hypothesis import given
from hypothesis import strategies as st

from bot.text import clean, shortened


def test_control_characters_and_lone_surrogates_become_spaces() -> None:
    assert clean("a\x00b\x1b[31mc\ud800d\u2028e") == "a b [31mc d e"


def test_lines_and_tabs_stay_and_line_ends_are_one_kind() -> None:
    assert clean(" one\r\ntwo\rthree\tfour \n") == "one\ntwo\nthree\tfour"


@given(st.text())
def test_what_is_clean_can_be_kept_anywhere_and_stays_as_it_is(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert "\x00" not in once
    once.encode("utf-8")


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_a_shortened_text_is_never_longer_than_it_may_be(text: str, longest: int) -> None:
    found = shortened(text, longest)

    assert len(found) <= longest
    assert found == text or found.endswith("…")
