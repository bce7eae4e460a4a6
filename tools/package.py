"""``make package``: is what lies in dist/ fit to go out? Prints what was looked at and what was found; 1 if it is not.

It builds the package twice more elsewhere, and makes Airflows of its own in .cache/package: that needs an index.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from package_brings import PlainAirflow, declared, extras, named
from package_builds import ENDINGS, ROOT, hashes, rebuilt
from package_licences import EXAMINED, doubtful
from package_sbom import OURS, written

DIST = ROOT / "dist"
PLACE = ROOT / ".cache" / "package"
CHECK_WHEEL = ROOT / ".venvs" / "release" / "bin" / "check-wheel-contents"
OLDEST, NEWEST = "2.11", "3.3"
IN_2001, IN_2023 = 1_000_000_000.0, 1_700_000_000.0
Finding = tuple[bool, str]


def main() -> int:
    """Look at everything, also where something was found."""
    fit = True
    for fine, said in (finding for look in LOOKS for finding in look()):
        print(f"{'ok  ' if fine else 'FAIL'} {said}", flush=True)
        fit &= fine
    return 0 if fit else 1


def wheel() -> Path:
    """Give the wheel that was built."""
    (built,) = DIST.glob("*.whl")
    return built


def contents() -> Iterator[Finding]:
    """Hold the wheel against check-wheel-contents, and look for its types."""
    ended = subprocess.run([CHECK_WHEEL, wheel()], capture_output=True, text=True, check=False)
    yield not ended.returncode, f"check-wheel-contents: {ended.stdout.strip().removeprefix(f'{wheel()}: ')}"
    with zipfile.ZipFile(wheel()) as archive:
        files = archive.namelist()
    yield "airflow_provider_whop/py.typed" in files, f"py.typed is looked for among {len(files)} files"


def bytes_are_the_same() -> Iterator[Finding]:
    """Build it in two other folders, at other times, with other umasks, through the sdist and without it."""
    here = hashes(DIST)
    yield len(here) == len(ENDINGS), f"in dist/: {told(set(here))}"
    through = rebuilt(PLACE / "one", umask=0o022, at=IN_2001, through_sdist=True)
    direct = rebuilt(PLACE / "other", umask=0o077, at=IN_2023, through_sdist=False)
    for name, sha in here.items():
        yield sha == through.get(name), f"built from the sdist, umask 022, files of 2001: {through.get(name)} {name}"
        yield sha == direct.get(name), f"built from the tree,  umask 077, files of 2023: {direct.get(name)} {name}"


def brought() -> Iterator[Finding]:
    """Install it into plain Airflows, the newest with each extra; the SBOM is of what is there at the end."""
    for version in (OLDEST, NEWEST):
        airflow = PlainAirflow(version, PLACE / f"airflow-{version}")
        had = len(airflow.frozen())
        new = names(airflow.install(str(wheel())))
        yield new == {OURS}, f"adds to the {had} packages of Airflow {version}: {told(new)}"
    for extra in extras(wheel()):
        new = names(airflow.install(f"{wheel()}[{extra}]"))
        yield new <= declared(wheel(), extra), f"[{extra}] adds to those and itself: {told(new)}"
    yield from licensed(airflow)


def licensed(airflow: PlainAirflow) -> Iterator[Finding]:
    """Write the SBOM, and ask it for licences."""
    file = DIST / f"{wheel().name.removesuffix('-py3-none-any.whl')}.cdx.json"
    sbom = written(airflow.python, file)
    listed = names(component["name"] for component in sbom["components"])
    missing = declared(wheel()) - listed
    yield (
        not missing,
        f"SBOM of {len(listed)} components, dist/{file.name}; of what is required, it lacks {told(missing)}",
    )
    found = dict(doubtful(sbom))
    for name, licence in found.items():
        yield name in EXAMINED, f"licence of {name}: {licence}. {EXAMINED.get(name, 'Nobody has looked at it yet')}."
    stale = EXAMINED.keys() - found.keys()
    yield (
        not stale,
        f"the licences of the other {len(listed) - len(found)} are allowed; looked at for nothing: {told(stale)}",
    )


def names(lines: Iterable[str]) -> set[str]:
    """Give the names in lines of ``pip freeze``."""
    return {named(line) for line in lines}


def told(found: set[str]) -> str:
    """Name them, or say that there is none."""
    return ", ".join(sorted(found)) or "nothing"


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (contents, bytes_are_the_same, brought)

if __name__ == "__main__":
    sys.exit(main())
