"""The built page: its files, and the page itself for every address of the page's own."""

from __future__ import annotations

import mimetypes
import re
from importlib import resources
from pathlib import Path

from fastapi.responses import FileResponse, HTMLResponse, Response

from evenhand.web.failures import failure

INDEX = "index.html"
HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.[a-z0-9]+$")
"""Names that change with their content, as the builder of the page writes them."""
FOREVER, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"
MISSING = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Evenhand</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Evenhand</h1>
<p>The server runs, but this installation has no built page.</p>
<p>Install a released wheel, or build the page in a clone: <code>cd frontend &amp;&amp; npm ci
&amp;&amp; npm run build</code>, then start <code>evenhand serve</code> again.</p>
<p>The interface for programs works without it: <a href="/api/about">/api/about</a>,
<a href="/api/openapi.json">/api/openapi.json</a>.</p></main></body></html>
"""
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


def static_folder() -> Path:
    """Where the built page is in the package."""
    return Path(str(resources.files("evenhand.web"))) / "static"


def page(folder: Path, path: str) -> Response:
    """A file of the page; the page itself for an address without one.

    Args:
        folder: Where the page was built to.
        path: What was asked for, below the root.
    """
    if path == "api" or path.startswith("api/"):
        return failure(404, f"there is nothing at /{path[:80]}")
    index = folder / INDEX
    if not index.is_file():
        return HTMLResponse(MISSING, status_code=200 if path in ("", INDEX) else 404)
    file = _inside(folder, path)
    if file is None and _is_file_name(path):
        return failure(404, f"there is nothing at /{path[:80]}")
    file = file or index
    caching = FOREVER if HASHED.search(file.name) else ASK_AGAIN
    return FileResponse(file, headers={"Cache-Control": caching})


def _inside(folder: Path, path: str) -> Path | None:
    """A file below the folder, wherever links or dots would lead; None if there is none."""
    if not path or "\0" in path:
        return None
    try:
        file = (folder / path).resolve()
        root = folder.resolve()
        return file if file.is_relative_to(root) and file.is_file() else None
    except OSError:
        return None


def _is_file_name(path: str) -> bool:
    """Whether an address names a file rather than a view: its last part has an ending."""
    return "." in path.rsplit("/", 1)[-1]
