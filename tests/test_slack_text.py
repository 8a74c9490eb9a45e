"""Slack's way of writing, and what a person would read."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.slack.text import plain
from bot.mentions import mentions_in, with_names
from bot.text import clean

LIVE = re.compile(r"<(?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>]*>", re.IGNORECASE)
BITS = st.sampled_from(
    [
        *(
            "<",
            ">",
            "&",
            "&amp;",
            "&lt;",
            "&gt;",
            "lt;",
            "amp;",
            "|",
            "!",
            "@",
            "#",
            "^",
            "mailto:",
        ),
        *("<!channel>", "<@UBRUNO>", "<https://a.example|a>", "!date^1^", "here", " ", "\u2028"),
    ]
)
WRITTEN = st.one_of(st.text(), st.lists(BITS).map("".join))


def escaped(text: str) -> str:
    """Write plain text the way Slack does."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@UBRUNO> knows", "@UBRUNO knows"),
        ("<@UBRUNO|bruno> knows", "@bruno knows"),
        ("<@UBRUNO|@bruno> knows", "@bruno knows"),
        ("see <#CPROJECTS>", "see #CPROJECTS"),
        ("see <#CPROJECTS|projects>", "see #projects"),
        ("see <#CPROJECTS|>", "see #CPROJECTS"),
        ("<!here> hello", "@here hello"),
        ("<!channel> hello", "@channel hello"),
        ("<!everyone|everyone> hello", "@everyone hello"),
        ("<!subteam^SHELP|@helpdesk> hello", "@helpdesk hello"),
        ("<!subteam^SHELP> hello", "@subteam hello"),
    ],
)
def test_people_places_and_calls_read_as_their_names(written: str, read: str) -> None:
    assert with_names(plain(written), {}) == read


def test_who_and_what_is_mentioned_by_id_alone_gets_a_name_where_it_is_read() -> None:
    kept = plain("<@UBRUNO> knows <#CPROJECTS|>, <@UCHEN|chen> too")

    assert list(mentions_in(kept)) == [("@", "UBRUNO"), ("#", "CPROJECTS")]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<https://intra.example/a>", "https://intra.example/a"),
        ("<https://intra.example/a|intra.example/a>", "https://intra.example/a"),
        ("<https://intra.example/a|the guide>", "the guide (https://intra.example/a)"),
        ("<https://intra.example/?a=1&amp;b=2>", "https://intra.example/?a=1&b=2"),
        ("<mailto:help@intra.example|help@intra.example>", "help@intra.example"),
        ("<mailto:help@intra.example>", "mailto:help@intra.example"),
        ("<tel:+4930123|+4930123>", "+4930123"),
        ("<HTTPS://INTRA.EXAMPLE>", "HTTPS://INTRA.EXAMPLE"),
    ],
)
def test_a_link_reads_as_its_label_and_address(written: str, read: str) -> None:
    assert plain(written) == read


def test_a_date_reads_as_the_words_that_come_with_it() -> None:
    assert plain("due <!date^1517436010^{date_short}|1 February>!") == "due 1 February!"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;", "&lt;"),
        ("&amp;amp;gt;", "&amp;gt;"),
        ("&quot;no&quot; &nbsp;", "&quot;no&quot; &nbsp;"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"),
    ],
)
def test_what_was_escaped_is_read_back_once_and_no_further(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("if a <b then", "if a <b then"),
        ("<@UBRUNO", "<@UBRUNO"),
        ("<!channel no end", "<!channel no end"),
        ("<>", "<>"),
        ("<@>", "<@>"),
        ("<just words>", "<just words>"),
        ("<<!here>>", "<@here>"),
        ("<https://a.example|<@UBRUNO>>", "<https://a.example|@UBRUNO>"),
        ("<@UBRUNO|a|b>", "@a|b"),
    ],
)
def test_brackets_that_are_open_empty_or_nested_stay_as_they_are(written: str, read: str) -> None:
    assert with_names(plain(written), {}) == read


def test_what_no_terminal_should_meet_is_a_space() -> None:
    assert plain("a\x00b\x1b[31mc\ud800d\u2028e\u2029f\x85g") == "a b [31mc d e f g"


def test_control_characters_inside_a_mention_do_not_get_through() -> None:
    assert plain("<@UBRUNO|bru\x00no\x1b[2J>") == "@bru no [2J"


def test_lines_and_tabs_stay() -> None:
    assert plain("one\r\ntwo\tthree\n") == "one\ntwo\tthree"


@given(WRITTEN)
@example("<\x00@UBRUNO>")
@example("&\x00lt;!channel>")
@example("\ud83d\udca1")
def test_whatever_was_written_can_be_read_kept_and_shown(written: str) -> None:
    read = plain(written)

    read.encode("utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]", read)


@given(WRITTEN)
@example("&amp;lt;")
@example("&lt;!channel&gt;")
@example("<<!here>>")
def test_what_was_read_and_is_written_again_reads_the_same(written: str) -> None:
    read = plain(written)

    assert plain(escaped(read)) == read
    assert not LIVE.search(escaped(read))


@given(st.text())
def test_words_without_anything_live_read_as_they_were_typed(words: str) -> None:
    assert plain(escaped(words)) == clean(words)


@pytest.mark.parametrize(
    "bit", ["<", "<@", "<!date^", "<a:", "<aaaaaaaa", "&amp;", "<|", ">", "<https://a|", "<@U>"]
)
def test_forty_thousand_characters_of_anything_are_read_at_once(bit: str) -> None:
    text = (bit * 40_000)[:40_000]
    started = time.process_time()

    plain(text)

    assert time.process_time() - started < 2
