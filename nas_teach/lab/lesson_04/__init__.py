"""What serves lesson 04: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="04_rnn_controller",
    title="The RNN controller",
    done="built the controller that made NAS famous, and measured when its memory pays",
    widgets=("decisions_explorer",),
)
