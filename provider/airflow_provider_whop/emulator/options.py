"""How this Whop behaves where the real one differs by place or is not documented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Options:
    """
    Settings of an emulator; they may be changed while it runs.

    :param rate_limit: requests a minute for each key and operation; 0 switches the limit off.
    :param page_size: items of a page where ``first`` is not given.
    :param largest_page: the most items of a page, whatever is asked for.
    :param missing_permission_status: 400 as Whop mostly answers, or 403 as documented.
    :param visible_after: seconds until a new message shows in lists.
    """

    rate_limit: float = 600
    page_size: int = 25
    largest_page: int = 100
    missing_permission_status: int = 400
    visible_after: float = 0.0
