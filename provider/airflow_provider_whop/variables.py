"""What is kept in Airflow's Variables: JSON, under a name that is no other's; a loss is not taken for a beginning."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any

from airflow_provider_whop._compat import read_variable

PROOF = "whop_variables_can_be_read"


def variable_key(*parts: object) -> str:
    """
    Name a Variable after what it is kept for, and never two alike.

    Ids hold dots, an asset's name anything; Airflow cuts a key off at a question mark and takes 250 characters.
    """
    readable = re.sub(r"[^a-zA-Z0-9_.-]", "_", ".".join(map(str, parts)))
    return f"{readable[:230]}.{sha256(json.dumps(parts).encode()).hexdigest()[:12]}"


def variable(key: str) -> Any:
    """
    Give a Variable's JSON; None where there is none.

    Airflow gives the default as well where a Variable could not be read. Taken for a beginning, that would lose what
    was kept; so where there seems to be none, another one has to show first that Variables can be read just now.

    :raises RuntimeError: they cannot be read, or written, just now; or what stands there is no JSON.
    """
    kept = read_variable(key)
    if kept is None:
        _prove_that_variables_can_be_read()
        kept = read_variable(key)
    try:
        return json.loads(kept or "null")
    except ValueError:
        raise RuntimeError(f"Airflow's Variable {key} holds no JSON: delete it to begin anew.") from None


def _prove_that_variables_can_be_read() -> None:
    if read_variable(PROOF) is None:
        set_variable(PROOF, True, "The Whop provider reads it before it takes another one for missing")


def set_variable(key: str, value: Any, description: str | None = None) -> None:
    """
    Keep a value as JSON, and see that it is kept: Airflow 3.0 to 3.2 only log it where it is not.

    :param description: for whoever reads the list of Variables.
    :raises RuntimeError: it is not, or cannot be read.
    """
    from airflow.providers.common.compat.sdk import Variable

    Variable.set(key, kept := json.dumps(value), description=description)
    if read_variable(key) != kept:
        raise RuntimeError(
            f"Airflow's Variable {key} was not kept, or cannot be read just now: see the log of Airflow's API server "
            f"or database. It must not be set elsewhere, as in the environment or a secrets backend."
        )
