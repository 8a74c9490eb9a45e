"""What people write in Teams, as HTML or with names marked, read as plain text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.html import Said, of_html, of_text

US = ("whoknows",)


def reply(inside: str, number: str = "1600457867820") -> str:
    """Return a quoted message as Teams writes it before the reply."""
    kind = 'itemscope="" itemtype="http://schema.skype.com/Reply"'
    return f'<blockquote {kind} itemid="{number}"><strong>Bruno</strong>{inside}</blockquote>'


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("Where?", "Where?"),
        ("<div><div>Where is\n the&nbsp;key?</div>\n</div>", "Where is the key?"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<p>one</p><p>&nbsp;</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("a <b>b</b> <i>c</i><u>d</u>", "a b cd"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&lt;script&gt;", "<script>"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("<h1>Title</h1>words", "Title\nwords"),
        ("one<hr>two", "one\ntwo"),
    ],
)
def test_words_are_read_line_by_line(html: str, text: str) -> None:
    assert of_html(html).text == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<p>do:</p><ol><li>one</li><li><p>two</p></li></ol>then", "do:\n1. one\n2. two\nthen"),
        ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", "- a\n  1. b\n- c"),
        ("<li>astray</li>", "- astray"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "a | b\n1 | 2",
        ),
        ("run <code>make test</code>", "run `make test`"),
        ("<pre>if x:\n    y</pre>now", "```\nif x:\n    y\n```\nnow"),
        ("<codeblock class='Py'><code>if x:<br>  y</code></codeblock>", "```\nif x:\n  y\n```"),
        ("<blockquote>one<br>two</blockquote>so", "> one\n> two\nso"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n> > b"),
        ("<pre> </pre>", ""),
        ("<blockquote></blockquote>", ""),
    ],
)
def test_lists_tables_code_and_quotes_keep_their_form(html: str, text: str) -> None:
    assert of_html(html).text == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<a href="https://x.example/a?b=1&amp;c">the page</a>',
            "the page (https://x.example/a?b=1&c)",
        ),
        ('<a href="https://x.example">https://x.example</a>', "https://x.example"),
        ('<a href="https://x.example"></a>', "https://x.example"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ('<a href="data:text/html,x">here</a>', "here"),
        ("<a>here</a>", "here"),
        ('<a href="https://x.example"><b>the</b> page</a>.', "the page (https://x.example)."),
    ],
)
def test_a_link_is_its_label_and_its_address(html: str, text: str) -> None:
    assert of_html(html).text == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('Nice <img itemtype="http://schema.skype.com/Emoji" alt="💡" src="https://x">', "Nice 💡"),
        ('Nice <emoji id="smile" alt="🙂">:)</emoji>!', "Nice 🙂!"),
        ('<img src="https://x.example/secret.png" alt="image">See?', "See?"),
        ('<attachment id="a1">x</attachment>See?', "See?"),
        ("<script>alert(1)</script><style>p{}</style>See?", "See?"),
        ("<svg><title>x</title></svg><math>y</math>See?", "See?"),
        ("<!-- no -->See?<!DOCTYPE x><?php y ?>", "See?"),
        ("<iframe src=x>in</iframe><form><input value=x>See?</form>", "inSee?"),
        ("a\x00b\u2028c\ud800d", "a b c d"),
    ],
)
def test_of_pictures_only_feelings_are_read_and_of_machinery_nothing(html: str, text: str) -> None:
    assert of_html(html).text == text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<at id="0">Whoknows</at>&nbsp;who has the key?', Said("who has the key?", names_us=True)),
        ('<at id="0">WHOKNOWS</at>', Said("", names_us=True)),
        ("<at>Amina</at>, ask <at>Bruno B</at>", Said("@Amina, ask @Bruno B")),
        (
            '<span itemtype="http://schema.skype.com/Mention" itemid="0">Whoknows</span> help',
            Said("help", names_us=True),
        ),
        ("<at>Who<at>knows</at></at> help", Said("help", names_us=True)),
        ("<at><at>Whoknows</at></at> help", Said("help", names_us=True)),
        ("<at>Whoknows</at><at>Whoknows</at> help", Said("help", names_us=True)),
        ("<at>Whoknows help me", Said("@Whoknows help me")),
        ("</at>help<at></at>", Said("help")),
        ("Whoknows is a bot", Said("Whoknows is a bot")),
        ("&lt;at&gt;Whoknows&lt;/at&gt; help", Said("<at>Whoknows</at> help")),
        ("<at>Whoknowsit</at> help", Said("@Whoknowsit help")),
    ],
)
def test_our_name_is_taken_out_and_those_of_others_are_kept(html: str, expected: Said) -> None:
    assert of_html(html, US) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<at>Whoknows</at> who has&nbsp;the key?\n", Said("who has the key?", names_us=True)),
        ("ask <at>Amina</at> and <AT id='1'>Bruno B</AT>", Said("ask @Amina and @Bruno B")),
        ("a < b and List<String>", Said("a < b and List<String>")),
        ("a &lt; b &amp;lt;", Said("a < b &lt;")),
        ("<at><at>Whoknows</at></at> help", Said("help", names_us=True)),
        ("<at>Whoknows help", Said("Whoknows help")),
        ("</at>help</at>", Said("help")),
        ("<at></at>help", Said("help")),
        ("", Said("")),
    ],
)
def test_a_text_with_names_marked_is_read_as_it_stands(text: str, expected: Said) -> None:
    assert of_text(text, US) == expected


def test_the_message_that_is_replied_to_is_left_out_and_named() -> None:
    found = of_html(f"<div>{reply('<p>old <at>Whoknows</at></p>')}\n<p>In the shop.</p></div>", US)

    assert found == Said("In the shop.", quotes="1600457867820")


def test_of_two_quoted_messages_the_first_is_the_one_replied_to() -> None:
    found = of_html(f"{reply(reply('x', '2'), '1')}{reply('y', '3')}yes")

    assert found == Said("yes", quotes="1")


# hostile shapes

TAGS = st.sampled_from(
    [
        *("<at>", "</at>", '<at id="0">', "<b>", "</b>", "<p>", "</p>", "<ul>", "</ul>", "<li>"),
        *("</li>", "<pre>", "</pre>", "<code>", "</code>", "<blockquote>", "</blockquote>", "<br>"),
        *(
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            '<a href="https://x.example">',
            "</a>",
            "<script>",
        ),
        *(
            "</script>",
            "<svg>",
            "</svg>",
            "<math>",
            "<style>",
            "</style>",
            "<emoji alt='x'>",
            "<x-y>",
        ),
        *(
            "</emoji>",
            "<emoji alt='x'>",
            "<hr>",
            "<img alt='x'>",
            "<form>",
            "<select>",
            "<template>",
        ),
        *("<blockquote itemtype='http://schema.skype.com/Reply'>", "<!-- -->", "<span>", "</span>"),
        *("<codeblock>", "</codeblock>", "<ol>", "</ol>", "<textarea>", "<title>", "</title>"),
    ]
)
WORDS = st.text(st.characters(blacklist_characters="<>&")) | st.sampled_from(["&nbsp;", " ", "\n"])


@settings(max_examples=150)
@given(st.lists(TAGS | WORDS, max_size=60))
def test_whatever_the_tags_no_tag_is_left(pieces: list[str]) -> None:
    found = of_html("".join(pieces), US)

    assert "<" not in found.text


@settings(max_examples=400)
@given(st.text())
def test_whatever_is_written_it_is_read(text: str) -> None:
    assert isinstance(of_html(text, US), Said)
    assert isinstance(of_text(text, US), Said)


@settings(max_examples=200)
@given(st.text(st.characters(blacklist_characters="<>&", blacklist_categories=("C", "Z"))))
def test_words_without_signs_stay_as_they_are(text: str) -> None:
    assert of_html(text).text == of_text(text).text == text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000,
        "<blockquote>" * 10_000 + "x<br>" * 10_000,
        "<ul><li>" * 15_000 + "x",
        "<b><p>" * 20_000,
        "<x>" * 50_000,
        "".join(f"<x{each}>" for each in range(20_000)),
        "<div></x>" * 20_000,
        "<p>a</p>" * 20_000,
        ("<div>" * 100 + "</div>" * 100) * 100,
        "&" * 1_000_000,
        "<" * 1_000_000,
        "<at>" * 200_000,
        "<at " * 200_000,
        " " * 1_000_000,
        "x " * 500_000,
    ],
    ids=lambda html: html[:12],
)
def test_no_message_takes_long_to_read(html: str) -> None:
    begin = time.thread_time()
    of_html(html, US)
    of_text(html, US)

    assert time.thread_time() - begin < 1


def test_of_tags_that_nobody_writes_the_words_are_read_all_the_same() -> None:
    found = of_html("<at>Whoknows</at> who " + "<i>" * 200 + "has the <br>key?", US)

    assert found.names_us
    assert found.text.split() == ["who", "has", "the", "key?"]
