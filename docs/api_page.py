"""The page of the interface for programs, from its own description."""

from __future__ import annotations

import json
from typing import Any

from evenhand.web.app import shipped_openapi

HEAD = """# Interface for programs

`evenhand serve` answers programs as well as the page ([how to](../how-to/serve.md)). Everything is
JSON; the full description with all schemas is at `/api/openapi.json`, and in the package as
`evenhand/web/openapi.json`. Every failure has one shape: `{"error": {"kind", "message", "problems":
[{"where", "what", "fix", "did_you_mean"}]}}`. Days are written `2026-02-01`; a scenario is the
JSON of [a scenario file](scenario-files.md). Small counts below the level of an area are left out.

| event of a job | data |
| --- | --- |
| `progress` | `Progress`: parts done, parts in all, what is being done |
| `partial` | the result so far, in the shape of `JobOut.result` |
| `done` | the result |
| `failed` | `ErrorBody` |
| `cancelled` | nothing |

"""


def api_page() -> str:
    """Every route with what it takes and what it answers, then every schema's fields."""
    described = json.loads(shipped_openapi())
    parts = [HEAD, "## Routes\n"]
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            parts.append(_route(path, method, operation))
    parts.append("\n## Schemas\n")
    for name, schema in sorted(described["components"]["schemas"].items()):
        parts.append(_schema(name, schema))
    return "".join(parts)


def _route(path: str, method: str, operation: dict[str, Any]) -> str:
    says = operation["description"].strip()
    lines = [f"\n### `{method.upper()} {path}`\n\n{says}\n"]
    rows = [
        f"| `{one['name']}` | {one['in']} | {_kind(one['schema'])} |"
        for one in operation.get("parameters", ())
    ]
    if rows:
        lines += ["\n| parameter | in | kind |\n| --- | --- | --- |\n", "\n".join(rows), "\n"]
    body = operation.get("requestBody")
    if body is not None:
        lines.append(f"\nTakes {_kind(body['content']['application/json']['schema'])}.\n")
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            kinds = [
                f"`{media}`" if media != "application/json" else _kind(content["schema"])
                for media, content in answer.get("content", {}).items()
            ]
            lines.append(f"\nAnswers {status}: {' or '.join(kinds) or 'nothing'}.\n")
    return "".join(lines)


def _schema(name: str, schema: dict[str, Any]) -> str:
    says = " ".join(schema.get("description", "").split()).replace("``", "`")
    if "properties" not in schema:
        return f"\n### `{name}`\n\n{says or _kind(schema)}\n"
    needed = set(schema.get("required", ()))
    rows = []
    for key, field in schema["properties"].items():
        what = " ".join(str(field.get("description", "")).split()).replace("|", "\\|")
        mark = "" if key in needed else " (may be missing)"
        rows.append(f"| `{key}` | {_kind(field)}{mark} | {what} |")
    table = "\n".join(rows)
    return f"\n### `{name}`\n\n{says}\n\n| key | kind | meaning |\n| --- | --- | --- |\n{table}\n"


def _kind(field: dict[str, Any]) -> str:
    """What a value is, in words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[`{name}`](#{name.lower()})"
    for key in ("anyOf", "oneOf"):
        if key in field:
            return " or ".join(dict.fromkeys(_kind(part) for part in field[key]))
    if "const" in field:
        return f"`{field['const']}`"
    if "enum" in field:
        some = [f"`{one}`" for one in field["enum"]]
        return ", ".join(some) if len(some) <= 12 else f"one of {len(some)} names"
    kind = str(field.get("type", "anything"))
    if kind == "array":
        return f"list of {_kind(field.get('items', {}))}"
    if kind == "object" and isinstance(field.get("additionalProperties"), dict):
        return f"by name {_kind(field['additionalProperties'])}"
    words = {"string": "text", "integer": "whole number", "boolean": "yes or no", "null": "null"}
    shown = str(field.get("format") or words.get(kind, kind))
    bounds = (("from", "minimum"), ("to", "maximum"), ("at most", "maxLength"))
    ends = [f"{word} {field[key]:,}" for word, key in bounds if key in field]
    return f"{shown} {' '.join(ends)}".strip().replace("|", "\\|")
