"""What each Airflow promises of an inbox that is looked into from two triggerers, as read from its code.

``docs/inbox.md`` says where it stands there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

WATCHERS = 4
"""DAGs on as many assets of one inbox, or with as many sensors."""
TRIGGERERS = 2
WATCHES = tuple(f"watcher_{number:02}" for number in range(1, WATCHERS + 1))
SENSORS = tuple(f"sensor_{number:02}" for number in range(1, WATCHERS + 1))


@dataclass(frozen=True)
class Promise:
    """
    What one Airflow promises.

    :param names: the DAGs that look into the inbox.
    :param stays: a trigger runs in the triggerer alone that it was given to, while that one is well. Else each takes
        all that there are at every turn: they run in both, or are cancelled and begun again, as it happens.
    """

    names: tuple[str, ...] = WATCHES
    stays: bool = True

    def polls(self, held: Mapping[str, int]) -> int | None:
        """
        How many polls there are in both triggerers together; None: no promise.

        :param held: how many triggers each was given. What asks the same in one of them shares its looks, on every
            Airflow: from 3.3 on by Airflow's shared streams, before by ``triggers/together.py``.
        """
        return sum(number > 0 for number in held.values()) if self.stays else None

    @property
    def ends(self) -> bool:
        """Whether what is looked for ends the wait, as with a sensor's; an asset is watched for ever."""
        return self.names == SENSORS


PROMISES = {
    "2.11": Promise(SENSORS),
    "3.0": Promise(stays=False),
    "3.1": Promise(stays=False),
    "3.2": Promise(),
    "3.3": Promise(),
}
