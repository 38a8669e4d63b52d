"""Make the teacher's pack: python -m notebooks.teaching [--to teach] [--port 8900]"""

import argparse
from pathlib import Path

from notebooks.teaching import handout, plan, qti, quiz, slides
from notebooks.teaching.lesson_parts import lesson_paths, take_apart
from notebooks.teaching.pages import page, table


def make(folder, port):
    """Write all pages below `folder`; index.html leads to them. Returns the paths, a list."""
    written = []

    def write(name, content):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        written.append(path)
        return name

    lessons, rows = [take_apart(path) for path in lesson_paths()], []
    for lesson in lessons:
        questions = quiz.read(lesson.number)
        name = lesson.name
        links = {
            "slides": write(f"slides/{name}.html", slides.deck(lesson, port)),
            "90 minutes": write(f"plans/{name}.html", plan.session(lesson)),
            "handout": write(f"handouts/{name}.html", handout.handout(lesson)),
        }
        if questions:
            links["quiz"] = write(f"quizzes/{name}.html", quiz.printed(lesson, questions, key=False))
            links["key"] = write(f"quizzes/{name}-key.html", quiz.printed(lesson, questions, key=True))
            links["Moodle"] = write(
                f"quizzes/{name}.gift", (quiz.FOLDER / f"{lesson.number}.gift").read_bytes()
            )
            links["Canvas"] = write(
                f"quizzes/{name}-qti.zip", qti.package(name, f"{lesson.number} · {lesson.title}", questions)
            )
        rows.append(
            [
                f"{lesson.number} · {lesson.title}",
                *(f'<a href="{to}">{what}</a>' for what, to in links.items()),
            ]
        )
    term = write("plans/term.html", plan.term(lessons))
    heads = ["lesson", "slides", "plan", "handout", "quiz", "key", "Moodle (GIFT)", "Canvas (QTI)"]
    write(
        "index.html",
        page("nas-teach for teachers", f'<p><a href="{term}">A plan for a term</a></p>{table(rows, heads)}'),
    )
    return written


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m notebooks.teaching", description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("teach"), help="folder, default: teach")
    parser.add_argument("--port", type=int, default=8900, help="of `make play` on the teacher's machine")
    options = parser.parse_args(arguments)
    print(f"{len(make(options.to, options.port))} files; begin with {options.to / 'index.html'}")


if __name__ == "__main__":
    main()
