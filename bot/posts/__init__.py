"""All that we send: one file for each kind, joined here."""

from bot.posts.answer import ANSWER
from bot.posts.arrived import ARRIVED
from bot.posts.asker import ASKER
from bot.posts.digest import DIGEST
from bot.posts.example import EXAMPLE
from bot.posts.example_gone import EXAMPLE_GONE
from bot.posts.first import FIRST
from bot.posts.followed import FOLLOWED
from bot.posts.followed_here import FOLLOWED_HERE
from bot.posts.hello import HELLO
from bot.posts.helped import HELPED
from bot.posts.news import NEWS
from bot.posts.offer import OFFER
from bot.posts.passed import PASSED
from bot.posts.passed_here import PASSED_HERE
from bot.posts.phase import PHASE
from bot.posts.posting import Posting
from bot.posts.question import QUESTION
from bot.posts.readers import READERS
from bot.posts.refresh import REFRESH
from bot.posts.reused import REUSED
from bot.posts.shared import SHARED
from bot.posts.thanks import THANKS
from bot.posts.thread import THREAD
from bot.posts.tracked import TRACKED
from bot.posts.unposted import UNPOSTED
from bot.posts.unreached import UNREACHED
from bot.posts.welcome import WELCOME
from bot.posts.who import WHO
from bot.posts.who_settled import WHO_SETTLED
from bot.posts.widened import WIDENED
from bot.rhythm import Manner

POSTINGS: tuple[Posting, ...] = (
    # Where everybody in the place sees it.
    QUESTION,
    TRACKED,
    WIDENED,
    REFRESH,
    ANSWER,
    EXAMPLE,
    EXAMPLE_GONE,
    PASSED_HERE,
    FOLLOWED_HERE,
    PHASE,
    READERS,
    ARRIVED,
    THREAD,
    DIGEST,
    # To one person.
    FIRST,
    NEWS,
    SHARED,
    PASSED,
    FOLLOWED,
    HELLO,
    UNPOSTED,
    UNREACHED,
    WHO,
    WHO_SETTLED,
    ASKER,
    HELPED,
    THANKS,
    REUSED,
    WELCOME,
    OFFER,
)

PRIVATE = tuple(each.name for each in POSTINGS if each.is_private)
UNASKED = tuple(
    each.name for each in POSTINGS if each.is_private and each.manner is Manner.SCHEDULED
)
"""The kinds that count as unsolicited: a person gets only so many of them."""

_BY_NAME = {each.name: each for each in POSTINGS}


def posting_of(said: str) -> Posting:
    """Return the kind of an outbox row, whose name may be followed by a detail."""
    return _BY_NAME[said.partition(" ")[0]]
