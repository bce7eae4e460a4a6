"""CHANGELOG.md, read: which versions there are, since when, and what changed in them. It knows no version control."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

HEADING = re.compile(r"^## (\S+) - (\S+)$", re.MULTILINE)
UNRELEASED = "unreleased"


@dataclass(frozen=True)
class Section:
    """What changed in one version; ``released`` is None while it is being written."""

    version: str
    released: date | None
    text: str


def sections(changelog: str) -> list[Section]:
    """
    Give the sections of a changelog, newest first as they stand.

    :raises ValueError: where a heading has neither a date nor the word unreleased.
    """
    _, *parts = HEADING.split(changelog)
    told = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return [Section(version, _day(version, said), text.strip()) for version, said, text in told]


def _day(version: str, said: str) -> date | None:
    if said == UNRELEASED:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise ValueError(
            f"CHANGELOG.md says of {version} that it is of {said}; write its date as 2026-01-31, or {UNRELEASED}."
        ) from None
