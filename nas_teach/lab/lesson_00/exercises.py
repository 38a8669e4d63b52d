"""The one toy exercise of lesson 00, on which check(), hint() and solution() are tried."""

from nas_teach.lab.checking import Exercise, number

COUNT_NETWORKS = Exercise(
    id="00.1",
    title="Count a small search space",
    kind="predict",
    dots=1,
    minutes=1,
    check=number(
        6,
        why="Each of the 3 kernel sizes can stand with each of the 2 widths: 3 x 2 = 6 networks.",
        mistakes=(
            (5, "3 + 2 counts the options. A network takes one of each, so the counts are multiplied."),
            (9, "3 x 3 uses the kernel sizes twice. There are 3 kernel sizes and 2 widths."),
            (8, "2 x 2 x 2 would be three choices of two options. Here are two choices, of 3 and of 2."),
        ),
        tolerance=0,
    ),
    hints=(
        "Write down every network: kernel 3 with width 8, kernel 3 with width 16, and so on.",
        "Each kernel size can be paired with each width.",
        "Multiply the number of kernel sizes by the number of widths.",
    ),
    solution="answer = 3 * 2  # kernel sizes x widths",
)


EXERCISES = (COUNT_NETWORKS,)
