"""Takes the README's pictures of the sandbox, after a pilot week was played in it.

Usage: python -m tests.browser.pictures ADDRESS, of a sandbox on a new database.
"""

import asyncio
import shutil
import sys
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

FOLDER = Path(__file__).parent.parent.parent / "docs" / "pictures"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
FOR_CHEN = "Which rows do we leave behind in a data migration?"
WIDE, PHONE = (1280, 900), (390, 844)


async def main(address: str) -> None:
    """Play the week and take each picture as its person sees it."""
    FOLDER.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(QUIET)
        )
        page = await sits(browser, address, "amina", "onboarding")
        await page.get_by_role("button", name="Play a pilot week").first.click()
        await page.get_by_text("The week at a glance").first.wait_for(timeout=120_000)
        await page.wait_for_timeout(12_000)  # until the word that it is over has gone
        await taken(page, "week")
        page = await sits(browser, address, "jonas", "onboarding")
        await page.get_by_role("textbox").first.fill("/ask How do you introduce newcomers?")
        await page.get_by_role("button", name="Send").first.click()
        await page.get_by_role("button", name="Post now").wait_for()
        await page.wait_for_timeout(500)
        await taken(page, "held")
        await taken(await sits(browser, address, "ines", "onboarding", PHONE), "phone")
        page = await sits(browser, address, "farah", "projects")
        await page.get_by_role("textbox").first.fill(f"/ask {FOR_CHEN}")
        await page.get_by_role("button", name="Send").first.click()
        await page.wait_for_timeout(2_000)
        await page.get_by_role("button", name="+1 day").click()
        await page.wait_for_timeout(4_000)
        await taken(await sits(browser, address, "chen", "direct-chen", dark=True), "direct-dark")
        await browser.close()


async def sits(
    browser: Browser,
    address: str,
    person: str,
    place: str,
    size: tuple[int, int] = WIDE,
    *,
    dark: bool = False,
) -> Page:
    """Return a page at which somebody looks at a place."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
    )
    page = await context.new_page()
    for name, key in (("me", person), ("place", place)):
        kept = f"sessionStorage.setItem('whoknows.{name}', '\"sandbox:office/{key}\"')"
        await page.add_init_script(kept)
    await page.goto(address)
    await page.locator("#messages").wait_for()
    await page.wait_for_timeout(1_500)
    return page


async def taken(page: Page, name: str) -> None:
    """Keep what a page shows."""
    await page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
