"""Answers as the two OpenAPI files shape them, made by hypothesis: for each operation, any that Whop might give."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from airflow_provider_whop.emulator.contract import BEYOND, CHAT

Strategy = st.SearchStrategy[Any]
Schema = Mapping[str, Any]


def shaped(operation: str, known: Mapping[str, Strategy]) -> Strategy:
    """
    Give any answer with success to an operation.

    :param known: what the properties of these names hold; the rest is whatever its schema allows.
    """
    document, described = _operations()[operation]
    answer = next(answer for status, answer in described["responses"].items() if status.startswith("2"))
    return _Shaping(document, known).of(answer["content"]["application/json"]["schema"])


def operation_of(method: str, path: str) -> str:
    """Name the operation that a request is for."""
    return next(operation for (verb, form), operation in _paths().items() if verb == method and form.fullmatch(path))


@cache
def _operations() -> dict[str, tuple[Schema, Schema]]:
    return {
        described["operationId"]: (document, described)
        for document in (_read(BEYOND), _read(CHAT))
        for methods in document["paths"].values()
        for described in methods.values()
        if "operationId" in described
    }


@cache
def _paths() -> dict[tuple[str, re.Pattern[str]], str]:
    return {
        (method.upper(), re.compile(r".*/api/v1" + re.sub(r"\{\w+\}", "[^/]+", path))): described["operationId"]
        for document in (_read(BEYOND), _read(CHAT))
        for path, methods in document["paths"].items()
        for method, described in methods.items()
        if "operationId" in described
    }


@cache
def _read(file: Any) -> Any:
    return yaml.safe_load(file.read_text())


class _Shaping:
    """One document's schemas as strategies."""

    def __init__(self, document: Schema, known: Mapping[str, Strategy]) -> None:
        self._document, self._known = document, known

    def of(self, schema: Schema) -> Strategy:
        if "$ref" in schema:
            return self._referred(schema["$ref"])
        if "anyOf" in schema:
            return st.one_of([self.of(one) for one in schema["anyOf"]])
        if "allOf" in schema:
            return st.tuples(*[self.of(one) for one in schema["allOf"]]).map(_merged)
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return st.one_of([self._of_kind(kind, schema) for kind in kinds])

    def _of_kind(self, kind: str, schema: Schema) -> Strategy:
        if kind == "object":
            return self._object(schema)
        if kind == "array":
            return st.lists(self.of(schema["items"]), max_size=3)
        if schema.get("format") == "date-time" and kind == "string":
            return st.datetimes().map(lambda moment: moment.isoformat() + "Z")
        plain: dict[str, Strategy] = {
            "string": st.text(max_size=12),
            "integer": st.integers(0, 1000),
            "boolean": st.booleans(),
            "null": st.none(),
        }
        return plain[kind]

    def _object(self, schema: Schema) -> Strategy:
        properties = schema.get("properties", {})
        if not properties:
            return st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3)
        return st.fixed_dictionaries({name: self._property(name, inner) for name, inner in properties.items()})

    def _property(self, name: str, schema: Schema) -> Strategy:
        return self._known[name] if name in self._known else self.of(schema)

    def _referred(self, reference: str) -> Strategy:
        """Follow a reference, into the other document where it names it."""
        file, _, path = reference.partition("#/")
        document: Any = _read(CHAT.parent / file) if file else self._document
        found = document
        for part in path.split("/"):
            found = found[part]
        return _Shaping(document, self._known).of(found)


def _merged(objects: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return {name: value for one in objects for name, value in one.items()}
