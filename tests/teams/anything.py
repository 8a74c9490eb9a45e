"""Messages and forms that nobody thinks of, for what must hold of every card."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from adapters.teams.writing import Ways
from bot.messages import (
    Bullets,
    Button,
    Buttons,
    Code,
    Form,
    Heading,
    Input,
    InputKind,
    Link,
    Paragraph,
    Part,
    Quote,
    Quoted,
    Span,
    Strong,
    Text,
    When,
    Where,
    Who,
)
from tests.teams.said import ADDRESS, AMINA, BRUNO, CHEN, PILOT, TENANT, THREAD

HOSTILE = (
    "<at>Bruno Conti</at>",
    "<at>",
    "</at>",
    "< / AT >",
    "{{DATE(2026-11-23T09:00:00Z, SHORT)}}",
    "{{TIME(2026-11-23T09:00:00Z)}}",
    "{{",
    "DATE(2026-11-23T09:00:00Z)}}",
    "${name}",
    "[a](http://x.example)",
    "[a][b]",
    "[b]: http://x.example",
    "](http://x.example)",
    "![a](http://x.example/a.png)",
    "<http://x.example>",
    "<img src=x onerror=alert(1)>",
    "<b>",
    "**a**",
    "__a__",
    "*",
    "_",
    "~~a~~",
    "`a`",
    "```\na\n```",
    "# a",
    "\n# a",
    "\n- a",
    "\n1. a",
    "\n    a",
    "\n---",
    "\n===",
    "\n> a",
    "a|b\n-|-",
    "&lt;at&gt;",
    "&amp;",
    "&#91;",
    "\\",
    "\\*",
    "snake_case_word",
    "\u202e",
    "\x00",
    "\u2028",
    "\ud83d",
    "\r\n",
    '"',
)
GRAPHEMES = (
    *("a", "Ż", " ", "\n", "*", "<", "會", "ひ", "ש", "ن", "한", "e\u0301", "ą\u0323\u0302"),
    *("👍", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "🇵🇱", "1️⃣", "🏴\U000e0067\U000e0062\U000e007f"),
    *("क्षि", "กำ", "각", "\u0600١"),
)
WORDS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(HOSTILE), max_size=8).map("".join),
    st.lists(st.sampled_from(GRAPHEMES), max_size=20).map("".join),
    st.builds(
        lambda bit, n: bit * n,
        st.sampled_from([*HOSTILE, *GRAPHEMES]),
        st.sampled_from([1, 30, 149, 299, 999, 3_000, 3_001]),
    ),
)
KEYS = st.one_of(
    st.sampled_from([AMINA, BRUNO, CHEN, PILOT, THREAD, "slack:T1/U1", "teams:t/29:x", ""]),
    st.builds("{}/{}".format, st.just(TENANT), WORDS),
)
SPANS: st.SearchStrategy[Span] = st.one_of(
    st.builds(Text, WORDS),
    st.builds(Strong, WORDS),
    st.builds(Code, WORDS),
    st.builds(Quoted, WORDS),
    st.builds(Who, KEYS),
    st.builds(Where, KEYS),
    st.builds(
        When,
        st.integers(0, 4_000_000_000).map(lambda at: datetime.fromtimestamp(at, UTC)),
    ),
    st.builds(Link, WORDS, KEYS),
)
LINES = st.lists(SPANS, max_size=5).map(tuple)
BUTTON = st.builds(Button, WORDS, WORDS, st.booleans())
SHORT = st.one_of(
    st.builds(Quoted, st.text(max_size=20)),
    st.builds(Text, st.sampled_from(HOSTILE)),
    st.builds(Who, KEYS),
)
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Paragraph, LINES),
    st.builds(Quote, WORDS),
    st.builds(Heading, LINES),
    st.builds(Bullets, st.lists(LINES, max_size=5).map(tuple)),
    st.builds(Buttons, st.lists(BUTTON, max_size=7).map(tuple)),
    st.builds(
        lambda some, n: Bullets(tuple(some * n)),
        st.lists(st.tuples(SHORT, SHORT), max_size=5),
        st.sampled_from([20, 100]),
    ),
)
MESSAGES = st.one_of(
    st.lists(PARTS, max_size=6).map(tuple),
    st.lists(st.builds(Quote, WORDS), max_size=12).map(lambda some: tuple(some * 5)),
)
NAMES = st.one_of(st.none(), st.just("Bruno Conti"), WORDS)
WAYS = st.builds(
    lambda people, place, address: Ways(people.get, lambda _: place, {THREAD: address}.get),
    st.fixed_dictionaries({AMINA: NAMES, BRUNO: NAMES, CHEN: NAMES}),
    NAMES,
    st.one_of(st.none(), st.just(ADDRESS), WORDS, WORDS.map("https://x.example/{}".format)),
)
"""What an adapter may know: names that somebody chose, and addresses as well."""
INPUTS = st.builds(
    Input,
    st.sampled_from(["text", "place", "to", "named"]),
    WORDS,
    st.sampled_from(InputKind),
    st.one_of(WORDS, KEYS),
    WORDS,
    st.builds(
        lambda some, n: tuple(
            (f"{value}{i}" if i else value, label) for i in range(n) for value, label in some
        ),
        st.lists(st.tuples(WORDS, WORDS), max_size=3),
        st.sampled_from([1, 60]),
    ),
    st.booleans(),
    st.integers(-1, 10_000),
)
FORMS = st.builds(
    Form,
    WORDS,
    WORDS,
    st.text(max_size=300),
    st.lists(INPUTS, max_size=4, unique_by=lambda each: each.name).map(tuple),
)
