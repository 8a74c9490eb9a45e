"""Somebody shares an example, turns a thread into one, or passes something on."""

from collections.abc import Sequence
from dataclasses import replace

from bot import ladder
from bot.asking import askable_places, nowhere
from bot.buttons import does
from bot.intents import PassOn, Share, ShareForm
from bot.messages import Form, Input, InputKind
from bot.model import Answer, Example, Item, Passed, Place, Question, Visibility, Wants
from bot.text import shortened
from bot.turn import Look, Outcome, Turn, choices, opened, remembered

_LONGEST_TITLE = 200
_LONGEST_LINE = 1_000
_LONGEST = 3_000


async def share_form(intent: ShareForm, turn: Look) -> Outcome:
    """Open the form for an example; from a thread it has four fields, filled in as far as known."""
    is_direct = turn.place.visibility is Visibility.DIRECT
    if not turn.phase.serves and not is_direct:
        return turn.not_here("share.not_here")
    request = await turn.question(intent.request) if intent.request else None
    if intent.request and request is None:
        return turn.refuse("ask.gone")
    question, answer = await _thread(intent.source, turn)
    source = answer.key if answer else intent.source
    if source:
        title, did = await _kept(intent, question, answer, turn)
        if not title and not did:
            return turn.refuse("share.nothing_to_keep")
        inputs = _four(turn, title, did)
    else:
        inputs = [*_four(turn, intent.title, ""), *_more(turn)]
    if is_direct and request is None and question is None:
        places = choices(await askable_places(turn))
        if not places:
            return await nowhere(turn, "share")
        inputs.insert(0, _place(turn, places))
    carries = does("share", source or "-", request.key if request else "-")
    return opened(
        _form(turn, carries, inputs),
        (turn.whisper("share.how"),),
        _again(source, question, request),
    )


def _again(source: str | None, question: Question | None, request: Question | None) -> str:
    """Return what opens the form once more; nothing where the words of a message are not ours."""
    if source:
        return does("keep", source) if question else ""
    return does("share", request.key) if request else "share"


async def _thread(source: str | None, turn: Look) -> tuple[Question | None, Answer | None]:
    """Return the question, and the answer, that a message holds; only what may be read here."""
    if source is None:
        return None, None
    answer = await turn.look.answer(source)
    question = await turn.look.question(answer.question if answer else source)
    question = question or await turn.look.question_in_thread(source)
    if question is None or question.gone or not await _is_read_here(question, turn):
        return None, None
    return question, answer if answer and not answer.gone else None


async def _is_read_here(question: Question, turn: Look) -> bool:
    """Tell whether a question was asked here, or in public, where the speaker may see it.

    In a direct line it is enough that its owner sees it.
    """
    if question.place == turn.place.key:
        return True
    if not await turn.may_see(question.place):
        return False
    if turn.place.visibility is Visibility.DIRECT:
        return True
    place = await turn.place_of(question.place)
    return place.visibility is question.visibility is Visibility.PUBLIC


async def _kept(
    intent: ShareForm, question: Question | None, answer: Answer | None, turn: Look
) -> tuple[str, str]:
    """Return title and words from what a thread holds; of another message, its own words."""
    if question is None:
        return shortened(" ".join(intent.text.split()), 100), intent.text
    title = shortened(" ".join((question.text or "").split()), _LONGEST_TITLE)
    best = answer or next(iter(await turn.look.answers_to(question.key)), None)
    return title, (best.text if best else None) or ""


def _form(turn: Look, carries: str, inputs: list[Input]) -> Form:
    return Form(
        turn.word("form.share.title"), turn.word("form.share.submit"), carries, tuple(inputs)
    )


def _four(turn: Look, title: str, did: str) -> list[Input]:
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
        Input(
            "did",
            turn.word("form.share.did"),
            text,
            value=shortened(did, _LONGEST),
            is_required=True,
        ),
        Input("result", turn.word("form.share.result"), text),
        Input("again", turn.word("form.share.again"), choice, choices=again),
    ]


def _more(turn: Look) -> list[Input]:
    return [
        Input("link", turn.word("form.share.link"), longest=_LONGEST_LINE),
        Input("contact", turn.word("form.share.contact"), longest=100),
    ]


def _place(turn: Look, places: tuple[tuple[str, str], ...]) -> Input:
    label, choice = turn.word("form.place"), InputKind.CHOICE
    return Input("place", label, choice, value=places[0][0], choices=places, is_required=True)


async def share(intent: Share, turn: Turn) -> Outcome:
    """Remember an example and post it; who asked for one hears of it once it is posted."""
    request = await turn.tx.question(intent.request) if intent.request else None
    question, answer = await _thread(intent.source, turn)
    there = await _where(intent, request or question, turn)
    if there is None or not there.phase.serves:
        return turn.refuse("share.not_here")
    if not intent.title or not intent.did:
        return turn.refuse("share.empty")
    if request and (request.gone or request.wants is not Wants.EXAMPLE):
        request = None  # taken back meanwhile: what was written is shared all the same
    await turn.know_speaker()
    example = _example(intent, request, there)
    if answer and not example.contact and not await turn.is_speaker(answer.author):
        example = replace(example, contact=await _credited(answer.author, turn))
    await turn.tx.add_example(example)
    await turn.tx.queue("example", there.place.key, example.key, turn.now)
    if request and not await turn.is_speaker(request.asker):
        await _is_shared(request, there)
    return remembered("example", (turn.whisper("share.posted"),), (example.key,))


