"""What serves lesson 05: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="05_evolution",
    title="Evolution",
    done="bred networks, watched a population live and die, measured whether to kill the best",
    widgets=("evolution_player",),
)
