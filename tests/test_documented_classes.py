"""Every class for DAG authors has its page, its permissions and its place in the README; no page names another one."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest

import airflow_provider_whop
from airflow_provider_whop.emulator import WhopEmulator
from airflow_provider_whop.hooks.connection import Extra
from places import ROOT

DOCS = ROOT / "docs"
NOT_AIRFLOWS = ("api", "transport", "emulator")
NAME = re.compile(r"\b(?:\w*To)?Whop[A-Z]\w*")
PERMISSION = re.compile(r"`([a-z_]+(?::[a-z_]+)+)`")
REFERENCE = re.compile(r"^::: airflow_provider_whop\.api\.(\w+)$", re.MULTILINE)
CALLING = re.compile(r"^(def .*|\)) -> Call\[", re.MULTILINE)
PACKAGE = Path(airflow_provider_whop.__file__).parent


def classes() -> Iterator[type]:
    """Give the classes for DAG authors: each is one of Airflow's kinds, and has Whop in its name."""
    for name in (found.name for found in walk_packages([str(PACKAGE)], "airflow_provider_whop.")):
        if name.split(".")[1] not in NOT_AIRFLOWS:
            own = (kind for kind in vars(import_module(name)).values() if getattr(kind, "__module__", "") == name)
            yield from (kind for kind in own if isinstance(kind, type) and "Whop" in kind.__name__ and of_airflow(kind))


def of_airflow(kind: type) -> bool:
    return any(parent.__module__.partition(".")[0] == "airflow" for parent in kind.__mro__)


CLASSES = sorted({*classes()}, key=lambda kind: kind.__name__)
HOOK = next(kind for kind in CLASSES if kind.__name__ == "WhopHook")


def folder(kind: type) -> str:
    return kind.__module__.split(".")[1]


def imported_from(kind: type) -> str:
    """Give the module that DAG authors import it from: of a package that hands its files' classes on, the package."""
    package = kind.__module__.rpartition(".")[0]
    return package if package.count(".") > 1 and hasattr(import_module(package), kind.__name__) else kind.__module__


@cache
def defined() -> set[str]:
    """Name all classes of the package."""
    trees = [ast.parse(file.read_text()) for file in PACKAGE.rglob("*.py")]
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def test_the_walk_finds_one_of_each_kind() -> None:
    assert {"hooks", "links", "notifications", "operators", "sensors", "triggers"} <= {folder(kind) for kind in CLASSES}


@pytest.mark.parametrize("kind", CLASSES)
def test_a_class_has_a_page_with_its_reference_under_the_name_that_it_is_imported_by(kind: type) -> None:
    page = (DOCS / folder(kind) / f"{kind.__name__}.md").read_text()
    assert f"::: {imported_from(kind)}.{kind.__name__}\n" in page
    assert "```python\n# " in page
    assert "\n**Returns** " in page or "\n**Its event" in page
    assert "\n## What fails it\n" in page


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if folder(kind) in ("operators", "sensors")])
def test_a_task_says_what_it_takes_what_it_raises_and_where_whop_says_so(kind: type) -> None:
    told = kind.__doc__ or ""
    assert "Source: https://docs.whop.com/" in told
    assert ":raises " in told
    assert "templated" in told
    assert set() == own_arguments(kind) - {*re.findall(r":param (\w+):", told)}


def own_arguments(kind: Any) -> set[str]:
    """Name the arguments that a class has itself, not by the one that it is made of."""
    named = inspect.signature(inspect.unwrap(vars(kind)["__init__"])).parameters.values()
    return {one.name for one in named if one.kind is one.KEYWORD_ONLY}


@pytest.mark.parametrize("kind", CLASSES)
def test_the_reference_and_the_readme_name_the_class(kind: type) -> None:
    path = f"{imported_from(kind)}.{kind.__name__}"
    assert f"[`{kind.__name__}`][{path}]" in (DOCS / "reference" / "index.md").read_text()
    assert f"{kind.__name__}.md)" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda page: page.stem)
def test_a_page_names_no_class_that_does_not_exist(page: Path) -> None:
    assert set() == set(NAME.findall(page.read_text())) - defined()


def test_no_page_of_a_class_is_left_over() -> None:
    pages = {(page.parent.name, page.stem) for page in DOCS.rglob("*Whop*.md")}
    assert pages == {(folder(kind), kind.__name__) for kind in CLASSES}


def test_every_module_with_calls_is_in_the_reference() -> None:
    told = REFERENCE.findall((DOCS / "reference" / "api.md").read_text())
    calling = {file.stem for file in (PACKAGE / "api").glob("*.py") if CALLING.search(file.read_text())}
    assert "messages" in calling
    assert set() == calling - {*told}


def rows() -> dict[str, set[str]]:
    """Read which permissions the page of the connection tells for a class or a method of the hook."""
    lines = [line.split("|")[1:3] for line in (DOCS / "connection.md").read_text().splitlines() if line[:2] == "| "]
    cells = [(re.findall(r"`(\w+)`", names), set(PERMISSION.findall(told))) for names, told in lines]
    return {name: told for names, told in cells for name in names}


def test_the_permissions_that_are_told_are_those_of_the_docstrings() -> None:
    ours = [kind for kind in HOOK.__mro__ if kind.__module__.startswith("airflow_provider_whop.")]
    members = {name: thing for kind in reversed(ours) for name, thing in vars(kind).items()}
    methods = {name: thing for name, thing in members.items() if callable(thing) and not name.startswith("_")}
    documented = {kind.__name__: kind for kind in CLASSES if kind is not HOOK} | methods
    asked = {
        name: set(PERMISSION.findall((thing.__doc__ or "").replace("``", "`"))) for name, thing in documented.items()
    }
    assert {name: wants for name, wants in asked.items() if wants} == {
        name: told for name, told in rows().items() if name in documented and told
    }


def test_the_fields_of_the_connection_are_told_with_their_defaults() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \|.*\| `?(.*?)`? ?\|$", (DOCS / "connection.md").read_text(), re.MULTILINE))
    given = {name: field.default for name, field in Extra.model_fields.items()}
    assert given.keys() == told.keys() & given.keys()
    assert {name: written(value) for name, value in given.items() if value is not None} == {
        name: default for name, default in told.items() if given.get(name) is not None
    }


def written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).lower()


def test_the_page_of_the_emulator_names_all_that_it_has() -> None:
    page = (DOCS / "emulator.md").read_text()
    with WhopEmulator() as whop:
        has = {name for name in dir(whop) if not name.startswith("_")} - {"world"}  # how it is made inside
    assert set() == {name for name in has if not re.search(rf"`{name}\b", page)}
