"""What the pages of the laboratory say, as HTML: a widget or several, and the polite ones."""

from html import escape
from pathlib import Path

from nas_teach.lab.course.catalogue import lessons

HERE = Path(__file__).parent
FIRST = "reward_tweaker"  # where the laboratory opens


def known():
    """{name of a widget: (its Lesson, its Widget)}, in the order of the course."""
    return {name: (lesson, told) for lesson in lessons() for name, told in lesson.widgets.items()}


def widget_page(names, offered):
    """The page of these widgets. `offered`: the names that its list of all widgets shows."""
    several = len(names) > 1
    sections = "".join(_section(name, "h2" if several else "h1") for name in names)
    title = "Several widgets" if several else known()[names[0]][1].title
    head = "<h1 class=unseen>Several widgets</h1>" if several else ""
    return _page(title, head + sections + _turns(names, offered), _list(names, offered))


def message_page(title, words, offered):
    """A page that says something in place of a widget."""
    main = f"<section><h1>{escape(title)}</h1><p>{escape(words)}</p></section>"
    return _page(title, main, _list((), offered))


def _page(title, main, choice):
    template = (HERE / "page.html").read_text("utf-8")
    for name, text in (("title", escape(title)), ("choice", choice), ("main", main)):
        template = template.replace(f"{{{{{name}}}}}", text)
    return template


def _section(name, heading):
    lesson, told = known()[name]
    return (
        f'<section aria-label="{escape(told.title)}"><{heading}>{escape(told.title)}</{heading}>'
        f"<p>{escape(told.about)}</p>"
        f'<p class="try"><strong>Try it.</strong> {escape(told.experiment)}</p>'
        f'<div class="widget" data-widget="{name}"></div>'
        f'<p class="lesson">Lesson {lesson.number}, {escape(lesson.title)}</p></section>'
    )


def _turns(names, offered):
    """Links to the neighbours of a widget that stands alone."""
    if len(names) > 1 or names[0] not in offered:
        return ""
    at = offered.index(names[0])
    links = []
    for word, place in (("Previous", at - 1), ("Next", at + 1)):
        if 0 <= place < len(offered):
            name, rel = offered[place], {"Previous": "prev", "Next": "next"}[word]
            links.append(f'<a rel="{rel}" href="/{name}">{word}: {escape(known()[name][1].title)}</a>')
    return f'<nav class="turns" aria-label="Neighbours">{"".join(links)}</nav>'


def _list(names, offered):
    return "".join(_row(name, name in names) for name in offered)


def _row(name, present):
    lesson, told = known()[name]
    title, here = escape(told.title), ' aria-current="page"' if present else ""
    return (
        f'<li><input type="checkbox" name="widget" value="{name}" aria-label="Show {title} too"'
        f"{' checked' * present}> {lesson.number} "
        f'<a href="/{name}"{here}>{title}</a></li>'
    )
