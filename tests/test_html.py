"""The HTML report is one page that is well formed, complete, offline and safe to open."""

import base64
import hashlib
import json
import re
import time
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from build_crowd import crowded
from build_report import CALL, GUARDED, PACKAGE, UNIT, answer, report
from wasmfit.model.knowledge import Support
from wasmfit.model.place import Location, Span
from wasmfit.model.renderer import Style
from wasmfit.model.report import Level, Report
from wasmfit.render.as_html import RENDERER

VOID = {"meta", "link", "input", "br", "hr", "img"}
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\x1b[31m\u202e\udcff"


class Page(HTMLParser):
    """A page as read by the standard library; elements have to close in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} says an attribute twice"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.elements if name in attrs]

    def content(self, tag: str) -> list[str]:
        return [text for where, text in self.texts if where == tag]

    @property
    def data(self) -> dict[str, Any]:
        """The block that the page's script works on."""
        (text,) = (text for text in self.content("script") if text.startswith("{"))
        loaded: dict[str, Any] = json.loads(text)
        return loaded

    @property
    def shown(self) -> str:
        """What a reader sees without the script, in one line."""
        texts = (text for where, text in self.texts if where not in ("script", "style"))
        return " ".join(" ".join(texts).split())


def render(given: Report) -> str:
    return RENDERER.render(given, Style())


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render(report()))


def test_ids_are_unique_and_every_jump_lands(page):
    ids = page.attributes("id")
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    links = [link[1:] for link in page.attributes("href") if link.startswith("#")]
    assert links
    assert set(links + page.attributes("for") + page.attributes("aria-labelledby")) <= set(ids)


def test_headings_are_in_order(page):
    ranks = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert ranks.count(1) == 1
    assert ranks[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(ranks))


def test_the_page_asks_nobody_for_anything(page):
    addresses = [*page.attributes("src"), *page.attributes("srcset"), *page.attributes("action")]
    assert addresses == []
    assert {link for link in page.attributes("href") if not link.startswith("#")} == {"data:,"}
    style = "".join(page.content("style"))
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|sendBeacon|eval)\b", script(page))


def script(page: Page) -> str:
    """The program of the page."""
    (text,) = (text for text in page.content("script") if not text.startswith("{"))
    return text


def test_the_browser_may_run_our_script_only(page):
    (policy,) = (
        attrs["content"]
        for tag, attrs in page.elements
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )
    digest = hashlib.sha256(script(page).encode("utf-8")).digest()
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{base64.b64encode(digest).decode('ascii')}';" in policy
    assert [name for _, attrs in page.elements for name in attrs if name.startswith("on")] == []


def test_the_script_marks_up_no_text(page):
    assert "innerHTML" not in script(page)
    assert "insertAdjacentHTML" not in script(page)
    assert "document.write" not in script(page)


def test_the_main_facts_need_no_script(page):
    for fact in (
        "split a part of it moves, the rest stays on wasip2, confidence medium",
        "proc.spawn blocks in one of three modules.",
        "Isolation per request.",
        "40\N{EN DASH}64",
        "Call the library behind the command.",
        "1 file, 62 % of the code, can move once 1 import is cut",
        "componentize-py@0.25.1",
        "pkg:pypi/pg8000",
        "syntax not understood from line 9",
        "this comment silences nothing",
        "app/jobs.py:7",
    ):
        assert fact in page.shown, fact


def test_every_profile_has_a_choice_and_a_panel(page):
    assert page.attributes("value").count("0") == 1
    checked = [attrs["id"] for _, attrs in page.elements if "checked" in attrs and "name" in attrs]
    assert checked == ["profile-0"]
    panels = [name for name in page.attributes("class") if name.startswith("panel")]
    assert panels == ["panel on-0", "panel on-1"]


