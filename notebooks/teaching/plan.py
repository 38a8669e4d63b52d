"""What a teacher plans with: outcomes, a plan by the minute for 90 minutes, and a plan for a term."""

import html

from notebooks.teaching.pages import page, table, to_html

SESSION, OPENING, CLOSING = 90, 8, 12  # minutes of a double period, of its first and its last part
HOW = {
    "exercise": "exercise {}: at the students' machines, alone or in pairs",
    "quick": "quick question {}: hands up before anybody clicks",
    "predict": "everybody writes a prediction on the handout",
    "widget": "<code>{}</code>: on the projector, then at the students' machines",
    "picture": "a picture on the projector: say first what to look at",
}


def session(lesson):
    """The page for one double period. Sections get minutes in proportion to those that the builder counts."""
    rows, start = [], float(OPENING)
    rows.append(_row(0, "The question of the first screen", [_do("predict", "")]))
    share = (SESSION - OPENING - CLOSING) / (sum(one.minutes for one in lesson.taught) or 1)
    for section in lesson.taught:
        rows.append(_row(start, to_html(section.title, inline=True), _doings(section)))
        start += section.minutes * share
    rows.append(
        _row(
            SESSION - CLOSING,
            "Recap, questionnaire aloud, quiz",
            [f"quiz {lesson.number} on paper or in the learning platform"],
        )
    )
    left = [to_html(one.title, inline=True) for one in lesson.sections if one.optional]
    more = (
        f"<h2>If there is time, or at home</h2><ul>{''.join(f'<li>{one}</li>' for one in left)}</ul>"
        if left
        else ""
    )
    aims = "".join(f"<li>{to_html(one, inline=True)}</li>" for one in lesson.outcomes)
    return page(
        f"Session {lesson.number} · {lesson.title}",
        f"<h2>Learning outcomes</h2><p>Afterwards students can</p><ul>{aims}</ul>"
        f"<h2>{SESSION} minutes</h2>{table(rows, ['minute', 'section', 'what happens'])}{more}",
    )


def _row(start, title, doings):
    return [f"{round(start):02d}", title, "<br>".join(doings) or "explain at the board or from the slides"]


def _doings(section):
    """What the class does in a section, each kind once, with the numbers of exercises and questions."""
    found = {}
    for part in section.parts:
        if part.kind in HOW:
            name = part.told if part.kind == "widget" else getattr(part.asked, "id", "")
            found.setdefault(part.kind, []).append(name)
    return [_do(kind, ", ".join(names)) for kind, names in found.items()]


def _do(kind, names):
    return HOW[kind].format(html.escape(names))


def term(lessons):
    """The page for a term: a lesson a week, and what students do in between."""
    rows = []
    for week, lesson in enumerate(lessons, 1):
        optional = [
            f"{asked.id} ({'●' * asked.dots})"
            for section in lesson.sections
            if section.optional
            for asked in (part.asked for part in section.parts if part.kind == "exercise")
        ]
        home = f"optional exercises {', '.join(optional)}" if optional else "finish the exercises"
        aims = "<br>".join(to_html(one, inline=True) for one in lesson.outcomes)
        rows.append([str(week), f"{lesson.number} · {html.escape(lesson.title)}", aims, home])
    return page(
        "A term",
        "<p>One double period a week. Lesson 00 can be done at home before the first meeting.</p>"
        + table(rows, ["week", "lesson", "outcomes", "at home"]),
    )
