"""Publications on cost and mass removal: P1 to P5 and P19."""

from __future__ import annotations

from literature_networks import constant_stay
from literature_rows import Row, number, share
from literature_runs import NO_LIMIT, YEAR, Found, run

from evenhand.results.costs import costs

BEDS, DETAINED_A_YEAR, PER_YEAR = 34_000, 440_600, 11.3e6 * 0.8 / 2
AAF_STAY = BEDS * YEAR / DETAINED_A_YEAR
UNLIMITED = 1e7


def bill(found: Found, payers: tuple[str, ...] = ()) -> float:
    """US$ per day of a run, of some payers or of all."""
    days = found.counts.lengths
    lines = costs(found.counts, found.run.values, found.run.hours)
    chosen = [line for line in lines if not payers or line.payer in payers]
    return float(sum((line.amount * days).sum() for line in chosen) / days.sum())


def stage_bill(found: Found, stage: str) -> float:
    """US$ per day of one stage."""
    days = found.counts.lengths
    lines = costs(found.counts, found.run.values, found.run.hours)
    return float(sum((line.amount * days).sum() for line in lines if line.stage == stage)
                 / days.sum())  # fmt: skip


def mass_removal(judges: float) -> Found:
    """Three years in which as many are booked in as AAF 2016 removes, with no limit of beds.

    Arrests come through jails and cost no field hours, so that only what follows is tested.
    """
    base = run()
    issued = base.run.values["detainers.issued"]
    jail = base.total("detainers: custody followed")
    wanted = PER_YEAR / YEAR
    times = (wanted - base.total("book-ins") + jail) / jail
    for _ in range(2):
        found = run(
            {
                "detainers.issued": issued * times, "agreements_287g.jail_share": 1.0,
                "beds": UNLIMITED, "beds.rule": NO_LIMIT, "court.judges": judges,
                "removal.flights": 10_000.0,
            },
            days=3 * YEAR, per="month",
        )  # fmt: skip
        times *= wanted / float(found.by_period("book-ins")[-1])
    return found


def aaf_2016() -> list[Row]:
    """P1: beds of a removal of everybody within two years."""
    source = "American Action Forum 2016"
    said = ("11.3 million, 20 % leave, the rest in two years: 4.52 million a year; beds scaled "
            "from 34,000 beds at 440,600 detained in FY2013: 348,831")  # fmt: skip
    low, high = share(348_831, 0.01)
    stay = constant_stay(PER_YEAR / YEAR, AAF_STAY, 1500)
    longer = constant_stay(PER_YEAR / YEAR, 40.0, 2000)
    enough, as_now = mass_removal(25_000), mass_removal(553)
    detained, queue = enough.by_period("detained"), as_now.by_period("detained")
    return [
        Row("P1", source, said,
            "4.52 million a year into one stage with FY2013's stay of 28.2 days",
            "Beds", "people", 348_831, low, high, "1 %: rounding of the scaling", stay, "part"),
        Row("P1", source, said, "the same with a stay of 40 days",
            "Beds, with a wrong stay", "people", 348_831, low, high, "as above", longer, "part",
            control=True),
        Row("P1", source, said, "the whole system, 4.52 million book-ins a year, no limit of beds, "
            "judges and seats for all; people in detention after three years",
            "Beds, with judges for all", "people", 348_831, *share(348_831, 0.25),
            "25 %: the stay has changed since FY2013", float(detained[-1]), "system",
            "AAF scales FY2013's stay of 28 days; the fitted stay of 2026 is about 50 days, so "
            "that the same arrests need more beds."),
        Row("P1", source, said, "the same with the 553 judges of February 2026",
            "Beds, with judges as they are", "people", 348_831, *share(348_831, 0.25), "as above",
            float(queue[-1]), "system",
            "The publication is a linear scaling with no queue: courts and lawyers grow with "
            "arrests. With judges as they are, detained cases wait in line and the detained grow "
            "by about two million a year; no number of beds would do."),
    ]  # fmt: skip


def cap_2010() -> list[Row]:
    """P2: cost of a person removed, as a sum of stages."""
    source = "Center for American Progress 2010"
    total = (8.64e6 * (18_310 + 3_355 + 817) + 6.22e6 * 1_000) / 1e9
    base = run()
    per_person = bill(base) / base.total("removals")
    detention = stage_bill(base, "detention") / base.total("removals: from detention")
    return [
        Row("P2", source, "8.64 million people; arrest $18,310, detention $3,355, legal $817, "
            "transport $1,000 for 6.22 million: $200 bn", "sum of the four stages",
            "Total", "bn US$", 200, *share(200, 0.01), "1 %: rounding", total, "arithmetic"),
        Row("P2", source, "$23,482 for each person", "a year of the baseline: all payers' bill "
            "over all removals", "Cost per removal", "US$", 23_482, *share(23_482, 0.35),
            "35 %: dollars of 2008, and other stages counted", per_person, "system"),
        Row("P2", source, "detention of $3,355 for each person", "the baseline's cost of detention "
            "over removals from detention", "Detention per removal", "US$", 3_355,
            *share(3_355, 0.35), "as above", detention, "system",
            "CAP took about 30 days at about $110; the stay is now about 50 days, at $165, and "
            "those who are not removed are paid for too."),
    ]  # fmt: skip


