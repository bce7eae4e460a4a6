"""Lets all cells of the matrix of intervals live at once in one Airflow: customers write, runs come, end, are cleared.

It waits for what Airflow tells, never for a time: a cell goes on as soon as its own run has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from airflow_provider_whop.emulator import WhopEmulator
from any_airflow import AnyAirflow
from interval_cells import Cell

ENDED = ("success", "failed", "skipped", "upstream_failed")
WAITING = ("running", "up_for_reschedule", "deferred", *ENDED)
NEWS, LAST_NEWS = "intervals_news", "intervals_last_news"


class Awaited(NamedTuple):
    """What a cell waits for."""

    what: str
    true: Callable[[], bool]


Life = Iterator[Awaited]


class Lives:
    """The cells on one Airflow."""

    def __init__(self, airflow: AnyAirflow, whop: WhopEmulator, cells: list[Cell]) -> None:
        self._airflow, self._whop, self._cells = airflow, whop, cells
        self._runs: dict[str, dict[str, dict[str, Any]]] = {}
        self._ready = Counter[int]()
        self._tried: dict[str, dict[str, int]] = {}
        self._first_news = ""

    def live(self, timeout: float) -> None:
        """Let every cell live its life to the end."""
        self._airflow.unpause(NEWS, LAST_NEWS, *(cell.dag_id for cell in self._cells if cell.kind != "scheduled"))
        lives = {cell.dag_id: self._life(cell) for cell in self._cells}
        awaited = {dag_id: next(life) for dag_id, life in lives.items()}

        def over() -> bool:
            self._airflow.watch()
            self._look()
            for dag_id in [dag_id for dag_id, awaits in awaited.items() if awaits.true()]:
                del awaited[dag_id]
                awaited.update((dag_id, awaits) for awaits in islice(lives[dag_id], 1))
            return not awaited

        try:
            self._airflow.wait_until(over, timeout, "The cells did not end", every=0.5)
        except TimeoutError as late:
            left = "; ".join(f"{dag_id} awaits {awaits.what}" for dag_id, awaits in awaited.items())
            raise TimeoutError(f"{late}: {left}") from None

    # -- one cell

    def _life(self, cell: Cell) -> Life:
        for number in range(1, cell.runs + 1):
            yield from self._impatient_run(cell, number) if cell.impatient else self._patient_run(cell, number)
            yield Awaited(f"the end of run {number}", lambda number=number: self._over(cell, number))
            self._told(cell, number)
        if cell.cleared:
            yield Awaited("the end of the cleared run", lambda: self._over(cell, 2))
            self._told_again(cell)

    def _impatient_run(self, cell: Cell, number: int) -> Life:
        """Have a message there when the sensor looks for the first time, but in the second run, which is to wait."""
        if number == 3:
            self._written(cell, 1 if cell.kind == "scheduled" else 2)  # that run may begin between the two
        yield from self._begun(cell, number)
        if number == 1:
            self._written(cell, 1)

    def _patient_run(self, cell: Cell, number: int) -> Life:
        """Write before the second run, and while each waits; nobody cares when the sensor looks."""
        if number == 2:
            self._written(cell, 1)
        yield from self._begun(cell, number)
        yield Awaited(f"run {number} to wait", lambda: self._state(cell, number, "wait") in WAITING)
        if number == 3 and cell.cleared:
            self._clear_the_second(cell)
        if number < 3:
            self._written(cell, 2 if number == 1 else 1)
        elif not cell.pending() and self._state(cell, number, "wait") not in ENDED:
            self._written(cell, 1 if number == cell.runs else 2)  # the last run is to leave nothing

    def _begun(self, cell: Cell, number: int) -> Life:
        """Let a run come to be."""
        if cell.kind == "manual":
            self._airflow.trigger(cell.dag_id)
        if cell.kind == "asset-triggered":
            self._announce(number)
        if cell.kind == "scheduled" and number == 1:
            self._airflow.unpause(cell.dag_id)
        yield Awaited(f"run {number}", lambda: number <= len(self._runs.get(cell.dag_id, {})))

    def _clear_the_second(self, cell: Cell) -> None:
        self._tried[cell.dag_id] = {name: task["try_number"] for name, task in self._tasks(cell, 2).items()}
        self._airflow.clear(cell.dag_id, self._id(cell, 2), *cell.ends(2))

    def _announce(self, number: int) -> None:
        """Update an asset once all who listen are ready; the third time by a cleared run, with its old dates."""
        self._ready[number] += 1
        listen = sum(cell.kind == "asset-triggered" and number <= cell.runs for cell in self._cells)
        if self._ready[number] == listen and number == 3:
            self._airflow.clear(NEWS, self._first_news, "say")
        elif self._ready[number] == listen:
            run_id = self._airflow.trigger(NEWS if number < 3 else LAST_NEWS)
            self._first_news = self._first_news or run_id

    def _written(self, cell: Cell, number: int) -> None:
        for count in range(number):
            customer = cell.customers[count % len(cell.customers)]
            cell.written.append(self._whop.customer_writes(customer, f"question {len(cell.written)}")["id"])

    # -- what Airflow tells

    def _look(self) -> None:
        self._runs = {}
        for task in self._airflow.all_tasks():
            self._runs.setdefault(task["dag_id"], {}).setdefault(task["dag_run_id"], {})[task["task_id"]] = task

    def _id(self, cell: Cell, number: int) -> str:
        return list(self._runs[cell.dag_id])[number - 1]

    def _state(self, cell: Cell, number: int, task_id: str) -> str | None:
        state: str | None = self._tasks(cell, number)[task_id]["state"]
        return state

    def _tasks(self, cell: Cell, number: int) -> dict[str, dict[str, Any]]:
        return self._runs[cell.dag_id][self._id(cell, number)]

    def _over(self, cell: Cell, number: int) -> bool:
        """Tell whether a run has ended; the second one, once it was cleared, again."""
        tried = self._tried.get(cell.dag_id, {}) if number == 2 else {}
        tasks = self._tasks(cell, number).items()
        return all(task["state"] in ENDED and task["try_number"] > tried.get(name, -1) for name, task in tasks)

    def _told(self, cell: Cell, number: int) -> None:
        """Take down how a run ended, and what all that have ended were given."""
        states = {task_id: self._state(cell, number, task_id) for task_id in cell.ends(number)}
        if states != cell.ends(number):
            cell.wrong.append(f"run {number} ended as {states}")
        for run_id, tasks in self._runs[cell.dag_id].items():
            if tasks["wait"]["state"] == "success" and run_id not in cell.given:
                cell.given[run_id] = self._ids(cell, run_id)

    def _told_again(self, cell: Cell) -> None:
        """Compare what the cleared run was given with what it had."""
        run_id = self._id(cell, 2)
        before, cell.given[run_id] = cell.given.get(run_id), self._ids(cell, run_id)
        cell.own_again = bool(before) and before == cell.given[run_id]

    def _ids(self, cell: Cell, run_id: str) -> list[str]:
        return [message["id"] for message in self._airflow.xcom(cell.dag_id, run_id, "wait")["messages"]]
