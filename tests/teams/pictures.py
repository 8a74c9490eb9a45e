"""Draws our cards as a client does, with the program that others wrote for them, in Chromium.

Usage: tests/cards python -m tests.teams.pictures
"""

import asyncio
import os
import shutil
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from adapters.teams.render import card, form_card
from tests.teams.said import ASK_FORM, DIGEST, HELD, HOME, PEOPLE, QUESTION, WAYS

FOLDER = Path(__file__).parent.parent.parent / "docs" / "pictures"
CARDS = {
    "question": card(QUESTION, WAYS),
    "held": card(HELD, WAYS),
    "digest": card(DIGEST, WAYS),
    "home": card(HOME, WAYS),
    "form": form_card(ASK_FORM, carries="", people=tuple(PEOPLE.items())),
}
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
#card p {{ margin: 0; }}
#card a {{ color: #5b5fc7; text-decoration: none; }}
.at {{ color: #5b5fc7; }}
.ac-pushButton {{ font: 600 14px {FONT}; padding: 5px 16px; border: 1px solid #d1d1d1;
  border-radius: 4px; background: #fff; color: #242424; overflow: hidden; }}
.ac-pushButton.style-positive {{ background: #5b5fc7; border-color: #5b5fc7; color: #fff; }}
.ac-input {{ font: 14px {FONT}; padding: 6px 10px; border: 1px solid #d1d1d1;
  border-radius: 4px; background: #fff; box-sizing: border-box; width: 100%; }}
"""
DRAW = """([json, config]) => {
  const markdown = markdownit();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    const at = /&lt;at&gt;(.*?)&lt;\\/at&gt;/g;
    result.outputHtml = markdown.render(text).replace(at, '<span class="at">$1</span>');
    result.didProcess = true;
  };
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(config);
  card.parse(json, new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_6));
  document.getElementById("card").replaceChildren(card.render());
}"""


async def main(programs: Path) -> None:
    """Draw each card and keep a picture of it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(
            viewport={"width": 594, "height": 100}, locale="en-GB", timezone_id="Europe/Warsaw"
        )
        await page.set_content(f"<style>{STYLE}</style><div id=card></div>")
        for name in ("adaptivecards.js", "markdown-it.js"):
            await page.add_script_tag(path=programs / name)
        for name, shown in CARDS.items():
            for each in shown["body"]:
                if each.pop("choices.data", None):  # its search for people Teams alone can draw
                    each["style"] = "compact"
            await page.evaluate(DRAW, [shown, LIGHT])
            await page.screenshot(path=FOLDER / f"teams-{name}.png", full_page=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(Path(os.environ["WHOKNOWS_CARDS"])))
