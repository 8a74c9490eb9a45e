"""A platform is asked once in a while; what it told is in rows before anybody is answered."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from adapters.asking import Ask, Asking, Told
from adapters.payload import Json
from bot.ports import StoreAway
from bot.turn import Outcome, remembered
from tests.cast import FrozenClock

NORA = "slack:T1/UNORA"
HERE = "slack:T1/CHERE"
HOUR = timedelta(hours=1)


@dataclass
class Platform:
    """Tells what it is asked when it is let."""

    let: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list)
    people: tuple[str, ...] = ()

    def about(self, key: str) -> Ask:
        """Return what is to be asked."""

        async def ask() -> Told:
            self.asked.append(key)
            await self.let.wait()
            return Told({"told": key}, HOUR, self.people, HOUR)

        return Ask(key, ask)


@dataclass
class Product:
    """Hears what was told."""

    became: str = "introduction"
    is_away: bool = False
    takes: float = 0
    heard: list[Json] = field(default_factory=list)

    async def introduce(self, told: Json) -> Outcome:
        """Take it in, which takes a moment."""
        await asyncio.sleep(self.takes)
        if self.is_away:
            raise StoreAway
        self.heard.append(told)
        return remembered(self.became)


async def test_it_is_asked_once_at_a_time_and_again_when_its_word_has_had_its_time() -> None:
    clock, platform, product = FrozenClock(), Platform(), Product()
    asking = Asking(clock, product.introduce)

    await asking.learn([platform.about(NORA)], 0)
    await asking.learn([platform.about(NORA)], 0.01)
    platform.let.set()
    await asking.learn([platform.about(NORA)], 1)
    await asking.learn([platform.about(NORA)], 1)
    clock.push(hours=1)
    await asking.learn([platform.about(NORA)], 1)

    assert platform.asked == [NORA, NORA]
    assert [each["told"] for each in product.heard] == [NORA, NORA]
    assert product.heard[0]["workspace"] == "slack:T1"


async def test_who_waits_for_an_answer_waits_until_what_was_told_is_taken_in() -> None:
    platform, product = Platform(), Product(takes=0.2)
    platform.let.set()

    await Asking(FrozenClock(), product.introduce).learn([platform.about(NORA)], 0.05)

    assert product.heard


async def test_what_becomes_of_a_place_while_it_is_asked_about_has_it_asked_about_anew() -> None:
    platform, product = Platform(), Product()
    asking = Asking(FrozenClock(), product.introduce)

    await asking.learn([platform.about(HERE)], 0)
    await asyncio.sleep(0)
    asking.forget(HERE)
    await asking.learn([platform.about(HERE)], 0)
    platform.let.set()
    await asking.learn([platform.about(HERE)], 1)

    assert platform.asked == [HERE, HERE]
    assert len(product.heard) == 2


async def test_what_the_product_could_not_take_in_is_asked_again_soon() -> None:
    clock, platform, product = FrozenClock(), Platform(), Product(is_away=True)
    platform.let.set()
    asking = Asking(clock, product.introduce)

    await asking.learn([platform.about(NORA)], 1)
    product.is_away = False
    clock.push(minutes=1)
    await asking.learn([platform.about(NORA)], 1)

    assert [each["told"] for each in product.heard] == [NORA]


async def test_who_is_in_a_list_is_not_asked_about_where_all_of_it_is_remembered() -> None:
    for became, asked in (("introduction", [HERE, NORA]), ("attendance", [HERE])):
        platform = Platform(people=(NORA,))
        platform.let.set()
        asking = Asking(FrozenClock(), Product(became).introduce)

        await asking.learn([platform.about(HERE)], 1)
        await asking.learn([platform.about(NORA)], 1)

        assert platform.asked == asked
