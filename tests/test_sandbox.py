"""The sandbox over real HTTP: what people do there, and what each of them then sees."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.sandbox.chat import Chat
from adapters.sandbox.command import build
from app import open_sandbox
from store.chat import SandboxLog
from store.engine import Engines
from tests.cast import FrozenClock
from tests.databases import Databases, made_in

pytestmark = pytest.mark.long

Json = dict[str, Any]

ASKED = "How do other teams run onboarding?"
JSON_TYPE = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Office:
    """A running sandbox, and what people can do in it."""

    client: TestClient[web.Request, web.Application]

    async def post(self, body: object) -> ClientResponse:
        """Send something that somebody does, whatever it is."""
        return await self.client.post("/sandbox/act", json=body)

    async def does(
        self, person: str, do: str, place: str = "onboarding", **fields: object
    ) -> list[Json]:
        """Have somebody do something; return the messages that they now see there."""
        answer = await self.post({"person": person, "place": place, "do": do, **fields})
        found = await answer.json()
        assert answer.status == 200, found
        return list(found["messages"])

    async def form(self, person: str, do: str, place: str = "onboarding", **fields: object) -> Json:
        """Have somebody do something that opens a form; return it."""
        found = await (
            await self.post({"person": person, "place": place, "do": do, **fields})
        ).json()
        return dict(found["form"])

    async def refusal(
        self, person: str, do: str, place: str = "onboarding", **fields: object
    ) -> str:
        """Have somebody do what cannot be done; return the sentence that they read."""
        return await sentence(
            await self.post({"person": person, "place": place, "do": do, **fields})
        )

    async def state(self, person: str = "Amina") -> Json:
        """Return all that the page of a person shows."""
        answer = await self.client.get("/sandbox/state", params={"person": person})
        assert answer.status == 200
        return dict(await answer.json())

    async def sees(self, person: str, place: str = "onboarding") -> list[Json]:
        """Return the messages that a person sees in a place."""
        messages = (await self.state(person))["messages"]
        return [each for each in messages if each["place"].endswith(f"/{place}")]

    async def remembered(self, kind: str) -> list[Json]:
        """Return what was remembered, of one type."""
        return [each for each in (await self.state())["remembered"] if each["type"] == kind]

    async def ask(self, person: str = "Amina", text: str = ASKED) -> str:
        """Have a question asked by command; return the key of its post."""
        messages = await self.does(person, "command", text=f"/ask {text}")
        return str([each for each in messages if each["by_us"] and not each["private"]][-1]["key"])

    async def say(self, person: str, text: str, thread: str | None = None) -> str:
        """Have something said; return the key of the message."""
        messages = await self.does(person, "say", text=text, thread=thread)
        return str([each for each in messages if each["name"] == person][-1]["key"])


async def sentence(answer: ClientResponse, status: int = 400) -> str:
    """Return the sentence of a refusal, which is one that a person can read."""
    found = await answer.json()
    assert answer.status == status, found
    assert list(found) == ["error"]
    assert found["error"][0].isupper() or found["error"][0] == "“"
    assert found["error"].endswith((".", "?", "✅", "Liam.", "leads.", "canteen."))
    return str(found["error"])


def places_of(state: Json) -> list[tuple[str, str, str]]:
    """Return the places that a person sees: name, phase, visibility."""
    return [(each["name"], each["phase"], each["visibility"]) for each in state["places"]]


def texts(messages: list[Json]) -> list[str]:
    """Return the words of messages."""
    return [each["text"] for each in messages]


def whispers(messages: list[Json]) -> list[str]:
    """Return the words that only the reader sees."""
    return [each["text"] for each in messages if each["private"]]


Open = Callable[[], AbstractAsyncContextManager[Office]]


@asynccontextmanager
async def started() -> AsyncIterator[Office]:
    async with open_sandbox() as home:
        app, _sender = await build(home)
        async with TestClient(TestServer(app)) as client:
            yield Office(client)


@pytest.fixture
def start(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Starts the sandbox, each time on the same database, which is new at first."""
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", databases.url("sandbox"))
    return started


