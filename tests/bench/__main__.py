"""`make bench`: measure, print a table, assert nothing. Run it on an idle machine.

    python -m tests.bench            every part
    python -m tests.bench widgets    the parts named

A part is a module with `run()`, which gives rows (name, value, unit, note).
"""

import sys
from importlib import import_module

PARTS = {
    "simulate": "simulate",
    "simulator": "simulator",
    "trainer": "trainer",
    "table": "table",
    "latency": "latency_prediction",
    "search": "search_regret",
    "ask": "bayes_opt_ask",
    "cluster": "cluster",
    "notebooks": "notebook_time",
    "weight": "widget_weight",
    "widgets": "widget_latency",
    "play": "play",
}


def main(wanted):
    unknown = set(wanted) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    print(f"{'what':44}{'value':>12} unit      note")
    for name in wanted or PARTS:
        for what, value, unit, note in import_module(f"tests.bench.{PARTS[name]}").run():
            print(f"{what:44}{_number(value):>12} {unit:10}{note}", flush=True)


def _number(value):
    """Three significant digits, without powers of ten."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main(sys.argv[1:])
