"""What serves lesson 10: its exercises, its pictures and its widgets."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="10_hardware_aware_search",
    title="Hardware-aware search",
    done="written a look-up table and a Pareto front, priced a millisecond, seen what no price can find",
    widgets={
        "latency_target": Widget(
            title="A target in milliseconds",
            about="Accuracy over latency of 648 networks, and the one that wins under MnasNet's reward with "
            "your target and your two exponents.",
            experiment="Find a setting where a network above the target wins. Then set “w above the target” to "
            "-10.0 and move “Target” step by step: when does the winner change, and how far from the "
            "target is it? What is left for “w up to the target” to decide?",
        ),
        "reward_weights": Widget(
            title="The price of a millisecond",
            about="Accuracy over latency of 648 networks, and the one that wins when a millisecond and a "
            "megabyte cost what you say.",
            experiment="Set “Size weight” to 0 per MB, then raise “Latency weight” from 0 per ms stop by stop, "
            "and count the different winners. Are there networks on the front that never win? Then "
            "look for a price of both that makes one of them win.",
        ),
    },
)
