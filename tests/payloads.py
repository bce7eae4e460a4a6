"""What customers write who mean no good, and what they call their files: one list for all tests."""

from __future__ import annotations

MARK = "/tmp/whop_payload_was_run"  # noqa: S108  # nothing may ever make it
KEY_HUNT = "{{ conn.whop_default.password }}"

TEXTS = {
    "jinja": "{{ 7*7 }} {% for x in range(9) %}x{% endfor %} {# gone #} " + KEY_HUNT,
    "jinja that runs": "{{ ''.__class__.__mro__[1].__subclasses__() }}{% set x = macros.os.system('touch "
    + MARK
    + "') %}",
    "jinja cut off": "{{ {% {# %}",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)><!-- <style>*{display:none}</style>",
    "html attribute": "\" onmouseover=alert(1) x=\"' onfocus=alert(1) '>&lt;&amp;&#60;",
    "path": "../../../../etc/passwd",
    "file of templates": "../../etc/passwd.md",
    "log lines": "hi\n[2026-01-01T00:00:00Z] INFO - Whop createMessage: 200 in 0.001 s, attempt 1\r\nTask succeeded",
    "ansi": "\x1b[2J\x1b[31mred\x1b]0;title\x07\x9b31m",
    "format": "%s %d %(message)s %n {0} {} {x.__class__} ${HOME} $(touch " + MARK + ") `id`",
    "markdown": "# a\n**b** [c](javascript:alert(1)) ![d](https://evil.example/p.png) | x |\n```\n~~~\n> e",
    "mentions": "@everyone @here @all \uff20everyone @team",
    "right to left": "abc\u202egro.live\u2066x\u2069 \u200b\ufeff",
    "nul": "before\x00after",
    "long": "x" * 4990,
    "sql": "'; DROP TABLE dag_run; -- \" OR 1=1 /*",
    "yaml": "a: &a [*a, *a]\n- !!python/object/apply:os.system ['touch " + MARK + "']\n...\n---",
    "json": '{"__type": "os.system", "__class__": "x", "__var": ["y"]} \\" \\u0000 ]}',
    "spreadsheet": "=HYPERLINK(\"https://evil.example\") +1 -1 @SUM(A1) =cmd|' /C calc'!A0",
    "lines of all kinds": "a\u2028b\u2029c\x0bd\x0ce\x85f",
    "space": "  in the middle of it  ",
    "none": "None",
    "number": "007",
}
"""Texts of messages; each is data wherever it comes."""

NAMES = {
    "above": "../../x.txt",
    "root": "/etc/passwd",
    "windows": "con:",
    "backslash": "..\\..\\x.txt",
    "lines": "a\nWhop createMessage: 200.txt",
    "jinja": "{{ 7*7 }}.txt",
    "html": "<img src=x onerror=alert(1)>.txt",
    "hidden": ".htaccess",
    "right to left": "invoice\u202etxt.exe",
    "header": 'a"; filename="b.txt\r\nX-Evil: 1',
}
"""Names of files."""
