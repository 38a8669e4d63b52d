"""What serves lesson 04: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="04_rnn_controller",
    title="The RNN controller",
    done="built the controller that made NAS famous, and measured when its memory pays",
    widgets={
        "decisions_explorer": Widget(
            title="The decisions of an RNN controller",
            about="A controller that makes seven decisions in turn: how sure it becomes of each choice over "
            "150 evaluations, and how good the networks are that it meets.",
            experiment="Set “Temperature” to 0.5 and to 5.0, and watch how soon one colour fills an area on the "
            "left. Then make the controller hand over the best network that you can, with “Learning "
            "rate” and “Entropy bonus”. Is your setting still good with another “Seed”?",
        )
    },
)
