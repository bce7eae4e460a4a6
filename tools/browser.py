"""A headless Chromium, driven as a person drives it; it finds things by the words and roles that a person sees.

Playwright is asked for where a browser is started, not before: who only collects the tests need not have it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 60.0
"""Seconds that anything may take to be seen: the machine may be busy."""


class Browser:
    """
    Chromium for as long as a ``with`` block lasts, in English and by daylight.

    :raises FileNotFoundError: there is no ``chromium`` on the path.
    """

    def __enter__(self) -> Self:
        """Start it."""
        path = _chromium()
        from playwright.sync_api import sync_playwright

        with ExitStack() as stack:
            home = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
            playwright = stack.enter_context(sync_playwright())
            rootless = os.geteuid() != 0  # Chromium refuses its own sandbox to root
            self._chromium = playwright.chromium.launch(
                executable_path=path, chromium_sandbox=rootless, env={**os.environ, **_at_home_in(home)}
            )
            stack.callback(self._chromium.close)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._stack.close()

    @contextmanager
    def page(self, width: int = 1280, height: int = 900, **options: Any) -> Iterator[Page]:
        """Open a window of its own, without anybody's cookies, so many pixels wide and high."""
        viewport: Any = {"width": width, "height": height}
        context = self._chromium.new_context(viewport=viewport, color_scheme="light", locale="en-GB", **options)
        context.set_default_timeout(PATIENCE * 1000)
        yield context.new_page()
        context.close()


def keep(page: Page, folder: Path) -> None:
    """Write down what all windows of a page's session show, as picture and as HTML."""
    for number, window in enumerate(page.context.pages):
        window.screenshot(path=folder / f"window-{number}.png", full_page=True)
        (folder / f"window-{number}.html").write_text(window.content())


def _at_home_in(folder: str) -> dict[str, str | float | bool]:
    """Keep what Chromium and its libraries write for themselves out of the home of who runs this."""
    return {"HOME": folder, "XDG_CONFIG_HOME": f"{folder}/config", "XDG_CACHE_HOME": f"{folder}/cache"}


def _chromium() -> str:
    found = shutil.which("chromium")
    if found is None:
        raise FileNotFoundError("There is no chromium on the path: install Debian's package chromium.")
    return found
