"""The only place that does I/O with Whop, over three ways to send bytes, with one conversation for all of them."""
