"""The site: it builds without a warning, leads nowhere that is not there, and loads nothing from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from places import ROOT, venv

LOADED = re.compile(r"""<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)=["']?(?:https?:)?//[^>]*>""")
FETCHED = re.compile(r"""url\(["']?(?:https?:)?//|@import\s+["'](?:https?:)?//""")
Build = Callable[[Path], "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def build() -> Build:
    """Run MkDocs as ``make docs`` does, into a place of the test's."""
    (told,) = re.findall(r"mkdocs (build .*--strict.*)", (ROOT / "Makefile").read_text())
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}

    def run(site: Path, config: Path = ROOT / "mkdocs.yml") -> subprocess.CompletedProcess[str]:
        command = [venv("docs") / "bin" / "mkdocs", *told.split(), "--config-file", config, "--site-dir", site]
        return subprocess.run(command, env=quiet, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)

    return run


@pytest.fixture(scope="module")
def site(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site")
    built = build(place)
    assert (0, False) == (built.returncode, "WARNING" in built.stdout + built.stderr)
    return place


def test_the_site_builds_without_a_warning_and_has_every_page(site: Path) -> None:
    pages = {page.relative_to(ROOT / "docs").with_suffix(".html") for page in (ROOT / "docs").rglob("*.md")}
    assert pages == {page.relative_to(site) for page in site.rglob("*.html")} - {Path("404.html")}


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    assert [] == [found for page in site.rglob("*.html") for found in LOADED.findall(page.read_text())]
    assert [] == [found for sheet in site.rglob("*.css") for found in FETCHED.findall(sheet.read_text())]


def test_a_class_is_shown_with_its_arguments_under_the_path_that_it_is_imported_by(site: Path) -> None:
    page = (site / "operators" / "WhopSendMessageOperator.html").read_text()
    assert 'id="airflow_provider_whop.operators.messages.WhopSendMessageOperator"' in page
    assert "seconds after which a message that Whop took shows in its channel" in page


def test_the_fields_of_a_model_are_told(site: Path) -> None:
    page = (site / "reference" / "inbox.html").read_text()
    assert "where it is; Whop's own messages do not tell." in page
    assert ":param" not in "".join(other.read_text() for other in site.rglob("*.html"))


@pytest.mark.parametrize(
    ("broken", "status"),
    [
        ("[there](index.md#start)", 0),
        ("[gone](gone.md)", 1),
        ("[gone](index.md#gone)", 1),
        ("[`Gone`][airflow_provider_whop.Gone]", 1),
        ('--8<-- "gone.md"', 1),
    ],
)
def test_a_link_that_leads_nowhere_fails_the_build(build: Build, tmp_path: Path, broken: str, status: int) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# Start\n\n{broken}\n")
    said = (ROOT / "mkdocs.yml").read_text()
    bare = re.sub(r"^nav:\n(?: .*\n)+", "", said, flags=re.MULTILINE).replace("[provider]", f"[{ROOT / 'provider'}]")
    (tmp_path / "mkdocs.yml").write_text(bare.replace("tools/", f"{ROOT}/tools/"))
    built = build(tmp_path / "site", tmp_path / "mkdocs.yml")
    assert status == built.returncode, built.stdout + built.stderr
