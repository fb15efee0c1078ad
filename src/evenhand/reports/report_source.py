"""What a report is asked for: a scenario, a claims file, or what a run or a check has left."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evenhand.claims.files import shipped_ledgers
from evenhand.errors import EvenhandError, Problem, did_you_mean
from evenhand.reports.answer import arguments_of
from evenhand.results.provenance import read_record
from evenhand.scenarios.files import shipped_scenarios
from evenhand.scenarios.schema import Scenario
from evenhand.timeline import parse_day
from evenhand.yaml_file import parse_document, read_text

CLAIMS_KEY = "claims"
YAML_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class Source:
    """One thing that was named.

    Args:
        name: What was written.
        kind: A scenario, a claims file, or the record of a run or of a check.
        record: The record, of the last two.
    """

    name: str
    kind: Literal["scenario", "claims", "run", "check"]
    record: dict[str, Any] | None = None


def recognise(name: str) -> Source:
    """What a name stands for: a shipped scenario or ledger, a file, or a folder, by its content.

    Args:
        name: What was written.

    Raises:
        EvenhandError: when it is nothing of these, with what was probably meant.
    """
    path = Path(name)
    if name in shipped_scenarios():
        return Source(name, "scenario")
    if name in shipped_ledgers():
        return Source(name, "claims")
    if path.is_dir() or path.suffix == ".json":
        record = read_record(path)
        kind: Literal["run", "check"] = "run" if "scenarios" in record["arguments"] else "check"
        return Source(name, kind, record)
    if not path.exists():
        fix = did_you_mean(
            name, [*shipped_scenarios(), *shipped_ledgers()], noun="scenarios and ledgers"
        )
        what = "is no scenario, no claims file, and no folder of a run"
        raise EvenhandError(Problem(name, what, fix))
    text = read_text(path, EvenhandError)
    document = parse_document(text, path.name, "scenario or claims file", EvenhandError)
    return Source(name, "claims" if CLAIMS_KEY in document.content else "scenario")


def report_arguments(sources: Sequence[Source], given: dict[str, Any]) -> dict[str, Any]:
    """The arguments of the answer that is reported: of scenarios, or of stored runs.

    Args:
        sources: One or two scenarios or stored runs; two are compared.
        given: Options that were given, by the names that ``arguments_of`` has.

    Raises:
        EvenhandError: when they cannot be reported together.
    """
    if len(sources) > MOST_SOURCES:
        what = f"are {len(sources)} sources"
        fix = "name one to report it, or two scenarios or runs to compare them"
        raise EvenhandError(Problem(", ".join(one.name for one in sources), what, fix))
    wrong = [one for one in sources if one.kind not in ("scenario", "run")]
    if wrong:
        what = "is a claims file or a check, which is compared with nothing"
        raise EvenhandError([Problem(one.name, what, "report it by itself") for one in wrong])
    records = [one.record for one in sources if one.record is not None]
    names: list[str | tuple[str, Scenario]] = []
    for one in sources:
        if one.record is None:
            names.append(one.name)
            continue
        kept = _kept(one.name, one.record["arguments"])
        if len(kept) != 1 and len(sources) > 1:
            what = "is a comparison already"
            raise EvenhandError(Problem(one.name, what, "name the folders of two single runs"))
        names += [(each["name"], _scenario(one.name, each)) for each in kept]
    if len(records) == len(sources) == 1 and not given:
        return dict(records[0]["arguments"])
    own = _own_posterior(sources) if "posterior" not in given else {}
    return arguments_of(names, **(_settings(sources, given) | given)) | own


MOST_SOURCES = 2
SETTINGS = ("until", "cut_off", "draws", "replicates", "seed", "influence")


NEEDED = {"verb", "scenarios", "until", "cut_off", "replicates", "seed", "per", "by", "measures"}
"""What the arguments of every run have."""


def _kept(where: str, arguments: dict[str, Any]) -> list[dict[str, Any]]:
    """The scenarios of a stored run.

    Raises:
        EvenhandError: when its arguments are none that a run has had.
    """
    kept = arguments.get("scenarios")
    whole = isinstance(kept, list) and all(isinstance(one, dict) and "name" in one for one in kept)
    if not whole or not kept or not set(arguments) >= NEEDED:
        what = "has arguments that no run has had"
        raise EvenhandError(Problem(where, what, "use the record as it was written"))
    found: list[dict[str, Any]] = kept
    return found


def _own_posterior(sources: Sequence[Source]) -> dict[str, Any]:
    """The posterior of one's own that stored runs drew from, which must be the same.

    Raises:
        EvenhandError: when it is not.
    """
    found = [one.record["arguments"].get("posterior") for one in sources if one.record is not None]
    if any(one != found[0] for one in found):
        fix = "give --posterior"
        raise EvenhandError(Problem("the two runs", "drew from different posteriors", fix))
    return {"posterior": found[0]} if found and found[0] is not None else {}


def _scenario(where: str, kept: Any) -> Scenario:
    try:
        return Scenario.model_validate_json(json.dumps(kept["content"]))
    except (KeyError, TypeError, ValueError) as error:
        what = f"holds a scenario that cannot be used ({type(error).__name__})"
        raise EvenhandError(Problem(where, what, "use the record as it was written")) from None


def _settings(sources: Sequence[Source], given: dict[str, Any]) -> dict[str, Any]:
    """The settings of stored runs where they are not given, which must be the same.

    Raises:
        EvenhandError: with every setting that differs.
    """
    found: dict[str, Any] = {}
    problems = []
    for name in SETTINGS:
        values = {
            one.name: one.record["arguments"].get(name) for one in sources if one.record is not None
        }
        if name in given or not values:
            continue
        if len(set(values.values())) > 1:
            said = ", ".join(f"{value} in {key}" for key, value in values.items())
            option = f"--{name.replace('_', '-')}"
            problems.append(
                Problem("the two runs", f"differ in {option[2:]}: {said}", f"give {option}")
            )
        else:
            found[name] = next(iter(values.values()))
    if problems:
        raise EvenhandError(problems)
    return {name: _as_given(name, value) for name, value in found.items() if value is not None}


def _as_given(name: str, value: Any) -> Any:
    """A setting of a record as ``arguments_of`` takes it."""
    from_text = name in ("until", "cut_off")
    return parse_day(value) if from_text else value
