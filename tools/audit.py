"""Asks OSV's database for known holes in pinned requirements. Where it cannot be asked, says so loudly, and passes.

Run as ``python tools/audit.py FILE…``; ``WHOP_AUDIT_URL`` names another database of OSV's kind. Needs .venvs/audit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parent.parent
URL = os.environ.get("WHOP_AUDIT_URL", "https://api.osv.dev/v1/query")
QUESTION = {"package": {"name": "pip-audit", "ecosystem": "PyPI"}, "version": "2.10.1"}
PATIENCE = 15
HOW = ("--no-deps", "--disable-pip", "--progress-spinner", "off", "--vulnerability-service", "osv", "--osv-url", URL)


def unreachable() -> str:
    """Ask the database about one package; gives why it did not answer, or an empty text."""
    headers = {"Content-Type": "application/json"}
    question = Request(URL, json.dumps(QUESTION).encode(), headers)  # noqa: S310  # whoever runs it names the URL
    try:
        with urlopen(question, timeout=PATIENCE) as answer:  # noqa: S310
            json.load(answer)
    except (URLError, OSError, ValueError) as failed:
        return str(failed) or type(failed).__name__
    return ""


def skipped(why: str) -> None:
    """Say that nothing was looked at; where a CI reads along, as a notice of its kind too."""
    sentence = f"NOT AUDITED: {URL} cannot be asked ({why}), so nothing is known of holes in what we bring along."
    print("!" * 80, sentence, "!" * 80, sep="\n")
    if os.environ.get("GITHUB_ACTIONS"):
        print(f"::notice title=make audit::{sentence}")


def main(files: list[str]) -> int:
    """Audit each file; gives 1 where there is a hole, or a file cannot be audited."""
    if why := unreachable():
        skipped(why)
        return 0
    command = [str(ROOT / ".venvs" / "audit" / "bin" / "pip-audit"), *HOW]
    return max(subprocess.run([*command, "--requirement", file], check=False).returncode for file in files)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
