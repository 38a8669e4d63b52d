"""What serves lesson 09: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="09_gradient_based_search",
    title="Gradient-based search",
    done="trained an architecture by gradient, seen what cutting costs, spoilt a search and stopped it in "
    "time",
    widgets={
        "alphas_player": Widget(
            title="A search by gradient, epoch by epoch",
            about="Left, the shares of the operations on each of five edges. Right, the cell that would be "
            "cut out now.",
            experiment="Press Play and watch the bars: which operation gains, and when does the cell stop "
            "changing? Then play “second order” and “skip or conv”, too. Which operation wins there, "
            "and is it the same with another “Seed”?",
        )
    },
)
