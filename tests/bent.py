"""Answers that no API should give: valid ones bent, in bytes, with the heads that go before them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

KEY = "whop_emulator_key"
FORGED = "a\r\nWhop createMessage: 200 in 0.001 s, attempt 1\x1b[2K\x85\u2028" + KEY

LEAVES = [
    "null", "true", "0", "-1", "0.5", "1e999", "-1e999", "NaN", "-Infinity", "1e15", "1e18",
    "9" * 19, "9" * 4300, "9" * 4301, "1" + "0" * 400,
    '""', '" "', '"."', '".."', '"../../x"', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"',
    json.dumps(FORGED), json.dumps("x" * 20_000), json.dumps(KEY), '"\\q"', '"\xff"', '"{{ 7*7 }} %s {0}"',
    "[]", "{}", "[0]", '{"a": 0}', "[" * 100 + "]" * 100, "[" * 20_000, '{"a":' * 150 + "0" + "}" * 150,
    "[" + "0," * 5000 + "0]", "[" + '"",' * 5000 + '""]', "{" + ",".join(f'"{n}":0' for n in range(2000)) + "}",
    json.dumps({FORGED: 0}),
    '"0001-01-01T00:00:00"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59-14:00"', '"9999-12-31T23:59:59"',
    '"2026-01-31T09:00:00"', '"2026-02-30T00:00:00Z"', '"2026-01-31"', '"-292277022399-01-01T00:00:00Z"',
    '"1769850000"', '"javascript:alert(1)"', '"https://169.254.169.254/x"', '"http://[::1/x"', '"https://a:99999/"',
]  # fmt: skip
"""JSON, or nearly, to be put in the place of a value."""

DATES = [
    "", "now", "Thu, 26 Nov 2026 01:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT",
    "Mon, 01 Jan 0100 00:00:00 +2359", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Thu, 32 Nov 2026 99:99:99 GMT",
    "Thu, 26 Nov 2026 01:00:00 +9999", "Thu, 26 Nov 2026 01:00:00 -99999999999999", "26 Nov", "0", "1e308", "NaN",
    "inf", "-inf", "-1", "-0.0", "1e-320", "1_000", "0x10", "\x00", "\xb2", "\x1b[31m", " ", ",", ":::", "(((((",
    "1" * 5000, "Thu 26 Nov 2026 ::", "Fri, 31 Dec 9999 23:59:59 -2359", "Thu, 26 Nov 2026 01:00:60 GMT", "3", "0.001",
]  # fmt: skip
HEADERS = {
    "Date": DATES,
    "Retry-After": DATES,
    "Content-Type": ["application/json", "text/html", "\x1b[31m", "text/plain; charset=\xff", ";;;"],
    "Content-Encoding": ["gzip", "gzip, gzip", "br", "identity", "\x00", "x" * 1000],
    "X-Request-Id": ["req_1", FORGED.encode("ascii", "ignore").decode().replace("\r\n", " "), "\x9b31m", "x" * 60_000],
    "Location": ["https://evil.example/x", "http://\x1b[31mevil\x9b/", "//" + "e" * 30_000, "http://[::1/x", "\xff"],
    "Set-Cookie": ["a=b", "=", ";;;;", "a=b; expires=\xff; Max-Age=1e308"],
    "ETag": ['"1"', "", "\xff\x00", "x" * 9000],
    "Idempotent-Replayed": ["true", "\x00"],
    "Link": ["<x>; rel=next", "<" * 500],
}
STATUSES = [200, 201, 204, 206, 226, 299, 300, 301, 304, 399, 400, 401, 403, 404, 405, 408, 409, 410, 418, 422, 425,
            429, 451, 499, 500, 502, 503, 504, 599, 600, 999]  # fmt: skip


class Raw(str):
    """Text that goes into JSON as it is."""

    __slots__ = ()


def heads() -> st.SearchStrategy[dict[str, str]]:
    """Give some headers."""
    some = st.sampled_from(sorted(HEADERS))
    one = some.flatmap(lambda name: st.tuples(st.just(name), st.sampled_from(HEADERS[name])))
    return st.lists(one, max_size=3).map(dict)


def errors() -> st.SearchStrategy[Any]:
    """Give Whop's error envelope, in every form that was seen."""
    said = st.sampled_from([FORGED, "", "no", "This requires the permission chat:read", None])
    named = st.fixed_dictionaries(dict.fromkeys(("type", "message", "code", "param"), said))
    return st.one_of(st.fixed_dictionaries({"error": named | said}), named)


@st.composite
def bent(draw: st.DrawFn, valid: st.SearchStrategy[Any], most: int = 3) -> bytes:
    """Put something else in some places of a valid answer, leave some out, say some twice; or give no answer at all."""
    if draw(st.integers(0, 15)) == 0:
        return draw(st.one_of(st.binary(max_size=40), st.sampled_from(LEAVES).map(_encoded)))
    holder = [deepcopy(draw(valid))]
    for _ in range(draw(st.integers(0, most))):
        parent, name = draw(st.sampled_from(list(_places(holder))))
        how = draw(st.sampled_from(["other", "other", "gone", "twice"]))
        if how == "gone" and isinstance(parent, dict):
            del parent[name]
        elif how == "twice" and isinstance(parent, dict):
            parent[Raw(name)] = Raw(draw(st.sampled_from(LEAVES)))
        else:
            parent[name] = Raw(draw(st.sampled_from(LEAVES)))
    return _encoded(written(holder[0]))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Give all places in a value, outermost first."""
    if isinstance(value, (dict, list)):
        for name in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, name
            yield from _places(value[name])


def written(value: Any) -> str:
    """Write JSON, with what is ``Raw`` in it as it is."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(str(name))}:{written(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return json.dumps(value)


def _encoded(text: str) -> bytes:
    return text.encode("latin-1", "backslashreplace") if "\xff" in text else text.encode("utf-8", "surrogatepass")
