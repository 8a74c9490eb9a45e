"""Every control of the sandbox's page, without a mouse: entered where a person enters."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

pytest.importorskip("playwright", reason="the browser's tests come with make browser")

from playwright.async_api import Locator, Page, expect

from tests.browser.people import NARROW, Person, Sits

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ASKED = "How do other teams run onboarding?"
MOST = 300  # stops of the keyboard: no page here has as many
CONTROLS = "button, a[href], textarea, input, select, summary"
WATCH = """() => {
    const scope = () => document.querySelector('dialog[open]') || document.body;
    // Not the element: one that is drawn anew is the same to who presses it.
    const named = (each) => [
        each.nodeName, each.closest('[data-at]')?.dataset.at, each.id, each.value,
        each.ariaLabel || each.textContent,
    ].join(' ').trim();
    const ringed = (each) => {
        const style = getComputedStyle(each);
        const box = each.closest('.box, .choice');
        const around = box && getComputedStyle(box);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
            || Boolean(around && (around.boxShadow !== 'none' || around.outlineStyle !== 'none'));
    };
    const pressed = [];
    window.stopClicks = false;
    window.addEventListener('click', (event) => {
        if (!window.stopClicks) return;
        pressed.push(named(event.target));
        event.preventDefault();
        event.stopImmediatePropagation();
    }, true);
    window.keys = {
        all: () => [...scope().querySelectorAll(CONTROLS)]
            .filter((each) => each.checkVisibility() && !each.closest('[inert]'))
            .map(named),
        here: () => {
            const each = document.activeElement;
            if (!each || each === document.body) return null;
            return { name: named(each), tag: each.nodeName, type: each.type || '',
                     ringed: ringed(each), inside: scope().contains(each),
                     roves: each.matches('.message') ? 'message' : each.role || each.type };
        },
        pressed: () => pressed.splice(0),
        back: (at) => [...document.querySelectorAll('.message')]
            .find((each) => each.dataset.at === at).focus({ focusVisible: true }),
        begin: () => [...scope().querySelectorAll(CONTROLS)]
            .find((each) => each.tabIndex >= 0 && each.checkVisibility())
            .focus({ focusVisible: true }),
    };
}""".replace("CONTROLS", f"'{CONTROLS}'")


async def stops(page: Page) -> AsyncIterator[dict[str, Any]]:
    """Yield where the keyboard comes to, from the beginning of the page once around."""
    await page.evaluate("keys.begin()")
    first = await page.evaluate("keys.here()")
    yield first
    for _ in range(MOST):
        await page.keyboard.press("Tab")
        here = await page.evaluate("keys.here()")
        if here is None:
            continue  # past the last one, and around
        if here["name"] == first["name"]:
            return
        yield here
        if here["roves"] in ("message", "tab", "radio"):
            async for each in roved(page, here["roves"]):
                yield each


async def roved(page: Page, what: str) -> AsyncIterator[dict[str, Any]]:
    """Yield what the arrows come to in a group that is one stop, with what each message holds."""
    if what == "message":
        await page.keyboard.press("Home")
    seen: set[str] = set()
    for _ in range(MOST):
        here = await page.evaluate("keys.here()")
        if here["name"] in seen:
            break
        seen.add(here["name"])
        yield here
        if what == "message":
            async for each in in_message(page):
                yield each
        await page.keyboard.press("ArrowDown" if what == "message" else "ArrowRight")


async def in_message(page: Page) -> AsyncIterator[dict[str, Any]]:
    """Yield what Tab comes to within the message that has the keyboard, and go back to it."""
    inside = "document.activeElement.closest('.message')?.dataset.at"
    message = await page.evaluate(inside)
    for _ in range(MOST):
        await page.keyboard.press("Tab")
        if await page.evaluate(inside) != message:
            break
        yield await page.evaluate("keys.here()")
    await page.evaluate("at => keys.back(at)", message)


async def all_can_be_reached_and_pressed(page: Page) -> None:
    """See that every control is come to, shows it, and takes Enter and Space."""
    if not await page.evaluate("'keys' in window"):
        await page.evaluate(WATCH)
    wanted = set(await page.evaluate("keys.all()"))
    reached: set[str] = set()
    async for here in stops(page):
        assert here["inside"], here["name"]
        if here["name"] not in wanted or here["name"] in reached:
            continue
        reached.add(here["name"])
        assert here["ringed"], f"nobody sees that the keyboard is at {here['told']}"
        await takes_the_keys(page, here)
    assert wanted - reached == set()


async def takes_the_keys(page: Page, here: dict[str, Any]) -> None:
    """See that a control does what its keys say; nothing comes of it."""
    if here["tag"] in ("TEXTAREA", "INPUT", "SELECT"):
        return
    await page.evaluate("stopClicks = true")
    for key in ("Enter",) if here["tag"] == "A" else ("Enter", "Space"):
        await page.keyboard.press(key)
        assert await page.evaluate("keys.pressed()") == [here["name"]], (key, here["name"])
    await page.evaluate("stopClicks = false")


async def to(wanted: Locator, key: str = "Tab") -> None:
    """Press a key until something has the keyboard."""
    for _ in range(MOST):
        if await wanted.evaluate("each => each === document.activeElement"):
            return
        await wanted.page.keyboard.press(key)
    raise AssertionError(f"the keyboard never came to {wanted}")


async def anew(person: Person) -> Page:
    """Return the page as it is when somebody has just opened it."""
    await person.page.reload()
    await expect(person.words).to_be_visible()
    person.trouble.clear()  # the page before was still listening for news
    return person.page


async def test_who_one_is_is_changed_without_a_mouse(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    page = await anew(amina)
    me = page.locator("#me")

    await to(me)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitemradio", name="Amina")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(me).to_be_focused()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")

    await expect(me.locator("strong")).to_have_text("Bruno")
    await expect(me).to_be_focused()
    assert amina.trouble == []


async def test_one_goes_to_a_channel_and_lets_time_pass_without_a_mouse(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    page = await anew(amina)
    now = page.locator("#now")
    before = await now.get_attribute("datetime")

    await to(page.get_by_role("button", name="+1 hour"))
    await page.keyboard.press("Enter")
    await expect(now).not_to_have_attribute("datetime", str(before))
    await expect(page.get_by_role("button", name="+1 hour")).to_be_focused()
    await to(page.locator("nav .place", has_text="canteen"))
    await page.keyboard.press("Enter")

    await expect(page.locator("#place-name")).to_have_text("canteen")
    await expect(amina.words).to_be_focused()
    assert amina.trouble == []


async def test_every_control_of_the_page_that_one_opens(sits_down: Sits) -> None:
    amina = await sits_down("Amina")

    await all_can_be_reached_and_pressed(await anew(amina))

    assert amina.trouble == []


async def test_every_control_of_a_thread_and_of_what_is_behind_the_scenes(
    sits_down: Sits,
) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")
    await amina.send(f"/ask {ASKED}")
    await bruno.sees(ASKED)
    await bruno.reply("With a buddy for the first month.")
    await amina.messages.get_by_role("button", name="1 reply").click()
    await amina.react(amina.thread.locator(".message", has_text="With a buddy"), "💡")

    await all_can_be_reached_and_pressed(amina.page)
    await amina.page.get_by_role("button", name="Close").click()
    for tab in ("Remembered", "Outbox", "Report"):
        await amina.opens(tab)
        await all_can_be_reached_and_pressed(amina.page)

    assert amina.trouble == bruno.trouble == []


@pytest.mark.parametrize(
    ("typed", "opens"),
    [
        ("/share", None),
        ("/whoknows pilot", "Settings"),
        ("/whoknows home", "Change my profile"),
        ("/whoknows insights", "Add what you learnt"),
    ],
)
async def test_every_control_of_a_form_and_back_to_where_one_was(
    sits_down: Sits, typed: str, opens: str | None
) -> None:
    dora = await sits_down("Dora")
    page = dora.page
    await dora.words.fill(typed)
    await page.keyboard.press("Enter")
    came_from = dora.words
    if opens:
        came_from = page.get_by_role("button", name=opens).last
        await to(came_from)
        await page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    await expect(form).to_be_visible()

    await all_can_be_reached_and_pressed(page)
    await page.keyboard.press("Escape")

    await expect(form).to_have_count(0)
    await expect(came_from).to_be_focused()
    assert dora.trouble == []


async def test_every_control_on_a_phone_its_places_and_its_panel(sits_down: Sits) -> None:
    amina = await sits_down("Amina", *NARROW)
    page = await anew(amina)

    await all_can_be_reached_and_pressed(page)
    await to(page.locator(".opener"))
    await page.keyboard.press("Enter")
    await expect(page.locator("#me")).to_be_focused()
    await all_can_be_reached_and_pressed(page)
    await page.keyboard.press("Escape")
    await expect(page.locator(".opener")).to_be_focused()

    assert amina.trouble == []


async def test_the_signs_and_the_menu_of_a_message_are_walked_with_arrows(
    sits_down: Sits,
) -> None:
    amina = await sits_down("Amina")
    await amina.send("Good morning")
    own = amina.messages.filter(has_text="Good morning")
    await expect(own).to_be_visible()
    keyboard = amina.page.keyboard
    more = own.get_by_role("button", name="More for this message")

    await to(own, "Shift+Tab")
    await to(more)
    await keyboard.press("Enter")
    entries = amina.page.get_by_role("menuitem")
    for index in range(await entries.count()):
        await expect(entries.nth(index)).to_be_focused()
        await keyboard.press("ArrowDown")
    await expect(entries.first).to_be_focused()
    await keyboard.press("Escape")
    await expect(more).to_be_focused()
    await keyboard.press("Enter")
    await to(entries.filter(has_text="Edit"), "ArrowDown")
    await keyboard.press("Enter")
    await keyboard.press("Control+End")
    await keyboard.type(", all")
    await keyboard.press("Escape")
    await expect(more).to_be_focused()
    await keyboard.press("Space")
    await to(entries.filter(has_text="Delete"), "ArrowUp")
    await keyboard.press("Enter")
    await expect(amina.page.get_by_role("dialog")).to_be_visible()
    await keyboard.press("Escape")
    await expect(more).to_be_focused()

    await expect(own).to_be_visible()
    assert amina.trouble == []
