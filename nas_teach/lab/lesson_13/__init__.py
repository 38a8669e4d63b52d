"""What serves lesson 13: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="13_one_network_for_every_device",
    title="One network for every device",
    done="cut networks for three latency budgets out of one training, wrote self-attention",
    widgets=("latency_budget",),
)
