"""What serves lesson 13: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="13_one_network_for_every_device",
    title="One network for every device",
    done="cut networks for three latency budgets out of one training, wrote self-attention",
    widgets={
        "latency_budget": Widget(
            title="A network for a latency budget",
            about="All networks of FashionBench by their recorded latency and test accuracy. Something ranks "
            "those that fit the budget, and the first one is chosen.",
            experiment="Move the “Latency budget” from left to right and watch the ring and the diamond. Then "
            "rank by “MACs”, and by another supernet. Which ranking comes closest to the best that fits?",
        )
    },
)
