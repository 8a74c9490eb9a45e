"""What whoever runs the product looks at: alive, ready, numbers."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.operations import add_operations
from bot.intents import Delete, Reply
from store.operations import depths
from store.transaction import Database
from tests.cast import AMINA, BRUNO, PILOT
from tests.conftest import Bot

Client = TestClient[web.Request, web.Application]


@dataclass
class Look:
    """Looks into the boxes, while the database is there."""

    database: Database
    is_away: bool = False

    async def __call__(self) -> Mapping[str, int]:
        if self.is_away:
            raise OSError("the disk is gone, password=hunter2")
        async with self.database.reading() as connection:
            return await depths(connection)


@pytest.fixture
def look(database: Database) -> Look:
    """The boxes of a fresh database."""
    return Look(database)


@pytest.fixture
async def client(look: Look) -> AsyncIterator[Client]:
    """The three addresses, served."""
    app = web.Application()
    add_operations(app, look)
    async with TestClient(TestServer(app)) as found:
        yield found


async def asked(client: Client, path: str) -> tuple[int, str]:
    """Return the status and text of an address."""
    answer = await client.get(path)
    return answer.status, await answer.text()


async def test_a_process_that_runs_is_alive_and_ready(client: Client) -> None:
    assert await asked(client, "/livez") == (200, "alive\n")
    assert await asked(client, "/readyz") == (200, "ready\n")


async def test_without_its_database_it_is_alive_and_not_ready(client: Client, look: Look) -> None:
    look.is_away = True

    assert await asked(client, "/livez") == (200, "alive\n")
    assert await asked(client, "/readyz") == (503, "not ready\n")
    assert await asked(client, "/metrics") == (503, "not ready\n")


async def test_it_is_ready_again_when_the_database_is_back(client: Client, look: Look) -> None:
    look.is_away = True
    await asked(client, "/readyz")

    look.is_away = False

    assert await asked(client, "/readyz") == (200, "ready\n")
    status, _ = await asked(client, "/metrics")
    assert status == 200


async def test_the_numbers_are_in_the_format_of_prometheus(client: Client) -> None:
    answer = await client.get("/metrics")

    text = await answer.text()
    assert answer.status == 200
    assert answer.content_type == "text/plain"
    assert "# TYPE whoknows_box_items gauge" in text
    assert "process_cpu_seconds_total" in text


async def test_every_box_has_its_number_from_the_start(client: Client) -> None:
    _, text = await asked(client, "/metrics")

    boxes = ("inbox_new", "inbox_parked", "outbox_waiting", "outbox_dead", "dead_letters")
    for box in boxes:
        assert f'whoknows_box_items{{box="{box}"}} 0.0' in text


async def test_the_numbers_follow_what_lies_in_the_boxes(client: Client, bot: Bot) -> None:
    await bot.hear(Reply(f"{PILOT.key}/2", f"{PILOT.key}/1", "With a buddy."), BRUNO)
    await bot.hear(Delete(f"{PILOT.key}/3"), AMINA)

    _, text = await asked(client, "/metrics")

    assert 'whoknows_box_items{box="inbox_parked"} 2.0' in text
    assert 'whoknows_box_items{box="inbox_new"} 0.0' in text


async def test_what_is_wrong_is_not_told_to_whoever_asks(client: Client, look: Look) -> None:
    look.is_away = True

    _, text = await asked(client, "/readyz")

    assert "hunter2" not in text


async def test_two_processes_in_one_can_each_be_looked_at(look: Look) -> None:
    for _ in range(2):
        add_operations(web.Application(), look)
