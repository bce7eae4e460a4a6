"""Finds out whether the package says a sentence: one of its own texts, or one that a test has read in a log."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

from places import ROOT

LEAST = 25
"""Letters of its own that a text with gaps must have: one that is all gaps would fit every sentence."""
GAP = "\0"


def is_said(sentence: str) -> bool:
    """Tell whether it is one of these texts, with something in its gaps; a parameter may be named before it."""
    texts, patterns = _texts()
    forms = {_plain(sentence), _plain(sentence.partition(": ")[2])}
    return bool(forms & texts) or any(pattern.fullmatch(form) for pattern in patterns for form in forms)


def _plain(text: str) -> str:
    """Let the first letter, and a full stop that is set later, make no difference."""
    return (text[:1].lower() + text[1:]).removesuffix(".")


@cache
def _texts() -> tuple[set[str], list[re.Pattern[str]]]:
    files = [file for folder in ("provider", "tests") for file in (ROOT / folder).rglob("*.py")]
    files.remove(ROOT / "tests" / "test_documents.py")  # what stands there would make everything said
    texts = {_plain(text) for file in files for text in _of(ast.parse(file.read_text()))}
    with_gaps = [text for text in texts if GAP in text and len(text.replace(GAP, "")) >= LEAST]
    return texts, [re.compile(".+".join(map(re.escape, text.split(GAP)))) for text in with_gaps]


def _of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            pieces = (piece.value if isinstance(piece, ast.Constant) else GAP for piece in node.values)
            yield "".join(map(str, pieces))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
