"""The simulated search: closed forms of simple cases, the serial search, and rules that always hold."""

from collections import Counter
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nas_teach.evaluation.benchmark import FashionBench, noisy_lookup
from nas_teach.scale import TimedTrial, lognormal, simulate_search, straggling, utilisation
from nas_teach.search import search
from nas_teach.space import SearchSpace
from nas_teach.strategies import RandomSearch
from tests.test_search import SPACE, every_strategy, reward

MODES = pytest.mark.parametrize("synchronous", [False, True], ids=["asynchronous", "synchronous"])
ONE = SearchSpace({"choice": (0,)})
DURATIONS = st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=60)
WORKERS = st.integers(1, 12)


class Diary:
    """A strategy that asks for 0, 1, 2, ... and remembers what it is told."""

    def __init__(self):
        self.numbers, self.told = count(), []

    def ask(self):
        return (next(self.numbers),)

    def tell(self, arch, reward):
        self.told.append((arch, reward))


def simulated(durations, workers, diary=None, **settings):
    """The n-th trial takes durations[n]; its reward is n."""
    return simulate_search(
        diary or Diary(),
        lambda arch: arch[0],
        lambda arch: durations[arch[0]],
        len(durations),
        workers,
        **settings,
    )


@MODES
@every_strategy
def test_one_worker_is_the_serial_search(make, synchronous):
    serial = search(make(3), reward, 20)
    seconds = lambda arch: arch.kernel  # noqa: E731
    trials = simulate_search(make(3), reward, seconds, 20, synchronous=synchronous)
    assert [trial[:2] for trial in trials] == serial
    ends = np.cumsum([arch.kernel for arch, _ in serial])
    assert [trial.end for trial in trials] == ends.tolist()
    assert [trial.start for trial in trials] == [0, *ends[:-1]] and {trial.worker for trial in trials} == {0}


def test_one_worker_meets_the_noise_of_the_serial_search():
    bench = FashionBench.load()
    serial = search(RandomSearch(bench.space, 5), noisy_lookup(bench, 5), 30)
    trials = simulate_search(
        RandomSearch(bench.space, 5),
        noisy_lookup(bench, 5),
        lambda arch: bench.value(arch, "seconds"),
        30,
        slowdown=lognormal(1),
        failures=0.3,
    )
    assert [trial[:2] for trial in trials] == serial


@MODES
@every_strategy
def test_every_strategy_lives_with_trials_that_are_never_told(make, synchronous):
    settings = {"failures": 0.5, "on_failure": "count", "synchronous": synchronous}
    assert len(simulate_search(make(1), reward, lambda arch: arch.kernel, 25, 4, **settings)) == 25


@MODES
@every_strategy
def test_seeds_reproduce_exactly(make, synchronous):
    def run(seed):
        settings = {"slowdown": lognormal(1), "failures": 0.2, "synchronous": synchronous, "seed": seed}
        return simulate_search(make(1), reward, lambda arch: arch.kernel, 25, 4, **settings)

    assert run(0) == run(0) != run(1)


