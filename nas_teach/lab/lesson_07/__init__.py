"""What serves lesson 07: its exercises, its pictures and its widgets."""

from nas_teach.lab.course.lessons import Lesson

LESSON = Lesson(
    name="07_evaluation_strategies",
    title="Evaluation strategies",
    done="put a price on the truth, seen clever proxies lose to counting, halved at equal cost",
    widgets=("fidelity_ranking", "halving_bracket"),
)
