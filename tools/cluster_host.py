"""What each process of the cluster calls its host, as if on a machine of its own: ``[core] hostname_callable``."""

from __future__ import annotations

import os

MEMBER = "WHOP_CLUSTER_MEMBER"


def name() -> str:
    """Name the member of the cluster that asks."""
    return os.environ.get(MEMBER, "console")
