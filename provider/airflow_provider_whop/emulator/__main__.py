"""``python -m airflow_provider_whop.emulator``: run a local Whop until Ctrl-C, and say how Airflow gets to it."""

from __future__ import annotations

import argparse
import shlex
import signal

from airflow_provider_whop.emulator.emulator import WhopEmulator
from airflow_provider_whop.emulator.options import Options


def main() -> None:
    """Start, print the connection to paste, and wait for the end."""
    chosen = _parser().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with WhopEmulator(**vars(chosen)) as whop:
            print(f"Whop emulator, to look at: {whop.url}")
            print("For Airflow, in its environment:")
            print(f"export AIRFLOW_CONN_WHOP_DEFAULT={shlex.quote(whop.connection)}", flush=True)
            signal.pause()
    except KeyboardInterrupt:
        print("Stopped.")


def _parser() -> argparse.ArgumentParser:
    usual = Options()
    parser = argparse.ArgumentParser(prog="python -m airflow_provider_whop.emulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8900, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--allow-remote", action="store_true", help="listen on an address that others can reach")
    parser.add_argument(
        "--rate-limit",
        type=float,
        default=usual.rate_limit,
        help="requests a minute for each operation and key, 0 for none (default: %(default)s)",
    )
    parser.add_argument(
        "--visible-after",
        type=float,
        default=usual.visible_after,
        help="seconds until a new message shows in lists (default: %(default)s)",
    )
    return parser


if __name__ == "__main__":
    main()
