"""
The build backend: setuptools, whose archives are then written anew, so that the same sources give the same bytes.

The time within is ``SOURCE_DATE_EPOCH``, else the day in CHANGELOG.md, else 1980; never the clock's.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (
    build_editable,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

from building.archives import EARLIEST, settle_sdist, settle_wheel
from building.changelog import sections

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"


def build_wheel(
    wheel_directory: str, config_settings: dict[str, Any] | None = None, metadata_directory: str | None = None
) -> str:
    """Build the wheel; gives its name, as PEP 517 wants it."""
    name = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    settle_wheel(Path(wheel_directory, name), built_at(CHANGELOG.read_text("utf-8")))
    return name


def build_sdist(sdist_directory: str, config_settings: dict[str, Any] | None = None) -> str:
    """Build the source distribution; gives its name, as PEP 517 wants it."""
    name = build_meta.build_sdist(sdist_directory, config_settings)
    settle_sdist(Path(sdist_directory, name), built_at(CHANGELOG.read_text("utf-8")))
    return name


def built_at(changelog: str) -> int:
    """Give the time that the archives tell, in seconds since 1970, UTC."""
    if told := os.environ.get("SOURCE_DATE_EPOCH"):
        return max(int(told), EARLIEST)
    released = sections(changelog)[0].released
    return int(datetime.combine(released, time(), UTC).timestamp()) if released else EARLIEST
