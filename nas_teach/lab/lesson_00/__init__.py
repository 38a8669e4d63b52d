"""What serves lesson 00: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="00_start_here",
    title="Start here",
    done="checked your installation, met the exercises and the widgets",
    widgets={
        "space_size": Widget(
            title="How large is a search space?",
            about="The number of different networks that a few choices for each layer make, and how long it "
            "takes to train them all.",
            experiment="With 12 layers, guess how much longer everything takes when “Widths” goes from 2 to 3. "
            "Turn it. Then put it back: how many “Layers” more cost about as much?",
        )
    },
)
