"""HTTP in and out, a module per resource; the rules are elsewhere."""
