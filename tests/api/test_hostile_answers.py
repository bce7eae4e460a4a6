"""Whatever Whop answers, a conversation ends in its result or in an error of ours. By hand, so without a network."""

from __future__ import annotations

import json
import os
from functools import cache
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import conversations
from airflow_provider_whop.api.conversation import converse
from airflow_provider_whop.api.course import Course
from airflow_provider_whop.api.errors import WhopError
from airflow_provider_whop.api.settings import Settings
from airflow_provider_whop.api.wire import (
    Keep,
    Moment,
    Now,
    Parcel,
    Request,
    Response,
    Steps,
    Unreachable,
    Weigh,
    Weight,
)
from airflow_provider_whop.transport.performer import Performer
from bent import FORGED, KEY, STATUSES, bent, errors, heads
from shaped import shaped

EXAMPLES = int(os.environ.get("WHOP_FUZZ", "8"))
MOST_REQUESTS = 40
CONNECTION = Settings(key=KEY, base_url=f"{conversations.HERE}/api/v1", user_id=conversations.WE, max_retries=1)


class Enough(Exception):
    """The conversation has had many answers, and is not at its end."""


class Played:
    """Plays a conversation with drawn answers, in no time; ``said`` is what the log would hold."""

    def __init__(self, data: st.DataObject) -> None:
        self._draw = data.draw
        self._clock = count(conversations.NOW)
        self._asked = count(1)
        self.said: list[str] = []

    def play(self, steps: Steps[Any]) -> Any:
        course = Course(steps)
        while course.step is not None:
            course.go_on(self._outcome(course.step))
        return course.result

    def _outcome(self, step: Any) -> Any:
        if isinstance(step, Request | Parcel):
            return self._reply(step.operation)
        if isinstance(step, Weigh):
            return Weight(step.source.weigh())
        if isinstance(step, Now):
            return Moment(next(self._clock))
        if isinstance(step, Keep):
            json.dumps(step.record)
        return Performer(CONNECTION, self)._at_hand(step)

    def log(self, _: int, event: str, *args: object) -> None:
        self.said.append(event % args)

    def _reply(self, operation: str) -> Any:
        if next(self._asked) > MOST_REQUESTS:
            raise Enough
        if self._draw(st.integers(0, 9)) == 0:
            return Unreachable("connection reset", self._draw(st.booleans()), 0.1, late=self._draw(st.booleans()))
        status = self._draw(st.one_of(st.just(200), st.sampled_from(STATUSES)))
        body = self._draw(bent(_answers(operation)) if status < 300 else bent(errors()))
        headers = {name.lower(): value for name, value in self._draw(heads()).items()}
        return Response(status, headers, body, next(self._clock), 0.1)


@cache
def _answers(operation: str) -> st.SearchStrategy[Any]:
    return st.just({}) if operation == "storeFile" else shaped(operation, conversations.known())


@pytest.mark.parametrize("name", conversations.ALL)
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_whop_answers_the_end_is_a_result_or_an_error_of_ours(name: str, data: st.DataObject) -> None:
    played = Played(data)
    try:
        played.play(conversations.ALL[name](CONNECTION, lambda call: converse(call, CONNECTION)))
    except Enough:
        pass
    except WhopError as error:
        played.said.append(str(error))
    assert [] == [line for line in played.said if not is_a_line(line)]


def is_a_line(text: str) -> bool:
    """Tell whether a text is one line of no great length, without the key and without what only looks like a line."""
    return text.isprintable() and len(text) < 2000 and KEY not in text and FORGED not in text