@pytest.fixture(scope="module")
def first_day(tmp_path_factory: pytest.TempPathFactory, template_database: str) -> Iterator[str]:
    """The database of a sandbox that was opened once; that takes most of the time."""

    async def open_once() -> None:
        async with started():
            pass

    with made_in(tmp_path_factory.mktemp("first"), template_database) as databases:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("WHOKNOWS_DATABASE_URL", databases.url("sandbox"))
            asyncio.run(open_once())
        yield databases.url("sandbox")


@pytest.fixture
async def office(
    first_day: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """A sandbox in which nobody has said anything yet."""
    copy = databases.url("sandbox", like=first_day)
    monkeypatch.setenv("WHOKNOWS_DATABASE_URL", copy)
    async with started() as found:
        yield found


# Beginning


async def test_a_new_sandbox_has_pilots_one_place_that_is_off_one_private_and_a_direct_line(
    start: Open,
) -> None:
    async with start() as office:
        state = await office.state()
        of_chen = await office.state("Chen")

    public = [
        ("onboarding", "pilot", "public"),
        ("projects", "pilot", "public"),
        ("canteen", "off", "public"),
    ]
    assert places_of(state) == [
        *public,
        ("leads", "pilot", "private"),
        ("whoknows", "off", "direct"),
    ]
    assert places_of(of_chen) == [*public, ("whoknows", "off", "direct")]


@pytest.mark.parametrize("place", ["onboarding", "projects"])
async def test_everybody_reads_what_a_pilot_place_remembers_before_anything_is_said(
    office: Office, place: str
) -> None:
    [notice] = await office.sees("Amina", place)

    assert notice["by_us"]
    assert not notice["private"]
    assert f"Questions, answers and marks in #{place} are remembered" in notice["text"]


async def test_a_place_that_is_off_is_empty(office: Office) -> None:
    assert await office.sees("Dora", "canteen") == []


async def test_the_state_names_a_dozen_people_and_the_one_who_is_an_admin(office: Office) -> None:
    state = await office.state("Bruno")

    assert state["me"] == "sandbox:office/bruno"
    assert len(state["people"]) == 12
    assert [each["name"] for each in state["people"] if each["admin"]] == ["Dora"]


# Asking


async def test_a_question_asked_by_command_is_posted_where_all_see_it(office: Office) -> None:
    await office.does("Amina", "command", text=f"/ask {ASKED}")

    post = (await office.sees("Bruno"))[-1]
    assert post["by_us"]
    assert not post["private"]
    assert post["text"].startswith(f"@Amina asks:\n{ASKED}\n")


async def test_only_the_asker_hears_that_the_question_is_on_its_way(office: Office) -> None:
    seen = await office.does("Amina", "command", text=f"/ask {ASKED}")

    [whisper] = whispers(seen)[-1:]
    assert whisper.startswith("Thank you for asking.")
    assert whispers(await office.sees("Bruno")) == []


async def test_the_answer_to_an_act_is_what_that_person_now_sees_there(office: Office) -> None:
    await office.say("Bruno", "Good morning")
    await office.does("Amina", "say", "projects", text="Elsewhere")

    body = {"person": "amina", "place": "#onboarding", "do": "say", "text": "x"}
    answer = await office.post(body)

    found = await answer.json()
    assert found["person"] == "sandbox:office/amina"
    assert found["place"] == "sandbox:office/onboarding"
    assert found["messages"] == await office.sees("Amina")
    assert texts(found["messages"])[1:] == ["Good morning", "x"]


async def test_a_command_with_the_same_request_id_counts_once(office: Office) -> None:
    await office.does("Amina", "command", text=f"/ask {ASKED}", request="r1")
    await office.does("Amina", "command", text=f"/ask {ASKED}", request="r1")

    [question] = await office.remembered("question")
    assert question["key"] == "sandbox:office/onboarding/ask:r1"


async def test_a_mention_asks_where_it_stands(office: Office) -> None:
    key = await office.say("Amina", f"@whoknows {ASKED}")

    [question] = await office.remembered("question")
    assert (question["key"], question["text"]) == (key, ASKED)
    assert question["captured_by"] == "mention"
    assert whispers(await office.sees("Amina"))[-1].startswith("Thank you for asking. Replies")


async def test_only_our_name_is_met_with_help_and_not_remembered(office: Office) -> None:
    await office.say("Amina", "@whoknows")

    assert "/ask How do other teams" in whispers(await office.sees("Amina"))[-1]
    assert await office.remembered("question") == []


async def test_an_empty_ask_opens_a_form_and_is_not_remembered(office: Office) -> None:
    form = await office.form("Amina", "command", text="/ask")

    assert [each["name"] for each in form["inputs"]] == ["text", "details", "topics"]
    assert await office.remembered("question") == []


async def test_a_form_that_is_refused_stays_open_with_the_word_why(office: Office) -> None:
    form = await office.form("Dora", "command", text="/whoknows insights add")
    values = {"text": "Badges take long.", "action": "A desk", "due": "soon"}
    sent = {"person": "Dora", "place": "onboarding", "do": "submit", "form": form["does"]}

    refused = await (await office.post({**sent, "values": values})).json()
    taken = await (await office.post({**sent, "values": {**values, "due": "Friday"}})).json()

    assert "“soon” is not a day that I know" in refused["refused"]
    assert refused["form"] is None
    assert not any("soon" in each["text"] for each in refused["messages"])
    assert "refused" not in taken
    [action] = await office.remembered("action")
    assert len(action["due"]) == len("2026-12-15")


async def test_a_question_in_a_place_that_is_off_is_met_with_a_private_word_alone(
    office: Office,
) -> None:
    seen = await office.does("Amina", "command", "canteen", text=f"/ask {ASKED}")

    [whisper] = texts(seen)
    assert whisper.startswith("This channel is not part of the pilot yet")
    assert await office.sees("Bruno", "canteen") == []
    assert await office.remembered("question") == []


async def test_what_colleagues_say_to_each_other_is_not_remembered(office: Office) -> None:
    await office.say("Amina", ASKED)

    assert await office.remembered("question") == []


# Answering


async def test_another_persons_reply_is_an_answer(office: Office) -> None:
    post = await office.ask("Amina")

    key = await office.say("Bruno", "With a buddy for the first month.", post)

    [answer] = await office.remembered("answer")
    assert (answer["key"], answer["author"]) == (key, "sandbox:office/bruno")
    assert answer["text"] == "With a buddy for the first month."
    [question] = await office.remembered("question")
    assert question["state"] == "answered"


async def test_the_askers_own_reply_is_no_answer(office: Office) -> None:
    post = await office.ask("Amina")

    await office.say("Amina", "I mean in the first month.", post)

    assert await office.remembered("answer") == []


async def test_a_reply_to_a_reply_goes_into_the_same_thread(office: Office) -> None:
    question = await office.say("Amina", f"@whoknows {ASKED}")
    first = await office.say("Bruno", "With a buddy.", question)

    await office.say("Chen", "And a map of the office.", first)

    assert len(await office.remembered("answer")) == 2


async def test_a_bulb_says_that_an_answer_helped_and_can_be_taken_back(office: Office) -> None:
    answer = await office.say("Bruno", "With a buddy.", await office.ask("Amina"))

    seen = await office.does("Chen", "react", message=answer, reaction="💡")
    [helpful] = await office.remembered("helpful")
    await office.does("Chen", "unreact", message=answer, reaction="💡")

    assert seen[-1]["reactions"] == {"💡": ["sandbox:office/chen"]}
    assert (helpful["by"], helpful["asker"]) == ("sandbox:office/chen", False)
    assert await office.remembered("helpful") == []
    assert (await office.sees("Chen"))[-1]["reactions"] == {}


async def test_a_bulb_put_twice_counts_once(office: Office) -> None:
    answer = await office.say("Bruno", "With a buddy.", await office.ask("Amina"))

    await office.does("Amina", "react", message=answer, reaction=":bulb:")
    seen = await office.does("Amina", "react", message=answer, reaction="💡")

    [helpful] = await office.remembered("helpful")
    assert helpful["asker"]
    assert [each["reactions"] for each in seen if each["key"] == answer] == [
        {"💡": ["sandbox:office/amina"]}
    ]


async def test_the_askers_check_mark_solves_the_question(office: Office) -> None:
    post = await office.ask("Amina")

    await office.does("Amina", "react", message=post, reaction="✅")

    [question] = await office.remembered("question")
    assert (question["state"], question["verdict"]) == ("solved", "solved")


async def test_another_persons_check_mark_does_not_solve_it(office: Office) -> None:
    post = await office.ask("Amina")

    await office.does("Bruno", "react", message=post, reaction="✅")

    [question] = await office.remembered("question")
    assert question["state"] == "open"


async def test_the_check_mark_can_be_taken_back(office: Office) -> None:
    post = await office.ask("Amina")
    await office.does("Amina", "react", message=post, reaction="✅")

    await office.does("Amina", "unreact", message=post, reaction="✅")

    [question] = await office.remembered("question")
    assert question["state"] == "open"


async def test_any_other_reaction_is_shown_and_counts_for_nothing(office: Office) -> None:
    answer = await office.say("Bruno", "With a buddy.", await office.ask("Amina"))

    seen = await office.does("Chen", "react", message=answer, reaction="🎉")

    assert seen[-1]["reactions"] == {"🎉": ["sandbox:office/chen"]}
    assert await office.remembered("helpful") == []


# Changing one's mind


async def test_an_edited_question_is_remembered_as_it_reads_now(office: Office) -> None:
    key = await office.say("Amina", f"@whoknows {ASKED}")

    await office.does("Amina", "edit", message=key, text="@whoknows How do others do it?")

    [question] = await office.remembered("question")
    assert question["text"] == "How do others do it?"
    [shown] = [each for each in await office.sees("Bruno") if each["key"] == key]
    assert (shown["text"], shown["edited"]) == ("@whoknows How do others do it?", True)


async def test_an_edited_answer_is_remembered_as_it_reads_now(office: Office) -> None:
    answer = await office.say("Bruno", "With a body.", await office.ask("Amina"))

    await office.does("Bruno", "edit", message=answer, text="With a buddy.")

    [found] = await office.remembered("answer")
    assert found["text"] == "With a buddy."


async def test_a_deleted_question_leaves_no_words(office: Office) -> None:
    key = await office.say("Amina", f"@whoknows {ASKED}")

    await office.does("Amina", "delete", message=key)

    [question] = await office.remembered("question")
    assert question["gone"]
    assert "text" not in question
    assert "amina" not in question["asker"]
    assert key not in [each["key"] for each in await office.sees("Bruno")]


async def test_a_deleted_answer_leaves_the_question_open_again(office: Office) -> None:
    answer = await office.say("Bruno", "With a buddy.", await office.ask("Amina"))

    await office.does("Bruno", "delete", message=answer)

    [gone] = await office.remembered("answer")
    [question] = await office.remembered("question")
    assert gone["gone"]
    assert question["state"] == "open"


@pytest.mark.parametrize("do", ["edit", "delete"])
async def test_nobody_changes_what_another_person_wrote(office: Office, do: str) -> None:
    key = await office.say("Amina", f"@whoknows {ASKED}")

    said = await office.refusal("Dora", do, message=key, text="Something else")

    assert said == "Only the person who wrote a message can change it."
    [question] = await office.remembered("question")
    assert question["text"] == ASKED


@pytest.mark.parametrize("do", ["edit", "delete"])
async def test_nobody_changes_what_we_wrote(office: Office, do: str) -> None:
    post = await office.ask("Amina")

    await office.refusal("Amina", do, message=post, text="Something else")

    assert post in [each["key"] for each in await office.sees("Bruno")]


async def test_a_private_message_cannot_be_touched_by_others(office: Office) -> None:
    seen = await office.does("Amina", "command", text="/whoknows help")
    key = seen[-1]["key"]

    said = await office.refusal("Bruno", "react", message=key, reaction="💡")
    also = await office.refusal("Bruno", "say", thread=key, text="I can see you")

    assert said == also == "That message is not here any more, or never was."


async def test_a_message_of_another_channel_is_not_here(office: Office) -> None:
    key = await office.say("Amina", "Good morning")

    said = await office.refusal("Amina", "edit", "projects", message=key, text="Good evening")

    assert said == "That message is not here any more, or never was."


# Words to us


async def test_help_lists_what_can_be_said_to_the_one_who_asks(office: Office) -> None:
    seen = await office.does("Chen", "command", text="/whoknows help")

    assert "/whoknows profile" in whispers(seen)[-1]
    assert whispers(await office.sees("Bruno")) == []


async def test_a_mistyped_command_is_met_with_did_you_mean(office: Office) -> None:
    seen = await office.does("Chen", "command", text="/whoknows porfil zone Asia/Singapore")

    assert "/whoknows profile zone Asia/Singapore" in whispers(seen)[-1]


async def test_a_person_sets_zone_and_language(office: Office) -> None:
    await office.does("Chen", "command", text="/whoknows profile zone asia/singapore")

    seen = await office.does("Chen", "command", text="/whoknows profile language en")

    assert whispers(seen)[-1].startswith("Your time zone: Asia/Singapore. Your language: English.")
    [chen] = [each for each in await office.remembered("person") if each["name"] == "Chen"]
    assert (chen["name"], chen["zone"], chen["language"]) == ("Chen", "Asia/Singapore", "en")


async def test_a_page_is_in_the_language_of_who_reads_it(office: Office) -> None:
    amina, kasia = await office.state("Amina"), await office.state("Kasia")

    assert amina["words"].keys() < kasia["words"].keys()  # Polish has more plural forms
    assert amina["words"]["page.send"] == "Send"
    assert kasia["words"]["page.send"] == "Wyślij"
    assert kasia["words"]["page.replies.few"] == "{n} odpowiedzi"


async def test_an_admin_starts_a_pilot_and_everybody_there_reads_of_it(office: Office) -> None:
    await office.does("Dora", "command", "canteen", text="/whoknows pilot pilot")

    [notice] = await office.sees("Amina", "canteen")
    assert notice["text"].startswith("Whoknows is here.")
    assert ("canteen", "pilot", "public") in places_of(await office.state())


async def test_only_an_admin_changes_a_phase(office: Office) -> None:
    seen = await office.does("Amina", "command", "canteen", text="/whoknows pilot pilot")

    [whisper] = whispers(seen)
    assert whisper.startswith("Only an admin of Whoknows can change")
    assert ("canteen", "off", "public") in places_of(await office.state())


# What each person sees


async def test_nobodys_page_shows_the_private_messages_of_others(office: Office) -> None:
    people = [each["name"] for each in (await office.state())["people"]]
    for person in people:
        await office.does(person, "command", text=f"/whoknows nonsense{person}")

    seen = {person: " ".join(whispers(await office.sees(person))) for person in people}

    for person in people:
        assert [each for each in people if f"nonsense{each}" in seen[person]] == [person]


async def test_the_report_is_there_as_text_and_as_data(office: Office) -> None:
    await office.ask("Amina")

    state = await office.state()

    assert state["report_text"].startswith("Whoknows · default ·")
    assert {"from", "to", "zone", "organisation", "figures"} == set(state["report"])


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<!channel> and <@U123>",
        "{name} {0} %s",
        "*x* _y_ ~z~",
        "`rm -rf` ```code```",
        'quote " and backslash \\ and \u202e',
        "two\nlines",
    ],
)
async def test_what_people_write_stays_plain_text(office: Office, text: str) -> None:
    await office.ask("Amina", text)
    await office.say("Bruno", text)

    *_, post, said = await office.sees("Chen")

    quote = {"part": "quote", "spans": [{"span": "text", "text": text}]}
    assert post["parts"][1] == quote
    assert said["text"] == text
    assert "parts" not in said
    [question] = await office.remembered("question")
    assert question["text"] == text


