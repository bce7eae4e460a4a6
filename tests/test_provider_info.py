"""What Airflow is told about the provider is true, and acceptable to Airflow's own schema."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.metadata import entry_points, version
from typing import Any

import pytest

import airflow_provider_whop
from airflow_provider_whop.get_provider_info import get_provider_info
from airflow_provider_whop.hooks.whop import WhopHook


def validator() -> Any:
    """Give the schema that this Airflow holds providers to, wherever it keeps it."""
    try:
        from airflow._shared.providers_discovery import providers_discovery as home
    except ImportError:
        from airflow import providers_manager as home
    return home._create_provider_info_schema_validator()


def test_airflows_schema_accepts_it() -> None:
    validator().validate(get_provider_info())


def test_airflows_schema_would_refuse_something_wrong() -> None:
    with pytest.raises(Exception, match="'name' is a required property"):
        validator().validate({key: value for key, value in get_provider_info().items() if key != "name"})


def test_the_entry_point_leads_to_it() -> None:
    (entry,) = (
        e for e in entry_points(group="apache_airflow_provider") if e.dist and e.dist.name == "airflow-provider-whop"
    )
    assert entry.load()() == get_provider_info()


def test_the_name_and_the_version_are_the_distributions() -> None:
    assert "airflow-provider-whop" == get_provider_info()["package-name"]
    assert airflow_provider_whop.__version__ == version("airflow-provider-whop")


@pytest.mark.parametrize("kind", ["hooks", "operators", "sensors", "triggers"])
def test_the_modules_told_are_the_modules_there_are(kind: str) -> None:
    (group,) = get_provider_info()[kind]
    package = import_module(f"airflow_provider_whop.{kind}")
    told = {import_module(name).__name__ for name in group["python-modules"]}
    with_classes = {name for name in _modules(package) if _has_class_for_dags(name)}
    assert with_classes == told


@pytest.mark.parametrize(("kind", "package", "of"), [
    ("notifications", "notifications", "BaseNotifier"), ("extra-links", "links", "BaseOperatorLink"),
])  # fmt: skip
def test_the_classes_told_are_the_classes_there_are(kind: str, package: str, of: str) -> None:
    from airflow.providers.common.compat import sdk

    modules = map(import_module, _modules(import_module(f"airflow_provider_whop.{package}")))
    classes = {
        f"{value.__module__}.{value.__name__}"
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__ and issubclass(value, getattr(sdk, of))
    }
    assert classes == set(get_provider_info()[kind])


def test_the_connection_type_is_the_hooks() -> None:
    (connection,) = get_provider_info()["connection-types"]
    module, _, name = connection["hook-class-name"].rpartition(".")
    hook = getattr(import_module(module), name)
    assert hook is WhopHook
    assert (hook.conn_type, hook.hook_name) == (connection["connection-type"], connection["hook-name"])
    assert (hook.conn_name_attr, hook.default_conn_name) == ("whop_conn_id", "whop_default")


def test_reading_it_loads_nothing_else() -> None:
    code = "import sys; import airflow_provider_whop.get_provider_info; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    ours = {name for name in loaded if name.startswith("airflow")}
    assert {"airflow_provider_whop", "airflow_provider_whop.get_provider_info"} == ours


def _modules(package: Any) -> list[str]:
    from pkgutil import iter_modules

    return [f"{package.__name__}.{module.name}" for module in iter_modules(package.__path__)]


def _has_class_for_dags(name: str) -> bool:
    from airflow.providers.common.compat.sdk import BaseHook, BaseOperator
    from airflow.triggers.base import BaseTrigger

    module = import_module(name)
    values = (getattr(module, member) for member in dir(module))  # some are loaded when they are asked for
    classes = (value for value in values if isinstance(value, type) and f"{value.__module__}.".startswith(f"{name}."))
    return any(issubclass(kind, BaseHook | BaseOperator | BaseTrigger) and "Whop" in kind.__name__ for kind in classes)
