"""Asking: from the command or the mention to a post that colleagues see."""

from datetime import timedelta

from bot.intents import Ask, Delete, SeenPlace, SetProfile, Solve
from bot.messages import Quote
from bot.model import CapturedBy, Phase, Visibility
from bot.words import message_text
from tests.cast import AMINA, BRUNO, LISTENING, OFF, PILOT, TEAM
from tests.conftest import Bot, buttons, words
from tests.scenes import CAREERS, careers_join

MENTIONED = f"{PILOT.key}/1700000000.000001"


async def test_a_question_by_command_is_remembered_and_posted_where_it_was_asked(bot: Bot) -> None:
    outcome = await bot.hear(Ask("How do other teams run onboarding?"))
    await bot.sender.send_due()

    [question] = await bot.remembered("question")
    [post] = bot.platform.posts
    assert question["asker"] == AMINA.key
    assert question["text"] == "How do other teams run onboarding?"
    assert question["captured_by"] == "command"
    assert question["state"] == "open"
    assert question["posted_as"] == f"{PILOT.key}/post.1"
    assert post.place == PILOT.key
    assert Quote("How do other teams run onboarding?") in post.message
    assert "on its way" in words(outcome)


async def test_an_empty_question_is_met_with_an_example_and_not_remembered(bot: Bot) -> None:
    outcome = await bot.hear(Ask(""))
    await bot.sender.send_due()

    assert "/ask How do other teams run onboarding?" in words(outcome)
    assert await bot.remembered("question") == []
    assert bot.platform.posts == []


async def test_a_question_of_40000_characters_is_remembered_whole_and_posted_short(
    bot: Bot,
) -> None:
    await bot.hear(Ask("Why " + "x" * 39_996))
    await bot.sender.send_due()

    [question] = await bot.remembered("question")
    [post] = bot.platform.posts
    assert len(question["text"]) == 40_000
    assert len(words(post)) < 3_500
    assert "…" in words(post)


async def test_a_question_longer_than_any_message_is_refused_with_its_length(bot: Bot) -> None:
    outcome = await bot.hear(Ask("x" * 40_001))

    assert "40001" in words(outcome)
    assert await bot.remembered("question") == []


async def test_a_form_that_is_sent_twice_is_posted_once(bot: Bot) -> None:
    await bot.hear(Ask("How do others onboard?", in_form=True))
    bot.clock.push(seconds=20)
    again = await bot.hear(Ask("how do others  onboard", in_form=True))
    pressed = await bot.hear(Ask("How do others onboard?", in_form=True))
    await bot.sender.send_due()

    assert len(await bot.remembered("question")) == 1
    assert len(bot.platform.posts) == 1
    for outcome in (again, pressed):
        assert "You asked this just now" in words(outcome)


async def test_what_somebody_else_or_later_or_elsewhere_asks_alike_is_another_question(
    bot: Bot,
) -> None:
    await careers_join(bot)
    await bot.hear(Ask("How do others onboard?", in_form=True))
    await bot.hear(Ask("How do others onboard?", in_form=True), BRUNO)
    await bot.hear(Ask("How do others onboard?", in_form=True), place=CAREERS)
    await bot.hear(Ask("How do others onboard in May?", in_form=True))
    await bot.hear(Ask("How do others onboard?"))  # typed: they mean it
    bot.clock.push(minutes=3)
    await bot.hear(Ask("How do others onboard?", in_form=True))

    assert len(await bot.remembered("question")) == 6


async def test_a_question_taken_back_can_be_asked_again_at_once(bot: Bot) -> None:
    await bot.hear(Ask("How do others onboard?", in_form=True))
    [first] = await bot.remembered("question")
    await bot.press(f"withdraw {first['key']}")

    await bot.hear(Ask("How do others onboard?", in_form=True))

    assert len([each for each in await bot.remembered("question") if "gone" not in each]) == 1


async def test_a_question_by_mention_is_its_own_post(bot: Bot) -> None:
    intent = Ask("How do others onboard?", CapturedBy.MENTION, MENTIONED)

    outcome = await bot.hear(intent)
    await bot.sender.send_due()

    [question] = await bot.remembered("question")
    assert question["key"] == MENTIONED
    assert question["captured_by"] == "mention"
    assert question["posted_as"] is None
    assert bot.platform.posts == []
    assert "💡" in words(outcome)


async def test_a_thread_holds_one_question(bot: Bot) -> None:
    thread = f"{PILOT.key}/1.000001"
    await bot.hear(Ask("First?", CapturedBy.MENTION, f"{PILOT.key}/2.000001", thread))

    outcome = await bot.hear(
        Ask("How do I order a laptop?", CapturedBy.MENTION, f"{PILOT.key}/3.000001", thread), BRUNO
    )

    [question] = await bot.remembered("question")
    assert question["text"] == "First?"
    assert "has a question already" in words(outcome)


async def test_where_the_place_is_off_or_only_listened_to_nothing_is_posted(bot: Bot) -> None:
    off = await bot.hear(Ask("How?"), place=OFF)
    listening = await bot.hear(Ask("How?"), place=LISTENING)
    await bot.sender.send_due()

    assert "not part of the pilot" in words(off)
    assert "not part of the pilot" in words(listening)
    assert await bot.remembered("question") == []
    assert bot.platform.posts == []


