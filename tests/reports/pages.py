"""Reading a page of HTML, to say what is in it."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    """Tags, texts and attributes of a page, and whether its tags close in order."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.unclosed: list[str] = []
        self.wrong: list[str] = []
        self.feed(content.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        if not self.unclosed or self.unclosed.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if data.strip():
            self.texts.append((tuple(self.unclosed), data.strip()))

    def named(self, *names: str) -> list[tuple[str, dict[str, str]]]:
        """The tags of these names, in order."""
        return [one for one in self.tags if one[0] in names]

    def text(self, without: tuple[str, ...] = ("style", "svg", "title")) -> str:
        """What a reader sees."""
        seen = [text for tags, text in self.texts if not set(tags) & set(without)]
        return " ".join(seen)
