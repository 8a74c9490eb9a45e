"""What we told elsewhere of something follows it: no copy says, or names, more than it does."""

from collections.abc import Iterable
from datetime import datetime

from bot.ports import Due
from bot.posts import posting_of
from bot.posts.followed import FOLLOWED
from bot.posts.followed_here import FOLLOWED_HERE
from bot.writing import Writing

_FOLLOWING = (FOLLOWED.name, FOLLOWED_HERE.name)


async def correct(
    source: str, tx: Writing, now: datetime, stamp: str, gone_post: str | None = None
) -> None:
    """Have our messages that tell of something brought up to date.

    ``stamp`` tells this change from others, ``gone_post`` is a message that is not there any more.
    """
    await _correct(await tx.copies_of(source), tx, now, stamp, gone_post)


async def correct_once_more(sent: Due, tx: Writing, now: datetime) -> None:
    """Do so, once, for a message during whose sending something changed."""
    await _correct([sent], tx, now, "once more")


async def correct_place(place: str, tx: Writing, now: datetime, stamp: str) -> None:
    """Do so for all that was said in a place, which fewer people can read from now on."""
    await _correct(await tx.copies_from(place), tx, now, stamp)
    for question, others in (await tx.echoes_from(place)).items():
        for other in others:
            await tx.queue("refresh", other, question, now, stamp)


async def correct_person(accounts: Iterable[str], tx: Writing, now: datetime, stamp: str) -> None:
    """Do so for all that somebody said, shared or passed on: their name is in it, or is not."""
    await _correct(await tx.copies_by(tuple(accounts)), tx, now, stamp)


async def _correct(
    copies: Iterable[Due], tx: Writing, now: datetime, stamp: str, gone_post: str | None = None
) -> None:
    for each in copies:
        if gone_post and each.message == gone_post:
            continue
        first = each.period.partition(" ")[0] if each.kind in _FOLLOWING else str(each.id)
        kind = FOLLOWED if posting_of(each.kind).is_private else FOLLOWED_HERE
        await tx.queue(kind.name, each.target, each.about, now, f"{first} {stamp}")
