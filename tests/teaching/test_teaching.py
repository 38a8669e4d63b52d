"""The teacher's pack: made from every lesson, loads nothing, and its quizzes are sound."""

import io
import re
import zipfile
from functools import cache
from xml.etree import ElementTree

import pytest

from nas_teach.lab.course.catalogue import exercises, lessons, questions
from notebooks.teaching import qti, quiz
from notebooks.teaching.__main__ import main, make
from notebooks.teaching.lesson_parts import Part, bulleted, lesson_paths, take_apart
from notebooks.teaching.pages import to_html

PATHS, parted = lesson_paths(), cache(take_apart)
QTI = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"}


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """{path below the folder: content in bytes} of the whole pack."""
    folder = tmp_path_factory.mktemp("teach")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in make(folder, 8900)}


def test_every_lesson_has_slides_a_plan_a_handout_and_a_quiz(pack):
    for path in PATHS:
        for name in (
            "slides/{}.html",
            "plans/{}.html",
            "handouts/{}.html",
            "quizzes/{}.html",
            "quizzes/{}-key.html",
        ):
            assert name.format(path.stem) in pack
    index = pack["index.html"].decode()
    assert all(to in pack for to in re.findall(r'href="([^"]+)"', index))


def test_no_page_loads_anything(pack):
    for name, content in pack.items():
        if name.endswith(".html"):
            page = re.sub(
                r"<script>.*?</script>", "", content.decode(), flags=re.S
            )  # reveal.js has templates
            loaded = re.findall(r'<(?:img|script|link|iframe)\b[^>]*?\b(?:src|href)="(?!data:)([^"]*)', page)
            assert loaded == [], name
            assert b"@import" not in content and b"url(http" not in content, name


def test_every_picture_of_the_pack_has_an_alternative_text(pack):
    pages = [content.decode() for name, content in pack.items() if name.startswith(("slides", "handouts"))]
    alts = [alt for page in pages for alt in re.findall(r'<img src="data:[^"]+" alt="([^"]*)"', page)]
    assert len(alts) > 100 and all(len(alt) > 20 for alt in alts)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem[:2])
def test_a_lesson_is_taken_apart_without_loss(path):
    lesson = parted(path)
    asked = [
        part.asked.id
        for section in lesson.sections
        for part in section.parts
        if part.kind in ("exercise", "quick")
    ]
    wanted = [one.id for one in (*exercises(lesson.number), *questions(lesson.number))]
    assert sorted(asked) == sorted(wanted)
    told = {part.told for section in lesson.sections for part in section.parts if part.kind == "widget"}
    of_lesson = next(one for one in lessons() if one.number == lesson.number)
    assert set(of_lesson.widgets) <= told
    if lesson.number != "00":
        assert 2 <= len(lesson.outcomes) <= 5 and all(len(one) > 20 for one in lesson.outcomes)


def test_a_session_fills_ninety_minutes(pack):
    for path in PATHS:
        starts = [
            int(found)
            for found in re.findall(r"<tr><td>(\d+)</td>", pack[f"plans/{path.stem}.html"].decode())
        ]
        assert starts == sorted(starts) and starts[0] == 0 and starts[-1] == 78


def test_quizzes_have_one_right_answer_each_spread_over_the_letters():
    letters = []
    for path in PATHS:
        found = quiz.read(path.stem[:2])
        assert len(found) >= 3, path
        assert [one.id for one in found] == [f"{path.stem[:2]}.{n}" for n in range(1, len(found) + 1)]
        letters += [one.letter for one in found if one.options]
    assert max(letters.count(letter) for letter in "ABCD") <= 0.4 * len(letters)
    assert min(letters.count(letter) for letter in "ABC") >= 0.15 * len(letters)


def test_quizzes_ask_what_the_lessons_do_not():
    for path in PATHS:
        number = path.stem[:2]
        in_lesson = {_plain(one.question) for one in questions(number)}
        assert in_lesson.isdisjoint(_plain(one.text) for one in quiz.read(number))


def _plain(text):
    return re.sub(r"\W+", " ", text).casefold().strip()


@pytest.mark.parametrize(
    "text, message",
    [
        ("::1:: What? {=a # yes. =b # yes. ~c # no.}", "one of them right"),
        ("::1:: What? {~a # no. ~b # no. ~c # no.}", "one of them right"),
        ("::1:: What? {=a # yes. ~b # no.}", "three options or more"),
        ("What is this?", "no question of the form"),
    ],
)
def test_a_quiz_that_is_none_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        quiz.parse(text, "05.gift")


def test_gift_is_read_with_escapes_and_comments():
    [one, two] = quiz.parse(
        "// a comment\n::a:: A\\: b \\= c? {~x \\{1\\} # no\\~. =y # yes. ~z # no.}\n::b:: How many? {#4:0.5}",
        "x.gift",
    )
    assert one.text == "A: b = c?" and one.options[0] == ("x {1}", False, "no~.") and one.letter == "B"
    assert (two.value, two.tolerance, two.options) == (4.0, 0.5, ())


def test_the_canvas_package_marks_the_right_answers():
    questions = quiz.read("02")
    with zipfile.ZipFile(io.BytesIO(qti.package("quiz02", "Quiz", questions))) as archive:
        assert archive.namelist() == ["imsmanifest.xml", "quiz02.xml"]
        items = ElementTree.fromstring(archive.read("quiz02.xml")).findall(".//q:item", QTI)
    assert len(items) == len(questions)
    for item, question in zip(items, questions, strict=True):
        if question.options:
            labels = {
                label.get("ident"): label.find(".//q:mattext", QTI).text
                for label in item.iter(f"{{{QTI['q']}}}response_label")
            }
            right = item.find(".//q:varequal", QTI).text
            assert labels[right] == next(option.text for option in question.options if option.right)
        else:
            low, high = (float(item.find(f".//q:{tag}", QTI).text) for tag in ("vargte", "varlte"))
            assert low <= question.value <= high


def test_the_printed_quiz_does_not_tell_its_key(pack):
    for path in PATHS:
        page, key = (pack[f"quizzes/{path.stem}{end}.html"].decode() for end in ("", "-key"))
        for question in quiz.read(path.stem[:2]):
            assert all(option.comment not in page for option in question.options)
        assert "Answer: <" not in page and key.count('class="key"') == len(quiz.read(path.stem[:2]))


def test_formulas_become_mathml_and_links_between_lessons_become_text():
    shown = to_html("See [lesson 05](05_evolution.ipynb) and [the paper](https://x.org): $p_i$\n\n$$a = b$$")
    assert "05_evolution" not in shown and 'href="https://x.org"' in shown
    assert shown.count("<math") == 2 and "$" not in shown


def test_bulleted_joins_wrapped_lines():
    assert bulleted("x\n\n- one\n  more\n- two;\n\nafter\n- not") == ["one more", "two;"]


def test_a_part_says_what_it_is():
    kinds = {part.kind for path in PATHS for section in parted(path).sections for part in section.parts}
    assert kinds == {"text", "picture", "widget", "table", "printed", "predict", "quick", "exercise"}
    assert Part("text", "a").told == ""


def test_the_command_says_where_to_begin(tmp_path, capsys):
    main(["--to", str(tmp_path)])
    assert "index.html" in capsys.readouterr().out and (tmp_path / "plans/term.html").exists()
