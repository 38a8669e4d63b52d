"""What serves lesson 14: its exercises, its pictures, its widget, and the space that it builds."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="14_capstone",
    title="Your own search",
    done="let many workers search, planned a search of your own, opened a test set once",
    widgets=("many_workers_clock",),
)
