"""``python -m evenhand.web``: write the description of the interface anew, for maintainers."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from evenhand.web.app import OPENAPI_FILE, openapi_text

if __name__ == "__main__":
    Path(str(resources.files("evenhand.web") / OPENAPI_FILE)).write_text(openapi_text(), "utf-8")
