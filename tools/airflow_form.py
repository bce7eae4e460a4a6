"""The connection form of Airflow 3.3, and the test button beside each connection, as a person uses them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

STANDARD, OWN = "Standard Fields", "Extra Fields"


@dataclass(frozen=True)
class Shown:
    """A field as it is seen: its label, what stands in it, what is said below it."""

    label: str
    value: str
    help: str = ""


class ConnectionForm:
    """
    The dialog in which a connection is added.

    :param page: any page of Airflow's.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._dialog = page.get_by_role("dialog")

    def open(self) -> None:
        """Go there by Admin, Connections, Add Connection."""
        self._page.get_by_role("button", name="Admin").click()
        self._page.get_by_role("menuitem", name="Connections").click()
        self._page.get_by_role("button", name="Add Connection").click()
        self._dialog.wait_for()

    def begin(self, conn_id: str, kind: str) -> None:
        """Name the connection and choose its type by its name; returns when the form shows the type's fields."""
        self.fill("Connection ID", conn_id)
        self.fill("Connection Type", kind)
        self.section(STANDARD).wait_for()

    def section(self, name: str) -> Locator:
        """Give a part of the form, by its heading."""
        heading = self._page.get_by_role("button", name=name, exact=True)
        return self._dialog.locator("[data-part=item]").filter(has=heading).get_by_role("region")

    def unfold(self, name: str) -> None:
        """Open a part of the form; the one that was open closes."""
        self._dialog.get_by_role("button", name=name, exact=True).click()
        self.section(name).wait_for()

    def shown(self, section: str) -> list[Shown]:
        """Give the fields of an open part as they are seen, from top to bottom."""
        fields = self.section(section).locator("[data-scope=field][data-part=root]")
        return [_seen(one) for one in fields.all()]

    def fill(self, label: str, value: Any) -> None:
        """Write into a field of an open part, or choose where there is a choice."""
        written = field(self._dialog, label)
        written.fill(str(value))
        if written.get_attribute("role") == "combobox":
            self._page.get_by_role("option", name=str(value), exact=True).click()

    def save(self) -> None:
        """Save; returns when Airflow has taken it."""
        self._dialog.get_by_role("button", name="Save").click()
        self._dialog.wait_for(state="hidden")


def field(dialog: Locator, label: str) -> Locator:
    """Give what is written into, of the field with this label in a dialog of Airflow's."""
    # not by the label itself: where Airflow 3.3.2 makes a field from a schema, it names an element that is not there
    titled = dialog.page.locator("label", has_text=re.compile(rf"^{re.escape(label)}\s*\*?\s*$"))
    group = dialog.locator("[data-scope=field][data-part=root]").filter(has=titled)
    return group.locator("input:not([type=hidden]):not([aria-hidden]), textarea")


def tested(page: Page, conn_id: str) -> tuple[str, str]:
    """Press the test button of a saved connection, once for each window; gives title and text of what Airflow says."""
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=conn_id, exact=True))
    row.get_by_role("button", name="Test Connection").click()
    said = page.locator("[data-scope=toast][data-part=root]").filter(has_text="Test Connection")
    return said.locator("[data-part=title]").inner_text(), said.locator("[data-part=description]").inner_text()


def _seen(one: Locator) -> Shown:
    """Read one field; what is chosen in a list stands in a hidden field beside it."""
    chosen = one.locator("input[type=hidden]")
    written = chosen if chosen.count() else one.locator("input, textarea").first
    said = one.locator("[data-part=helper-text]")
    return Shown(
        one.locator("label").inner_text().strip(),
        written.input_value(),
        said.inner_text() if said.count() else "",
    )
