"""What serves lesson 06: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="06_bayesian_optimisation",
    title="Bayesian optimisation",
    done="asked a model where to look next, and it said how sure it was; counted when it pays",
    widgets=("bayes_opt_steps",),
)
