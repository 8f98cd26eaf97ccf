"""Training and measuring of the shipped English pipeline; no part of the installed package."""
