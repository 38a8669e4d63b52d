"""What serves lesson 03: its exercises, its pictures and its widgets."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="03_baselines",
    title="Baselines",
    done="cured it with one subtraction, and proved that the cure is honest",
    widgets={
        "baseline_explorer": Widget(
            title="What a baseline does to a search",
            about="Left, how many of 300 searches end on the best kernel, without a baseline and with a "
            "moving average of the rewards. Right, that average among the true rewards.",
            experiment="Set “Offset on every reward” to 10.0; which kernel is best has not changed. Which of the "
            "two kinds of search notices? Then let “Average starts at” be 0.0, and follow the average "
            "over the first steps. Which “Decay of the average” suits such a start?",
        ),
        "gradient_variance": Widget(
            title="One step and its scatter",
            about="Left, how much single steps of REINFORCE scatter, for each baseline. Right, on the "
            "triangle of probabilities, the step for each kernel that may be drawn, and their mean.",
            experiment="Move “Baseline b” slowly from 0.00 to 1.50. Watch the three single steps, then the mean "
            "step: which of them change? Find the baseline with the least variance. Is it still the "
            "best when “Probability of kernel 5” is 0.90?",
        ),
    },
)
