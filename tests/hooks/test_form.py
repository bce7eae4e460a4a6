"""The connection form: declared for Airflow 3.2 and later, made by hand before, and both say the same."""

from __future__ import annotations

from typing import Any

import pytest

from airflow_provider_whop.get_provider_info import CONNECTION_FIELDS, FIELD_BEHAVIOUR
from airflow_provider_whop.hooks.connection import Extra
from airflow_provider_whop.hooks.whop import WhopHook


def test_the_form_shows_every_field_that_is_read() -> None:
    assert {*CONNECTION_FIELDS, "allow_http"} == set(Extra.model_fields)


def test_the_form_starts_with_the_defaults_that_count() -> None:
    shown = {
        name: field["schema"]["default"] for name, field in CONNECTION_FIELDS.items() if "default" in field["schema"]
    }
    defaults = Extra().model_dump()
    assert shown == {name: defaults[name] for name in shown}
    assert {name for name, value in defaults.items() if value is not None} == {*shown, "allow_http"}


def test_both_forms_hide_rename_and_fill_in_the_same() -> None:
    legacy = WhopHook.get_ui_field_behaviour()
    assert {key.replace("_", "-"): value for key, value in legacy.items()} == FIELD_BEHAVIOUR
    assert {"hidden_fields", "relabeling", "placeholders"} == set(legacy)


@pytest.fixture
def widgets() -> dict[str, Any]:
    pytest.importorskip("flask_appbuilder", reason="Airflow 2 alone has the old form; make matrix runs this on it")
    return _bound(WhopHook.get_connection_form_widgets())


def test_both_forms_have_the_same_fields_labels_and_defaults(widgets: dict[str, Any]) -> None:
    declared = {
        name: (field["label"], field["description"], field["schema"].get("default"))
        for name, field in CONNECTION_FIELDS.items()
    }
    assert declared == {name: (str(w.label.text), w.description, w.default) for name, w in widgets.items()}


@pytest.mark.parametrize(("name", "value", "valid"), [
    ("timeout", 0, False), ("timeout", 1, True), ("max_retries", -1, False), ("max_retries", 0, True),
    ("environment", "staging", False), ("environment", "sandbox", True), ("company_id", "biz_1", True),
])  # fmt: skip
def test_the_old_form_holds_fields_to_the_declared_bounds(
    widgets: dict[str, Any], name: str, value: Any, valid: bool
) -> None:
    field = widgets[name]
    field.data, field.raw_data = value, [str(value)]
    assert valid is field.validate(None)


def _bound(unbound: dict[str, Any]) -> dict[str, Any]:
    from flask import Flask
    from flask_babel import Babel
    from wtforms import Form

    app = Flask("form")
    Babel(app)
    with app.app_context(), app.test_request_context():
        form = type("ConnectionForm", (Form,), unbound)()
        return {name: form[name] for name in unbound}
