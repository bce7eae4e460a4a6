"""``python -m airflow_provider_whop.emulator``: run a local Whop until Ctrl-C, and say how Airflow gets to it."""

from __future__ import annotations

import argparse
import shlex
import signal
import sys

from airflow_provider_whop.emulator.options import Options


def main() -> None:
    """Start, print the connection to paste, and wait for the end."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = _parser()
    chosen = parser.parse_args()
    try:
        _run(chosen)
    except KeyboardInterrupt:
        print("Stopped.")
    except ModuleNotFoundError as missing:
        sys.exit(missing.msg)
    except ValueError as refused:
        parser.error(str(refused))
    except (OSError, OverflowError) as taken:
        reason = getattr(taken, "strerror", None) or taken
        sys.exit(f"Port {chosen.port} of {chosen.host} cannot be listened on ({reason}); choose another with --port.")


def _run(chosen: argparse.Namespace) -> None:
    from airflow_provider_whop.emulator import WhopEmulator

    with WhopEmulator(**vars(chosen)) as whop:
        print(f"Whop emulator, to look at: {whop.url}")
        print("For Airflow, in its environment:")
        print(f"export AIRFLOW_CONN_WHOP_DEFAULT={shlex.quote(whop.connection)}", flush=True)
        signal.pause()


def _parser() -> argparse.ArgumentParser:
    usual = Options()
    name = "python -m airflow_provider_whop.emulator"
    parser = argparse.ArgumentParser(prog=name, description=__doc__, allow_abbrev=False)
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
    parser.add_argument("--idempotency", action="store_true", help="honour Idempotency-Key")
    return parser


if __name__ == "__main__":
    main()
