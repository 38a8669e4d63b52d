"""What serves lesson 07: its exercises, its pictures and its widgets."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="07_evaluation_strategies",
    title="Evaluation strategies",
    done="put a price on the truth, seen clever proxies lose to counting, halved at equal cost",
    widgets={
        "fidelity_ranking": Widget(
            title="Does an early look tell?",
            about="One dot a network: its accuracy when training is stopped early, and what it is worth in "
            "the end.",
            experiment="Guess how many “Epochs paid for” bring nine of ten pairs into the right order, then "
            "check. Look at the “best 10 % in truth” alone: is the early look as good among them?",
        ),
        "halving_bracket": Widget(
            title="Who survives the halving?",
            about="Many networks are looked at early, the best part goes on, and so on. A line for each "
            "network shows its rank at every look and where it is dropped.",
            experiment="Follow the network that is best in truth: how far does it come? Turn “Draw” to see other "
            "luck. Then set “First look after epoch” to 3, or “eta: one in ... goes on” to 2: which "
            "of the two saves the best more often, and what does each cost?",
        ),
    },
)