def test_every_finding_is_in_the_data(page):
    data = page.data
    words = data["words"]
    assert data["profiles"] == ["wasip2", "wasix"]
    assert [words[row[22]] for row in data["findings"]] == ["f1", "f2", "f3", "f4"]
    call, guarded, silenced, package = data["findings"]
    assert (words[call[5]], words[call[6]], call[7], call[13]) == (
        "subprocess.run",
        "app/jobs.py",
        7,
        "30",
    )
    assert (guarded[14], words[guarded[15]]) == ("00", "sys.platform == 'win32' (app/win.py:2)")
    assert words[silenced[20]] == "only used by developers"
    assert words[package[19]] == "pkg:pypi/orm > pkg:pypi/psycopg2"
    assert data["rules"]["WF2201"]["links"] == ["https://docs.python.org/3/library/subprocess.html"]


def test_answers_keep_support_and_moment_of_failure(page):
    data = page.data
    answers = data["answers"][data["findings"][0][12]]
    assert [data["words"][number] for number in answers[0::4]] == ["absent", "native"]
    assert [data["words"][number] for number in answers[1::4]] == ["build", ""]


def test_buttons_name_sets_of_findings(page):
    sets = page.data["sets"]
    numbers = [int(number) for number in page.attributes("data-set")]
    assert numbers
    assert set(numbers) <= set(range(len(sets)))
    assert {row for rows in sets for row in rows} <= set(range(len(page.data["findings"])))
    assert [0] in sets


def test_words_of_strangers_stay_words():
    finding = replace(
        CALL,
        symbol=HOSTILE,
        message=HOSTILE,
        excerpt=HOSTILE,
        location=Location(HOSTILE, Span(1, 1, 1, 2)),
    )
    given = report()
    (unit,) = given.units
    odd = replace(unit, unit=replace(UNIT, name=HOSTILE, path=HOSTILE))
    rule = replace(given.rules[0], references=("javascript:alert(1)", f"https://x/{HOSTILE}"))
    text = render(
        replace(
            given,
            root=HOSTILE,
            settings=HOSTILE,
            units=(odd,),
            rules=(rule,),
            findings=(finding, GUARDED, PACKAGE),
        )
    )
    text.encode("utf-8")
    assert {c for c in text if not c.isprintable()} <= {"\n"}
    page = Page(text)
    assert [tag for tag, _ in page.elements].count("script") == 2
    assert "img" not in [tag for tag, _ in page.elements]
    assert [name for _, attrs in page.elements for name in attrs if name.startswith("on")] == []
    assert "<img src=x onerror=alert(2)>" in page.shown
    assert "javascript:" not in text
    assert "</script><script>alert(1)" in " ".join(page.data["words"])


def test_the_page_is_the_same_every_time():
    assert render(report()) == render(report())


def test_a_report_without_units_is_a_page():
    empty = replace(report(), units=(), findings=(), dependencies=(), gaps=(), notices=())
    page = Page(render(empty))
    assert page.data["findings"] == []
    assert "dependencies" not in page.attributes("id")


def test_a_unit_that_was_not_planned_for_says_so():
    given = report()
    (unit,) = given.units
    page = Page(render(replace(given, units=(replace(unit, plans={}),))))
    assert "No plan was made for this target." in page.shown


def test_several_units_are_listed_first():
    given = report()
    (unit,) = given.units
    other = replace(unit, unit=replace(UNIT, id="lib", name="lib", path="lib"))
    page = Page(render(replace(given, units=(unit, other))))
    assert {"units", "unit-1", "unit-2"} <= set(page.attributes("id"))
    assert "2 units" in page.shown


def test_ten_thousand_findings_make_a_page_of_reasonable_size():
    given = crowded(10_000)
    start = time.process_time()
    text = render(given)
    assert time.process_time() - start < 5
    assert len(text) < 6_000_000
    page = Page(text)
    assert len(page.data["findings"]) == 10_000 + len(report().findings)
    assert sum(tag == "tr" for tag, _ in page.elements) < 200


def test_a_blocked_package_says_when_nothing_is_known():
    unknown = replace(
        PACKAGE,
        answers={"wasip2": answer(Support.UNKNOWN)},
        levels=dict.fromkeys(("wasip2", "wasix"), Level.NOTE),
    )
    data = Page(render(replace(report(), findings=(CALL, unknown)))).data
    answers = data["answers"][data["findings"][1][12]]
    assert [data["words"][number] for number in answers[0::4]] == ["unknown", "unknown"]
