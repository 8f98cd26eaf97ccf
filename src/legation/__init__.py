"""legation: a cited record of a diplomatic relationship, to test, play out and forecast."""

__version__ = "0.1.0"
