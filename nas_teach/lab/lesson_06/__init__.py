"""What serves lesson 06: its exercises, its pictures and its widget."""

from nas_teach.lab.course.lessons import Lesson, Widget

LESSON = Lesson(
    name="06_bayesian_optimisation",
    title="Bayesian optimisation",
    done="asked a model where to look next, and it said how sure it was; counted when it pays",
    widgets={
        "bayes_opt_steps": Widget(
            title="Bayesian optimisation, step by step",
            about="Above, a model of the accuracy, drawn through the networks trained so far, with a band "
            "for what it does not know. Below, how much each network left may improve on the best.",
            experiment="Point at the network that you would train next, then move “Step” by one. Where you and "
            "the model differ, look at its band. Then set “Length scale” to 0.5 doublings and to 8.0 "
            "doublings: where does the model look now, and does it find the best sooner?",
        )
    },
)
