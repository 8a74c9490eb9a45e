"""What happens to every text before it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import clean, hashtags, shortened, unquoted


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


@pytest.mark.parametrize(
    ("said", "tags"),
    [
        ("onboarding, data migration", "#onboarding #data-migration"),
        ("#onboarding #SAP", "#onboarding #SAP"),
        ("SAP, sap,, Sap ,", "#SAP"),
        ("R&D; “quality”, Łódź", "#R-D #quality #Łódź"),
        ("a,b,c,d,e,f", "#a #b #c #d #e"),
        ("<!channel>, @here", "#channel #here"),
        ("?!, --", ""),
        ("", ""),
    ],
)
def test_topics_become_one_line_of_a_few_hashtags(said: str, tags: str) -> None:
    assert hashtags(said) == tags


@given(st.text())
def test_whatever_is_written_as_topics_is_a_line_of_hashtags_that_stays_as_it_is(said: str) -> None:
    tags = hashtags(clean(said))

    assert hashtags(tags) == tags
    assert len(tags.split()) <= 5
    assert all(each.startswith("#") and len(each) > 1 for each in tags.split())


@pytest.mark.parametrize(
    ("said", "bare"),
    [
        ("“on”", "on"),
        ("„on”", "on"),
        ("«\u00a0on\u00a0»", "on"),
        ("““on””", "on"),
        ("“on", "“on"),
        ("“SAP”, „Excel”", "“SAP”, „Excel”"),
        ("“quiet” “on”", "“quiet” “on”"),
        ('"badge" or "printer"', '"badge" or "printer"'),
        ("“Bruno's form”", "Bruno's form"),
    ],
)
def test_quotation_marks_go_where_all_of_it_stands_between_them(said: str, bare: str) -> None:
    assert unquoted(said) == bare
