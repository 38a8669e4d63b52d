"""What serves lesson 08: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="08_supernet",
    title="The SuperConvBlock supernet",
    done="trained one network that holds 216, measured what its ranking is worth, and what it costs",
    widgets={
        "shared_ranking": Widget(
            title="What a supernet believes",
            about="One dot a path of a supernet: its accuracy with shared weights, and its accuracy when it "
            "is trained alone.",
            experiment="Go from “uniform, 6 epochs” to “uniform, 54 epochs”. Does more training make the ranking "
            "truer? Then go through “Marked by”: what does the supernet like more than the truth "
            "does? Turn “Supernet” before you believe it.",
        )
    },
)
