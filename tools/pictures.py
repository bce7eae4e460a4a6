"""``make pictures``: the pictures of the documentation, taken in a real Chromium of a real Airflow and its emulator.

It runs three of the examples, and lets people write; what is seen then is written to docs/images. It refuses a picture
that is too heavy for a page.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import airflow_pages
from airflow_form import OWN, ConnectionForm
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.get_provider_info import get_provider_info
from airflow_provider_whop.links.channels import WhopChannelLink
from browser import Browser
from real_airflow import RealAirflow

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".demo" / "pictures"
IMAGES = ROOT / "docs" / "images"
LARGEST = 250_000
"""Bytes that a picture may have."""
WIDTH = 1280
"""Pixels that a picture may be wide."""
ANNOUNCED, ASKED, ANSWERED, INBOX = "example_announcement", "example_poll", "example_auto_acknowledge", "example_inbox"
QUESTION = "Hello, is anybody there?"


@dataclass(frozen=True)
class Stage:
    """What a picture is taken of: the window, and what it may show."""

    page: Page
    airflow: RealAirflow
    whop: WhopEmulator


def _form(on: Stage) -> Locator:
    """Show the fields that are the provider's own."""
    on.page.goto(on.airflow.url)
    form = ConnectionForm(on.page)
    form.open()
    form.begin("whop_default", get_provider_info()["connection-types"][0]["hook-name"])
    form.unfold(OWN)
    return on.page.get_by_role("dialog")


def _link(on: Stage) -> Page:
    """Show the way from a task to its channel."""
    _run(on, ANNOUNCED)
    airflow_pages.open_task(on.page, "announce")
    on.page.get_by_role("link", name=WhopChannelLink.name).hover()
    return on.page


def _emulator(on: Stage) -> Page:
    """Show what was posted by then, and a customer who was answered by a DAG."""
    on.airflow.switch_on_watch(ANSWERED, INBOX)
    on.page.goto(on.whop.url)
    _write(on.page, "Ben", "Lounge", "See you all at 15:00!")
    _write(on.page, "Ada", "Support", QUESTION)
    on.page.get_by_role("article").filter(has_text=QUESTION).locator("li.team").wait_for()
    on.airflow.wait_until(on.airflow.idle, 60, "the answer's run did not end")
    on.airflow.switch_off(ANSWERED)
    on.page.reload()
    return on.page


def _poll(on: Stage) -> Page:
    """Show a run of several tasks."""
    _run(on, ASKED)
    on.airflow.wait_until(on.airflow.idle, 120, f"the scheduled run of {ASKED} did not end")
    on.page.reload()
    airflow_pages.sort(on.page, "Start Date")
    on.page.get_by_role("row").nth(1).get_by_role("link", name="ask").wait_for()
    return on.page


@dataclass(frozen=True)
class Picture:
    """
    How one is taken.

    :param show: bring a window to what is to be seen; gives the part of it that is taken.
    :param window: its width and height, in pixels of the page.
    :param scale: pixels of the picture for each of them.
    """

    show: Callable[[Stage], Page | Locator]
    window: tuple[int, int]
    scale: float = 1.0


PICTURES = {
    "connection_form": Picture(_form, (WIDTH, 1800), 0.8),
    "link": Picture(_link, (WIDTH, 600)),
    "emulator": Picture(_emulator, (WIDTH, 720)),
    "run": Picture(_poll, (1600, 1000), 0.8),
}
"""All, in the order in which they are taken."""


def main() -> None:
    """Take all pictures."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that Airflow's processes are ended too
    shutil.rmtree(HOME, ignore_errors=True)
    IMAGES.mkdir(exist_ok=True)
    with WhopEmulator() as whop:
        env = {"AIRFLOW_CONN_WHOP_DEFAULT": whop.connection}
        airflow = RealAirflow(ROOT / ".venvs" / "airflow-3.3", HOME, ROOT / "dags", env, print, postgres=True)
        with airflow, Browser() as browser:
            for name, picture in PICTURES.items():
                with browser.page(*picture.window, device_scale_factor=picture.scale) as page:
                    _take(picture.show(Stage(page, airflow, whop)), IMAGES / f"{name}.png")


def _run(on: Stage, dag_id: str) -> None:
    on.airflow.wait_until(lambda: on.airflow.knows(dag_id), 60, f"{dag_id} was not parsed")
    on.page.goto(on.airflow.url)
    airflow_pages.open_dag(on.page, dag_id)
    airflow_pages.trigger(on.page)
    if (state := airflow_pages.ended(on.page)) != "Success":
        raise RuntimeError(f"{dag_id}: {state}; its log is below {HOME / 'logs'}")


def _write(page: Page, who: str, where: str, what: str) -> None:
    """Write as somebody by the emulator's page; returns when it is seen there."""
    page.get_by_label("Who").select_option(label=who)
    page.get_by_label("Where").select_option(label=where)
    page.get_by_label("What").fill(what)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("article").get_by_text(what).wait_for()


def _take(what: Page | Locator, file: Path) -> None:
    size = len(what.screenshot(path=file, animations="disabled"))
    if size > LARGEST:
        raise ValueError(f"{file} has {size} bytes, and may have {LARGEST}: show less in it.")
    print(f"{file.relative_to(ROOT)}: {size} bytes", flush=True)


if __name__ == "__main__":
    main()
