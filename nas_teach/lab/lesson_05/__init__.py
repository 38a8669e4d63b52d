"""What serves lesson 05: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="05_evolution",
    title="Evolution",
    done="bred networks, watched a population live and die, measured whether to kill the best",
    widgets={
        "evolution_player": Widget(
            title="A population, birth by birth",
            about="Evolution on FashionBench: who wins the tournament, what the child changes, who dies, "
            "and how much the members still differ.",
            experiment="Press Play and keep an eye on a network far above the others: how long does it stay? "
            "Then let “the worst” die instead of the oldest, and play again. What becomes of the "
            "lucky ones, and of the curve on the right?",
        )
    },
)
