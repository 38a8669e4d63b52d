"""What serves lesson 03: its exercises, its pictures and its widgets."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="03_baselines",
    title="Baselines",
    done="cured it with one subtraction, and proved that the cure is honest",
    widgets=("baseline_explorer", "gradient_variance"),
)