# News and another day


async def test_the_page_hears_at_once_when_somebody_else_acts(office: Office) -> None:
    news = await office.client.get("/sandbox/news")
    hello = [await news.content.readline() for _ in range(3)]

    await office.say("Bruno", "Good morning")

    async with asyncio.timeout(20):
        changed = await news.content.readline()
    news.close()
    assert hello[1:] == [b"data: hello\n", b"\n"]
    assert news.content_type == "text/event-stream"
    assert changed == b"data: changed\n"


async def test_the_page_hears_again_when_an_act_is_remembered(office: Office) -> None:
    post = await office.ask("Amina")
    news = await office.client.get("/sandbox/news")
    hello = [await news.content.readline() for _ in range(3)]

    await office.does("Amina", "react", message=post, reaction="✅")

    async with asyncio.timeout(20):
        heard = [await news.content.readline() for _ in range(3)]
    news.close()
    assert hello[1] == b"data: hello\n"
    assert heard == [b"data: changed\n", b"\n", b"data: changed\n"]


async def test_a_new_process_on_the_same_database_shows_the_old_chat(start: Open) -> None:
    async with start() as office:
        answer = await office.say("Bruno", "With a buddy.", await office.ask("Amina"))
        await office.does("Amina", "react", message=answer, reaction="💡")
        before = {person: await office.state(person) for person in ("Amina", "Bruno", "Chen")}

    async with start() as office:
        after = {person: await office.state(person) for person in ("Amina", "Bruno", "Chen")}

    assert [each["messages"] for each in after.values()] == [
        each["messages"] for each in before.values()
    ]


