from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import jinja2
import pytest

from evenhand.reports.numbers import amount, signed
from evenhand.reports.page import plain, render

KINDS = ("baseline", "full-cooperation", "eo50", "claims")


@pytest.fixture(params=KINDS)
def page(request, pages):
    return pages[request.param]


@pytest.fixture(params=KINDS)
def html(request, files, checked):
    if request.param == "claims":
        return checked["claims.html"].decode()
    return files[request.param]["report.html"].decode()


def test_a_page_says_its_language_character_set_and_title(page, html):
    assert html.startswith("<!doctype html>")
    assert page.named("html")[0][1]["lang"] == "en"
    assert ("meta", {"charset": "utf-8"}) in page.tags
    assert any("title" in tags and text.endswith("– Evenhand") for tags, text in page.texts)


def test_tags_close_in_order(page):
    assert page.wrong == []
    assert page.unclosed == []


def test_a_page_has_one_first_heading_and_headings_go_down_one_by_one(page):
    levels = [int(tag[1]) for tag, _ in page.named("h1", "h2", "h3", "h4", "h5")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_page_loads_nothing_from_outside_itself(page, html):
    for tag, attributes in page.tags:
        for name in ("src", "srcset", "action", "data", "xlink:href", "poster", "ping"):
            assert name not in attributes, (tag, name)
        address = attributes.get("href", "#")
        # Links to where a source can be had are followed by readers, not by the page.
        allowed = ("#", "data:text/csv;base64,", "https://", "http://") if tag == "a" else ("#",)
        assert address.startswith(allowed), (tag, address)
        assert tag != "link"
    for part in re.findall(r"<style>.*?</style>|<svg.*?</svg>", html, flags=re.DOTALL):
        plain_part = re.sub(r'xmlns(:xlink)?="http://www\.w3\.org/[^"]*"', "", part)
        assert "http" not in plain_part
        assert "url(" not in plain_part
        assert "@import" not in plain_part


def test_a_page_has_no_scripts_and_forbids_them(page):
    assert page.named("script", "iframe", "object", "embed", "form") == []
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    policies = [
        attributes["content"]
        for _, attributes in page.named("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'")
    assert "script" not in policies[0]


def test_links_within_a_page_lead_somewhere_and_names_are_given_once(page):
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(set(names)) == len(names)
    for _, attributes in page.tags:
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in names
        for name in attributes.get("aria-labelledby", "").split():
            assert name in names


def test_every_table_has_heads_with_their_scope(page):
    tables, heads = page.named("table"), page.named("th")
    assert tables
    assert all(attributes.get("scope") in {"col", "row", "rowgroup"} for _, attributes in heads)


@pytest.mark.parametrize("name", ["baseline", "full-cooperation", "eo50"])
def test_every_figure_has_a_caption_and_a_table_of_its_numbers(name, files, pages):
    page = pages[name]
    figures = page.named("figure")
    assert len(figures) == 13
    assert len(page.named("figcaption")) == len(figures)
    html = files[name]["report.html"].decode()
    for part in html.split("<figure")[1:]:
        after = part.split("</figure>")[1].split("</details>")[0]
        assert "<figcaption>" in part.split("</figure>")[0]
        assert "<details><summary>The numbers of this chart</summary>" in after
        assert after.count("<tr>") > 5
        assert 'href="data:text/csv;base64,' in after


def test_words_of_people_are_never_taken_for_html(shipped, tmp_path, undrawn):
    from evenhand.reports.answer import answer, arguments_of
    from evenhand.reports.answer_files import answer_files

    nasty = '<script>alert("x")</script>'
    text = f"title: '{nasty} title'\nauthor: '{nasty}'\nsource: '{nasty}'\nwhy: '{nasty}'\n"
    (tmp_path / "s.yaml").write_text(text, "utf-8")
    asked = arguments_of([str(tmp_path / "s.yaml")], until=date(2026, 3, 31))
    html = answer_files(answer(shipped, asked), asked)["report.html"].decode()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_template_that_asks_for_what_is_not_there_is_an_error():
    with pytest.raises(jinja2.UndefinedError, match=r"undefined"):
        render("claims.html")


def test_amounts_are_shown_with_their_unit():
    assert amount(0.4812, "share") == "48.1 %"
    assert amount(71_543.2, "people") == "71,500"
    assert amount(12.3456, "hours") == "12.3"
    assert amount(9_701_000_000.0, "US$") == "9.7 billion US$"
    assert signed(-0.481, "share") == "−48.1 points"
    assert signed(12_345.0, "people") == "+12,300"
    assert signed(-12_345.0, "people") == "−12,300"
    assert signed(0.0, "people") == "0"


def test_values_of_a_charts_table_are_plain():
    assert plain(date(2026, 2, 1)) == "2026-02-01"
    assert plain(12.345) == "12.3"
    assert plain(12_345.6) == "12,346"
    assert plain("ICE") == "ICE"
