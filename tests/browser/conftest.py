"""Lends the browser's tests their people; where playwright is not installed there are none."""

from importlib.util import find_spec

__all__ = []

if find_spec("playwright"):
    from tests.browser.people import address, browser, sits_down

    __all__ += ["address", "browser", "sits_down"]
