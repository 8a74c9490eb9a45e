"""The messages of the sandbox, which is a chat of our own."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports import ChatMessage
from store.engine import Engines
from store.tables import sandbox_messages as messages


class SandboxLog:
    """Keeps the sandbox's messages beside what the product remembers of them."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    async def load(self) -> Sequence[ChatMessage]:
        """Return all messages, oldest first."""
        async with self._engines.reader.connect() as connection:
            rows = await connection.execute(select(messages).order_by(messages.c.id))
            return [_message(row) for row in rows]

    async def save(self, message: ChatMessage) -> None:
        """Keep a message, in place of the one with its key."""
        values: dict[str, Any] = {
            **message.__dict__,
            "reactions": json.dumps(dict(message.reactions), ensure_ascii=False),
        }
        async with self._engines.writer.begin() as connection:
            changed = await connection.execute(
                messages.update().where(messages.c.key == message.key).values(values)
            )
            if not changed.rowcount:
                await connection.execute(messages.insert().values(values))

    async def remove(self, key: str) -> None:
        """Forget a message."""
        async with self._engines.writer.begin() as connection:
            await connection.execute(delete(messages).where(messages.c.key == key))


async def time_in_it(connection: AsyncConnection, now: datetime) -> datetime:
    """Return the time as the sandbox has it, whose clock may be ahead; elsewhere it is now.

    There it is never earlier than the last that was said, also when it is opened again.
    """
    newest = select(messages.c.key).order_by(messages.c.id.desc()).limit(1)
    key = (await connection.execute(newest)).scalar()
    with suppress(ValueError, OverflowError, OSError):
        return max(now, datetime.fromtimestamp(float(str(key).rpartition("/")[2]), UTC))
    return now


def _message(row: Any) -> ChatMessage:
    reactions = {sign: tuple(people) for sign, people in json.loads(row.reactions).items()}
    return ChatMessage(
        row.key, row.place, row.author, row.body, row.thread, row.only_for, row.edited, reactions
    )
