"""The pages that ask a study's rooms, each with its address and template.

Every page here takes the study, the shelf and the filters of its address, and returns the values
for its template.
"""

from typing import Final

from legation.web.brief import brief_page
from legation.web.forecasts import forecasts_page
from legation.web.games import games_page
from legation.web.network import network_page
from legation.web.relation import relation_page
from legation.web.system import system_page

ROOMS: Final = (
    ("/", "brief.html", brief_page),
    ("/forecasts", "forecasts.html", forecasts_page),
    ("/games", "games.html", games_page),
    ("/network", "network.html", network_page),
    ("/relation", "relation.html", relation_page),
    ("/system", "system.html", system_page),
)
