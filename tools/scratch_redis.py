"""Keys of a random prefix, removed in the end, on the Redis that ``WHOP_TEST_REDIS`` names (redis://127.0.0.1:6379/0)."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

VARIABLE = "WHOP_TEST_REDIS"
SERVER = "redis://127.0.0.1:6379/0"


class ScratchRedis:
    """
    A broker for one Celery.

    :param python: an interpreter that has redis.
    """

    def __init__(self, python: Path) -> None:
        self._python = python
        self.url = os.environ.get(VARIABLE, SERVER)
        self.prefix = f"whop_{secrets.token_hex(8)}_"

    def check(self) -> None:
        """Raise a ``ConnectionError`` where there is no Redis."""
        self._do("ping")

    def clear(self) -> int:
        """Remove all keys of the prefix; gives how many there were."""
        return int(self._do("clear"))

    def _do(self, what: str) -> str:
        env = {**os.environ, VARIABLE: self.url}  # a password is nothing for a list of processes
        command = [self._python, __file__, what, self.prefix]
        ended = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if ended.returncode:
            host = urlsplit(self.url).netloc.rpartition("@")[2]
            reason = " ".join(ended.stderr.rpartition("Error: ")[2].split())
            raise ConnectionError(
                f"Redis at {host} does not answer; start one (apt-get install redis-server; redis-server --bind "
                f"127.0.0.1), or name another in {VARIABLE}, as redis://127.0.0.1:6379/0. It said: {reason}"
            )
        return ended.stdout


def main(what: str, prefix: str) -> None:
    """Do what the word says; the work of this file's own child."""
    import redis

    server = redis.Redis.from_url(os.environ[VARIABLE], socket_connect_timeout=10)
    if what == "ping":
        server.ping()
    else:
        print(sum(server.delete(key) for key in server.scan_iter(f"{prefix}*")))


if __name__ == "__main__":
    main(*sys.argv[1:])
