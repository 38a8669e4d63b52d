"""Right answers of unlike styles pass, and what changes nothing is told so."""

from nas_teach.lab.checking.judging import judge
from nas_teach.lab.course.catalogue import find
from tests.lab.checking.defining import define
from tests.lab.lesson_03.wrong_answers import LOG_P, STEP

LOSSES = f"policy, critic = -{LOG_P} * (reward - value), (reward - value) ** 2\n    "


def verdict_on(id, source):
    exercise = find(id)
    return judge(exercise, define(source, exercise.name))


def test_a_second_backward_is_an_attempt_that_changes_nothing():
    two = STEP.format(lines=LOSSES + "policy.backward()\n    critic.backward()")
    verdict = verdict_on("03.7", two)
    assert verdict.outcome == "wrong" and "PyTorch adds the gradients" in verdict.message, verdict
    one = STEP.format(lines=LOSSES + "(policy + critic).backward()")
    assert verdict_on("03.7", one).outcome == "unattempted"
