"""Which messages are new? Marks, intervals, and the conversation that finds what lies between two of them."""
