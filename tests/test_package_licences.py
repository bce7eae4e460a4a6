"""Which licences the package may stand on, and which have to be looked at."""

from __future__ import annotations

from typing import Any

import pytest

from package_licences import ALLOWED, CLASSIFIERS, acceptable, doubtful, told


def component(*licences: str, expression: str = "", name: str = "thing") -> dict[str, Any]:
    named = [{"license": {"name": licence}} for licence in licences]
    return {"name": name, "licenses": [*named, *([{"expression": expression}] if expression else [])]}


@pytest.mark.parametrize("expression", ["MIT", "MIT AND PSF-2.0", "GPL-3.0-only OR MIT", "(MIT OR Apache-2.0)"])
def test_what_is_allowed_or_can_be_chosen_is_acceptable(expression: str) -> None:
    assert acceptable(expression)


@pytest.mark.parametrize("expression", ["GPL-3.0-only", "MIT AND GPL-3.0-only", "AGPL-3.0-only OR GPL-3.0-only", ""])
def test_what_is_not_allowed_is_not_acceptable_because_of_what_stands_beside_it(expression: str) -> None:
    assert not acceptable(expression)


def test_a_classifier_is_read_as_the_licence_that_it_means() -> None:
    assert ["MPL-2.0"] == told(component("License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)"))
    assert set(CLASSIFIERS.values()) <= ALLOWED


def test_a_component_is_doubtful_that_names_none_or_one_that_is_not_allowed() -> None:
    fine = component("License :: OSI Approved :: MIT License", expression="MIT")
    silent = component(name="silent")
    half = component("License :: OSI Approved :: GNU General Public License (GPL)", expression="MIT", name="half")
    assert [("silent", "no licence"), ("half", "GNU General Public License (GPL), MIT")] == list(
        doubtful({"components": [fine, silent, half]})
    )
