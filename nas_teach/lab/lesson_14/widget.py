"""The widget of lesson 14: a search on many workers, by the clock."""

from functools import cache, partial

from nas_teach.evaluation.benchmark import FashionBench, noisy_lookup
from nas_teach.lab.lesson_14.pictures import clock_picture
from nas_teach.lab.showing.controls import choice, slider, stops
from nas_teach.lab.showing.panel import panel
from nas_teach.lab.showing.style import figure
from nas_teach.scale.clock import utilisation
from nas_teach.scale.simulator import simulate_search, straggling
from nas_teach.search import incumbent
from nas_teach.strategies.evolution import RegularizedEvolution
from nas_teach.strategies.random_search import RandomSearch

BUDGET, MOST = 120, 16  # trainings; workers that are drawn
WAITING = {"nobody waits": False, "all wait for the slowest": True}
STRATEGIES = {"evolution": RegularizedEvolution, "random search": RandomSearch}


def many_workers_clock():
    """Let a search run on many workers, and see who waits and what it has found by when. Lesson 14."""
    fig = figure(6.6, 4.4)
    draw = clock_picture(fig, MOST)

    def update(workers, waiting, stragglers, failures, strategy):
        bench = _bench()
        trials = simulate_search(
            STRATEGIES[strategy](bench.space, seed=0),
            noisy_lookup(bench, 0),
            partial(bench.value, column="seconds"),
            BUDGET,
            workers,
            synchronous=WAITING[waiting],
            slowdown=straggling(stragglers / 100, 10),
            failures=failures / 100,
        )
        held = [100 * bench.test(trial.arch) for trial in incumbent(trials)]
        draw(trials, (held, [100 * bench.test(trial.arch) for trial in trials]), workers)
        return _in_words(trials, workers, held[-1])

    controls = {
        "workers": stops("Workers", 8, (1, 2, 4, 8, 16, 32, 64)),
        "waiting": choice("Who waits", "all wait for the slowest", WAITING),
        "stragglers": slider("Trainings that take ten times as long", 0, 0, 20, 5, "%"),
        "failures": slider("Trainings that are lost and run again", 0, 0, 50, 10, "%"),
        "strategy": choice("Strategy", "evolution", STRATEGIES),
    }
    alt = (
        "Above, a row for each worker, with a bar while it trains. Below, the test accuracy of each network "
        "when its training ends, and of the one that the search would hand over."
    )
    return panel(controls, update, fig, alt=alt)


@cache
def _bench():
    return FashionBench.load()


def _in_words(trials, workers, held):
    end, busy = trials[-1].end, utilisation(trials, workers)
    work = sum(trial.end - trial.start for trial in trials)
    again = sum(trial.failures for trial in trials)
    lost = f" {again} trainings were lost and run again." if again else ""
    shown = f" The picture shows {MOST} of the {workers} workers." if workers > MOST else ""
    return (
        f"{BUDGET} trainings on {workers} {'worker' if workers == 1 else 'workers'} take {end:.0f} s, "
        f"{work / end:.1f} times as fast as one worker doing the same work; "
        f"workers train {100 * busy:.0f} % of the time.{lost} "
        f"The search hands over a network of {held:.2f} % on test.{shown}"
    )
