"""Train and measure the learned part of event coding: `python -m training.learned`."""
