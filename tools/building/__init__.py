"""How the wheel and the source distribution are made. What is here goes into the source distribution."""