async def test_what_is_said_after_a_restart_comes_after_what_was_said_before(start: Open) -> None:
    async with start() as office:
        post = await office.ask("Amina")

    async with start() as office:
        await office.say("Bruno", "With a buddy.", post)
        seen = await office.sees("Chen")

    assert texts(seen)[-1] == "With a buddy."
    [_] = [each for each in seen if each["key"] == post]


async def test_a_clock_that_was_set_back_overwrites_no_message(engines: Engines) -> None:
    clock = FrozenClock()
    before = Chat(SandboxLog(engines), clock)
    place, amina = "sandbox:office/onboarding", "sandbox:office/amina"
    first = await before.say(place, amina, "First", None, before.moment())
    clock.now -= timedelta(hours=1)
    after = Chat(SandboxLog(engines), clock)
    await after.load()

    second = await after.say(place, amina, "Second", None, after.moment())

    assert first < second
    assert texts(after.seen_by(amina)) == ["First", "Second"]


# Bad input


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not JSON",
        b"[]",
        b"null",
        b"5",
        b'"say"',
        b"\xff\xfe",
        b'{"person": NaN',
        b"[" * 200_000,
        b'{"n": ' + b"1" * 10_000 + b"}",
    ],
    ids=[
        "empty",
        "words",
        "list",
        "null",
        "number",
        "string",
        "bytes",
        "cut off",
        "deep",
        "long number",
    ],
)
async def test_what_is_no_json_object_is_refused_kindly(office: Office, body: bytes) -> None:
    answer = await office.client.post("/sandbox/act", data=body, headers=JSON_TYPE)

    said = await sentence(answer)
    assert said == "Send what somebody does as a JSON object: person, place, do."


