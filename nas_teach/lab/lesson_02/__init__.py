"""What serves lesson 02: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="02_reinforce",
    title="REINFORCE on kernel sizes",
    done="written a controller, found why it fails one time in three, run it on real rewards",
    widgets={
        "reward_tweaker": Widget(
            title="The reward tweaker",
            about="500 small controllers learn by REINFORCE which of three kernels pays best. Left: how "
            "probable each kernel becomes. Right: the kernel that each controller likes best in the "
            "end.",
            experiment="Kernel 5 pays most, yet not every controller ends there. Say what you expect, then turn "
            "one knob at a time, with Reset between: “Noise of a reward” to 0.50, “Learning rate” to "
            "1.0, “Steps” to 200. Which of them moves the bar of kernel 5 most? Last, give all three "
            "kernels the same reward, and watch the band on the left.",
        )
    },
)
