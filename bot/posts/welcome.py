"""A newcomer gets the answers that helped most, and whom to ask about what."""

from bot.messages import Bullets, Link, Part, Post, Spans, Where, Who
from bot.model import Item, Person, Visibility
from bot.posts.posting import WEEK, Posting
from bot.posts.sending import Sending
from bot.rhythm import Manner
from bot.text import shortened

_MOST = 5
_LOOKED_AT = 100


async def compose(sending: Sending) -> Post | None:
    """Give a newcomer the answers that helped most, and whom to ask about what; once."""
    person, about = sending.person, sending.due.about
    if person is None or not await sending.may_show(about):
        return None
    # The card goes to the direct line, and what is private is named only where it was said.
    here = await sending.place_of(about)
    public = Visibility.PUBLIC
    found = await sending.look.reused(about, _LOOKED_AT, only_here=person.guest)
    best = [each for each in found if each.visibility is public][:_MOST]
    people = await _people_to_ask(sending)
    whom = [_knows(each, sending) for each in people]
    if not best and not whom:
        return None
    hello = sending.say("welcome.hello", place=Where(about))
    parts: list[Part] = [hello if here.is_named else sending.say("welcome.hello_private")]
    if best:
        parts += [
            sending.say("welcome.answers"),
            Bullets(tuple(_line(each, sending) for each in best)),
        ]
    if whom:
        parts += [sending.say("welcome.whom"), Bullets(tuple(whom))]
    tells = [key for each in best for key in (each.key, each.question)]
    tells += [each.key for each in people]
    return sending.privately(*parts, sending.say("welcome.how"), tells=tuple(tells))


def _line(item: Item, sending: Sending) -> Spans:
    link = Link(shortened(item.title, 120), item.message or item.key)
    return sending.spans("welcome.line", link=link, n=item.marks) if item.marks else (link,)


def _knows(person: Person, sending: Sending) -> Spans:
    topics = ", ".join(person.topics[:3])
    return sending.spans("welcome.person", person=Who(person.key), topics=topics)


async def _people_to_ask(sending: Sending) -> list[Person]:
    """Return who says of themselves what they know; nobody is named who did not."""
    named = await sending.look.people_with_topics()
    seeing = await sending.look.who_sees(sending.due.about, [each.key for each in named])
    people = [
        each
        for each in named
        if each.active
        and not each.quiet
        and not each.opted_out
        and each.key != sending.due.target
        and each.key in seeing
    ]
    return people[:_MOST]


WELCOME = Posting("welcome", Manner.SCHEDULED, compose, stale_after=WEEK, is_private=True)
