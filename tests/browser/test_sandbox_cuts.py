"""No label of the sandbox's page is cut, at any width and in every language that it speaks."""

import re
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="the browser's tests come with make browser")

from playwright.async_api import expect

from tests.browser.people import PHONE, WEEK_MS, Person, Sits

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

WIDTHS = [320, 390, 480, 768, 1024, 1280, 1920]
PEOPLE = ["Dora", "Kasia"]
LABELS = ".badge, .count, .tag, .note, .tabs button, .jump, .main, .plain, .me small"
CUT = """() => [...document.querySelectorAll('LABELS')]
    .filter((each) => each.checkVisibility() && !each.closest('[inert]'))
    .filter((each) => {
        const box = each.getBoundingClientRect();
        if (!box.width || !box.height) return false;
        if (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline')
            return true;
        if (box.left < -1 || box.right > innerWidth + 1) return true;
        for (let outer = each.parentElement; outer; outer = outer.parentElement) {
            const hides = getComputedStyle(outer).overflowX !== 'visible';
            const around = outer.getBoundingClientRect();
            if (hides && (box.left < around.left - 1 || box.right > around.right + 1)) return true;
        }
        return false;
    })
    .map((each) => `${each.className}: ${each.textContent}`)""".replace("LABELS", LABELS)


async def is_whole(person: Person, what: str) -> None:
    assert await person.page.evaluate(CUT) == [], what


@pytest.mark.parametrize("name", PEOPLE)
async def test_no_label_is_cut_after_the_played_week(
    sits_down: Sits, tmp_path: Path, name: str
) -> None:
    person = await sits_down(name)
    await is_whole(person, "before the week")
    await person.page.locator(".week .main").click()
    await expect(person.page.locator(".week")).to_have_count(0, timeout=WEEK_MS)

    for width in WIDTHS:
        await person.page.set_viewport_size({"width": width, "height": 900})
        await person.page.wait_for_timeout(100)
        await is_whole(person, f"{width} wide")
        if width < PHONE:
            await person.page.locator(".opener").click()
            await is_whole(person, f"{width} wide, places")
            await person.page.screenshot(path=tmp_path / f"{name}-{width}-places.png")
            await person.page.keyboard.press("Escape")
        if not await person.page.get_by_role("tablist").is_visible():
            await person.page.locator(".panel-button").click()
        tabs = person.page.get_by_role("tab")
        for index in range(await tabs.count()):
            await tabs.nth(index).click()
            await is_whole(person, f"{width} wide, tab {index}")
        await person.page.screenshot(path=tmp_path / f"{name}-{width}.png")
        await person.page.locator('[data-at="close side"]').click()

    assert [each for each in person.trouble if not re.match("net::", each)] == []


async def test_the_page_says_that_it_shows_what_is_private(sits_down: Sits) -> None:
    amina = await sits_down("Amina")

    panel = amina.page.locator(".side")

    await expect(panel).to_contain_text("private things too")
