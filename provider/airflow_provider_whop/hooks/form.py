"""The connection form for Airflow before 3.2, made from the declared one, so that both say the same."""

from __future__ import annotations

from typing import Any

from airflow_provider_whop.get_provider_info import CONNECTION_FIELDS, FIELD_BEHAVIOUR


def widgets() -> dict[str, Any]:
    """Give the form's own fields as wtforms fields."""
    return {name: _widget(field) for name, field in CONNECTION_FIELDS.items()}


def behaviour() -> dict[str, Any]:
    """Give hidden fields, labels and placeholders under their old names."""
    return {key.replace("-", "_"): value for key, value in FIELD_BEHAVIOUR.items()}


def _widget(field: dict[str, Any]) -> Any:
    from flask_appbuilder.fieldwidgets import BS3TextFieldWidget
    from flask_babel import lazy_gettext
    from wtforms import IntegerField, StringField

    kind = IntegerField if {"integer", "number"} & set(field["schema"]["type"]) else StringField
    return kind(
        lazy_gettext(field["label"]),
        widget=BS3TextFieldWidget(),
        validators=_validators(field["schema"]),
        description=field["description"],
        default=field["schema"].get("default"),
    )


def _validators(schema: dict[str, Any]) -> list[Any]:
    from wtforms.validators import AnyOf, NumberRange, Optional

    bounds = [NumberRange(min=schema["minimum"])] if "minimum" in schema else []
    choice = [AnyOf(schema["enum"])] if "enum" in schema else []
    return [Optional(), *bounds, *choice]
