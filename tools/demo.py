"""The demo: a real Airflow runs the example DAGs on the emulator; shows what was posted, then cleans up behind itself.

``python tools/demo.py --venv VENV [--keep]``; ends in 0 only if everything that was to happen has happened.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

from airflow_api import AirflowApi
from airflow_provider_whop.emulator import WhopEmulator
from real_airflow import RealAirflow

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".demo"
SCHEDULED, PIPELINE, AFTER, SETTINGS, ACKNOWLEDGED = (
    "example_announcement",
    "example_pipeline",
    "example_announcement_after_pipeline",
    "example_channel_settings",
    "example_auto_acknowledge",
)
QUESTION = "Hello, is anybody there?"
STARTED = time.monotonic()


def main() -> int:
    """Run the demo; gives the exit status."""
    chosen = _arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _show(chosen.venv.resolve(), keep=chosen.keep)
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0 if chosen.keep else 130
    except Exception as error:  # noqa: BLE001  # whatever it is, a person wants the reason and not a traceback
        print(f"\nThe demo failed: {error}", file=sys.stderr)
        return 1
    return 0


def say(line: str) -> None:
    """Print a line of progress."""
    print(f"{time.monotonic() - STARTED:6.1f} s  {line}", flush=True)


def _show(venv: Path, *, keep: bool) -> None:
    shutil.rmtree(HOME, ignore_errors=True)
    with WhopEmulator() as whop:
        say(f"emulator at {whop.url}")
        env = {"AIRFLOW_CONN_WHOP_DEFAULT": whop.connection}
        with RealAirflow(venv, HOME, ROOT / "dags", env, say) as airflow:
            say(f"Airflow at {airflow.url}")
            _switch_on(airflow)
            channel_id = _let_customer_write(airflow, whop)
            _await_runs(airflow)
            _print_posts(whop)
            _print_rules(airflow)
            _print_conversation(whop, channel_id)
            print(f"\nTo look at: Airflow {airflow.url}   Whop {whop.url}   logs {HOME / 'logs'}")
            if keep:
                print("Both run until Ctrl-C.", flush=True)
                signal.pause()
            say("shutting down")
    say("done")


def _switch_on(airflow: AirflowApi) -> None:
    """Switch the DAGs on: one watches, two run on their schedule, one is started by hand and starts another."""
    airflow.unpause(ACKNOWLEDGED)
    airflow.read_again(ACKNOWLEDGED)
    airflow.unpause(SCHEDULED, AFTER, SETTINGS, PIPELINE)
    airflow.trigger(PIPELINE)


def _let_customer_write(airflow: AirflowApi, whop: WhopEmulator) -> str:
    """Let a customer write once Airflow has looked: what was there before, it does not tell. Gives the channel."""
    airflow.wait_until(lambda: _looks(whop) > 0, 60, "the triggerer did not look for customers' messages")
    say(f"a customer writes: {QUESTION}")
    return str(whop.customer_writes("ada", QUESTION)["channel_id"])


def _looks(whop: WhopEmulator) -> int:
    return sum(request.operation == "listSupportChannels" for request in whop.requests)


def _await_runs(airflow: AirflowApi) -> None:
    for dag_id in (SCHEDULED, SETTINGS, PIPELINE, AFTER, ACKNOWLEDGED):
        airflow.wait_until(lambda dag_id=dag_id: airflow.runs(dag_id) != [], 60, f"{dag_id} was not started")
        run = airflow.runs(dag_id)[0]
        state = airflow.finished(dag_id, run["dag_run_id"])
        say(f"{dag_id}: {state} ({run['run_type']})")
        if state != "success":
            raise RuntimeError(f"{dag_id} ended in {state}; its log is below {HOME / 'logs'}")


def _print_posts(whop: WhopEmulator) -> None:
    posts = whop.messages("exp_announcements")
    print("\nPosted in Announcements:")
    for post in posts:
        text = textwrap.indent(post["content"], "    ")
        print(f"  {post['user']['name']}, {post['created_at']}\n{text}")
    if not {"Good morning", "42 rows"} <= {
        word for word in ("Good morning", "42 rows") for post in posts if word in post["content"]
    }:
        raise RuntimeError("an announcement is missing from the channel")


def _print_rules(airflow: AirflowApi) -> None:
    run_id = airflow.runs(SETTINGS)[0]["dag_run_id"]
    outcomes: list[dict[str, Any]] = [airflow.xcom(SETTINGS, run_id, "moderate", index) for index in (0, 1)]
    print("\nRules changed:")
    for outcome in outcomes:
        for name, change in outcome["changed"].items():
            print(f"  {outcome['channel']['experience']['name']}: {name} from {change['before']} to {change['after']}")
    if not all(outcome["changed"] for outcome in outcomes):
        raise RuntimeError("a channel's rules are as they were")


def _print_conversation(whop: WhopEmulator, channel_id: str) -> None:
    conversation = whop.messages(channel_id)
    print("\nWritten to support:")
    for message in conversation:
        print(f"  {message['user']['name']}, {message['created_at']}\n    {message['content']}")
    if len(conversation) != 2:
        raise RuntimeError("the customer was not answered once")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--venv", type=Path, required=True, help="virtual environment with Airflow and the provider")
    parser.add_argument("--keep", action="store_true", help="leave Airflow and the emulator running until Ctrl-C")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
