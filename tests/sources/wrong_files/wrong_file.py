"""The form of a case of the corpus."""

from __future__ import annotations

from dataclasses import dataclass

from tests.sources.wrong_files.makers import Maker


@dataclass(frozen=True)
class WrongFile:
    """A file that is wrong in one way.

    Args:
        name: What is wrong, in a few words.
        make: Writes the file into a folder.
        says: Words that the message must hold.
        left_out: Keys ``series criminality period`` whose value must not be read, when the rest is.
    """

    name: str
    make: Maker
    says: tuple[str, ...]
    left_out: tuple[tuple[str, ...], ...] = ()
