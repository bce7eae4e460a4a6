"""What ``make package`` looks at holds: the same bytes from anywhere, nothing brought, licences that are allowed."""

from __future__ import annotations

import json
import tarfile
import zipfile
from collections.abc import Callable, Iterator

import pytest

from airflow_provider_whop import __version__
from package import DIST, LOOKS, Finding, brought
from package_builds import ROOT
from places import venv


@pytest.fixture(scope="module", autouse=True)
def _tools() -> None:
    venv("release")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__)
def test_it_is_fit_to_go_out(look: Callable[[], Iterator[Finding]]) -> None:
    findings = list(look())
    assert findings
    assert [] == [said for fine, said in findings if not fine]
    if look is brought:
        bill = json.loads((DIST / f"airflow_provider_whop-{__version__}.cdx.json").read_text())
        assert ("airflow-provider-whop", __version__) == (
            bill["metadata"]["component"]["name"],
            bill["metadata"]["component"]["version"],
        )
        assert str(ROOT) not in json.dumps(bill)


def test_the_source_distribution_holds_the_package_and_what_builds_it() -> None:
    (sdist,) = DIST.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.md", "CHANGELOG.md", "pyproject.toml", "setup.cfg"} <= inside
    assert {"provider", "tools"} == {name.split("/")[0] for name in inside if "/" in name}
    assert {f"tools/building/{file.name}" for file in (ROOT / "tools" / "building").glob("*.py")} == {
        name for name in inside if name.startswith("tools/building/")
    }


def test_the_wheel_holds_the_package_and_nothing_else() -> None:
    (wheel,) = (ROOT / "dist").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    info = f"airflow_provider_whop-{__version__}.dist-info"
    assert {"airflow_provider_whop", info} == {name.split("/")[0] for name in names}
    sources = ROOT / "provider"
    here = {str(file.relative_to(sources)) for file in (sources / "airflow_provider_whop").rglob("*") if file.is_file()}
    assert {name for name in here if "__pycache__" not in name} == {name for name in names if not name.startswith(info)}
    assert {f"airflow_provider_whop/{name}" for name in ("py.typed", "emulator/openapi/whop-chat.yaml")} <= set(names)
