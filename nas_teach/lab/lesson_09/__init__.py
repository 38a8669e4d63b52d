"""What serves lesson 09: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="09_gradient_based_search",
    title="Gradient-based search",
    done="trained an architecture by gradient, seen what cutting costs, spoilt a search and stopped it in "
    "time",
    widgets=("alphas_player",),
)
