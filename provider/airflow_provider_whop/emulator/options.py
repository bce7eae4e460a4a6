"""How this Whop behaves where the real one differs by place or is not documented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

DAY = 86_400


@dataclass
class Options:
    """
    Settings of an emulator; they may be changed while it runs.

    :param rate_limit: requests a minute for each key and operation; 0 switches the limit off.
    :param page_size: items of a page where ``first`` is not given.
    :param largest_page: the most items of a page, whatever is asked for.
    :param missing_permission_status: 400 as Whop mostly answers, or 403 as documented.
    :param visible_after: seconds until a new message shows in lists.
    :param upload_expires_after: seconds for which a file's bytes are taken at the address given for them.
    :param part_expires_after: the same for each part of a file.
    :param processing_takes: seconds from a file's last byte until it is ready; ``inf`` for never.
    :param processing_fails: let nothing come of a file's bytes.
    :param idempotency: honour ``Idempotency-Key``, as Whop's newer API is documented to; the chat calls are not.
    """

    rate_limit: float = 600
    page_size: int = 25
    largest_page: int = 100
    missing_permission_status: int = 400
    visible_after: float = 0.0
    upload_expires_after: float = 3600.0
    part_expires_after: float = 900.0
    processing_takes: float = 0.0
    processing_fails: bool = False
    idempotency: bool = False

    @property
    def processing(self) -> dict[str, Any]:
        """What becomes of a file whose bytes are all there."""
        return {"takes": self.processing_takes, "fails": self.processing_fails}

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse a setting that could not be acted on, whenever it is made."""
        if name not in _RULES:
            raise AttributeError(f"The emulator has no option {name!r}; it has {', '.join(_RULES)}.")
        kind, allowed, rule = _RULES[name]
        if isinstance(value, bool) is not (kind is bool) or not isinstance(value, kind) or not allowed(value):
            raise ValueError(f"{name} must be {rule}, not {value!r}.")
        super().__setattr__(name, value)


_NUMBER = (int, float)
_RULES: dict[str, tuple[Any, Callable[[Any], bool], str]] = {
    "rate_limit": (_NUMBER, lambda n: 0 <= n < inf, "a number of requests, or 0 for no limit"),
    "page_size": (int, lambda n: n >= 1, "a whole number from 1 on"),
    "largest_page": (int, lambda n: n >= 1, "a whole number from 1 on"),
    "missing_permission_status": (int, lambda n: n in (400, 403), "400 or 403"),
    "visible_after": (_NUMBER, lambda n: 0 <= n <= DAY, "seconds, at most a day of them"),
    "upload_expires_after": (_NUMBER, lambda n: 0 <= n <= DAY, "seconds, at most a day of them"),
    "part_expires_after": (_NUMBER, lambda n: 0 <= n <= DAY, "seconds, at most a day of them"),
    "processing_takes": (_NUMBER, lambda n: n >= 0, "seconds, or inf"),
    "processing_fails": (bool, lambda _: True, "True or False"),
    "idempotency": (bool, lambda _: True, "True or False"),
}
