"""``make release-notes``: prints what CHANGELOG.md says of a version; where it may not go out, a sentence, and 1.

``python tools/release_notes.py 0.1.0`` takes what is being written as well; for the tag ``v0.1.0`` the package, the
changelog and the tag have to agree, and the changelog has to have a date.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from building.changelog import UNRELEASED, Section, sections

ROOT = Path(__file__).resolve().parent.parent
TAG = "v"


def notes(asked: str, changelog: str, package: str) -> str:
    """
    Give the notes of a version.

    :param asked: a version, or the tag of one.
    :param changelog: the text of CHANGELOG.md.
    :param package: the version that the package says it is.
    :raises ValueError: a sentence that names what to fix.
    """
    version = asked.removeprefix(TAG)
    found = {section.version: section for section in sections(changelog)}
    if version not in found:
        raise ValueError(f"CHANGELOG.md has no section of '{version}'; it has {', '.join(found)}.")
    if asked.startswith(TAG):
        _may_go_out(found[version], next(iter(found)), package)
    return found[version].text


def version_of(package: str) -> str:
    """Read the version out of the text of the package's ``__init__.py``."""
    return re.findall(r'^__version__ = "(.+)"$', package, re.MULTILINE)[0]


def _may_go_out(section: Section, newest: str, package: str) -> None:
    version = section.version
    if version != package:
        raise ValueError(f"The tag is of {version}, the package's __init__.py says {package}; let both be the same.")
    if version != newest:
        raise ValueError(f"CHANGELOG.md has {newest} above {version}; a tag is for the newest.")
    if not section.released:
        raise ValueError(f"CHANGELOG.md says that {version} is {UNRELEASED}; write its day there before the tag.")


def main() -> int:
    """Print the notes that were asked for."""
    package = version_of((ROOT / "provider" / "airflow_provider_whop" / "__init__.py").read_text("utf-8"))
    try:
        print(notes(sys.argv[1], (ROOT / "CHANGELOG.md").read_text("utf-8"), package))
    except ValueError as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
