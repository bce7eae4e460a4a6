"""What each Airflow promises of an inbox that is looked into from two triggerers, as read from its code.

``docs/inbox.md`` says where it stands there.
"""

from __future__ import annotations

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
    :param shares: what asks the same in one triggerer shares a poll.
    """

    names: tuple[str, ...] = WATCHES
    stays: bool = True
    shares: bool = False

    @property
    def polls(self) -> int | None:
        """How many polls there are in both triggerers together, each of which holds some triggers; None: no promise."""
        if not self.stays:
            return None
        return TRIGGERERS if self.shares else len(self.names)

    @property
    def ends(self) -> bool:
        """Whether what is looked for ends the wait, as with a sensor's; an asset is watched for ever."""
        return self.names == SENSORS


PROMISES = {
    "2.11": Promise(SENSORS),
    "3.0": Promise(stays=False),
    "3.1": Promise(stays=False),
    "3.2": Promise(),
    "3.3": Promise(shares=True),
}
