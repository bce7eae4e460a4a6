"""What all that comes along is licensed under, by its SBOM, and whether an Apache-2.0 package may stand on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",  # of its own files alone, which nobody changes here
    "PSF-2.0",
    "Python-2.0",
    "Unlicense",
}
"""By their SPDX names. What it holds back from whoever ships a DAG is nothing but notices."""

CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}

EXAMINED = {
    "protobuf": "BSD-3-Clause by its LICENSE file; its metadata say so in words of their own",
    "text-unidecode": "Artistic-1.0 or GPL-2.0-or-later, as one likes; Airflow itself requires it",
}
"""What the metadata do not tell, or what is not allowed, and why it may stay."""


def told(component: dict[str, Any]) -> list[str]:
    """Give the licences that a component of an SBOM names, each as SPDX writes it, or as it was found."""
    entries = component.get("licenses", [])
    return [_spdx(entry.get("expression") or _name(entry["license"])) for entry in entries]


def acceptable(expression: str) -> bool:
    """Tell whether one of the licences to choose from is allowed, with all that holds beside it."""
    choices = expression.strip("()").split(" OR ")
    return any(all(part.strip("() ") in ALLOWED for part in choice.split(" AND ")) for choice in choices)


def doubtful(sbom: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Give each component that names no licence, or one that is not allowed, with what it names."""
    for component in sbom["components"]:
        licences = told(component)
        if not (licences and all(map(acceptable, licences))):
            yield component["name"], ", ".join(licences) or "no licence"


def _name(licence: dict[str, Any]) -> str:
    return str(licence.get("id") or licence["name"])


def _spdx(name: str) -> str:
    words = re.sub(r"^License :: (OSI Approved :: )?", "", name)
    return CLASSIFIERS.get(words, words)
