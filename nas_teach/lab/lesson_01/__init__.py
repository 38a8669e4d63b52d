"""What serves lesson 01: its exercises, its pictures and its widgets."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="01_what_nas_is",
    title="What NAS is",
    done="trained real networks, measured the luck in it, searched at random",
    widgets=("architecture_explorer", "random_search_luck"),
)
