"""What serves lesson 00: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="00_start_here",
    title="Start here",
    done="checked your installation, met the exercises and the widgets",
    widgets=("space_size",),
)
