"""Who follows a question hears that it was answered."""

from bot.messages import Post, Who
from bot.posts.posting import Posting
from bot.posts.sending import SHORT, Sending
from bot.rhythm import Manner


async def compose(sending: Sending) -> Post | None:
    """Tell who follows a question that it was answered by somebody else."""
    found = await sending.question()
    if found is None or sending.due.target not in await sending.look.followers(found.key):
        return None
    answers = await sending.look.answers_to(found.key)
    reader = sending.person.keys if sending.person else ()
    theirs = [each for each in answers if each.author not in reader]
    if not theirs:
        return None
    newest = theirs[-1]
    return sending.privately(
        sending.say("news.answer", author=Who(newest.author), link=sending.link(found)),
        await sending.quoted(found, SHORT),
        tells=(newest.key, found.key),
    )


NEWS = Posting("news", Manner.ANSWER, compose, is_private=True)
