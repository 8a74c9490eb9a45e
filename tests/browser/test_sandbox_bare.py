"""The sandbox's page on a bare machine: one font with letters, one or none with emoji."""

import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="the browser's tests come with make browser")

from playwright.async_api import Page, async_playwright, expect

from tests.browser.people import NARROW, QUIET, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

SIGNS = ["💡", "✅", "👀", "👍"]
CONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<match target="scan"><test name="file" compare="contains"><string>/emoji</string></test>
<edit name="family" mode="assign"><string>Noto Color Emoji</string></edit></match>
<match target="pattern"><edit name="family" mode="append"><string>{letters}</string></edit></match>
</fontconfig>"""


def bare(folder: Path, *, has_emoji: bool) -> dict[str, str]:
    """Return the environment of a machine with one font; an emoji font that has digits beside it.

    The real one has digits too; this one is a font for typewriters by that name.
    """
    fonts = folder / "fonts"
    fonts.mkdir()
    letters, family = found("sans-serif")
    shutil.copy(letters, fonts / "letters.ttf")
    if has_emoji:
        shutil.copy(found("monospace")[0], fonts / "emoji.ttf")
    config = folder / "fonts.conf"
    said = CONFIG.format(fonts=fonts, cache=folder / "cache", letters=family)
    config.write_text(said, encoding="utf-8")
    return {"FONTCONFIG_FILE": str(config), "HOME": str(folder)}


def found(name: str) -> tuple[str, str]:
    """Return the file and the family that stand for a name on this machine."""
    command = ["fc-match", "--format=%{file}|%{family[0]}", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    file, _, family = done.stdout.partition("|")
    return file, family


@asynccontextmanager
async def opened(
    environment: dict[str, str], address: str, size: tuple[int, int]
) -> AsyncIterator[Page]:
    """Open the page on such a machine."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(QUIET), env={**environment}
        )
        viewport = {"width": size[0], "height": size[1]}
        page = await browser.new_page(viewport=viewport, reduced_motion="reduce")  # type: ignore[arg-type]
        await page.goto(address)
        await expect(page.locator("#place-name")).to_have_text("onboarding")
        yield page
        await browser.close()


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_no_digit_and_no_space_is_drawn_by_a_font_for_emoji(
    address: str, tmp_path: Path, size: tuple[int, int]
) -> None:
    environment = bare(tmp_path, has_emoji=True)

    async with opened(environment, address, size) as page:
        as_it_is = await page.screenshot(path=tmp_path / "bare.png")
        await page.evaluate("document.body.style.fontFamily = 'sans-serif'")
        as_it_should_be = await page.screenshot(path=tmp_path / "letters.png")
        await page.evaluate("document.body.style.fontFamily = 'Noto Color Emoji'")
        as_it_should_not = await page.screenshot(path=tmp_path / "emoji.png")

    assert as_it_should_be != as_it_should_not, "this machine is not bare: the two look the same"
    assert as_it_is == as_it_should_be


async def test_signs_are_drawn_where_there_is_no_font_for_them(
    address: str, tmp_path: Path
) -> None:
    async with opened(bare(tmp_path, has_emoji=False), address, WIDE) as page:
        await page.locator("#write textarea").fill(" ".join(SIGNS))
        await page.keyboard.press("Enter")
        own = page.locator("#messages .message").last
        await expect(own).to_contain_text("👍")
        await own.hover()
        await own.get_by_role("button", name="React").click()
        drawn = page.get_by_role("menu").locator("svg.sign")
        await page.screenshot(path=tmp_path / "signs.png")

        assert await drawn.count() == len(SIGNS)
        assert await own.locator("svg.sign").count() == len(SIGNS)
        for each in await drawn.all():
            box = await each.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 16
