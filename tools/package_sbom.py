"""The bill of materials of an environment that has the provider, as CycloneDX: the provider, and all it stands on."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from package_builds import ROOT

BIN = ROOT / ".venvs" / "release" / "bin"
VALID = """
import pathlib, sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
said = JsonStrictValidator(SchemaVersion.V1_6).validate_str(pathlib.Path(sys.argv[1]).read_text("utf-8"))
sys.exit(str(said) if said else 0)
"""
OURS = "airflow-provider-whop"


def written(python: Path, to: Path) -> dict[str, Any]:
    """
    Write the bill, and give it; the same environment gives the same bytes, and CycloneDX's own schema holds.

    :param python: the interpreter of the environment.
    :param to: the file.
    """
    options = ("--output-reproducible", "--spec-version", "1.6", "--output-format", "JSON", "--output-file", to)
    subprocess.run([BIN / "cyclonedx-py", "environment", *options, python], check=True, capture_output=True)
    sbom: dict[str, Any] = json.loads(to.read_text("utf-8"))
    _about_ours(sbom)
    to.write_text(json.dumps(sbom, indent=2, ensure_ascii=False) + "\n", "utf-8")
    subprocess.run([BIN / "python", "-c", VALID, to], check=True)
    return sbom


def _about_ours(sbom: dict[str, Any]) -> None:
    """Make the provider what the bill is of, and let it forget where on this machine its wheel lay."""
    (ours,) = (component for component in sbom["components"] if component["name"] == OURS)
    ours["externalReferences"] = [
        reference for reference in ours.get("externalReferences", []) if not reference["url"].startswith("file:")
    ]
    ours["purl"] = f"pkg:pypi/{OURS}@{ours['version']}"
    sbom["components"].remove(ours)
    sbom["metadata"]["component"] = ours
