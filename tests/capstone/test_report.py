"""The report of a run: one page that says all, needs nothing else, and is fit for every reader."""

import re
import shutil
from html.parser import HTMLParser

import pytest

from nas_teach.capstone import StudyError, checklist, open_test_set, prepare, recorded_run, results
from nas_teach.lab.report.__main__ import main
from nas_teach.lab.report.page import write_report


class Page(HTMLParser):
    """What a test wants to know of a page: its tags in order, with their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text, self.open = [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in {"meta", "img", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data if self.open[-1:] != ["style"] else ""

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(params=["toy", "recorded"])
def folder(request, finished):
    return finished if request.param == "toy" else recorded_run()


@pytest.fixture
def page(folder, tmp_path):
    return Page(write_report(folder, tmp_path / "report.html").read_text("utf-8"))


def test_the_page_says_all_that_a_judge_wants_to_know(page, folder):
    found = results(folder)
    for text in (
        found.study.question,
        found.study.expectation,
        found.study.rival_from,
        found.study.settings_from,
    ):
        assert text in page.text
    for net in found.networks:
        assert "{:.2f} ({:.2f} to {:.2f})".format(*(100 * value for value in net.interval)) in page.text
        assert f"{net.params:,}" in page.text and f"{net.macs:,}" in page.text
    for compared in found.comparisons:
        assert f"{100 * compared.difference:+.2f}" in page.text and f"{compared.p:.3f}" in page.text
    assert "The test set was opened once" in page.text and found.openings[0]["time"] in page.text
    assert found.starts[0]["machine"] in page.text and f"{found.kwh:.4f} kWh" in page.text
    assert "python -m nas_teach.capstone run again" in page.text
    assert all(item.asks in page.text and item.how in page.text for item in checklist(found))


def test_the_page_needs_nothing_else(page):
    assert not page.all("script") and not page.all("link") and page.open == []
    for attributes in page.all("img"):
        assert attributes["src"].startswith("data:image/svg+xml;base64,")


def test_the_page_is_fit_for_every_reader(page):
    assert page.all("html") == [{"lang": "en"}] and len(page.all("title")) == len(page.all("h1")) == 1
    headings = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings == [1] + [2] * (len(headings) - 1)
    assert len(page.all("img")) == 2 and all(len(one["alt"].split()) > 10 for one in page.all("img"))
    assert len(page.all("caption")) == len(page.all("table")) and all(
        "scope" in one for one in page.all("th")
    )


def test_words_of_the_learner_are_no_html(finished, tmp_path):
    text = write_report(finished, tmp_path / "report.html").read_text("utf-8")
    assert "Is it &lt;better&gt;?" in text and "hair &amp; no" in text and "<better>" not in text


def test_a_second_opening_stands_in_the_report(finished, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    open_test_set(folder, lambda split: None, "because I was curious")
    page = Page(write_report(folder).read_text("utf-8"))
    assert "The test set was opened 2 times" in page.text and "because I was curious" in page.text
    assert checklist(results(folder))[-1].state == "not"


def test_an_unfinished_run_has_no_report(toy, tmp_path):
    prepare(tmp_path / "run", toy())
    for write in (results, write_report):
        with pytest.raises(StudyError, match=r"not finished \(planned\)"):
            write(tmp_path / "run")
    with pytest.raises(SystemExit, match=r"not finished \(planned\)"):
        main([str(tmp_path / "run")])


def test_the_report_from_the_terminal(finished, tmp_path, capsys):
    folder = tmp_path / "run"
    shutil.copytree(finished, folder)
    main([str(folder)])
    assert capsys.readouterr().out.strip() == str(folder / "report.html")


def test_the_same_run_gives_the_same_page(finished, tmp_path):
    pages = [write_report(finished, tmp_path / name).read_bytes() for name in ("a.html", "b.html")]
    assert pages[0] == pages[1]
