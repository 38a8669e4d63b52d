"""Plausible wrong answers, each with a fragment of the message that it must get."""

WRONG = {
    "00.1": [
        (5, "counts the options"),
        (9, "uses the kernel sizes twice"),
        (8, "three choices of two options"),
        (32, "Too large"),
        (3, "Too small"),
        ("6", "without quotes"),
        (-6, "the sign is not"),
        ([(3, 8), (3, 16), (5, 8), (5, 16), (7, 8), (7, 16)], "holds 6 values"),
        ("answer = lambda: 6", "This is a function"),
    ]
}