@pytest.mark.parametrize("charset", ["nonsense", "hex", "utf-16"])
async def test_a_charset_that_does_not_fit_is_refused_kindly(office: Office, charset: str) -> None:
    headers = {"Content-Type": f"application/json; charset={charset}"}

    answer = await office.client.post("/sandbox/act", data=b"{} ", headers=headers)

    await sentence(answer)


async def test_a_stranger_is_told_who_is_here(office: Office) -> None:
    said = await office.refusal("Mallory", "say", text="Hello")

    assert said.endswith("Hugo, Ines, Jonas, Kasia, Liam.")


async def test_the_state_of_a_stranger_is_refused(office: Office) -> None:
    answer = await office.client.get("/sandbox/state", params={"person": "Mallory"})

    await sentence(answer)


async def test_an_unknown_place_is_told_which_there_are(office: Office) -> None:
    said = await office.refusal("Amina", "say", "attic", text="Hello")

    assert said.endswith("onboarding, projects, canteen, leads.")


@pytest.mark.parametrize("do", ["fly", "", "press", "submit", None, 5, ["say"]])
async def test_what_cannot_be_done_is_said(office: Office, do: Any) -> None:
    await office.refusal("Amina", do, text="Hello")

    assert len(await office.sees("Amina")) == 1


@pytest.mark.parametrize("do", ["say", "command", "edit"])
async def test_without_words_nothing_happens(office: Office, do: str) -> None:
    key = await office.say("Amina", f"@whoknows {ASKED}")
    before = await office.state()

    empty = ("", "  \n ", "\x00\x1b", "\ud800", None)
    said = {await office.refusal("Amina", do, text=each, message=key) for each in empty}

    assert said == {"There is nothing in it yet. Write something first."}
    assert (await office.state())["messages"] == before["messages"]
    [question] = await office.remembered("question")
    assert question["text"] == ASKED


