"""The order of one day, and what breaks ties. Every engine follows it; ``explain`` prints it."""

from __future__ import annotations

ORDER_OF_THE_DAY = (
    "Levels: the hazards of a stage are those of the date, times its level, times its responses "
    "to stocks at the end of the day before and to the running mean of an inflow, which the "
    "day's own renews; together at most the stage's largest hazard.",
    "Exits: of each place, class, track and age of stay a share leaves, or each person by chance; "
    "no one leaves on the day of entering. Exits are shared out in proportion to their hazards.",
    "Ageing: everyone who stays grows one day older; the oldest age keeps everyone beyond it.",
    "Capacities: each opens with the day's amount, moves between places made, and what it kept; a "
    "room with the places left free under its limit.",
    "Arrivals: the day's inflow comes in.",
    "Acts: splits, queues and pools act at once, each after those that feed it and, within one "
    "capacity, in the order in which it serves. A queue serves by rank of class, within a rank by "
    "day of arrival, within a day in random order (in mean values, in proportion), until the "
    "first case that does not fit; that stops the capacity for the day, and what is left is kept "
    "for that case (in mean values cases are divisible and nothing is kept). A pool is searched "
    "with all that is left.",
    "Limits: where the rule is to refuse, those who come above the limit are refused, by rank of "
    "class, within a rank at random (in mean values, in proportion); limits act in the order of "
    "the file.",
    "Entries: whoever is on the way to a delay or pool enters it at age 0.",
    "Releases: where the rule is to release, people above the limit are released, by rank of "
    "class, within a rank at random over places, tracks and ages (in mean values, in proportion). "
    "Where it is to count, the number above the limit is counted.",
    "Counting: stock at the end of the day = stock before + entries - exits, exactly, in every "
    "stage, place, class and track; a run in which this fails stops.",
)

CUSTODY_TIES = (
    "In the custody model a day's hazard is at most nine tenths, and the speed of removal raises "
    "only the removals in it.",
    "Beds refuse book-ins alike, and release class 'other' first, then 'pending', then "
    "'convicted'; within a class in proportion over origins and ages.",
)
"""What the custody model adds to the order."""