def aic_2024() -> list[Row]:
    """P3: one million removals a year."""
    source = "American Immigration Council 2024"
    base, extra = run(), 1_000.0
    there = base.amount("workforce.added_officers")
    more = run({"workforce.added_officers": there + extra})
    gain = (more.total("arrests") - base.total("arrests")) * YEAR / extra
    share_field = base.run.values.number("workforce.field_share")
    hours = base.run.values.number("workforce.field_hours") * share_field
    in_jails = base.total("arrests: jail") / base.total("arrests")
    a_day = base.run.values.number("workforce.field_hours") / 365.25
    officers = base.run.hours.total.sum(axis=1).mean() / a_day / YEAR
    return [
        Row("P3", source, "one million a year: arrest 7, detention 66, legal 12.6, removal 2.1 bn: "
            "$88 bn", "sum of the four stages", "Total a year", "bn US$", 88, *share(88, 0.01),
            "1 %: rounding", 7 + 66 + 12.6 + 2.1, "arithmetic"),
        Row("P3", source, "1 million arrests by at least 31,000 more staff: 32.3 arrests per added "
            "employee-year", "the baseline with 1,000 more officers: more arrests over officers",
            "Arrests per added officer-year", "arrests", 32.3, *share(32.3, 0.3),
            "30 %: staff and officers are not the same", gain, "system",
            "AIC divides all arrests by staff. In the model jails are served first, so that one "
            f"more officer works on the street: {number(hours)} field hours a year, as "
            f"{share_field:.0%} of officers make arrests, at {number(hours / gain)} hours for an "
            "arrest of any kind there. Average and marginal yield differ."),
        Row("P3", source, "the same", "the baseline: all arrests over officer-years of field hours "
            "(detailees as far as they count)", "Arrests per officer-year, average", "arrests",
            32.3,
            *share(32.3, 0.3), "as above", base.total("arrests") / officers, "system",
            f"{in_jails:.0%} of the arrests are transfers from jails at three hours each, and some "
            "come from criminal custody and local officers with no hours at all: an average of all "
            "channels says little about what an officer more would add."),
    ]  # fmt: skip


def aaf_2015() -> list[Row]:
    """P4: the range of AAF 2015."""
    source = "American Action Forum 2015"
    low = 43.5 + 35.7 + 13.4 + 11.3
    high = 243.3 + 35.7 + 13.4 + 11.3
    base = run()
    return [
        Row("P4", source, "arrest 43.5 to 243.3, detention 35.7, legal 13.4, transport 11.3 bn",
            "sum at the low end", "Total, low", "bn US$", 103.9, *share(103.9, 0.002), "rounding",
            low, "arithmetic"),
        Row("P4", source, "the same", "sum at the high end", "Total, high", "bn US$", 303.7,
            *share(303.7, 0.002), "rounding", high, "arithmetic"),
        Row("P4", source, "with 315.7 bn of continuing enforcement: 419.6 to 619.4 bn",
            "low end and continuing enforcement", "Total with continuing", "bn US$", 419.6,
            *share(419.6, 0.002), "rounding", low + 207.2 + 108.5, "arithmetic"),
        Row("P4", source, "103.9 to 303.7 bn for 11.2 million: $9,277 to $27,116 each",
            "a year of the baseline: all payers' bill over all removals", "Cost per removal", "US$",
            (9_277 + 27_116) / 2, 9_277, 27_116, "the published range",
            bill(base) / base.total("removals"), "system"),
    ]  # fmt: skip


def gao_2018() -> list[Row]:
    """P5: what an error in the bed rate costs."""
    source = "GAO-18-343"
    base = run()
    dearer = run({"cost.bed_day": base.run.values.number("cost.bed_day") + 5})
    detained = base.total("detained")
    found = (bill(dearer) - bill(base)) / detained * BEDS * YEAR / 1e6
    return [
        Row("P5", source, "an error of $5 in the bed rate at 34,000 detained: $62 million a year",
            "5 × 34,000 × 365", "Cost of $5", "m US$", 62.05, *share(62.05, 0.001), "rounding",
            5 * BEDS * YEAR / 1e6, "arithmetic"),
        Row("P5", source, "the same", "the bill of the baseline with a bed-day $5 dearer, brought "
            "to 34,000 detained", "Cost of $5 in the bill", "m US$", 62.05, *share(62.05, 0.001),
            "rounding", found, "arithmetic",
            "The bill is linear in the price: this only shows that nothing else moves with it."),
    ]  # fmt: skip


def removals_2016() -> list[Row]:
    """P19: published figures that do not divide, and the model's by definition."""
    source = "ICE FY2016, DHS May 2025"
    said = "FY2016: 240,000 removals at $3.2 bn, and $10,854 each; May 2025: $17,121 each"
    base = run()
    return [
        Row("P19", source, said, "3.2 bn over 240,000, against the published cost each",
            "Cost per removal, FY2016", "US$", 10_854, *share(10_854, 0.05), "5 %: rounding",
            3.2e9 / 240_000, "arithmetic",
            "The published figures do not divide: 3.2 bn / 10,854 would be 294,800 removals. The "
            "money and the unit cost are of different definitions; they are kept apart."),
        Row("P19", source, said, "the baseline's bill of ICE alone over all removals",
            "Cost per removal, ICE alone", "US$", (10_854 + 17_121) / 2, 10_854, 17_121,
            "from the lowest to the highest published figure",
            bill(base, ("ICE",)) / base.total("removals"), "system"),
        Row("P19", source, said, "the bill of all payers over removals from detention",
            "Cost per removal, all payers, from detention", "US$", (10_854 + 17_121) / 2, 10_854,
            17_121, "as above", bill(base) / base.total("removals: from detention"), "system",
            "Another definition: it holds the pay of lending agencies, courts and counties, and "
            "leaves out removals of people never detained. Definitions alone move the cost by more "
            "than half."),
    ]  # fmt: skip


CASES = (aaf_2016, cap_2010, aic_2024, aaf_2015, gao_2018, removals_2016)
