"""The table of docs/comparison.md, as ``make strangers`` has written it."""

from __future__ import annotations

from places import ROOT


def written() -> dict[str, list[str]]:
    """Give the cells of each line, under the first of them."""
    page = (ROOT / "docs" / "comparison.md").read_text()
    lines = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| ")]
    return {first.strip(): [cell.strip() for cell in cells] for first, *cells in lines}
