"""How a result was made, so that it can be made again, byte for byte."""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from evenhand import __version__
from evenhand.errors import EvenhandError, Problem

FORM = 1
"""Version of the record's form."""
LIBRARIES = ("numpy", "polars", "altair", "vl-convert-python")
"""Libraries whose versions can change the bytes of a result."""
CODE_ENDINGS = {".py", ".yaml", ".csv", ".html", ".css"}
WITHOUT_RESULTS = "web"
"""The room that shows results and makes none: a new look of the page changes no run."""


@cache
def code_digest() -> str:
    """SHA-256 over every source and table file of the package that a result can depend on."""
    digest = hashlib.sha256()
    root = Path(str(resources.files("evenhand")))
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if inside.parts[0] == WITHOUT_RESULTS or "__pycache__" in inside.parts:
            continue
        if path.suffix in CODE_ENDINGS:
            digest.update(inside.as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def provenance_record(
    arguments: dict[str, Any],
    data: dict[str, Any],
    outputs: dict[str, bytes],
) -> dict[str, Any]:
    """The record of one result.

    Args:
        arguments: Everything that was asked for, scenario text included.
        data: Digest of the observations used, and the editions they came from.
        outputs: The files that were written, by name.
    """
    return {
        "form": FORM,
        "software": {
            "evenhand": __version__,
            "code": code_digest(),
            "python": platform.python_version(),
            "libraries": {name: metadata.version(name) for name in LIBRARIES},
        },
        "arguments": arguments,
        "data": data,
        "outputs": {
            name: hashlib.sha256(content).hexdigest() for name, content in sorted(outputs.items())
        },
    }


def write_record(record: dict[str, Any]) -> bytes:
    """The record as it stands in a file."""
    return (json.dumps(record, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def read_record(path: Path) -> dict[str, Any]:
    """The record in a file.

    Raises:
        EvenhandError: when it is missing or no such record.
    """
    file = path / "provenance.json" if path.is_dir() else path
    try:
        record = json.loads(file.read_text("utf-8"))
    except OSError as error:
        fix = "name the provenance.json that a run has written, or its folder"
        raise EvenhandError(Problem(str(file), f"cannot be read ({error.strerror})", fix)) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise EvenhandError(Problem(str(file), f"is not JSON ({error})")) from None
    needed = {"form", "software", "arguments", "data", "outputs"}
    if (
        not isinstance(record, dict)
        or not needed <= set(record)
        or not all(isinstance(record[name], dict) for name in needed - {"form"})
    ):
        raise EvenhandError(Problem(str(file), "is not a record of a run by Evenhand"))
    if record["form"] != FORM:
        what = f"has form {record['form']}; this version reads form {FORM}"
        raise EvenhandError(Problem(str(file), what, "install the version that it names"))
    return record


def differences(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs between two records besides the outputs, in words."""
    said = []
    for name, title in (("software", "software"), ("data", "data")):
        for key in sorted(set(then[name]) | set(now[name])):
            before, after = then[name].get(key), now[name].get(key)
            if before != after:
                said.append(f"{title} {key}: was {_short(before)}, is {_short(after)}")
    return said


def _short(value: object) -> str:
    text = json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else str(value)
    return text if len(text) <= 60 else f"{text[:24]}… (SHA-256 of {len(text)} characters differs)"
