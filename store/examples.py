"""Examples, what is passed on, and what was learnt and done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, select, update

from bot.model import Example, Insight, Passed, Visibility
from store.search import Search
from store.tables import examples, insights, passes


class Examples(Search):
    """The part of a transaction about examples and where they travel."""

    async def example(self, key: str) -> Example | None:
        """Return the example with this key, or that we posted as this message."""
        row = await self.one(select(examples).where(self.mine(examples, key=key)))
        if row is None:
            row = await self.one(select(examples).where(self.mine(examples, posted_as=key)))
        return example_of(row) if row else None

    async def add_example(self, example: Example) -> bool:
        """Remember an example; False when it is known."""
        values = {**example.__dict__, "visibility": example.visibility.value}
        values.pop("gone")
        is_new = await self.add(examples, values)
        if is_new:
            await self.index_example(example.key)
        return is_new

    async def sharers_for(self, request: str) -> Sequence[str]:
        """Return who shared an example for a request that stands."""
        mine = self.mine(examples, request=request) & examples.c.gone_at.is_(None)
        rows = await self.run(select(examples.c.author).where(mine).distinct())
        return sorted(row.author for row in rows)

    async def set_example_post(self, example: str, message: str) -> None:
        """Tell as which message we posted an example."""
        mine = self.mine(examples, key=example)
        await self.run(update(examples).where(mine).values(posted_as=message))

    async def add_pass(self, passed: Passed) -> None:
        """Remember that something was passed on."""
        await self.add(passes, dict(passed.__dict__))

    async def passed(self, key: str) -> Passed | None:
        """Return what was passed on under this key."""
        row = await self.one(select(passes).where(self.mine(passes, key=key)))
        return Passed(row.key, row.item, row.by, row.to, row.note, row.at) if row else None

    async def has_passed(self, item: str, by: str, to: str) -> bool:
        """Tell whether somebody passed this on to them, or there, before."""
        mine = self.mine(passes, item=item, by=by, to=to)
        return await self.one(select(passes.c.key).where(mine)) is not None

    async def add_insight(self, insight: Insight) -> None:
        """Remember what was learnt."""
        told = {name: value for name, value in insight.__dict__.items() if name != "gone"}
        await self.add(insights, told)

    async def insight(self, key: str) -> Insight | None:
        """Return the insight with this key."""
        row = await self.one(select(insights).where(self.mine(insights, key=key)))
        return insight_of(row) if row else None

    async def insights(self, place: str, most: int) -> Sequence[Insight]:
        """Return what was learnt in a place, the newest first."""
        rows = await self.run(
            select(insights)
            .where(self.mine(insights, place=place), insights.c.gone_at.is_(None))
            .order_by(insights.c.at.desc(), insights.c.key)
            .limit(most)
        )
        return [insight_of(row) for row in rows]

    async def revise_insight(self, insight: Insight, at: datetime) -> None:
        """Put other words in its place; the newest count, and what is taken back stays so."""
        older = insights.c.edited_at.is_(None) | (insights.c.edited_at < at)
        mine = self.mine(insights, key=insight.key) & older & insights.c.gone_at.is_(None)
        new = {name: getattr(insight, name) for name in ("text", "action", "owner", "due")}
        await self.run(update(insights).where(mine).values(edited_at=at, **new))

    async def withdraw_insight(self, insight: str, at: datetime) -> None:
        """Take it back: its words go, that somebody concluded something stays."""
        mine = self.mine(insights, key=insight) & insights.c.gone_at.is_(None)
        blank = {"text": "", "owner": None, "outcome": None}
        done = case((insights.c.action.is_(None), None), else_="")
        await self.run(update(insights).where(mine).values(gone_at=at, action=done, **blank))

    async def set_outcome(self, insight: str, text: str, at: datetime) -> None:
        """Note what came of an action; the newest word counts."""
        older = insights.c.outcome_at.is_(None) | (insights.c.outcome_at < at)
        mine = self.mine(insights, key=insight) & older & insights.c.gone_at.is_(None)
        await self.run(update(insights).where(mine).values(outcome=text, outcome_at=at))


def example_of(row: Row[Any]) -> Example:
    """Return the example that a row holds."""
    return Example(
        key=row.key,
        place=row.place,
        author=row.author,
        title=row.title,
        did=row.did,
        shared_at=row.shared_at,
        visibility=Visibility(row.visibility),
        result=row.result,
        again=row.again,
        link=row.link,
        contact=row.contact,
        source=row.source,
        request=row.request,
        posted_as=row.posted_as,
        gone=row.gone_at is not None,
    )


def insight_of(row: Row[Any]) -> Insight:
    """Return the insight that a row holds."""
    return Insight(
        key=row.key,
        place=row.place,
        by=row.by,
        text=row.text,
        at=row.at,
        action=row.action,
        owner=row.owner,
        due=row.due,
        outcome=row.outcome,
        outcome_at=row.outcome_at,
        gone=row.gone_at is not None,
    )
