"""Draws the cards of a pilot week as a client does, with the program that others wrote for them.

Usage: tests/cards python -m tests.teams.pictures

The week is told in front of the stand-in, as in tests/stories; each card that anybody was shown
is drawn once in Chromium: some by themselves, and all of them on one sheet.
"""

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from tests.cast import MONDAY, FrozenClock
from tests.databases import Databases, made_in, template
from tests.stories import pilot_week
from tests.stories.stage import ALONE
from tests.stories.teams import TeamsStage, settle_in
from tests.teams.bot import ServedBot, serving
from tests.teams.standin import TeamsStandin

Json = dict[str, Any]

FOLDER = Path(__file__).parent.parent.parent / "docs" / "pictures"
NAMED = {
    "question": "Amina asks:\nHow do you introduce newcomers?\nDo you know",
    "answered": "Amina asks:\nHow do you introduce newcomers?\n1 person answered",
    "held": "Before your question goes out",
    "form": "Ask your colleagues",
    "helped": "Did it help?",
    "nudge": "Farah asks in #projects",
    "digest": "The week at a glance\nWaiting",
    "home": "Waits for you",
}
"""Cards that are kept by themselves, by how their words begin."""
FONT = "'Segoe UI', 'DejaVu Sans', sans-serif"


def color(default: str, subtle: str) -> dict[str, str]:
    """Return one color of a text, plain and subtle."""
    return {"default": default, "subtle": subtle}


FOREGROUND = {
    "default": color("#242424", "#616161"),
    "accent": color("#5b5fc7", "#5b5fc7"),
    "good": color("#237b4b", "#237b4b"),
    "attention": color("#c4314b", "#c4314b"),
}
TEXT = {
    "fontSizes": {"small": 12, "default": 14, "medium": 16, "large": 18, "extraLarge": 24},
    "fontWeights": {"lighter": 200, "default": 400, "bolder": 600},
}
LIGHT: dict[str, Any] = {
    "fontFamily": FONT,
    "fontTypes": {
        "default": {"fontFamily": FONT, **TEXT},
        "monospace": {"fontFamily": "'DejaVu Sans Mono', monospace", **TEXT},
    },
    **TEXT,
    "spacing": {"small": 8, "default": 12, "medium": 16, "large": 20, "padding": 16},
    "supportsInteractivity": True,
    "containerStyles": {
        "default": {"backgroundColor": "#ffffff", "foregroundColors": FOREGROUND},
        "emphasis": {"backgroundColor": "#f0f0f0", "foregroundColors": FOREGROUND},
    },
    "actions": {
        "maxActions": 6,
        "spacing": "default",
        "buttonSpacing": 8,
        "actionsOrientation": "horizontal",
        "actionAlignment": "left",
    },
    "inputs": {"label": {"requiredInputs": {"weight": "Bolder"}, "optionalInputs": {}}},
}
"""Close to the light theme of Teams."""
STYLE = f"""
body {{ margin: 0; padding: 16px; background: #f5f5f5; font-family: {FONT}; }}
#card {{ width: 560px; background: #fff; border: 1px solid #e0e0e0; border-radius: 6px; }}
#card p, #cards p {{ margin: 0; }}
#card a, #cards a {{ color: #5b5fc7; text-decoration: none; }}
.at {{ color: #5b5fc7; }}
.ac-pushButton {{ font: 600 14px {FONT}; padding: 5px 16px; border: 1px solid #d1d1d1;
  border-radius: 4px; background: #fff; color: #242424; overflow: hidden; }}
.ac-pushButton.style-positive {{ background: #5b5fc7; border-color: #5b5fc7; color: #fff; }}
.ac-input {{ font: 14px {FONT}; padding: 6px 10px; border: 1px solid #d1d1d1;
  border-radius: 4px; background: #fff; box-sizing: border-box; width: 100%; }}
"""
DRAW = """([id, json, config]) => {
  const markdown = markdownit();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    const at = /&lt;at&gt;(.*?)&lt;\\/at&gt;/g;
    result.outputHtml = markdown.render(text).replace(at, '<span class="at">$1</span>');
    result.didProcess = true;
  };
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(config);
  card.parse(json, new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_6));
  document.getElementById(id).replaceChildren(card.render());
}"""


