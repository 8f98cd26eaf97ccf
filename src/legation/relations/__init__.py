"""A relationship over time: counts, rates, intensity, turns, phases, triangles, balance, tracks.

Events, statuses and claims in, `Estimate`s out.  `read_reports` makes countable reports of events,
one for each independent origin; the rest counts and compares them.  See docs/relations.md.
"""

from legation.relations.changes import change_points, hits, phases
from legation.relations.reports import Report, Reports, load_scale, read_reports
from legation.relations.series import Counting, Dyad, dyad_series
from legation.relations.ties import balance, lead_lag, reciprocity, triangle
from legation.relations.tracks import Told, Track, guttman, load_tracks, reproducibility, tracks

__all__ = [
    "Counting",
    "Dyad",
    "Report",
    "Reports",
    "Told",
    "Track",
    "balance",
    "change_points",
    "dyad_series",
    "guttman",
    "hits",
    "lead_lag",
    "load_scale",
    "load_tracks",
    "phases",
    "read_reports",
    "reciprocity",
    "reproducibility",
    "tracks",
    "triangle",
]
