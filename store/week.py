"""What happened in a place in a week: what a digest is made of."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, true

from bot.model import CapturedBy, Item, Question, Week
from store.examples import example_of, insight_of
from store.finding import Finding
from store.questions import question_of
from store.tables import examples, helpful, insights, members, places, questions

_SETTLING = timedelta(days=1)
_REMEMBERED_FOR = timedelta(weeks=4)
_NOT_TOLD = (CapturedBy.LISTENING.value,)


class Weeks(Finding):
    """The part of a transaction about what a digest tells."""

    async def week(self, place: str, start: datetime, end: datetime) -> Week:
        """Return what happened in a place from a start up to, but not with, an end."""
        return Week(
            start=start,
            end=end,
            unsettled=tuple(await self._unsettled(place, end)),
            helpful=tuple(await self._helped(place, start, end)),
            examples=tuple(await self._shared(place, start, end)),
            changed=tuple(await self._changed(place, start, end)),
            newcomers=tuple(await self._newcomers(place, start, end)),
        )

    async def _unsettled(self, place: str, end: datetime) -> list[Question]:
        """Return what was asked in the last four weeks and is not settled, the oldest first."""
        mine = self.mine(questions, place=place)
        rows = await self.run(
            select(questions).where(
                mine,
                questions.c.asked_at < end,
                questions.c.asked_at >= end - _REMEMBERED_FOR,
                questions.c.thread.is_not(None),
                questions.c.text.is_not(None),
                questions.c.captured_by.not_in(_NOT_TOLD),
            )
        )
        found = [question_of(row) for row in rows]
        waiting = [each for each in found if not each.is_settled]
        return sorted(waiting, key=lambda each: (each.asked_at, each.key))

    async def _helped(self, place: str, start: datetime, end: datetime) -> list[Item]:
        """Return the answers that were marked helpful within, most marks first."""
        within = (helpful.c.at >= start) & (helpful.c.at < end)
        marked = select(helpful.c.answer).where(self.mine(helpful), helpful.c.on == true(), within)
        keys = [row.answer for row in await self.run(marked.distinct())]
        found = [each for each in await self.answers_with(keys, place) if each.marks]
        return sorted(found, key=lambda each: (-each.marks, each.at, each.key))

    async def _shared(self, place: str, start: datetime, end: datetime) -> list[Any]:
        mine = self.mine(examples, place=place)
        within = (examples.c.shared_at >= start) & (examples.c.shared_at < end)
        rows = await self.run(select(examples).where(mine, within, examples.c.gone_at.is_(None)))
        return sorted(map(example_of, rows), key=lambda each: (each.shared_at, each.key))

    async def _changed(self, place: str, start: datetime, end: datetime) -> list[Any]:
        mine = self.mine(insights, place=place)
        within = (insights.c.outcome_at >= start) & (insights.c.outcome_at < end)
        rows = await self.run(select(insights).where(mine, within, insights.c.gone_at.is_(None)))
        return sorted(map(insight_of, rows), key=lambda each: each.key)

    async def _newcomers(self, place: str, start: datetime, end: datetime) -> list[str]:
        """Return who came within; those who were there when it began are not new."""
        since = await self.one(select(places.c.served_since).where(self.mine(places, key=place)))
        began = since.served_since + _SETTLING if since and since.served_since else start
        mine = self.mine(members, place=place)
        within = (members.c.came_at >= max(start, began)) & (members.c.came_at < end)
        rows = await self.run(
            select(members.c.person).where(mine, within, members.c.present == true())
        )
        return sorted(row.person for row in rows)