async def _where(intent: Share, about: Question | None, turn: Turn) -> Turn | None:
    """Return the turn in the place for the example: its request's, the chosen one, or this."""
    is_direct = turn.place.visibility is Visibility.DIRECT
    if about and (intent.request or is_direct):
        return await turn.moved(about.place)
    return None if intent.request else await turn.moved(intent.into)


async def _credited(author: str, turn: Turn) -> str | None:
    """Return who can be asked about an example that somebody else made of their answer."""
    return None if (await turn.tx.person(author)).opted_out else author


async def _is_shared(request: Question, there: Turn) -> None:
    await ladder.end(request.key, there.tx)
    asker = await there.tx.person(request.asker)
    await ladder.ask_whether_it_helped(
        request, asker, there.place, there.tx, there.policy, there.now
    )


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
        request=request.key if request else None,
    )


async def pass_on(intent: PassOn, turn: Turn) -> Outcome:
    """Send an answer or example on in the speaker's name, to a colleague or a place."""
    item = await turn.tx.item(intent.item)
    if item is None or not (await turn.place_of(item.place)).phase.serves:
        return turn.refuse("pass.nothing")
    if item.visibility is not Visibility.PUBLIC:
        return turn.refuse("pass.private")
    if not await turn.may_see(item.place):  # a guest
        return turn.refuse("pass.nothing")
    places = await turn.served_places()
    if intent.to is None:
        return opened(
            _pass_form(item, places, turn), (turn.whisper("pass.to_whom"),), does("pass", item.key)
        )
    if not intent.to:
        return _refused(intent, item, places, turn, "to", "pass.to_whom")
    to_place = intent.to in [each.key for each in places]
    there = "pass.there" if item.place == intent.to else None
    refused = there if to_place else await _refused_by(item, intent.to, turn)
    if refused:
        return _refused(intent, item, places, turn, "place" if to_place else "to", refused)
    if await turn.tx.has_passed(item.key, turn.person.key, intent.to):
        return turn.refuse("pass.already")
    await turn.know_speaker()
    key = turn.key_for("pass")
    passed = Passed(key, item.key, turn.person.key, intent.to, intent.note[:_LONGEST], turn.at)
    await turn.tx.add_pass(passed)
    await turn.tx.suggest(key, [item.key], turn.now)
    await turn.tx.queue("passed_here" if to_place else "passed", intent.to, key, turn.now)
    is_left_out = (await turn.tx.person(turn.person.key)).opted_out
    said = "pass.done_unnamed" if is_left_out else "pass.done"
    return remembered("pass", (turn.whisper(said),))


async def _refused_by(item: Item, person: str, turn: Turn) -> str | None:
    """Return why something is not passed on to a person."""
    people = await turn.tx.people([person])
    if not people:
        return "pass.unknown"
    if await turn.is_speaker(people[0].key):
        return "pass.yourself"
    if item.author in people[0].keys:
        return "pass.theirs"
    if not await turn.tx.may_see(item.place, people[0].key):
        return "pass.guest"
    is_reached = people[0].active and not people[0].quiet and not people[0].opted_out
    return None if is_reached else "pass.quiet"


def _refused(  # noqa: PLR0913, PLR0917, RUF100 - what was sent, of what, to where, and why not
    intent: PassOn, item: Item, places: Sequence[Place], turn: Turn, name: str, why: str
) -> Outcome:
    """Say why it was not sent, and leave the form open with what was written in it."""
    form = _pass_form(item, places, turn, note=intent.note, wrong=turn.word(why))
    return replace(turn.refuse_input(name, why), form=form)


def _pass_form(
    item: Item, places: Sequence[Place], turn: Turn, *, note: str = "", wrong: str = ""
) -> Form:
    """Return the form: a colleague or, where there is another one, a channel.

    ``wrong`` says why it could not be sent to whom was chosen before.
    """
    others = choices([each for each in places if each.key != item.place])
    to = Input("to", turn.word("form.pass.to"), InputKind.PERSON, hint=wrong)
    inputs = [replace(to, is_required=not others)]
    if others:
        label = turn.word("form.pass.place")
        inputs.append(Input("place", label, InputKind.CHOICE, choices=others))
    words = turn.word("form.pass.note")
    inputs.append(Input("note", words, InputKind.TEXT, value=note[:500], longest=500))
    title, submit = turn.word("form.pass.title"), turn.word("form.pass.submit")
    return Form(title, submit, does("pass", item.key), tuple(inputs))
