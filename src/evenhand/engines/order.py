"""The order of one day, and what breaks ties. Every engine follows it; ``explain`` prints it."""

from __future__ import annotations

ORDER_OF_THE_DAY = (
    "Levels: the hazard level of each origin, times its response to the stock at the start of the "
    "day, to all beds in use, and to the running mean of book-ins, which the day's own renew.",
    "Exits: of each origin, class and age of stay a share leaves; no one leaves on the day of "
    "booking in. The share is the hazard, at most nine tenths; the speed of removal raises only "
    "the removals in it.",
    "Reasons: the exits of each origin and class are split by the reason shares; what rounding "
    "leaves over is counted under the last reason.",
    "Ageing: everyone who stays grows one day older; the oldest age keeps everyone beyond it.",
    "Book-ins: the day's book-ins enter at age 0, by origin and class. Where the rule is to "
    "refuse, they are cut in proportion to the beds left free.",
    "Beds: where the rule is to release, people above the beds are released: class 'other' first, "
    "then 'pending', then 'convicted'; within a class in proportion over origins and ages. Where "
    "it is to count, the number above the beds is counted.",
    "Counting: stock at the end of the day = stock before + book-ins - exits, exactly, in every "
    "origin and class; a run in which this fails stops.",
)
