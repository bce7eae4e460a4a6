"""A local Whop to try DAGs on: ``python -m airflow_provider_whop.emulator``, in a test ``with WhopEmulator() as …``.

It imitates the chat surface: messages, channels, support, reactions, files, identity, with permissions, limits and
faults on demand. It does not imitate logins, webhooks, push delivery, or the content rules that Whop does not document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow_provider_whop.emulator.emulator import WhopEmulator
    from airflow_provider_whop.emulator.faults import Fault

__all__ = ["Fault", "WhopEmulator"]

_HOMES = {"Fault": "faults", "WhopEmulator": "emulator"}


def __getattr__(name: str) -> Any:
    """Load the server only when it is used, and say what to install where it cannot be."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"The emulator needs {missing.name}: pip install 'airflow-provider-whop[emulator]'", name=missing.name
        ) from None
