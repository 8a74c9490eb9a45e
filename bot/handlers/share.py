"""Somebody shares an example, turns a thread into one, or passes something on."""

from bot import ladder
from bot.buttons import does
from bot.intents import PassOn, Share, ShareForm, Why
from bot.messages import Form, Input
from bot.messages import Kind as InputKind
from bot.model import Example, Item, Passed, Question, Visibility, Wants
from bot.text import shortened
from bot.turn import Outcome, Turn, ignored, opened, remembered

_LONGEST_TITLE = 200
_LONGEST_LINE = 1_000
_LONGEST = 3_000


async def share_form(intent: ShareForm, turn: Turn) -> Outcome:
    """Open the form for an example; from a thread it has four fields, filled in as far as known."""
    is_direct = turn.place.visibility is Visibility.DIRECT
    if not turn.phase.serves and not is_direct:
        await turn.tx.add_interest(turn.heard.key, turn.place.key, turn.at)
        return ignored(Why.PLACE_OFF, (turn.whisper("share.not_here"),))
    if intent.source:
        return await _kept(intent, turn)
    inputs = [*_four(turn, intent.title, ""), *_more(turn)]
    request = await turn.question(intent.request) if intent.request else None
    if is_direct and request is None:
        places = tuple(
            (each.key, f"#{each.name}") for each in await turn.tx.served_places(turn.workspace)
        )
        if not places:
            return turn.refuse("ask.nowhere")
        inputs.insert(0, _place(turn, places))
    carries = does("share", "-", request.key) if request else does("share", "-")
    return opened(_form(turn, carries, inputs), (turn.whisper("share.how"),))


async def _kept(intent: ShareForm, turn: Turn) -> Outcome:
    """Open the form with what a thread holds: what was asked, and the answer."""
    source = intent.source or ""
    answer = await turn.tx.answer(source)
    found = await turn.question(answer.question if answer else source)
    question = found or await turn.tx.question_in_thread(source)
    if question is None or question.gone:
        title, did = shortened(" ".join(intent.text.split()), 100), intent.text
    else:
        title = shortened(" ".join((question.text or "").split()), _LONGEST_TITLE)
        answers = await turn.tx.answers_to(question.key)
        best = answer or (answers[0] if answers else None)
        did = (best.text if best else None) or ""
    if not title and not did:
        return turn.refuse("share.nothing_to_keep")
    carries = does("share", answer.key if answer else source)
    return opened(_form(turn, carries, _four(turn, title, did)), (turn.whisper("share.how"),))


def _form(turn: Turn, carries: str, inputs: list[Input]) -> Form:
    return Form(
        turn.word("form.share.title"), turn.word("form.share.submit"), carries, tuple(inputs)
    )


def _four(turn: Turn, title: str, did: str) -> list[Input]:
    again = tuple((each, turn.word(f"example.again_{each}")) for each in ("yes", "no", "depends"))
    text, choice = InputKind.TEXT, InputKind.CHOICE
    return [
        Input(
            "title",
            turn.word("form.share.what"),
            value=title,
            hint=turn.word("form.share.what_hint"),
            is_required=True,
            longest=_LONGEST_TITLE,
        ),
        Input("did", turn.word("form.share.did"), text, value=did[:_LONGEST], is_required=True),
        Input("result", turn.word("form.share.result"), text),
        Input("again", turn.word("form.share.again"), choice, choices=again),
    ]


def _more(turn: Turn) -> list[Input]:
    return [
        Input("link", turn.word("form.share.link"), longest=_LONGEST_LINE),
        Input("contact", turn.word("form.share.contact"), longest=100),
    ]


def _place(turn: Turn, places: tuple[tuple[str, str], ...]) -> Input:
    label, choice = turn.word("form.place"), InputKind.CHOICE
    return Input("place", label, choice, value=places[0][0], choices=places, is_required=True)


async def share(intent: Share, turn: Turn) -> Outcome:
    """Remember an example and post it; who asked for one hears of it."""
    there = await _where(intent, turn)
    if there is None or not there.phase.serves:
        return turn.refuse("share.not_here")
    if not intent.title or not intent.did:
        return turn.refuse("share.empty")
    await turn.know_speaker()
    request = await turn.question(intent.request) if intent.request else None
    example = _example(intent, request, there)
    await turn.tx.add_example(example)
    await turn.tx.queue("example", there.place.key, example.key, turn.now)
    if request and request.asker != turn.person.key:
        await ladder.end(request.key, turn.tx)
        # A moment later than the post, so that there is something to lead to.
        await turn.tx.queue("shared", request.asker, example.key, turn.now)
        asker = await turn.tx.person(request.asker)
        await ladder.ask_whether_it_helped(
            request, asker, there.place, turn.tx, turn.policy, turn.now
        )
    return remembered("example", (turn.whisper("share.posted"),), (example.key,))


async def _where(intent: Share, turn: Turn) -> Turn | None:
    """Return the turn in the place for the example: its request's, the chosen one, or this."""
    if intent.request:
        request = await turn.question(intent.request)
        return await turn.moved(request.place) if request else None
    if intent.source and turn.place.visibility is Visibility.DIRECT:
        item = await turn.tx.item(intent.source)
        return await turn.moved(item.place) if item else None
    return await turn.moved(intent.into)


def _example(intent: Share, request: Question | None, there: Turn) -> Example:
    return Example(
        key=there.key_for("share"),
        place=there.place.key,
        author=there.person.key,
        title=intent.title[:_LONGEST_TITLE],
        did=intent.did[:_LONGEST],
        shared_at=there.at,
        visibility=there.place.visibility,
        result=intent.result[:_LONGEST] or None,
        again=intent.again[:20] or None,
        link=intent.link[:_LONGEST_LINE] or None,
        contact=intent.contact[:100] or None,
        source=intent.source,
        request=request.key if request and request.wants is Wants.EXAMPLE else None,
    )


async def pass_on(intent: PassOn, turn: Turn) -> Outcome:
    """Send an answer or example on in the speaker's name, to a colleague or a place."""
    item = await turn.tx.item(intent.item)
    if item is None:
        return turn.refuse("pass.nothing")
    if item.visibility is not Visibility.PUBLIC:
        return turn.refuse("pass.private")
    if not intent.to:
        return opened(_pass_form(item, turn), (turn.whisper("pass.to_whom"),))
    place = next(
        (each for each in await turn.tx.served_places(turn.workspace) if each.key == intent.to),
        None,
    )
    people = await turn.tx.people([intent.to])
    if place is None and not people:
        return turn.refuse("pass.unknown")
    if people and (people[0].quiet or people[0].opted_out or not people[0].active):
        return turn.refuse("pass.quiet")
    if people and people[0].key == turn.person.key:
        return turn.refuse("pass.yourself")
    await turn.know_speaker()
    key = turn.key_for("pass")
    passed = Passed(key, item.key, turn.person.key, intent.to, intent.note[:_LONGEST], turn.at)
    await turn.tx.add_pass(passed)
    await turn.tx.suggest(key, [item.key], turn.now)
    await turn.tx.queue("passed_here" if place else "passed", intent.to, key, turn.now)
    return remembered("pass", (turn.whisper("pass.done"),))


def _pass_form(item: Item, turn: Turn) -> Form:
    to = Input("to", turn.word("form.pass.to"), InputKind.TO, is_required=True)
    note = Input("note", turn.word("form.pass.note"), InputKind.TEXT, longest=500)
    title, submit = turn.word("form.pass.title"), turn.word("form.pass.submit")
    return Form(title, submit, does("pass", item.key), (to, note))
