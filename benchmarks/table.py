"""What a row came to, as Markdown that a terminal shows well too. Every number in it comes from the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contest import Outcome, Spread, Target
from record import Record
from row import Row


def written(row: Row, record: Record) -> str:
    """Give the row's section of the page."""
    run = f"`{record.command}`, {record.date}, {len(_repetitions(record.outcome))} repetitions. {record.machine}."
    raw = f"[Raw numbers](benchmarks/{row.name}.json)."
    targets = "\n".join(f"- {_judged(target, record.outcome)}" for target in row.targets)
    return f"## {row.title}\n\n{row.measured}\n\n{_table(record)}\n\n{targets}\n\n{run} {raw}"


def _table(record: Record) -> str:
    figures = list(next((one[0] for one in record.outcome.figures.values() if one), {}))
    lines = [["", *figures, f"ours ÷ it, {figures[0] if figures else ''}"]]
    lines += [_line(name, figures, record) for name in record.beside]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = [" | ".join(f"{cell:{width}}" for cell, width in zip(line, widths, strict=True)) for line in lines]
    rule = " | ".join("-" * max(3, width) for width in widths)
    return "\n".join(f"| {line} |" for line in (padded[0], rule, *padded[1:]))


def _line(name: str, figures: Sequence[str], record: Record) -> list[str]:
    outcome, ours = record.outcome, record.beside[name]
    if name in outcome.failed:
        return [name, f"failed: {outcome.failed[name].replace('|', '/')}", *[""] * len(figures)]
    ratio = outcome.ratio(figures[0], ours, name) if ours else None
    return [name, *(_told(outcome.spread(figure, name)) for figure in figures), _told(ratio)]


def _judged(target: Target, outcome: Outcome) -> str:
    bounds = " and ".join(_bounds(target))
    over = f" × {target.over}" if target.over else ""
    verdict = "met" if outcome.met(target) else "**NOT MET**"
    came_to = _told(outcome.came_to(target)) or "nothing"
    return f"{target.of}, {target.figure}: {bounds}{over}. Measured {came_to}: {verdict}."


def _bounds(target: Target) -> Iterator[str]:
    if target.most is not None:
        yield f"at most {target.most:g}"
    if target.least is not None:
        yield f"at least {target.least:g}"


def _told(spread: Spread | None) -> str:
    if spread is None:
        return ""
    middle, least, most = map(_number, spread)
    return middle if least == most else f"{middle} ({least} to {most})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _repetitions(outcome: Outcome) -> Sequence[object]:
    return max(outcome.figures.values(), key=len, default=[])
