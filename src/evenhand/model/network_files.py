"""Reading network files: a model's places, stages and limits, as YAML."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from evenhand.errors import ModelError
from evenhand.model.network import Network
from evenhand.model.quantity import Where
from evenhand.yaml_file import parse_document, read_text, validate


def load_network(path: Path) -> tuple[Network, Where]:
    """A network from a file.

    Args:
        path: The file.

    Returns:
        The network, and what turns a trail of keys into a place in the file.

    Raises:
        ModelError: when it cannot be read, with every problem found.
    """
    return read_network(read_text(path, ModelError), str(path))


def read_network(text: str, file: str) -> tuple[Network, Where]:
    """A network from the text of a file; as ``load_network``."""
    document = parse_document(text, file, "network", ModelError)
    return validate(document, Network, ModelError), document.where


def shipped_network() -> str:
    """The text of the network file inside the package."""
    folder = resources.files("evenhand.model") / "networks"
    return (folder / "example.yaml").read_text("utf-8")
