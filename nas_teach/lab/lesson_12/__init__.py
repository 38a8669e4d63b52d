"""What serves lesson 12: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="12_the_space_decides",
    title="The space decides",
    done="compared search spaces by their error distributions, asked what each decision explains",
    widgets=("edf_explorer",),
)
