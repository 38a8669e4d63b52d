"""What serves lesson 08: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="08_supernet",
    title="The SuperConvBlock supernet",
    done="trained one network that holds 216, measured what its ranking is worth, and what it costs",
    widgets=("shared_ranking",),
)
