"""What serves lesson 01: its exercises, its pictures and its widgets."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="01_what_nas_is",
    title="What NAS is",
    done="trained real networks, measured the luck in it, searched at random",
    widgets={
        "architecture_explorer": Widget(
            title="Seven decisions make a network",
            about="A network of FashionBench, drawn from the seven decisions that make it, with its "
            "parameters and its work for one image.",
            experiment="Double the “Channels” from 8 to 16. Put them back, and set “Blocks a stage” to 2 "
            "instead. Which of the two costs more parameters, and which more work? Then look for the "
            "largest and for the cheapest network.",
        ),
        "random_search_luck": Widget(
            title="How lucky is a random search?",
            about="The chance that random draws hit at least one good architecture: by formula as a line, "
            "and in 1,000 simulated searches as points.",
            experiment="Only one architecture is good: how many “Draws” until the chance is above 95 %? Write "
            "down a number, set “Good ones” to 1 and check. Then raise “Architectures”, and watch how "
            "many draws the sentence below asks for.",
        ),
    },
)
