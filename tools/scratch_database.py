"""A PostgreSQL database of a random name, on the server that ``WHOP_TEST_PG_DSN`` names.

That is an address as libpq knows it: ``postgresql://user:password@127.0.0.1:5432/postgres``, or for a peer at a socket
``postgresql:///postgres?host=/run/postgresql``; its user must be allowed to create databases.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

VARIABLE = "WHOP_TEST_PG_DSN"
SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


class ScratchDatabase:
    """
    A database for one Airflow.

    :param python: an interpreter that has psycopg2.
    """

    def __init__(self, python: Path) -> None:
        self._python = python
        self._server = os.environ.get(VARIABLE, SERVER)
        self._name = f"whop_{secrets.token_hex(8)}"
        self._made = False

    @property
    def url(self) -> str:
        """Name the database as SQLAlchemy knows it."""
        parts = urlsplit(self._server)
        options = f"?{parts.query}" if parts.query else ""
        return f"postgresql+psycopg2://{parts.netloc}/{self._name}{options}"

    def create(self) -> None:
        """Make it."""
        self._say(f"CREATE DATABASE {self._name}")
        self._made = True

    def drop(self) -> None:
        """Remove it if it was made, whoever still looks at it."""
        if self._made:
            self._say(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
            self._made = False

    def _say(self, statement: str) -> None:
        env = {**os.environ, VARIABLE: self._server}  # a password is nothing for a list of processes
        command = [self._python, __file__]
        ended = subprocess.run(command, env=env, input=statement, capture_output=True, text=True, check=False)
        if ended.returncode:
            host = urlsplit(self._server).netloc.rpartition("@")[2] or "its socket"
            reason = " ".join(ended.stderr.rpartition("Error: ")[2].split())
            raise ConnectionError(
                f"PostgreSQL at {host} makes no database for this Airflow; start one that lets this user in, or name "
                f"another in {VARIABLE}, as postgresql://user:password@127.0.0.1:5432/postgres. It said: {reason}"
            )


class OwnedDatabase(ScratchDatabase):
    """A database that belongs to a role made for it alone, which may do nothing else on the server."""

    def __init__(self, python: Path) -> None:
        super().__init__(python)
        self.password = secrets.token_hex(16)

    @property
    def url(self) -> str:
        """Name the database as SQLAlchemy knows it, with the role's password."""
        parts = urlsplit(super().url)
        address = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=f"{self._name}:{self.password}@{address}").geturl()

    def create(self) -> None:
        """Make the role, and the database that is its own."""
        self._say(f"CREATE ROLE {self._name} LOGIN PASSWORD '{self.password}'")
        try:
            super().create()
            self._say(f"ALTER DATABASE {self._name} OWNER TO {self._name}")
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """Remove both."""
        super().drop()
        self._say(f"DROP ROLE IF EXISTS {self._name}")


def main(statement: str) -> None:
    """Say one statement to the server, outside any transaction; the work of this file's own child."""
    import psycopg2

    connection = psycopg2.connect(os.environ[VARIABLE], connect_timeout=10)
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


if __name__ == "__main__":
    main(sys.stdin.read())
