"""The workflows run what there is, may do no more than they need, and take nothing that somebody could move."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from places import ROOT
from scratch_database import VARIABLE
from scratch_redis import VARIABLE as REDIS

FOLDER = ROOT / ".github" / "workflows"
FILES = sorted(FOLDER.glob("*.yml"))
TEXTS = {file.stem: file.read_text() for file in FILES}
READ = {"contents": "read"}
AWAITED: set[str] = set()
"""Targets of the nights that are being written; a target that has come is to be taken out of here."""


def workflow(name: str) -> dict[Any, Any]:
    """Read one; its ``on`` is True, since that is what YAML takes the word for."""
    return dict(yaml.safe_load(TEXTS[name]))


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for name in TEXTS:
        for job, told in workflow(name)["jobs"].items():
            yield f"{name}.{job}", told


JOBS = dict(jobs())


def targets() -> set[str]:
    nights = {row["target"] for row in JOBS["nightly.long"]["strategy"]["matrix"]["include"]}
    return nights | {target for text in TEXTS.values() for target in re.findall(r"\bmake ([a-z-]+)\b", text)}


def there_is(target: str) -> bool:
    command = ["make", "-n", target]
    return not subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode


def test_every_target_that_is_called_can_be_made_or_is_being_written() -> None:
    assert {"package", "release-notes", "chaos"} <= targets()
    assert AWAITED == {target for target in targets() if not there_is(target)}


def test_the_gate_is_what_the_repository_calls_its_gate() -> None:
    assert {".ci/run"} == {JOBS[gate]["with"]["command"] for gate in ("ci.gate", "release.gate")}
    assert {"push", "pull_request"} == set(workflow("ci")[True])


def test_what_runs_here_finds_the_database_beside_it() -> None:
    assert (
        f"postgresql://postgres@{next(iter(JOBS['run.run']['services']))}:5432/postgres"
        == (JOBS["run.run"]["env"][VARIABLE])
    )
    assert ["postgres", "redis"] == list(JOBS["run.run"]["services"])
    assert "redis://redis:6379/0" == JOBS["run.run"]["env"][REDIS]


@pytest.mark.parametrize("name", TEXTS)
def test_a_workflow_may_read_at_most_and_knows_no_secret(name: str) -> None:
    assert workflow(name)["permissions"] in ({}, READ)
    assert "secrets." not in TEXTS[name]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_ends_by_itself(job: str) -> None:
    minutes = JOBS[job]["with"]["minutes"] if "uses" in JOBS[job] else JOBS[job]["timeout-minutes"]
    assert minutes
    assert all(row["minutes"] > 0 for row in JOBS[job].get("strategy", {}).get("matrix", {}).get("include", ()))


def test_only_the_jobs_of_a_release_may_write_and_each_one_thing() -> None:
    writing = {
        job: {name for name, may in told["permissions"].items() if may == "write"}
        for job, told in JOBS.items()
        if told.get("permissions", READ) != READ
    }
    assert {
        "release.attest": {"id-token", "attestations"},
        "release.pypi": {"id-token"},
        "release.github": {"contents"},
    } == writing


def test_nothing_is_published_before_the_gate_and_the_package_are_well() -> None:
    order = {job: set(told.get("needs", ())) for job, told in workflow("release")["jobs"].items()}
    assert ({"gate", "package"}, {"attest"}, {"pypi"}) == (order["attest"], order["pypi"], order["github"])
    assert "pypi" == JOBS["release.pypi"]["environment"]


def test_an_action_is_pinned_by_its_commit_and_tells_its_tag() -> None:
    used = [line.strip() for text in TEXTS.values() for line in text.splitlines() if "uses:" in line]
    strangers = [line for line in used if "./.github/" not in line]
    assert strangers
    assert [] == [line for line in strangers if not re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)]
    assert len({line.partition("@")[0].rpartition(" ")[2] for line in strangers}) == len(
        {line.rpartition("uses: ")[2] for line in strangers}
    )
