"""Gold annotation against what Dateline found, by the field's protocols.

Places follow the geoparsing literature: recognition by span, resolution by the share within 161 km (100 miles) of
the gold point and by the area under the log-error curve (Gritta et al. 2018), and both together, end to end.
Temporal expressions follow TempEval-3 (UzZaman et al. 2013). Events are judged as pins on a map: `events` tells how.
"""

from geodata.evaluation.events import EventScores
from geodata.evaluation.gold import GoldArticle, read_gold
from geodata.evaluation.matching import Counts
from geodata.evaluation.measuring import evaluate_events, evaluate_places, evaluate_times
from geodata.evaluation.places import PlaceScores
from geodata.evaluation.times import TimeScores

__all__ = [
    "Counts",
    "EventScores",
    "GoldArticle",
    "PlaceScores",
    "TimeScores",
    "evaluate_events",
    "evaluate_places",
    "evaluate_times",
    "read_gold",
]