ODD: tuple[object, ...] = (5, 1.5, True, [], ["x"], {"x": 1})


@pytest.mark.parametrize("field", ["person", "place", "do", "text"])
async def test_a_field_that_everything_needs_has_to_be_text(office: Office, field: str) -> None:
    good = {"person": "Amina", "place": "onboarding", "do": "say", "text": "Hello"}

    for odd in (*ODD, None):
        await sentence(await office.post({**good, field: odd}))
    await sentence(await office.post({name: good[name] for name in good if name != field}))

    assert len(await office.sees("Amina")) == 1


@pytest.mark.parametrize(
    ("do", "field"),
    [
        ("say", "thread"),
        ("command", "text"),
        ("command", "request"),
        ("react", "message"),
        ("react", "reaction"),
        ("unreact", "message"),
        ("edit", "message"),
        ("edit", "text"),
        ("delete", "message"),
    ],
)
async def test_a_field_of_an_odd_type_is_named(office: Office, do: str, field: str) -> None:
    key = await office.say("Amina", f"@whoknows {ASKED}")
    whose = {"person": "Amina", "place": "onboarding", "do": do}
    good = {**whose, "text": "Hello", "message": key, "reaction": "💡"}

    said = {await sentence(await office.post({**good, field: odd})) for odd in ODD}

    assert said == {f"“{field}” has to be a short text here. Nothing was done."}
    assert [each["text"] for each in await office.remembered("question")] == [ASKED]


