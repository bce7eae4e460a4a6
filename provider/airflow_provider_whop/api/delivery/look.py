"""Did my message land? The conversation that looks for it in its channel until that is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from airflow_provider_whop.api.conversation import Ask
from airflow_provider_whop.api.delivery import sentences
from airflow_provider_whop.api.delivery.likeness import Verdict, Wanted, judge
from airflow_provider_whop.api.errors import WhopAmbiguous
from airflow_provider_whop.api.messages import Message, list_messages
from airflow_provider_whop.api.wire import Moment, Now, Pause, Steps

PAGE = 100
FIRST_WAIT = 0.5
LONGEST_WAIT = 4.0


@dataclass(slots=True)
class Looking:
    """Looks through the newest messages of one channel; ``pages`` counts those that were read."""

    channel_id: str
    most_pages: int
    ask: Ask
    pages: int = 0

    def until(self, end: float, wanted: Callable[[], Wanted]) -> Steps[Verdict]:
        """
        Look at growing intervals until something is found, or nothing was there after ``end`` (Unix seconds, ours).

        :param wanted: asked after each answer, because each makes the clocks better known.
        """
        wait = FIRST_WAIT
        while True:
            began = cast("Moment", (yield Now())).at
            verdict = yield from self._once(wanted)
            if verdict.ours or verdict.candidates or began >= end:
                return verdict
            yield Pause(min(wait, max(0.1, end - began)))
            wait = min(wait * 2, LONGEST_WAIT)

    def _once(self, wanted: Callable[[], Wanted]) -> Steps[Verdict]:
        """Read back to the first message that is too old to be ours."""
        found: dict[str, Message] = {}
        call = list_messages(self.channel_id, first=PAGE)
        for _ in range(self.most_pages):
            page = yield from self.ask(call)
            self.pages += 1
            found |= {message.id: message for message in page.data}
            since = wanted().since
            past = any(message.created_at.timestamp() < since for message in page.data)
            if past or page.next_cursor is None:
                return judge(found.values(), wanted())
            call = call.after(page.next_cursor)
        raise WhopAmbiguous(sentences.too_far_back(self.channel_id, self.most_pages))
