"""What happened in a place in a week: what a digest is made of."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, true

from bot.model import CapturedBy, Item, Question, Wants, Week
from store.accounts import by_another, person_behind
from store.base import unindexed
from store.examples import example_of, insight_of
from store.finding import Finding
from store.questions import question_of
from store.tables import answers, examples, helpful, insights, members, places, questions

_SETTLING = timedelta(days=1)
_REMEMBERED_FOR = timedelta(weeks=4)
_NOT_TOLD = (CapturedBy.LISTENING.value,)


class Weeks(Finding):
    """The part of a transaction about what a digest tells."""

    async def week(self, place: str, start: datetime, end: datetime) -> Week:
        """Return what happened in a place from a start up to, but not with, an end."""
        return replace(
            await self.turnout(place, start, end),
            unsettled=tuple(await self._unsettled(place, end)),
            helpful=tuple(await self._helped(place, start, end)),
            examples=tuple(await self._shared(place, start, end)),
            changed=tuple(await self._changed(place, start, end)),
            newcomers=tuple(await self._newcomers(place, start, end)),
        )

    async def turnout(self, place: str, start: datetime, end: datetime) -> Week:
        """Return of the same what was asked, and the numbers, and nothing more."""
        askers, asked = await self._asked(place, start, end)
        answered = await self._answered(place, start, end)
        return Week(
            start=start,
            end=end,
            asked=tuple(asked),
            answered=len({key for key, _ in answered} & {each.key for each in asked}),
            solved=sum(each.verdict == "solved" for each in asked),
            askers=len(askers),
            authors=len({author for _, author in answered}),
        )

    async def _asked(
        self, place: str, start: datetime, end: datetime
    ) -> tuple[set[str], list[Question]]:
        mine = self.mine(questions, place=place, wants=Wants.ANSWER.value)
        within = (questions.c.asked_at >= start) & (questions.c.asked_at < end)
        told = questions.c.captured_by.not_in(_NOT_TOLD) & questions.c.gone_at.is_(None)
        person = person_behind(questions.c.asker).label("person")
        found = await self.run(select(questions, person).where(mine, within, told))
        rows = found.all()
        asked = sorted(map(question_of, rows), key=lambda each: (each.asked_at, each.key))
        return {row.person for row in rows}, asked

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

    async def _answered(self, place: str, start: datetime, end: datetime) -> list[tuple[str, str]]:
        of_question = (questions.c.organisation == answers.c.organisation) & (
            questions.c.key == answers.c.question
        )
        rows = await self.run(
            select(answers.c.question, person_behind(answers.c.author).label("person"))
            .join(questions, of_question)
            .where(
                self.mine(answers),
                unindexed(questions.c.place) == place,
                by_another(answers.c.author, questions.c.asker),
                answers.c.gone_at.is_(None),
                answers.c.captured_by.not_in(_NOT_TOLD),
                answers.c.answered_at >= start,
                answers.c.answered_at < end,
            )
        )
        return [(row.question, row.person) for row in rows]

    async def _helped(self, place: str, start: datetime, end: datetime) -> list[Item]:
        """Return the answers that were marked helpful within, most marks first."""
        within = (helpful.c.at >= start) & (helpful.c.at < end)
        marked = select(helpful.c.answer).where(self.mine(helpful), helpful.c.on == true(), within)
        keys = [row.answer for row in await self.run(marked.distinct())]
        found = await self.answers_with(keys, place)
        return sorted(found, key=lambda each: (-each.marks, each.at, each.key))

    async def _shared(self, place: str, start: datetime, end: datetime) -> list[Any]:
        mine = self.mine(examples, place=place)
        within = (examples.c.shared_at >= start) & (examples.c.shared_at < end)
        rows = await self.run(select(examples).where(mine, within, examples.c.gone_at.is_(None)))
        return sorted(map(example_of, rows), key=lambda each: (each.shared_at, each.key))

    async def _changed(self, place: str, start: datetime, end: datetime) -> list[Any]:
        mine = self.mine(insights, place=place)
        within = (insights.c.outcome_at >= start) & (insights.c.outcome_at < end)
        rows = await self.run(select(insights).where(mine, within))
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
