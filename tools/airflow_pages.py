"""Airflow 3.3's pages of a DAG, of a run and of a task, as a person uses them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from airflow_form import field
from browser import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Page

RUN_MAY_TAKE = 2 * PATIENCE
"""Seconds that a run may take until its page says how it ended."""


def open_dag(page: Page, dag_id: str) -> None:
    """Go to the list of DAGs and from there to one of them."""
    page.get_by_role("link", name="Dags", exact=True).click()
    page.get_by_role("link", name=dag_id, exact=True).first.click()
    page.get_by_test_id("breadcrumb-stats").wait_for()  # until then, the list's buttons are there


def trigger(page: Page, params: Mapping[str, str] | None = None) -> str:
    """Start a run of the DAG whose page is open, which is switched on thereby; gives the run's id, its page is open."""
    page.get_by_test_id("trigger-dag-button").click()
    dialog = page.get_by_role("dialog")
    for name, value in (params or {}).items():
        field(dialog, name).fill(value)
    dialog.get_by_role("button", name="Trigger", exact=True).click()
    page.wait_for_url(re.compile("/runs/"))
    return unquote(page.url.split("/runs/")[1].split("/")[0])


def ended(page: Page) -> str:
    """Wait until the page of a run says that it has ended, and how."""
    badge = page.get_by_test_id("header-card").get_by_test_id("state-badge")
    badge.filter(has_text=re.compile("Success|Failed")).wait_for(timeout=RUN_MAY_TAKE * 1000)
    return badge.inner_text().strip()


def sort(page: Page, column: str) -> None:
    """Sort the list of a page by a column, the smallest first."""
    page.get_by_role("button", name="sort").filter(has_text=column).click()
    page.wait_for_url(re.compile("sort="))


def open_task(page: Page, task_id: str) -> None:
    """Go from the page of a run to the details of one of its tasks, where its links are."""
    page.get_by_role("table").get_by_role("link", name=task_id, exact=True).click()
    page.get_by_role("link", name="Details", exact=True).click()
    page.get_by_text("Extra Links", exact=True).wait_for()


def followed(page: Page, link: str) -> Page:
    """Click a link of a task; gives the window that opens."""
    with page.expect_popup() as opened:
        page.get_by_role("link", name=link, exact=True).click()
    opened.value.wait_for_url(re.compile("^http"))  # a window is empty at first
    return opened.value
