"""What the learner wrote down before, beside what came out."""


def beside(guess, measured):
    """One line with both; it says so where nothing was written down.

    Args:    guess: anything; `...` is no guess. measured: text or a number.
    Returns: text.

    >>> beside(7, 5), beside(..., 5)
    ('measured: 5    your guess: 7', 'measured: 5    (you wrote down no guess)')
    """
    yours = "(you wrote down no guess)" if guess is ... else f"your guess: {guess}"
    return f"measured: {measured}    {yours}"
