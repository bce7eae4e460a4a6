"""Triggers: they wait on the triggerer's event loop for what the centre finds."""
