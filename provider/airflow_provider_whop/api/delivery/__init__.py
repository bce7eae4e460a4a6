"""A message lands exactly once: what is promised, what is written down, what counts as ours, and the conversation."""