async def test_a_direct_line_is_no_place_to_ask_colleagues(bot: Bot) -> None:
    direct = SeenPlace(f"{TEAM}/DAMINA", visibility=Visibility.DIRECT)
    async with bot.database.writing("default") as tx:
        await tx.note_place(direct, TEAM, bot.clock())
        await tx.set_phase(direct.key, Phase.PILOT)

    outcome = await bot.hear(Ask("How?"), place=direct)

    assert outcome.form
    assert [each.name for each in outcome.form.inputs] == ["place", "text", "details", "topics"]
    assert "Choose the channel" in words(outcome)
    assert await bot.remembered("question") == []


async def test_topics_named_in_the_form_stand_below_the_question(bot: Bot) -> None:
    await bot.press("ask", text="How do we begin?", details="In May.", topics="SAP, data migration")
    await bot.timetable.tick()

    [question] = await bot.remembered("question")
    [post] = bot.platform.posts
    assert question["text"] == "How do we begin?\n\nIn May.\n\n#SAP #data-migration"
    assert "#SAP #data-migration" in words(post)


async def test_topics_find_who_names_them_in_their_profile(bot: Bot) -> None:
    await bot.hear(SetProfile("topics", "data migration"), BRUNO)

    await bot.press("ask", text="How do we begin?", topics="data migration")
    posts = await bot.pass_time(hours=2)

    [asked] = [each for each in posts if each.person == BRUNO.key]
    assert "Can you help?" in words(asked)


async def test_topics_are_found_and_edited_like_other_words(bot: Bot) -> None:
    await bot.press("ask", text="How do we begin?", topics="data migration")
    await bot.timetable.tick()

    form = (await bot.press(buttons(bot.platform.posts[0].message)["Edit"])).form
    assert form
    assert form.inputs[0].value == "How do we begin?\n\n#data-migration"


async def test_topics_alone_are_no_question(bot: Bot) -> None:
    outcome = await bot.press("ask", text="", details="I looked everywhere.", topics="SAP")

    [(name, said)] = outcome.wrong
    assert name == "text"
    assert "Write your question first." in message_text(said)
    assert await bot.remembered("question") == []


async def test_a_question_in_a_place_that_was_turned_off_meanwhile_is_not_posted(
    bot: Bot,
) -> None:
    await bot.hear(Ask("How?"))
    async with bot.database.writing("default") as tx:
        await tx.set_phase(PILOT.key, Phase.OFF)

    await bot.sender.send_due()

    assert bot.platform.posts == []


async def test_the_asker_says_that_it_is_solved_and_that_it_is_not_after_all(bot: Bot) -> None:
    await bot.hear(Ask("How?", CapturedBy.MENTION, MENTIONED))

    bot.clock.push(minutes=1)
    solved = await bot.hear(Solve(MENTIONED))
    [then] = await bot.remembered("question")
    bot.clock.push(minutes=1)
    again = await bot.hear(Solve(MENTIONED, on=False))
    [now] = await bot.remembered("question")

    assert (then["state"], then["verdict"]) == ("solved", "solved")
    assert then["solved_at"] == "2026-11-23T09:01:00Z"
    assert (now["state"], now["verdict"], now["solved_at"]) == ("open", None, None)
    assert "counts as solved" in words(solved)
    assert "open again" in words(again)


async def test_only_the_asker_can_say_that_it_is_solved(bot: Bot) -> None:
    await bot.hear(Ask("How?", CapturedBy.MENTION, MENTIONED))

    outcome = await bot.hear(Solve(MENTIONED), BRUNO)

    [question] = await bot.remembered("question")
    assert question["state"] == "open"
    assert "Only the person who asked" in words(outcome)


async def test_solved_outside_a_thread_or_in_one_without_a_question_says_where_to_say_it(
    bot: Bot,
) -> None:
    outside = await bot.hear(Solve(None))
    elsewhere = await bot.hear(Solve(f"{PILOT.key}/1.000001"))

    assert "in the thread of your question" in words(outside)
    assert "no question in this thread" in words(elsewhere)


async def test_an_answer_that_names_us_is_an_answer(bot: Bot) -> None:
    await bot.hear(Ask("How?", CapturedBy.MENTION, MENTIONED))
    words_of_bruno = "could be asked too, but page 3 of the handbook has it all."

    await bot.hear(
        Ask(words_of_bruno, CapturedBy.MENTION, f"{PILOT.key}/2.000001", MENTIONED), BRUNO
    )

    [answer] = await bot.remembered("answer")
    assert answer["text"] == words_of_bruno


async def test_a_post_that_was_deleted_takes_its_question_back(bot: Bot) -> None:
    await bot.hear(Ask("How?"))
    await bot.sender.send_due()

    await bot.hear(Delete(f"{PILOT.key}/post.1"), None)

    [question] = await bot.remembered("question")
    assert question["gone"] is True
    assert "text" not in question


async def test_an_older_word_on_solved_is_not_thanked_for(bot: Bot) -> None:
    await bot.hear(Ask("How?", CapturedBy.MENTION, MENTIONED))
    await bot.hear(Solve(MENTIONED), at=bot.clock() + timedelta(minutes=2))

    late = await bot.hear(Solve(MENTIONED, on=False))

    [question] = await bot.remembered("question")
    assert question["state"] == "solved"
    assert words(late) == ""
