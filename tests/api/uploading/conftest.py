"""What the tests of uploads share: a file of any length that takes no room, and a clock that waits for nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from airflow_provider_whop.api.files import File
from airflow_provider_whop.api.uploading.upload import How, upload
from airflow_provider_whop.api.wire import Source
from both import Client

Upload = Callable[..., File]


@pytest.fixture
def uploaded(client: Client, naps: list[float]) -> Upload:  # noqa: ARG001  # asked for what it does
    """Upload over each transport, without waiting between attempts."""
    return partial(_uploaded, client)


def _uploaded(client: Client, source: Source, **how: object) -> File:
    return client.run(upload(source, How.of(**how), client.settings, client.ask))
