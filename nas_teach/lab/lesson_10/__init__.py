"""What serves lesson 10: its exercises, its pictures and its widgets."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="10_hardware_aware_search",
    title="Hardware-aware search",
    done="written a look-up table and a Pareto front, priced a millisecond, seen what no price can find",
    widgets=("latency_target", "reward_weights"),
)
