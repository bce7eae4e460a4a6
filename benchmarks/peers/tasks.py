"""The state that a task of Airflow 3 is in: its log goes to the supervisor as JSON, its connections are at hand."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from airflow.sdk.log import configure_logging, reset_logging


def as_in_a_task(**connections: dict[str, Any]) -> None:
    """Log as the supervisor has a task do it, to nobody, and name connections to Airflow."""
    reset_logging()
    nobody = Path(os.devnull).open("wb", buffering=0)  # noqa: SIM115  # open as long as the process
    configure_logging(json_output=True, output=nobody, sending_to_supervisor=True)
    sys.excepthook = sys.__excepthook__  # what fails is shown here, too
    for conn_id, connection in connections.items():
        os.environ[f"AIRFLOW_CONN_{conn_id.upper()}"] = json.dumps(connection)
