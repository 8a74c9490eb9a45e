"""Who was asked is told that it is answered: the earlier message of ours is brought up to date."""

from dataclasses import replace

from bot.messages import Post
from bot.posts.posting import Posting
from bot.posts.sending import SHORT, Sending
from bot.posts.who import WHO
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Take the question off who was asked: it is answered, by them or by somebody else."""
    found = await sending.question()
    asked = [
        each
        for each in await sending.look.queued(WHO.name, sending.due.about)
        if str(each.id) == sending.due.period
    ]
    if found is None or not asked or sending.person is None:
        return None
    answers = await sending.look.answers_to(found.key)
    theirs = any(each.author in sending.person.keys for each in answers)
    said = "nudge.settled_by_you" if theirs else "nudge.settled"
    parts = (await sending.quoted(found, SHORT), sending.say(said, link=sending.link(found)))
    post = sending.privately(*parts, tells=(found.key,))
    return replace(post, replaces=asked[0].message)


WHO_SETTLED = Posting("who_settled", Manner.ANSWER, compose, is_private=True)
