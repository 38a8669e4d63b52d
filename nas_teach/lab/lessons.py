"""The lessons of the course: the one table from which the map and the headings are made."""

from typing import NamedTuple


class Lesson(NamedTuple):
    """`number`: two digits. `name`: the notebook's file name. `minutes`: to read, run and solve."""

    number: str
    name: str
    title: str
    minutes: int


LESSONS = (
    Lesson("00", "00_start_here", "Start here", 10),
    Lesson("01", "01_what_nas_is", "What NAS is", 45),
    Lesson("02", "02_reinforce", "REINFORCE on kernel sizes", 60),
    Lesson("03", "03_baselines", "Baselines", 55),
    Lesson("04", "04_rnn_controller", "The RNN controller", 60),
    Lesson("05", "05_evolution", "Evolution", 50),
    Lesson("06", "06_bayesian_optimisation", "Bayesian optimisation", 60),
    Lesson("07", "07_evaluation_strategies", "Evaluation strategies", 60),
    Lesson("08", "08_supernet", "The SuperConvBlock supernet", 55),
    Lesson("09", "09_gradient_based_search", "Gradient-based search", 60),
    Lesson("10", "10_hardware_aware_search", "Hardware-aware search", 60),
    Lesson("11", "11_efficientnet", "EfficientNet", 50),
    Lesson("12", "12_capstone", "Capstone", 90),
)
