"""The sandbox's page, used by people in a real browser against a real process."""

import asyncio
import re
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="the browser's tests come with make browser")

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Locator, Route, expect

from tests.browser.people import NARROW, PHONE, REPLY, WEEK_MS, WIDE, Person, Sits

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ASKED = "How do other teams run onboarding?"
ANSWERED = "With a buddy for the first month."
ALIVE = "<img src=x onerror=alert(1)>"
SIZES = [WIDE, NARROW]
SCHEMES = ["light", "dark"]
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


async def test_a_question_finds_its_answer_and_the_report_counts_it(
    sits_down: Sits, tmp_path: Path
) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")

    await amina.send(f"/ask {ASKED}")
    await bruno.sees(ASKED)
    await bruno.reply(ANSWERED)
    post = amina.messages.filter(has_text="Amina asks:")
    await post.get_by_role("button", name="1 reply").click()
    answer = amina.thread.locator(".message", has_text=ANSWERED)
    await amina.react(answer, "💡")
    await amina.react(post, "✅")

    await amina.page.keyboard.press("Escape")
    await amina.remembers(f"{ASKED}solved")
    await bruno.remembers(f"{ASKED}solved")
    await expect(await amina.opens("Report")).to_contain_text("Whoknows · default ·")
    await amina.page.screenshot(path=tmp_path / "amina.png")
    assert amina.trouble == bruno.trouble == []


async def test_a_question_goes_from_asking_to_the_digest(sits_down: Sits, tmp_path: Path) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")
    await amina.page.get_by_role("button", name="On to Monday").click()
    await expect(amina.page.locator("#now")).to_contain_text("Mon")

    await amina.send(f"/ask {ASKED}")
    asked = bruno.messages.filter(has_text=f"@Amina asks:{ASKED}")
    await asked.get_by_role("button", name="Answer", exact=True).click()
    form = bruno.page.get_by_role("dialog")
    await form.get_by_role("textbox").first.fill(ANSWERED)
    await form.locator(".main").click()
    await expect(form).to_have_count(0)

    await amina.go("Whoknows")
    await amina.messages.filter(has_text="@Bruno answered").get_by_role("link").last.click()
    await expect(amina.page.locator("#place-name")).to_have_text("onboarding")
    post = amina.messages.filter(has_text=f"@Amina asks:{ASKED}")
    if not await amina.thread.is_visible():
        await post.locator(".summary").click()
    answer = amina.thread.locator(".message", has_text=ANSWERED)
    await amina.react(answer, "💡")

    await amina.go("Whoknows")
    solved = amina.page.get_by_role("button", name="Yes, solved")
    for _ in range(4):  # two quiet hours of work after the answer
        if not await solved.count():
            await amina.page.get_by_role("button", name="+1 hour").click()
            await expect(amina.page.locator(".jump[aria-disabled='true']")).to_have_count(0)
    await solved.click()
    await expect(solved).to_have_count(0)
    await amina.remembers(f"{ASKED}solved")

    await amina.go("onboarding")
    await amina.page.get_by_role("button", name="On to Monday").click()
    digest = amina.messages.filter(has_text="The week at a glance")
    await expect(digest).to_contain_text(ASKED)
    await digest.scroll_into_view_if_needed()
    await amina.page.screenshot(path=tmp_path / "digest.png")
    await digest.get_by_role("link", name=ASKED).first.click()
    await expect(amina.page.locator(".message.found")).to_be_visible()
    assert amina.trouble == bruno.trouble == []


