"""An extension of griffe, for the site: it reads docstrings as they are written here, and runs nothing of ours."""

from __future__ import annotations

import re
from typing import Any

import griffe

ROLE = re.compile(r":(?:class|func):`~?([\w.]+)`")
PARAMETER = re.compile(r"^:param (\w+): (.*(?:\n {4,}.*)*)\n?", re.MULTILINE)


class Docstrings(griffe.Extension):
    """Makes links of Sphinx's roles, and fields of what the docstring of a pydantic model calls its parameters."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:
        """Go through all docstrings once everything is read."""
        _rewrite(pkg)


def _rewrite(it: Any) -> None:
    if it.docstring:
        if it.is_class and not it.parameters:  # griffe knows the fields of a dataclass, not those of a model
            it.docstring.value = PARAMETER.sub(lambda found: _field(it, *found.groups()), it.docstring.value)
        it.docstring.value = ROLE.sub(lambda found: _link(it, found.group(1)), it.docstring.value)
    for member in it.members.values():
        if not member.is_alias:
            _rewrite(member)


def _field(model: Any, name: str, told: str) -> str:
    """Give the field its docstring; what is no field stays, for griffe to complain of."""
    if name not in model.attributes:
        return f":param {name}: {told}\n"
    model.attributes[name].docstring = griffe.Docstring(told, parent=model.attributes[name])
    return ""


def _link(at: Any, name: str) -> str:
    """Write what mkdocs-autorefs takes; a name that is nowhere fails the strict build there."""
    path = name if "." in name else at.resolve(name)
    return f"[`{name.rpartition('.')[2]}`][{path}]"
