"""What whoever runs the product looks at: alive, ready, numbers."""

from collections.abc import Awaitable, Callable, Iterator, Mapping

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from adapters.web.http import VISITORS
from adapters.web.visitors import WHYS
from bot.breakage import report

Depths = Callable[[], Awaitable[Mapping[str, int]]]
"""Returns how much lies in each box; raises where the database does not answer."""


def add_operations(app: web.Application, depths: Depths) -> None:
    """Add ``/livez``, ``/readyz`` and ``/metrics``."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    boxes = Gauge(
        "whoknows_box_items", "Items in a box, by its name and state", ["box"], registry=registry
    )
    registry.register(_AtTheDoor(app))

    async def live(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def ready(_request: web.Request) -> web.Response:
        return web.Response(text="ready\n") if await _look() else _not_ready()

    async def metrics(_request: web.Request) -> web.Response:
        if not await _look():
            return _not_ready()
        body = generate_latest(registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _look() -> bool:
        try:
            found = await depths()
        except Exception as error:  # noqa: BLE001 - whatever it is, we are not ready
            report("the database does not answer", error)
            return False
        for box, items in found.items():
            boxes.labels(box).set(items)
        return True

    app.router.add_get("/livez", live)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)


class _AtTheDoor:
    """Tells who stands at the door of an application, nobody while it is not served."""

    def __init__(self, app: web.Application) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        """Yield how many there are, and how many were refused by each reason."""
        visitors = self._app.get(VISITORS)
        here = len(visitors) if visitors is not None else 0
        yield GaugeMetricFamily("whoknows_connections_open", "Connections that are open", here)
        refused = CounterMetricFamily(
            "whoknows_connections_refused",
            "Connections that we ended, by reason",
            labels=["reason"],
        )
        for why in WHYS:
            refused.add_metric([why], visitors.refused[why] if visitors is not None else 0)
        yield refused


def _not_ready() -> web.Response:
    return web.Response(text="not ready\n", status=503)
