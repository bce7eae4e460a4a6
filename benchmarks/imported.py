"""Runs in a peer's environment: what some imports add to others, in CPU time and modules, in a fresh process.

``python imported.py BEFORE WANTED``, each one or more import statements.
"""

from __future__ import annotations

import json
import sys
from time import process_time

before, wanted = (compile(text, "<imports>", "exec") for text in sys.argv[1:])
exec(before)  # noqa: S102  # the row's own imports
loaded, began = len(sys.modules), process_time()
exec(wanted)  # noqa: S102
took = process_time() - began
print(json.dumps({"CPU ms": took * 1000, "modules": len(sys.modules) - loaded}))
