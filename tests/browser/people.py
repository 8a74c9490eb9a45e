"""People who sit at the sandbox's page: a real browser, against a real process."""

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
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    async_playwright,
    expect,
)

import app
from tests.databases import Databases

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
WIDE, NARROW = (1280, 900), (390, 844)
PHONE = 768  # narrower than this, the places and the panel come over the chat
REPLY = "Reply in the thread"
WEEK_MS = 120_000
expect.set_options(timeout=10_000)  # two people, two browsers' worth of work, one small machine


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

    @property
    def words(self) -> Locator:
        """Where a message to the place is written."""
        return self.page.locator("#write textarea")

    @property
    def messages(self) -> Locator:
        """What stands in the column, one for each message."""
        return self.page.locator("#messages .message")

    @property
    def thread(self) -> Locator:
        """The thread that is open beside it."""
        return self.page.get_by_role("complementary", name="Thread")

    @property
    def is_narrow(self) -> bool:
        """Whether this is a phone."""
        size = self.page.viewport_size
        return size is not None and size["width"] < PHONE

    async def become(self, name: str) -> None:
        """Be somebody else."""
        await self.page.locator(".me-small" if self.is_narrow else "#me").click()
        await self.page.get_by_role("menuitemradio").filter(has_text=name).click()
        await expect(self.page.locator("#me strong")).to_contain_text(name)

    async def go(self, place: str) -> None:
        """Go to another place."""
        if self.is_narrow:
            await self.page.locator(".opener").click()
        await self.page.locator("nav .place", has_text=place).click()
        await expect(self.page.locator("#place-name")).to_have_text(place)

    async def send(self, text: str) -> None:
        """Write into the composer and send it."""
        await self.words.fill(text)
        await self.page.locator("#write").get_by_role("button", name="Send").click()

    async def tool(self, message: Locator, name: str) -> None:
        """Use something that can be done with a message."""
        await message.hover()
        if not self.is_narrow:
            await message.get_by_role("button", name=name, exact=True).click()
            return
        await message.get_by_role("button", name="More for this message").click()
        await self.page.get_by_role("menuitem", name=name).click()

    async def choose(self, message: Locator, name: str) -> None:
        """Choose something from the menu of a message."""
        await message.hover()
        await message.get_by_role("button", name="More for this message").click()
        await self.page.get_by_role("menuitem", name=name, exact=True).click()

    async def reply(self, text: str) -> None:
        """Reply to the newest message."""
        await self.tool(self.messages.filter(has=self.page.locator(".tools")).last, REPLY)
        await self.thread.get_by_role("textbox").fill(text)
        await self.thread.get_by_role("button", name="Send").click()

    async def react(self, message: Locator, sign: str) -> None:
        """Put a sign on a message."""
        await self.tool(message, "React")
        await self.page.get_by_role("menuitemradio", name=sign).click()
        pill = message.locator(".pill", has_text=sign)
        await expect(pill).to_have_attribute("aria-pressed", "true")

    async def sees(self, text: str) -> None:
        """Wait until the column shows a text."""
        await expect(self.page.locator("#messages")).to_contain_text(text)

    async def opens(self, tab: str) -> Locator:
        """Open a part of what is behind the scenes."""
        if not await self.page.get_by_role("tablist").is_visible():
            await self.page.locator(".panel-button").click()
        await self.page.get_by_role("tab", name=tab).click()
        return self.page.get_by_role("tabpanel")

    async def remembers(self, text: str) -> None:
        """Wait until something shows as remembered."""
        await expect(await self.opens("Remembered")).to_contain_text(text)


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
        name: str, width: int = WIDE[0], height: int = WIDE[1], scheme: str = "light"
    ) -> Person:
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        devices.append(context)
        context.set_default_timeout(10_000)
        person = Person(await context.new_page())
        await person.page.goto(address)
        await expect(person.page.locator("#place-name")).to_have_text("onboarding")
        await person.become(name)
        return person

    yield as_person
    for each in devices:
        await each.close()