SHEET = """
#cards { column-count: 3; column-gap: 16px; width: 1760px; }
#cards > div { break-inside: avoid; margin-bottom: 16px; background: #fff;
  border: 1px solid #e0e0e0; border-radius: 6px; }
"""
MAKE_ROOM = """n => {
  document.body.innerHTML = '<div id=cards>' + '<div></div>'.repeat(n) + '</div>';
  [...cards.children].forEach((each, n) => { each.id = 'card' + n; });
}"""


async def week(databases: Databases, patch: pytest.MonkeyPatch) -> list[Json]:
    """Return each card that anybody was shown in the week, and a few that people open."""
    clock = FrozenClock(MONDAY - timedelta(days=3))
    async with TeamsStandin.serving(clock) as teams:
        settle_in(teams)
        async with serving(teams, clock, databases, patch) as bot:
            stage = TeamsStage(teams, bot.push, clock, bot.dump, bot.report)
            for channel in ("onboarding", "projects", "leads"):
                await stage.type("Dora", channel, "/whoknows pilot on")
            for channel in ("onboarding", "projects"):
                await stage.type("Dora", channel, "/whoknows pilot readers everyone")
            await pilot_week.tell(stage)
            for said in ("help", "home", "profile", "find introduce newcomers", "ask", "share"):
                await stage.type("Amina", ALONE, said)
            await stage.type("Dora", "onboarding", "/whoknows pilot")
            return list(_all_of(bot))


def _all_of(bot: ServedBot) -> Iterator[Json]:
    """Yield each card once, by its first words."""
    told = [each.args for each in bot.teams.calls] + [
        _answer(each.answer) for each in bot.teams.deliveries
    ]
    seen = set[str]()
    for each in told:
        for card in _cards_in(each):
            words = str(card.get("fallbackText"))[:60]
            if words not in seen:
                seen.add(words)
                yield card


def _answer(told: str) -> object:
    try:
        return json.loads(told)
    except ValueError:
        return None


def _cards_in(told: object) -> Iterator[Json]:
    if isinstance(told, dict):
        if told.get("type") == "AdaptiveCard":
            yield told
            return
        for each in told.values():
            yield from _cards_in(each)
    elif isinstance(told, list):
        for each in told:
            yield from _cards_in(each)


async def draw(page: Page, found: list[Json]) -> None:
    """Draw the cards that have a name by themselves, and all of them on one sheet."""
    for each in found:
        for part in each["body"]:
            if part.pop("choices.data", None):  # its search for people Teams alone can draw
                part["style"] = "compact"
    for name, words in NAMED.items():
        shown = next(each for each in found if str(each["fallbackText"]).startswith(words))
        await page.evaluate(DRAW, ["card", shown, LIGHT])
        await page.screenshot(path=FOLDER / f"teams-{name}.png", full_page=True)
    await page.set_viewport_size({"width": 1792, "height": 100})
    await page.evaluate(MAKE_ROOM, len(found))
    for n, each in enumerate(found):
        await page.evaluate(DRAW, [f"card{n}", each, LIGHT])
    await page.screenshot(path=FOLDER / "teams-all.png", full_page=True)


async def main(programs: Path) -> None:
    """Tell the week, draw its cards and keep the pictures."""
    with (
        template() as tables,
        TemporaryDirectory() as folder,
        made_in(Path(folder), tables) as databases,
        pytest.MonkeyPatch.context() as patch,
    ):
        found = await week(databases, patch)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(
            viewport={"width": 594, "height": 100}, locale="en-GB", timezone_id="Europe/Warsaw"
        )
        await page.set_content(f"<style>{STYLE}{SHEET}</style><div id=card></div>")
        for name in ("adaptivecards.js", "markdown-it.js"):
            await page.add_script_tag(path=programs / name)
        await draw(page, found)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(os.environ["WHOKNOWS_CARDS"])))
