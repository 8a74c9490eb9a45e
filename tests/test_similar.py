"""Finding what is alike: near and far, hostile texts, and which language it is."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.detect import seeks_example
from bot.language import language_of
from bot.similar import CONFIDENT, FINDABLE, Known, nearest, terms

KNOWN = [
    Known("laptop", "How do I order a laptop?", "In the shop, with the cost centre."),
    Known("onboarding", "How do other teams run onboarding?", "With a buddy for six weeks."),
    Known("travel", "Who approves travel expenses?", "Your team lead approves them."),
    Known("vpn", "Why does the VPN drop at noon?", "The gateway restarts; order a new token."),
]
HOSTILE = [
    "",
    " ",
    "x" * 40_000,
    "word " * 8_000,
    "?!.,;:" * 7_000,
    "👩‍👩‍👧‍👦" * 4_000,
    "\x00" * 40_000,
    "日本語の質問です" * 5_000,
    "a\u0301" * 20_000,
    "\ufdfa" * 40_000,
    "\u202e\u2028" * 20_000,
    "ﬁ" * 40_000,
    "\ud800",
    "(" * 40_000,
    "a-" * 20_000,
    "@" * 40_000,
    "a://" * 10_000,
    "```" * 13_000,
]


def keys(text: str, least: float = FINDABLE) -> list[str]:
    return [each.key for each in nearest(text, KNOWN, least, 3)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("order laptop", "laptop"),
        ("Where can I order laptops for new people?", "laptop"),
        ("onboardign", "onboarding"),
        ("approving expenses", "travel"),
        ("gateway", "vpn"),
    ],
)
def test_the_nearest_is_found_first(text: str, key: str) -> None:
    assert keys(text)[:1] == [key]


@pytest.mark.parametrize("text", ["How do we do it?", "who knows", "quantum", "", "?!"])
def test_words_that_everybody_uses_find_nothing(text: str) -> None:
    assert keys(text) == []


def test_what_shares_one_word_of_many_is_not_sure_enough_to_be_shown_unasked() -> None:
    assert keys("How do I order a taxi to the airport?", CONFIDENT) == []
    assert keys("How do I order a laptop for a guest?", CONFIDENT) == ["laptop"]


def test_a_word_in_the_answer_counts_whatever_its_ending() -> None:
    known = [Known("1", "A title", "The gateways are restarting."), Known("2", "Gatewood", "no")]

    assert [each.key for each in nearest("gateway restart", known, FINDABLE, 3)] == ["1"]


@given(st.lists(st.text("aers -.", max_size=30), min_size=1, max_size=5), st.text("aers ."))
@example(["aas"], "aa")  # too short to lose its s
@example(["erss"], "ersss")  # loses one s, not two
@example(["are"], "ares")  # says nothing, though "ares" does
@pytest.mark.long
def test_a_word_is_in_a_body_if_and_only_if_it_is_one_of_its_terms(
    bodies: list[str], text: str
) -> None:
    known = [Known(str(n), "", body) for n, body in enumerate(bodies)]

    found = {each.key for each in nearest(text, known, 1e-6, 9)}

    assert found == {each.key for each in known if set(terms(text)) & set(terms(each.body))}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.long
def test_hostile_texts_are_compared_in_no_time_and_score_between_0_and_1(text: str) -> None:
    begun = time.process_time()

    for near in nearest(text, [*KNOWN, Known("x", text, text)], 0, 9):
        assert 0 <= near.score <= 1.0001
    language_of(text, ("en", "pl", "de"))
    seeks_example(text)

    assert time.process_time() - begun < 5  # a bound that only runaway patterns break


@given(st.text(max_size=2_000), st.lists(st.text(max_size=200), max_size=4))
def test_any_text_can_be_compared_with_any(text: str, others: list[str]) -> None:
    known = [Known(str(n), other, other[::-1]) for n, other in enumerate(others)]

    assert all(0 <= each.score <= 1.0001 for each in nearest(text, known, 0, 9))


def test_a_text_is_as_near_to_itself_as_can_be() -> None:
    for each in KNOWN:
        [first, *_] = nearest(each.title, KNOWN, FINDABLE, 3)
        assert first.key == each.key
        assert first.score > 0.99


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do other teams run onboarding?", "en"),
        ("Jak inne zespoły wdrażają nowych pracowników?", "pl"),
        ("Wie machen das andere Abteilungen bei euch?", "de"),
        ("ok?", None),
        ("1234567890", None),
        ("```print('hello, this is code')```", None),
        ("https://example.org/a/very/long/address", None),
    ],
)
def test_the_language_of_a_text_is_told_where_there_is_enough_of_it(
    text: str, language: str | None
) -> None:
    assert language_of(text, ("en", "pl", "de")) == language


@pytest.mark.parametrize(
    "text",
    [
        "Who has done this before?",
        "Hi all! Who has moved to another ERP?",
        "We want to start a book club. Has anyone here already organised one?",
        "Has anybody migrated the wiki?",
        "Has any team already rolled out passkeys?",
        "Which teams have introduced a buddy system?",
        "Who did a hackathon before?",
        "Did anyone run a retro with 40 people before?",
        "Any experiences with remote onboarding?",
        "Some examples of team charters?",
        "I look for examples of other teams' charters",
        "Kto robił już wdrożenie zdalne?",
        "Czy ktoś już wdrażał nowy system?",
        "Jakieś doświadczenia z pracą zdalną?",
    ],
)
def test_who_has_done_it_before_is_told_from_other_questions(text: str) -> None:
    assert seeks_example(text)


@pytest.mark.parametrize(
    "text",
    [
        "How do other teams run onboarding?",
        "Who knows how to order a laptop?",
        "Who made this mess?",
        "Who built the dashboard?",
        "Has anyone seen my keys?",
        "Has anyone got lunch plans?",
        "Who has the key to room 3?",
        "Have you tried turning it off?",
        "What has been done before the launch?",
        "Kto ma klucz do sali?",
        "Is there an example in the handbook?",
        "",
    ],
)
def test_a_plain_question_is_no_request_for_an_example(text: str) -> None:
    assert not seeks_example(text)
