"""The sandbox's page, used by people in a real browser against a real process."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

pytest.importorskip("playwright", reason="the browser's tests come with make browser")

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    Route,
    async_playwright,
    expect,
)

import app
from tests.databases import Databases

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
ASKED = "How do other teams run onboarding?"
ALIVE = "<img src=x onerror=alert(1)>"
SIZES = [(1280, 900), (390, 844)]
NARROWER = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@dataclass
class Person:
    """Somebody at the page, and whatever went wrong there."""

    page: Page
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("requestfailed", lambda request: self.trouble.append(f"no {request.url}"))
        self.page.on("response", self._answered)
        self.page.on("dialog", lambda dialog: self.trouble.append(f"alive: {dialog.message}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.trouble.append(message.text)

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.trouble.append(f"{response.status} {response.url}")

    async def send(self, text: str) -> None:
        """Write into the composer and send it."""
        await self.page.fill("#words", text)
        await self.page.click("#composer button")

    async def reply(self, text: str) -> None:
        """Reply to the newest message."""
        await self.page.get_by_role("button", name="Reply").last.click()
        await self.page.get_by_label("Reply", exact=True).last.fill(text)
        await self.page.locator("#messages form").get_by_text("Send").click()

    async def sees(self, text: str) -> None:
        """Wait until the channel shows a text."""
        await expect(self.page.locator("#messages")).to_contain_text(text)

    async def panel(self, text: str) -> None:
        """Wait until the panel shows something as remembered."""
        await expect(self.page.locator("#remembered")).to_contain_text(text)


Sits = Callable[..., Awaitable[Person]]


@pytest.fixture
def address(tmp_path: Path, databases: Databases) -> Iterator[str]:
    """The address of a new sandbox in a process of its own."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
    prefixes = ("WHOKNOWS_", "SLACK_", "MICROSOFT_")
    environment = {each: os.environ[each] for each in os.environ if not each.startswith(prefixes)}
    environment["WHOKNOWS_DATABASE_URL"] = databases.url()
    command = [sys.executable, str(Path(app.__file__).resolve()), "sandbox", "--port", port]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as sandbox:
        try:
            assert sandbox.stdout is not None
            yield sandbox.stdout.readline().split()[5]
        finally:
            sandbox.terminate()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium, which talks to nobody but us."""
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(QUIET)
        )
        yield found
        await found.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sits_down(browser: Browser, address: str) -> AsyncIterator[Sits]:
    """Has somebody open the page on a device of their own."""
    devices: list[BrowserContext] = []

    async def as_person(
        name: str, width: int = 1280, height: int = 900, scheme: str = "light"
    ) -> Person:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        devices.append(context)
        context.set_default_timeout(5_000)
        person = Person(await context.new_page())
        await person.page.goto(address)
        await person.page.select_option("#me", label=await _label(person.page, name))
        await expect(person.page.locator("#place-name")).to_have_text("# onboarding")
        return person

    yield as_person
    for each in devices:
        await each.close()


async def _label(page: Page, name: str) -> str:
    options = page.locator("#me option")
    await expect(options).to_have_count(6)
    [label] = [each for each in await options.all_text_contents() if each.startswith(name)]
    return label


async def test_a_question_finds_its_answer_and_the_report_counts_it(
    sits_down: Sits, tmp_path: Path
) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")

    await amina.send(f"/ask {ASKED}")
    await bruno.sees(ASKED)
    await bruno.reply("With a buddy for the first month.")
    await amina.sees("With a buddy for the first month.")
    answer = amina.page.locator(".replies li").last
    await answer.get_by_role("button", name="💡").click()
    await amina.panel("amina marked an answer as the asker")
    post = amina.page.locator("#messages > li", has_text="Amina asks:")
    await post.locator("> .does").get_by_role("button", name="✅").click()

    await amina.panel(f"{ASKED} (solved)")
    await bruno.panel(f"{ASKED} (solved)")
    await expect(amina.page.locator("#report")).to_contain_text("Whoknows · default ·")
    await expect(answer.get_by_role("button", name="💡")).to_have_attribute("aria-pressed", "true")
    await amina.page.screenshot(path=tmp_path / "amina.png", full_page=True)
    assert amina.trouble == bruno.trouble == []


async def test_only_the_asker_sees_the_private_word(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")

    await amina.send(f"/ask {ASKED}")

    await amina.sees("only you can see this")
    await bruno.sees(ASKED)
    await expect(bruno.page.locator("#messages")).not_to_contain_text("only you can see this")


async def test_an_empty_message_is_met_with_a_kind_sentence(sits_down: Sits) -> None:
    amina = await sits_down("Amina")

    await amina.page.click("#composer button")

    trouble = amina.page.locator("#trouble")
    await expect(trouble).to_have_text("There is nothing in it yet. Write something first.")
    assert [each.partition(" ")[0] for each in amina.trouble if each[0].isdigit()] == ["400"]

    await amina.send("Good morning")
    await expect(trouble).to_be_empty()


async def test_a_message_that_was_refused_is_not_lost(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    text = "ä" * 40_001

    await amina.send(text)

    await expect(amina.page.locator("#trouble")).to_contain_text("Please shorten it")
    await expect(amina.page.locator("#words")).to_have_value(text)


async def test_what_people_write_never_comes_alive(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")

    await amina.send(f"/ask {ALIVE}")
    await bruno.sees(f"Amina asks:{ALIVE}")
    await bruno.reply(ALIVE)
    await expect(amina.page.locator(".replies .words")).to_have_text(ALIVE)

    await amina.panel(ALIVE)
    assert await amina.page.locator("img").count() == 0
    assert amina.trouble == bruno.trouble == []


async def test_the_policy_stops_a_script_that_got_in_all_the_same(sits_down: Sits) -> None:
    amina = await sits_down("Amina")

    await amina.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<b onclick=\"alert(1)\">x</b>')"
    )
    await amina.page.locator("body > b").click()

    assert "Content Security Policy" in " ".join(amina.trouble)
    assert "alive: 1" not in amina.trouble


async def test_a_message_of_several_lines_stays_so_when_it_is_edited(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    await amina.send("one\ntwo")
    await amina.sees("one\ntwo")

    await amina.page.get_by_role("button", name="Edit").click()
    await amina.page.keyboard.type("!")
    await amina.page.keyboard.press("Enter")

    await amina.sees("edited")
    await expect(amina.page.locator("#messages > li").last.locator(".words")).to_have_text(
        "one\ntwo!", use_inner_text=True
    )


async def test_news_do_not_disturb_somebody_who_is_writing(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")
    await amina.send(f"/ask {ASKED}")
    await bruno.sees(ASKED)
    await bruno.page.get_by_role("button", name="Reply").last.click()
    await bruno.page.keyboard.type("With a buddy")

    await amina.send("And who pays for lunch?")
    await bruno.sees("And who pays for lunch?")
    await bruno.page.keyboard.type(" and a map.")

    field = bruno.page.get_by_label("Reply", exact=True).last
    await expect(field).to_be_focused()
    await expect(field).to_have_value("With a buddy and a map.")


async def test_the_person_chosen_last_is_the_one_who_speaks(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        asked.set()
        await may_answer.wait()
        await route.continue_()

    await amina.page.route("**/sandbox/state?person=*amina", late)
    await amina.page.evaluate("void look()")
    await asked.wait()
    await amina.page.select_option("#me", label=await _label(amina.page, "Chen"))
    may_answer.set()
    await amina.send("Good morning")

    await expect(amina.page.locator("#messages > li").last).to_contain_text("Good morning")
    await expect(amina.page.locator("#messages > li .who").last).to_have_text("Chen")


async def test_everything_can_be_done_with_the_keyboard(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    await amina.page.locator("#me").focus()

    await _tab_to(amina.page, "words")
    await amina.page.keyboard.type(f"@whoknows {ASKED}")
    await amina.page.keyboard.press("Enter")
    await amina.panel(f"{ASKED} (open)")
    own = amina.page.locator("#messages > li", has_text=f"@whoknows {ASKED}").last
    await expect(amina.page.locator("#words")).to_be_focused()
    solved = own.get_by_role("button", name="✅")
    while not await solved.evaluate("each => each === document.activeElement"):
        await amina.page.keyboard.press("Shift+Tab")
    await amina.page.keyboard.press("Enter")

    await amina.panel(f"{ASKED} (solved)")
    await expect(own.get_by_role("button", name="✅")).to_be_focused()
    assert amina.trouble == []


async def _tab_to(page: Page, wanted: str) -> None:
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.id") == wanted:
            return
    raise AssertionError(f"the keyboard never came to {wanted}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_the_page_fits_its_window(
    sits_down: Sits, tmp_path: Path, width: int, height: int, scheme: str
) -> None:
    amina = await sits_down("Amina", width, height, scheme)
    bruno = await sits_down("Bruno")
    await amina.send(f"/ask {ASKED} {'Donaudampfschifffahrt' * 20} https://example.com/{'x' * 200}")
    await bruno.sees("Donaudampfschifffahrt")
    await bruno.reply("With a buddy for the first month.\nAnd a map.")
    await amina.sees("With a buddy")

    await amina.page.get_by_role("button", name="Reply").last.click()
    await expect(amina.page.get_by_label("Reply", exact=True).last).to_be_focused()

    await amina.page.screenshot(path=tmp_path / f"{width}-{scheme}.png", full_page=True)
    assert await amina.page.evaluate(NARROWER)
    assert amina.trouble == []


async def test_the_page_finds_a_sandbox_again_that_was_away(
    sits_down: Sits, address: str, tmp_path: Path
) -> None:
    amina = await sits_down("Amina")
    away = "**/sandbox/*"
    await amina.page.route(away, lambda route: route.abort())

    await amina.send("Good morning")
    await expect(amina.page.locator("#trouble")).to_contain_text("Is it still running?")
    await amina.page.unroute(away)
    await amina.page.click("#composer button")

    await amina.sees("Good morning")
    await expect(amina.page.locator("#trouble")).to_be_empty()