@pytest.mark.parametrize("do", ["react", "unreact", "edit", "delete"])
async def test_a_message_that_is_not_there_is_said(office: Office, do: str) -> None:
    nowhere = (None, "", "nowhere", "\ud800", "sandbox:office/onboarding/1")

    said = {
        await office.refusal("Amina", do, message=each, reaction="💡", text="Hello")
        for each in nowhere
    }

    assert said == {"That message is not here any more, or never was."}


@pytest.mark.parametrize("reaction", [None, "", "::", "\ud800", "\x07", "a" * 11])
async def test_what_is_no_reaction_is_refused_and_spoils_nothing(
    office: Office, reaction: str | None
) -> None:
    key = await office.say("Amina", "Good morning")

    said = await office.refusal("Bruno", "react", message=key, reaction=reaction)
    seen = await office.does("Bruno", "react", message=key, reaction="💡")

    assert said == "Which reaction? Known ones are: 💡 ✅."
    assert seen[-1]["reactions"] == {"💡": ["sandbox:office/bruno"]}


async def test_the_longest_message_is_taken_whole(office: Office) -> None:
    text = "ä" * 40_000

    await office.say("Amina", text)
    await office.ask("Amina", text)

    assert texts(await office.sees("Bruno"))[1] == text
    [question] = await office.remembered("question")
    assert question["text"] == text


async def test_a_longer_message_is_refused_with_its_length(office: Office) -> None:
    said = await office.refusal("Amina", "say", text="ä" * 40_001)

    assert said.startswith("That is 40001 characters")
    assert len(await office.sees("Amina")) == 1


async def test_a_longer_question_is_met_with_a_private_word(office: Office) -> None:
    seen = await office.does("Amina", "command", text="/ask " + "ä" * 40_001)

    assert whispers(seen)[-1].startswith("That is 40001 characters")
    assert await office.remembered("question") == []


