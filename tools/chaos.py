"""``make chaos``: throws every fault at the client, kills its sender at every point, and prints what became of it.

``python tools/chaos.py [faults] [kills] [kills-211]``; ends in 1 when any message is there not once.
"""

from __future__ import annotations

import logging
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from airflow_provider_whop.api.delivery.promise import Promise
from airflow_provider_whop.api.delivery.send import deliver
from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.api.new_messages import NewMessage
from airflow_provider_whop.emulator import WhopEmulator
from both import TRANSPORTS, connected
from disasters import impatient
from faults import CHANNEL, HEAD, ROWS, TEXT, TIMEOUT, Row
from kill_points import PROBED, PROBED_WITHOUT_STATE, kill_points
from old_airflow import OldAirflow
from real_airflow import RealAirflow

ROOT = Path(__file__).resolve().parent.parent
EACH = 25


def main() -> int:
    """Print the tables that were asked for, or all."""
    known: dict[str, Callable[[], bool]] = {"faults": faults, "kills": kills, "kills-211": kills_211}
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that Airflow's processes are ended too
    logging.disable(logging.CRITICAL)
    outcomes = {name: known[name]() for name in sys.argv[1:] or known}
    return 0 if all(outcomes.values()) else 1


def faults() -> bool:
    """Throw all faults, over each transport."""
    kept = True
    for transport in TRANSPORTS:
        print(f"\n{transport}\n{HEAD}")
        for row in ROWS:
            outcome = row.throw(sender(transport))
            print(outcome, flush=True)
            kept &= outcome.messages == 1
    return kept


def sender(transport: str) -> Callable[[WhopEmulator, Row], str]:
    """Give what sends as a task does, over one transport."""

    def send(whop: WhopEmulator, row: Row) -> str:
        message, promise = NewMessage.of(channel_id=CHANNEL, content=TEXT), Promise(key="k", settle=row.settle)
        with connected(transport) as connect:
            client = connect(key=whop.key, base_url=whop.base_url, user_id=whop.user_id, timeout=TIMEOUT)
            try:
                return client.run(deliver(message, promise, client.settings, client.ask)).delivery
            except WhopError as failed:
                return f"failed: {failed}"

    return send


def kills() -> bool:
    """Kill senders on a real Airflow 3.3, on PostgreSQL."""
    return _kills(partial(RealAirflow, postgres=True), "airflow-3.3", PROBED)


def kills_211() -> bool:
    """Kill senders on a real Airflow 2.11, on PostgreSQL."""
    return _kills(OldAirflow, "airflow-2.11", PROBED_WITHOUT_STATE)


def _kills(kind: Callable[..., RealAirflow | OldAirflow], venv: str, probed: tuple[str, ...]) -> bool:
    home = ROOT / ".demo" / f"chaos-{venv}"
    shutil.rmtree(home, ignore_errors=True)
    (home / "dags").mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "e2e" / "dags" / "killed.py", home / "dags")
    print(f"\n{venv}, LocalExecutor, PostgreSQL: {EACH} kills at each point")
    with WhopEmulator() as whop:
        env = {**impatient(whop), "AIRFLOW__CORE__PARALLELISM": "12"}
        with kind(ROOT / ".venvs" / venv, home / "home", home / "dags", env) as airflow:
            outcomes = kill_points(airflow, whop, EACH, probed)
    print("\n".join(map(str, outcomes)))
    return all(outcome.kept for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(main())
