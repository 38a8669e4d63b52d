"""Pictures of workers over time, of strategies side by side, and of what late news costs. Lesson 14."""

import numpy as np

from nas_teach.lab.showing.forest import forest
from nas_teach.lab.showing.painting import moving_frame
from nas_teach.lab.showing.style import BLUE, GREY, ORANGE, figure, label, line_with_band, series

BARS = {"linewidth": 0.8, "edgecolor": "white"}


def gantt(trials, workers, until=None):
    """Who trains when: a row a worker, a bar a training. `until`: where the axis ends, in seconds.

    `trials`: of `simulate_search`, or rows like those of the lesson, (arch, worker, start, end).
    """
    fig = figure(6.6, 0.9 + 0.24 * workers)
    ax = label(fig.subplots(), "seconds since the search began", "worker")
    for trial in trials:
        worker, start, end = trial[1:] if len(trial) == 4 else trial[2:5]
        ax.barh(worker, end - start, left=start, height=0.8, color=BLUE, **BARS)
    ax.set(ylim=(workers - 0.4, -0.6), xlim=(0, until))
    ax.set_yticks(range(workers), [str(worker + 1) for worker in range(workers)], fontsize=8)
    ax.grid(visible=False)
    return fig


def leads(tables, guesses=None):
    """Leads over random search with their intervals. `tables`: {name of a table: {strategy: (mean, low, high)}}."""
    rows = {}
    for table, found in tables.items():
        for strategy, interval in found.items():
            rows.setdefault(strategy, {})[table] = interval
    fig = figure(6.6, 4.2)
    forest(fig.subplots(), rows, "test accuracy minus random search's (points)", guesses=guesses)
    return fig


def late_news(found, trainings=200):
    """Handed over against the number of workers, after so many trainings.

    `found`: {strategy: {workers: (mean, low, high)}}, in per cent.
    """
    fig = figure(6.6, 3.4)
    ax = label(fig.subplots(), "workers (no waiting)", f"test accuracy (%) after {trainings:,} trainings")
    for place, (strategy, by_workers) in enumerate(found.items()):
        shift = 1.07 ** (place - (len(found) - 1) / 2)  # so that intervals do not lie on each other
        mean, low, high = np.transpose(list(by_workers.values()))
        x = np.array(list(by_workers)) * shift
        style = series(place) | {"markersize": 6, "capsize": 3, "label": strategy}
        ax.errorbar(x, mean, yerr=[mean - low, high - mean], **style)
    ax.set_xscale("log")
    ax.set_xticks(list(by_workers), [str(count) for count in by_workers])
    ax.minorticks_off()
    fig.legend(frameon=False, loc="outside upper center", ncols=3, fontsize=9)
    return fig


def by_the_clock(times, found):
    """Handed over against time. `times`: in hours. `found`: {name: (mean, low, high)}, each as long as `times`."""
    fig = figure(6.6, 3.2)
    ax = label(fig.subplots(), "hours since the search began", "test accuracy (%)")
    for place, (name, (mean, low, high)) in enumerate(found.items()):
        line_with_band(
            ax, times, mean, low, high, **(series(place) | {"marker": "", "linewidth": 2, "label": name})
        )
    ax.set_xscale("log")
    ax.set_xticks([0.5, 1, 2, 5, 10, 20, 50, 100], ["½", "1", "2", "5", "10", "20", "50", "100"])
    top = max(np.nanmax(mean) for mean, *_ in found.values())
    ax.set_ylim(top - 2.2, top + 0.2)  # below, all of them rise steeply
    ax.legend(frameon=False, loc="lower right")
    return fig


def clock_picture(fig, most):
    """Axes of the widget. Returns draw(trials, best, workers): bars of `most` workers, the best so far."""
    fig.get_layout_engine().set(rect=(0, 0, 0.965, 1))  # room for a number at the right end of the axis
    above, below = fig.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    label(above, "", "worker").yaxis.get_major_locator().set_params(
        integer=True, min_n_ticks=1
    )  # no half workers
    label(below, "seconds since the search began", "test accuracy (%)")
    above.grid(visible=False)
    (trained,) = above.plot(
        [], [], color=BLUE, linewidth=5, solid_capstyle="butt", animated=True, label="trains"
    )
    (lost,) = above.plot(
        [], [], color=ORANGE, linewidth=5, solid_capstyle="butt", animated=True, label="had to train again"
    )
    (held,) = below.plot([], [], color=GREY, linewidth=2, drawstyle="steps-post", animated=True)
    (dots,) = below.plot([], [], ".", color=BLUE, alpha=0.5, animated=True)
    fig.legend(handles=[trained, lost], frameon=False, loc="outside upper center", ncols=2)
    set_above, set_below = moving_frame(above, "xy"), moving_frame(below, "xy")

    def draw(trials, best, workers):
        ends = [one.end for one in trials]
        for artist, chosen in ((trained, False), (lost, True)):
            shown = [one for one in trials if one.worker < most and bool(one.failures) is chosen]
            x = [value for one in shown for value in (*_bar(one, ends[-1]), np.nan)]
            y = [value for one in shown for value in (one.worker + 1, one.worker + 1, np.nan)]
            artist.set_data(x, y)
        held.set_data(ends, best[0])
        dots.set_data(ends, best[1])
        set_above(xlim=(0, 1.04 * ends[-1]), ylim=(min(workers, most) + 0.7, 0.3))
        set_below(xlim=(0, 1.04 * ends[-1]), ylim=(min(best[1]) - 0.5, max(best[1]) + 0.5))

    return draw


def _bar(trial, until):
    """Where the bar of a trial begins and ends: a little apart from its neighbours, less where it is short."""
    gap = min(0.002 * until, 0.05 * (trial.end - trial.start))
    return trial.start + gap, trial.end - gap