async def test_a_huge_body_is_refused_kindly(office: Office) -> None:
    body = {"person": "Amina", "place": "onboarding", "do": "say", "text": "x" * 1_100_000}

    answer = await office.post(body)

    said = await sentence(answer, 413)
    assert "nothing was sent" in said


async def test_characters_that_no_database_takes_become_spaces(office: Office) -> None:
    await office.say("Amina", "one\x00two\ud800three\x1b[31m\r\nfour")
    await office.ask("Amina", "What\x00is\ud800SAP?")

    assert texts(await office.sees("Bruno"))[1] == "one two three [31m\nfour"
    [question] = await office.remembered("question")
    assert question["text"] == "What is SAP?"


async def test_an_odd_request_id_is_cleaned_or_refused(office: Office) -> None:
    await office.does("Amina", "command", text=f"/ask {ASKED}", request="a\ud800b")

    said = await office.refusal("Amina", "command", text=f"/ask {ASKED}", request="x" * 101)

    [question] = await office.remembered("question")
    assert question["key"].endswith("/ask:a b")
    assert said == "“request” has to be a short text here. Nothing was done."


async def test_after_a_refusal_the_rest_goes_on(office: Office) -> None:
    await office.client.post("/sandbox/act", data=b"{", headers=JSON_TYPE)
    await office.refusal("Amina", "press", message="x")

    await office.ask("Amina")

    [question] = await office.remembered("question")
    assert question["text"] == ASKED


# Only this machine's own page


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/sandbox.js", 200),
        ("GET", "/sandbox.css", 200),
        ("GET", "/sandbox/state", 200),
        ("GET", "/sandbox/state?person=nobody", 400),
        ("GET", "/sandbox/news", 200),
        ("GET", "/livez", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/sandbox/../app.py", 404),
        ("PUT", "/", 405),
        ("POST", "/sandbox/act", 415),
    ],
)
async def test_every_answer_forbids_all_but_our_own_files(
    office: Office, method: str, path: str, status: int
) -> None:
    answer = await office.client.request(method, path)

    answer.close()
    assert answer.status == status
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= set(policy)
    assert {"frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"} <= set(policy)
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_has_nothing_inline(office: Office) -> None:
    page = await (await office.client.get("/")).text()

    assert "<script src=" in page
    assert "<script>" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert " on" not in page.replace(" on ", "").lower().partition("<body>")[0]


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "127.0.0.1@evil", "[", "[::1", ""],
)
async def test_another_host_name_is_refused(office: Office, host: str) -> None:
    answer = await office.client.get("/sandbox/state", headers={"Host": host})

    await sentence(answer, 403)


@pytest.mark.parametrize("host", ["localhost", "LocalHost:8080", "127.0.0.1:1", "[::1]:8080"])
async def test_this_machines_names_are_let_in(office: Office, host: str) -> None:
    answer = await office.client.get("/sandbox/state", headers={"Host": host})

    assert answer.status == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://127.0.0.1:1", "http://localhost", "null", "http://["]
)
async def test_another_sites_page_cannot_act_in_its_visitors_name(
    office: Office, origin: str
) -> None:
    body = {"person": "Amina", "place": "onboarding", "do": "say", "text": "Hello"}

    answer = await office.client.post("/sandbox/act", json=body, headers={"Origin": origin})

    await sentence(answer, 403)
    assert len(await office.sees("Amina")) == 1


async def test_the_own_page_can_act(office: Office) -> None:
    body = {"person": "Amina", "place": "onboarding", "do": "say", "text": "Hello"}
    origin = str(office.client.make_url("/")).rstrip("/")

    answer = await office.client.post("/sandbox/act", json=body, headers={"Origin": origin})

    assert answer.status == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_a_form_of_another_site_cannot_act(office: Office, kind: str) -> None:
    body = json.dumps({"person": "Amina", "place": "onboarding", "do": "say", "text": "Hello"})

    answer = await office.client.post("/sandbox/act", data=body, headers={"Content-Type": kind})

    await sentence(answer, 415)
    assert len(await office.sees("Amina")) == 1