@MODES
@pytest.mark.parametrize(("budget", "workers"), [(1, 1), (12, 4), (13, 4), (3, 8), (100, 7)])
def test_equal_durations_fill_all_batches_but_the_last(budget, workers, synchronous):
    trials = simulated([2.0] * budget, workers, synchronous=synchronous)
    batches = -(-budget // workers)
    assert trials[-1].end == 2 * batches
    assert utilisation(trials, workers) == pytest.approx(budget / (batches * workers))


def test_equal_durations_make_no_difference_between_the_two():
    assert simulated([2.0] * 50, 7) == simulated([2.0] * 50, 7, synchronous=True)


@pytest.mark.parametrize("workers", [2, 8, 32])
def test_a_batch_of_exponential_durations_waits_for_a_harmonic_number(workers):
    """The slowest of w exponentials of mean m takes m (1 + 1/2 + ... + 1/w) on average."""
    batches, mean = 400, 3.0
    durations = np.random.default_rng(workers).exponential(mean, batches * workers)
    trials = simulated(durations, workers, synchronous=True)
    expected = mean * sum(1 / k for k in range(1, workers + 1))
    error = mean * np.sqrt(sum(1 / k**2 for k in range(1, workers + 1)) / batches)
    assert trials[-1].end / batches == pytest.approx(expected, abs=4 * error)
    assert utilisation(trials, workers) == pytest.approx(mean / expected, rel=0.08)
    assert utilisation(simulated(durations, workers), workers) > 0.98  # nobody waits but at the end


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_lost_trainings_are_run_again_as_often_as_a_geometric_law_says(share):
    trials = simulated([1.0] * 5000, 10, failures=share, seed=1)
    runs = np.array([trial.failures + 1 for trial in trials])
    error = np.sqrt(share) / (1 - share) / np.sqrt(len(runs))  # standard deviation of a geometric law
    assert runs.mean() == pytest.approx(1 / (1 - share), abs=4 * error)
    assert [trial.end - trial.start for trial in trials] == pytest.approx(runs)
    assert {trial.arch: trial.reward for trial in trials} == {(n,): n for n in range(5000)}


def test_a_lost_training_may_count_as_a_trial_that_is_never_told():
    diary = Diary()
    trials = simulated([1.0] * 5000, 10, diary, failures=0.25, on_failure="count")
    lost = [trial for trial in trials if trial.failures]
    assert len(lost) == pytest.approx(1250, abs=4 * np.sqrt(5000 * 0.25 * 0.75))
    assert all(trial.reward == -np.inf and trial.failures == 1 for trial in lost)
    assert all(trial.end - trial.start == 1 for trial in trials) and len(trials) == 5000
    assert diary.told == [trial[:2] for trial in trials if not trial.failures]


def test_what_is_lost_is_never_evaluated():
    evaluated = []
    evaluate = lambda arch: evaluated.append(arch) or 1.0  # noqa: E731
    trials = simulate_search(Diary(), evaluate, lambda arch: 1, 50, 5, failures=0.5, on_failure="count")
    assert sorted(evaluated) == sorted(trial.arch for trial in trials if not trial.failures)


def test_stragglers_are_as_many_and_as_slow_as_asked_for():
    lasted = np.array([t.end - t.start for t in simulated([2.0] * 4000, 1000, slowdown=straggling(0.05, 10))])
    slow = lasted > 3
    assert slow.sum() == pytest.approx(200, abs=4 * np.sqrt(4000 * 0.05 * 0.95))
    assert lasted[slow] == pytest.approx(20) and lasted[~slow] == pytest.approx(2)


@pytest.mark.parametrize("sigma", [0, 0.5, 1])
def test_lognormal_slowdowns_have_mean_one(sigma):
    rng, slowdown = np.random.default_rng(0), lognormal(sigma)
    factors = np.array([slowdown(rng) for _ in range(20_000)])
    assert factors.mean() == pytest.approx(1, abs=4 * np.sqrt(np.expm1(sigma**2) / len(factors)) + 1e-12)
    assert np.log(factors).std() == pytest.approx(sigma, rel=0.03, abs=1e-12)


@MODES
@given(durations=DURATIONS, workers=WORKERS, failures=st.sampled_from([0, 0.4]), seed=st.integers(0, 99))
def test_rules_that_always_hold(synchronous, durations, workers, failures, seed):
    diary = Diary()
    settings = {"slowdown": lognormal(1), "failures": failures, "seed": seed}
    trials = simulated(durations, workers, diary, synchronous=synchronous, **settings)
    assert Counter(trial.arch for trial in trials) == Counter((n,) for n in range(len(durations)))
    assert diary.told == [trial[:2] for trial in trials]  # each once, in the order of the list ...
    ends = [trial.end for trial in trials]
    assert ends == sorted(ends)  # ... which is that of their ends
    assert max(ends) * workers >= sum(trial.end - trial.start for trial in trials) * (1 - 1e-9)
    shifts = {}
    for trial in sorted(trials, key=lambda trial: trial.start):
        assert 0 <= trial.worker < workers and trial.end > trial.start
        assert shifts.get(trial.worker, 0.0) <= trial.start  # no worker has two trials at once
        if not synchronous:
            assert shifts.get(trial.worker, 0.0) == trial.start  # and none waits
        shifts[trial.worker] = trial.end


@given(durations=DURATIONS, workers=WORKERS)
def test_of_the_same_durations_asynchronous_ends_no_later(durations, workers):
    """Every training starts at the latest when its batch would, so it ends no later than with its batch."""
    free, batches = (simulated(durations, workers, synchronous=mode) for mode in (False, True))
    assert free[-1].end <= batches[-1].end
    started = {trial.arch: trial.start for trial in free}
    assert all(started[trial.arch] <= trial.start for trial in batches)


@given(durations=DURATIONS, workers=WORKERS)
def test_one_worker_more_never_makes_an_asynchronous_search_later(durations, workers):
    assert simulated(durations, workers + 1)[-1].end <= simulated(durations, workers)[-1].end


def test_one_worker_more_may_make_batches_later():
    durations = [1.0, 1.0, 10.0, 10.0]
    two, three = (simulated(durations, workers, synchronous=True)[-1].end for workers in (2, 3))
    assert (two, three) == (11, 20)  # two of ten seconds are no longer in one batch


@MODES
@given(durations=DURATIONS, workers=WORKERS)
def test_bounds_of_the_whole_time(synchronous, durations, workers):
    end = simulated(durations, workers, synchronous=synchronous)[-1].end
    least = max(max(durations), sum(durations) / workers)
    assert least * (1 - 1e-9) <= end <= sum(durations) * (1 + 1e-9)
    if not synchronous:  # Graham's bound for lists
        assert end <= (2 - 1 / workers) * least * (1 + 1e-9)


@given(durations=DURATIONS, workers=WORKERS, seed=st.integers(0, 99))
def test_the_number_of_workers_changes_no_draw(durations, workers, seed):
    settings = {"slowdown": straggling(0.3, 7), "failures": 0.2, "seed": seed}
    few, many = (
        {t.arch: (t.end - t.start, t.failures) for t in simulated(durations, w, **settings)}
        for w in (1, workers)
    )
    for arch, (lasted, failures) in few.items():
        assert many[arch] == (pytest.approx(lasted, rel=1e-6), failures)


def test_all_that_end_at_once_are_told_before_anyone_asks():
    class Watch(Diary):
        def ask(self):
            known.append(len(self.told))
            return super().ask()

    known = []
    simulated([2.0, 2.0, 3.0, 1.0, 1.0], 3, Watch())
    assert known == [0, 0, 0, 2, 2]  # at 2 s two are told; the two new ones and the third all end at 3 s


@MODES
def test_ten_thousand_workers(synchronous):
    trials = simulated([1.0] * 12_000, 10_000, synchronous=synchronous, slowdown=straggling(0.01, 5))
    assert len({trial.worker for trial in trials}) == 10_000 and len(trials) == 12_000


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"budget": 0}, "budget must be an integer of at least 1, got 0"),
        ({"workers": 0}, "workers must be an integer of at least 1, got 0"),
        ({"workers": 2.5}, "workers must be an integer of at least 1, got 2.5"),
        ({"failures": 1}, "failures must be at least 0 and below 1, got 1"),
        ({"failures": -0.1}, "failures must be at least 0 and below 1, got -0.1"),
        ({"on_failure": "raise"}, 'on_failure must be "rerun" or "count", got \'raise\''),
        ({"seed": -1}, "seed must be an integer of at least 0, got -1"),
        ({"seconds": lambda arch: 0}, r"the seconds of Arch\(choice=0\) must be a positive number, got 0"),
        ({"seconds": lambda arch: float("inf")}, r"the seconds of Arch\(choice=0\) must be .* got inf"),
        ({"slowdown": lambda rng: -1}, "a slowdown must be a positive number, got -1"),
        ({"evaluate": lambda arch: None}, r"reward of Arch\(choice=0\) must be finite, got None"),
    ],
)
def test_what_is_wrong_is_named(wrong, message):
    right = {
        "strategy": RandomSearch(ONE),
        "evaluate": lambda arch: 1,
        "seconds": lambda arch: 1,
        "budget": 3,
    }
    with pytest.raises(ValueError, match=message):
        simulate_search(**{**right, **wrong})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: straggling(1, 2), "share must be at least 0 and below 1, got 1"),
        (lambda: straggling(0.1, 0.5), "times must be a finite number of at least 1, got 0.5"),
        (lambda: lognormal(-1), "sigma must be a finite number of at least 0, got -1"),
    ],
)
def test_a_slowdown_that_is_none_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_errors_of_the_evaluator_pass_through():
    with pytest.raises(ZeroDivisionError):
        simulate_search(RandomSearch(SPACE), lambda arch: 1 / 0, lambda arch: 1, 3)


def test_a_trial_of_the_simulation_is_a_trial():
    trial = TimedTrial((3,), 0.5, 0, 1.0, 2.0)
    assert trial.failures == 0 and trial[:2] == ((3,), 0.5)