async def test_only_the_asker_sees_the_private_word(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")

    await amina.send(f"/ask {ASKED}")

    await amina.sees("Only you can see this")
    await bruno.sees(ASKED)
    await expect(bruno.page.locator("#messages")).not_to_contain_text("Only you can see this")


async def test_an_empty_message_is_met_with_a_kind_sentence(sits_down: Sits) -> None:
    amina = await sits_down("Amina")

    await amina.send("")

    trouble = amina.page.locator("#write .trouble")
    await expect(trouble).to_have_text("There is nothing in it yet. Write something first.")
    assert [each.partition(" ")[0] for each in amina.trouble if each[0].isdigit()] == ["400"]

    await amina.send("Good morning")
    await expect(trouble).to_be_empty()


async def test_a_message_that_was_refused_is_not_lost(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    text = "ä" * 40_001

    await amina.send(text)

    await expect(amina.page.locator("#write .trouble")).to_contain_text("Please shorten it")
    await expect(amina.words).to_have_value(text)


async def test_what_people_write_never_comes_alive(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")

    await amina.send(f"/ask {ALIVE}")
    await bruno.sees(ALIVE)
    await bruno.reply(ALIVE)
    await amina.messages.get_by_role("button", name="1 reply").click()
    await expect(amina.thread.locator(".words").last).to_have_text(ALIVE)

    await amina.page.keyboard.press("Escape")
    await amina.remembers(ALIVE)
    await amina.opens("Outbox")
    assert await amina.page.locator("img").count() == 0
    assert amina.trouble == bruno.trouble == []


async def test_the_policy_stops_a_script_that_got_in_all_the_same(sits_down: Sits) -> None:
    amina = await sits_down("Amina")

    await amina.page.evaluate(
        "document.body.insertAdjacentHTML('afterbegin', '<b onclick=\"alert(1)\">x</b>')"
    )
    await amina.page.locator("body > b").dispatch_event("click")

    assert "Content Security Policy" in " ".join(amina.trouble)
    assert "alive: 1" not in amina.trouble


async def test_a_message_of_several_lines_stays_so_when_it_is_edited(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    await amina.send("one\ntwo")
    await amina.sees("one\ntwo")

    await amina.choose(amina.messages.last, "Edit")
    await amina.page.keyboard.press("Control+End")
    await amina.page.keyboard.type("!")
    await amina.page.keyboard.press("Enter")

    await expect(amina.messages.last.locator(".words")).to_have_text(
        "one\ntwo! (edited)", use_inner_text=True
    )


async def test_an_own_message_is_deleted_once_that_is_confirmed(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    await amina.send("Good morning")

    await amina.choose(amina.messages.filter(has_text="Good morning"), "Delete")
    await amina.page.get_by_role("dialog").get_by_role("button", name="Delete").click()

    await expect(amina.messages.filter(has_text="Good morning")).to_have_count(0)
    await expect(amina.words).to_be_focused()
    assert amina.trouble == []


async def test_news_do_not_disturb_somebody_who_is_writing(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")
    await amina.send(f"/ask {ASKED}")
    await bruno.sees(ASKED)
    await bruno.tool(bruno.messages.last, REPLY)
    await bruno.page.keyboard.type("With a buddy")

    await amina.send("And who pays for lunch?")
    await bruno.sees("And who pays for lunch?")
    await bruno.page.keyboard.type(" and a map.")

    field = bruno.thread.get_by_role("textbox")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("With a buddy and a map.")


async def test_what_is_half_written_waits_while_one_looks_elsewhere(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    await amina.words.fill("How do other")

    await amina.go("projects")
    await expect(amina.words).to_have_value("")
    await amina.become("Bruno")
    await amina.go("onboarding")
    await expect(amina.words).to_have_value("")
    await amina.become("Amina")

    await expect(amina.words).to_have_value("How do other")


async def test_what_others_say_is_told_to_who_cannot_see_it(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")

    await amina.send("Good morning")

    await expect(bruno.page.get_by_role("log")).to_have_text("#onboarding, Amina: Good morning")


async def test_what_is_new_is_marked_until_somebody_looks(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")
    await bruno.go("projects")
    await bruno.go("onboarding")
    place = bruno.page.locator("nav .place", has_text="projects")
    await expect(place.locator(".count")).to_have_count(0)

    await amina.go("projects")
    await amina.send("Good morning")
    await expect(place).to_contain_text("1 unread message")
    await bruno.go("projects")
    await bruno.go("onboarding")
    await bruno.page.reload()

    await expect(place).to_be_visible()
    await expect(place.locator(".count")).to_have_count(0)


async def test_each_tab_keeps_its_person(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    bruno = Person(await amina.page.context.new_page())
    await bruno.page.goto(amina.page.url)
    await bruno.become("Bruno")

    await amina.page.reload()

    await expect(amina.page.locator("#me strong")).to_have_text("Amina")
    await expect(bruno.page.locator("#me strong")).to_have_text("Bruno")


async def test_the_person_chosen_last_is_the_one_who_speaks(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        asked.set()
        await may_answer.wait()
        await route.continue_()

    await amina.page.route("**/sandbox/state?person=*amina", late)
    await bruno.send("Hello")
    await asked.wait()
    await amina.page.locator("#me").click()
    await amina.page.get_by_role("menuitemradio").filter(has_text="Chen").click()
    may_answer.set()
    await expect(amina.page.locator("#me strong")).to_have_text("Chen")
    await amina.send("Good morning")

    await expect(amina.messages.last).to_contain_text("Good morning")
    await expect(amina.messages.last.locator(".who")).to_have_text("Chen")


async def test_everything_can_be_done_with_the_keyboard(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    keyboard = amina.page.keyboard
    await amina.page.reload()
    await expect(amina.words).to_be_visible()
    amina.trouble.clear()  # the page before was still listening for news
    await keyboard.press("Tab")
    await expect(amina.page.locator(".skip")).to_be_focused()
    await keyboard.press("Enter")
    await expect(amina.words).to_be_focused()

    await keyboard.type(f"@whoknows {ASKED}")
    await keyboard.press("Enter")
    own = amina.messages.filter(has_text=f"@whoknows {ASKED}").last
    await expect(own).to_be_visible()
    await amina.page.locator("#messages .message[tabindex='0']").focus()
    await keyboard.press("End")
    await _press_until(own, "ArrowUp")
    react = own.get_by_role("button", name="React").last
    await _press_until(react, "Tab")
    await keyboard.press("Enter")
    await keyboard.press("ArrowRight")
    await keyboard.press("Enter")

    await expect(own.locator(".pill", has_text="✅")).to_have_attribute("aria-pressed", "true")
    await expect(react).to_be_focused()
    await amina.remembers(f"{ASKED}solved")
    assert amina.trouble == []


async def _press_until(wanted: Locator, key: str) -> None:
    for _ in range(40):
        if await wanted.evaluate("each => each === document.activeElement"):
            return
        await wanted.page.keyboard.press(key)
    raise AssertionError(f"the keyboard never came to {wanted}")


async def test_commands_are_offered_and_taken_with_the_keyboard(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    keyboard = amina.page.keyboard

    await amina.words.focus()
    await keyboard.type("/")
    options = amina.page.get_by_role("option")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await keyboard.press("Escape")
    await expect(options).to_have_count(0)
    await keyboard.type("as")
    await keyboard.press("Enter")

    await expect(amina.words).to_have_value("/ask ")
    assert amina.trouble == []


async def test_a_form_is_opened_filled_and_sent_with_the_keyboard(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")
    keyboard = bruno.page.keyboard
    await amina.send(f"/ask {ASKED}")
    opens = bruno.messages.last.get_by_role("button", name="Answer", exact=True)
    form = bruno.page.get_by_role("dialog")

    await opens.focus()
    await keyboard.press("Enter")
    await expect(form.get_by_role("textbox").first).to_be_focused()
    await keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await expect(opens).to_be_focused()

    await keyboard.press("Enter")
    await expect(form).to_be_visible()
    for _ in range(12):
        await keyboard.press("Tab")
        assert await form.evaluate("each => each.contains(document.activeElement)")
    await form.get_by_role("textbox").first.focus()
    await keyboard.type(ANSWERED)
    await form.locator(".main").focus()
    await keyboard.press("Enter")

    await expect(form).to_have_count(0)
    await bruno.messages.get_by_role("button", name="1 reply").click()
    await expect(bruno.thread).to_contain_text(ANSWERED)
    assert amina.trouble == bruno.trouble == []


async def test_a_form_says_what_is_missing(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")
    await amina.send(f"/ask {ASKED}")
    await bruno.messages.last.get_by_role("button", name="Answer", exact=True).click()
    form = bruno.page.get_by_role("dialog")

    await form.locator(".main").click()

    await expect(form.get_by_role("alert")).to_contain_text("Please fill in")
    await expect(form.get_by_role("textbox").first).to_be_focused()
    assert bruno.trouble == []


async def test_time_passes_at_the_press_of_a_button(sits_down: Sits) -> None:
    amina, bruno = await sits_down("Amina"), await sits_down("Bruno")
    now = amina.page.locator("#now")
    before = await now.get_attribute("datetime")
    assert before is not None

    await amina.page.get_by_role("button", name="+1 hour").click()
    await expect(now).not_to_have_attribute("datetime", before)
    await amina.page.get_by_role("button", name="+1 day").click()
    await expect(amina.page.get_by_role("status")).to_contain_text("It is now")
    await amina.page.get_by_role("button", name="On to Monday").click()

    await expect(now).to_contain_text(re.compile(r"^Mon.*09:00Berlin$"))
    await expect(bruno.page.locator("#now")).to_contain_text("Sao Paulo")
    assert amina.trouble == bruno.trouble == []


async def test_a_pilot_week_is_played_at_the_press_of_a_button(
    sits_down: Sits, tmp_path: Path
) -> None:
    amina = await sits_down("Amina")
    play = amina.page.get_by_role("button", name="Play a pilot week")

    await play.click()
    await expect(amina.page.get_by_role("button", name="Playing the week")).to_be_visible()
    await expect(amina.page.locator(".week")).to_have_count(0, timeout=WEEK_MS)

    await expect(amina.page.get_by_role("row", name=re.compile(r"^Asked [1-9]"))).to_be_attached()
    for tab in ("Funnel", "Remembered", "Outbox", "Report"):
        await amina.opens(tab)
        await amina.page.screenshot(path=tmp_path / f"{tab}.png")
    assert amina.trouble == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_the_page_fits_its_window_and_can_be_read_by_everybody(
    sits_down: Sits, tmp_path: Path, width: int, height: int, scheme: str
) -> None:
    amina = await sits_down("Amina", width, height, scheme)
    bruno = await sits_down("Bruno")

    async def looks_right(name: str) -> None:
        await amina.page.screenshot(path=tmp_path / f"{name}-{width}-{scheme}.png")
        assert await amina.page.evaluate(FITS)
        found = await Axe().run(amina.page, options=RULES)
        assert found.response["violations"] == [], name

    await looks_right("empty")
    await amina.send(f"/ask {ASKED} {'Donaudampfschifffahrt' * 20} https://example.com/{'x' * 200}")
    await bruno.sees("Donaudampfschifffahrt")
    await bruno.reply(f"{ANSWERED}\nAnd a map.")
    await looks_right("column")
    await amina.messages.get_by_role("button", name="1 reply").click()
    await amina.react(amina.thread.locator(".message", has_text=ANSWERED), "💡")
    await looks_right("thread")
    await amina.page.keyboard.press("Escape")
    for tab in ("Funnel", "Remembered", "Outbox", "Report"):
        await amina.opens(tab)
        await looks_right(tab)
    if width < PHONE:
        await amina.page.keyboard.press("Escape")
        await amina.page.locator(".opener").click()
        await looks_right("places")
        await amina.page.keyboard.press("Escape")
    await amina.words.fill("/")
    await looks_right("commands")
    await amina.words.fill("")
    asked = amina.messages.filter(has_text="Amina asks:")
    await asked.get_by_role("button", name="Edit", exact=True).click()
    await expect(amina.page.get_by_role("dialog")).to_be_visible()
    await looks_right("form")

    assert amina.trouble == bruno.trouble == []


async def test_the_page_finds_a_sandbox_again_that_was_away(sits_down: Sits) -> None:
    amina = await sits_down("Amina")
    away = "**/sandbox/*"
    await amina.page.route(away, lambda route: route.abort())

    await amina.send("Good morning")
    trouble = amina.page.locator("#write .trouble")
    await expect(trouble).to_contain_text("Is it still running?")
    await expect(amina.words).to_have_value("Good morning")
    await amina.page.unroute(away)
    await amina.page.locator("#write").get_by_role("button", name="Send").click()

    await amina.sees("Good morning")
    await expect(trouble).to_be_empty()
