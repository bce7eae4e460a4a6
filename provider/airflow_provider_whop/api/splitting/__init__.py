"""A long text as several messages: where it may be cut, and how code goes on behind a cut."""
