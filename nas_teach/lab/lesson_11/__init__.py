"""What serves lesson 11: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="11_efficientnet",
    title="EfficientNet",
    done="built its block and counted B0 to B7 to the last weight, put compound scaling to the test",
    widgets=("compound_scaling",),
)
