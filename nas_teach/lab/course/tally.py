"""How much of a lesson is solved: exercises and quick questions apart."""

from nas_teach.lab.course.catalogue import exercises, questions


def tally(number, outcomes):
    """What is solved of one lesson.

    Args:    number: "05". outcomes: {id: outcome}, as progress.load() gives them.
    Returns: "3 of 5 exercises, 4 of 8 quick questions"; without the second part where there are none.
    """
    parts = ((exercises(number), "exercise"), (questions(number), "quick question"))
    return ", ".join(
        f"{solved(items, outcomes)} of {len(items)} {word}{'s' * (len(items) != 1)}"
        for items, word in parts
        if items
    )


def solved(items, outcomes):
    """How many of these exercises or questions are solved."""
    return sum(outcomes.get(item.id) == "correct" for item in items)
