"""A server that takes messages under a limit of the rate, with the emulator's own bucket, and tells each text apart.

``python limiting.py ANSWERS PER_MINUTE [used-up]``. It does so little for each that who sends is what is measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field

from airflow_provider_whop.emulator.admission import RateLimit
from airflow_provider_whop.emulator.refusals import Refused
from prepared import Answering, Counts, answer, given, main

POST, USED_UP = "POST messages", "used-up"


@dataclass
class Taken(Counts):
    """How many messages were taken, how many of them had a text of their own, and how many were turned away."""

    taken: int = 0
    different: int = 0
    refused: int = 0


@dataclass
class Limit:
    """
    One bucket, full when the first message comes.

    :param used_up: it is empty then, as others have used up what it allows at once.
    """

    per_minute: float
    used_up: bool
    _bucket: RateLimit = field(default_factory=RateLimit)
    _begun: bool = False

    def take(self) -> None:
        """Take a turn; raises ``Refused`` where there is none."""
        while self.used_up and not self._begun:
            try:
                self._take()
            except Refused:
                break
        self._begun = True
        self._take()

    def _take(self) -> None:
        self._bucket.take("", POST, self.per_minute)


class Limiting(Answering):
    """One connection; all share the limit, and what came."""

    def __init__(self, answers: dict[str, bytes], counts: Taken, limit: Limit, texts: set[str]) -> None:
        super().__init__(answers, counts)
        self._message, self._taken, self._limit, self._texts = json.loads(given()[POST]), counts, limit, texts

    def answer_to(self, asked: str, body: bytes) -> bytes:
        """Take a message, or turn it away."""
        if asked != POST:
            return super().answer_to(asked, body)
        try:
            self._limit.take()
        except Refused as refused:
            self._taken.refused += 1
            return answer(json.dumps(refused.envelope), "429 Too Many Requests")
        return self._posted(json.loads(body)["content"])

    def _posted(self, text: str) -> bytes:
        self._taken.taken += 1
        self._texts.add(text)
        self._taken.different = len(self._texts)
        return answer(json.dumps({**self._message, "id": f"post_{self._taken.taken}", "content": text}))


if __name__ == "__main__":
    limit, taken, texts = Limit(float(sys.argv[2]), sys.argv[3:] == [USED_UP]), Taken(), set[str]()
    asyncio.run(main(lambda: Limiting({}, taken, limit, texts)))
