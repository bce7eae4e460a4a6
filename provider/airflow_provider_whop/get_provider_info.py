"""What Airflow is told about this provider, the connection form included. It imports nothing and does nothing."""

from __future__ import annotations

from typing import Any

CONNECTION_FIELDS: dict[str, dict[str, Any]] = {
    "environment": {
        "label": "Environment",
        "schema": {"type": ["string", "null"], "enum": ["production", "sandbox"], "default": "production"},
        "description": "Whop's environment that the key belongs to; a host above overrides it.",
    },
    "company_id": {
        "label": "Company ID",
        "schema": {"type": ["string", "null"]},
        "description": "biz_… of the company that lists are made for, unless a task names another.",
    },
    "user_id": {
        "label": "Own user ID",
        "schema": {"type": ["string", "null"]},
        "description": "user_… that messages of this key are written by, if known.",
    },
    "app_id": {
        "label": "App ID",
        "schema": {"type": ["string", "null"]},
        "description": "app_…, sent as X-Whop-App-Id; for app keys.",
    },
    "api_version_date": {
        "label": "API version",
        "schema": {"type": ["string", "null"], "default": "2025-01-01"},
        "description": "Sent as Api-Version-Date. The word none sends no version: then the key's own decides.",
    },
    "timeout": {
        "label": "Time-out",
        "schema": {"type": ["number", "null"], "minimum": 1, "default": 30},
        "description": "Seconds to wait for an answer.",
    },
    "max_retries": {
        "label": "Retries",
        "schema": {"type": ["integer", "null"], "minimum": 0, "default": 5},
        "description": "How often a call is repeated where that is safe.",
    },
    "rate_limit": {
        "label": "Rate limit",
        "schema": {"type": ["number", "null"], "minimum": 0, "default": 600},
        "description": "Requests a minute that each operation may make; 0 for any number.",
    },
    "proxy": {
        "label": "Proxy",
        "schema": {"type": ["string", "null"]},
        "description": "URL of an HTTP proxy; without one, HTTPS_PROXY and NO_PROXY count.",
    },
    "channel_url": {
        "label": "Channel page",
        "schema": {"type": ["string", "null"]},
        "description": "Where people see a channel, with {channel_id} in its place; tasks link to it.",
    },
}

FIELD_BEHAVIOUR: dict[str, Any] = {
    "hidden-fields": ["login", "port", "schema", "extra"],
    "relabeling": {"password": "API key", "host": "Base URL"},
    "placeholders": {
        "password": "The API key from whop.com/dashboard/developer",
        "host": "https://api.whop.com/api/v1",
        "company_id": "biz_…",
        "user_id": "user_…",
        "app_id": "app_…",
        "proxy": "http://proxy.example:3128",
        "channel_url": "https://whop.com/joined/your-company/{channel_id}/app/",
    },
}


MODULES: dict[str, tuple[str, ...]] = {
    "hooks": ("hooks.whop",),
    "operators": (
        "operators.messages",
        "operators.files",
        "operators.polls",
        "operators.lists",
        "operators.channels",
        "operators.support",
        "operators.direct_messages",
        "operators.notifications",
        "operators.sql",
    ),
    "sensors": ("sensors.messages", "sensors.support"),
    "triggers": ("triggers.support",),
}

CONNECTION_TYPE: dict[str, Any] = {
    "connection-type": "whop",
    "hook-class-name": "airflow_provider_whop.hooks.whop.WhopHook",
    "hook-name": "Whop",
    "ui-field-behaviour": FIELD_BEHAVIOUR,
    "conn-fields": CONNECTION_FIELDS,
}

INTEGRATION: dict[str, Any] = {
    "integration-name": "Whop",
    "external-doc-url": "https://docs.whop.com/developer/guides/chat",
    "tags": ["service"],
}


def get_provider_info() -> dict[str, Any]:
    """Describe the provider in the terms of Airflow's provider_info.schema.json."""
    return {
        "package-name": "airflow-provider-whop",
        "name": "Whop",
        "description": "Chat of `Whop <https://whop.com/>`__: messages, channel moderation, support channels.",
        "integrations": [INTEGRATION],
        **{kind: [_of_whop(names)] for kind, names in MODULES.items()},
        "notifications": ["airflow_provider_whop.notifications.whop.WhopNotifier"],
        "extra-links": ["airflow_provider_whop.links.channels.WhopChannelLink"],
        "connection-types": [CONNECTION_TYPE],
    }


def _of_whop(names: tuple[str, ...]) -> dict[str, Any]:
    return {
        "integration-name": INTEGRATION["integration-name"],
        "python-modules": [f"airflow_provider_whop.{name}" for name in names],
    }
