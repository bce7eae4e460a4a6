"""What goes out under a tag has notes, and one version everywhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from airflow_provider_whop import __version__
from places import ROOT
from release_notes import notes, version_of

WRITTEN = """# Changelog

## 0.2.0 - unreleased

### Added

- New.

## 0.1.0 - 2026-01-31

### Added

- Old.
"""
RELEASED = WRITTEN.replace("unreleased", "2026-02-01")


def test_the_notes_of_a_version_are_its_section_and_no_other() -> None:
    assert "### Added\n\n- New." == notes("0.2.0", WRITTEN, "0.2.0")
    assert "### Added\n\n- Old." == notes("0.1.0", WRITTEN, "0.2.0")


def test_a_tag_has_the_same_notes_once_the_version_has_its_day() -> None:
    assert notes("0.2.0", RELEASED, "0.2.0") == notes("v0.2.0", RELEASED, "0.2.0")


@pytest.mark.parametrize(
    ("asked", "changelog", "package", "reason"),
    [
        ("0.3.0", WRITTEN, "0.2.0", r"has no section of '0\.3\.0'; it has 0\.2\.0, 0\.1\.0\.$"),
        ("", WRITTEN, "0.2.0", r"has no section of ''"),
        ("v0.2.0", WRITTEN, "0.2.0", r"says that 0\.2\.0 is unreleased; write its day"),
        ("v0.2.0", RELEASED, "0.2.1", r"tag is of 0\.2\.0, the package's __init__\.py says 0\.2\.1"),
        ("v0.1.0", RELEASED, "0.1.0", r"has 0\.2\.0 above 0\.1\.0"),
        ("0.2.0", WRITTEN.replace("unreleased", "soon"), "0.2.0", r"says of 0\.2\.0 that it is of soon"),
    ],
)
def test_what_may_not_go_out_is_told_in_a_sentence(asked: str, changelog: str, package: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        notes(asked, changelog, package)


def test_the_package_and_the_changelog_tell_of_one_version() -> None:
    package = (ROOT / "provider" / "airflow_provider_whop" / "__init__.py").read_text()
    assert __version__ == version_of(package)
    assert (ROOT / "CHANGELOG.md").read_text().split("\n## ")[1].startswith(f"{__version__} - ")


def test_the_command_prints_the_notes_or_the_reason() -> None:
    assert "### Added" == ran(__version__).stdout.split("\n")[0]
    refused = ran("v9.9.9")
    assert (1, "", 1) == (refused.returncode, refused.stdout, len(refused.stderr.splitlines()))


def ran(asked: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "tools" / "release_notes.py", asked]
    return subprocess.run(command, capture_output=True, text=True, check=False)
