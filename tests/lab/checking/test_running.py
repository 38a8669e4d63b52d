"""Running a learner's code: imports are never torn, and what it changes outside is put back."""

import _thread
import contextlib
import decimal
import importlib
import importlib.util
import os
import random
import signal
import sys
import threading
import time
import warnings

import matplotlib
import numpy as np
import pytest
import torch

from nas_teach.lab.checking import Exercise, code
from nas_teach.lab.checking.calling import call
from nas_teach.lab.checking.judging import judge
from nas_teach.lab.checking.running import StillLoading, run

ONCE = "import PACKAGE_begun\nPACKAGE_begun.once(__name__)\n"  # as libraries that register types in C
PIECE = (
    ONCE
    + "import time\nend = time.monotonic() + {seconds}\nwhile time.monotonic() < end:\n    sum(range(99))\n"
)
SLOW = 0.15  # seconds that each module of a slow package computes when it is imported


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A function that writes a package to import, {file name: source}, and returns its name."""
    names = []

    def write(**sources):
        name = f"specimen_{tmp_path.name.replace('-', '_')}_{len(names)}"
        names.append(name)
        (tmp_path / name).mkdir()
        (tmp_path / f"{name}_begun.py").write_text(
            "begun = set()\n\ndef once(name):\n    assert name not in begun, name\n    begun.add(name)\n"
        )
        for module, source in {"__init__": "", **sources}.items():
            (tmp_path / name / f"{module}.py").write_text(source.replace("PACKAGE", name))
        importlib.invalidate_caches()
        importlib.import_module(f"{name}_begun")
        return name

    monkeypatch.syspath_prepend(tmp_path)
    yield write
    for name in [module for module in sys.modules if module.startswith(tuple(names) or "-")]:
        del sys.modules[name]


def slow_package(write):
    """Imports nested in imports, one of them in a function, one lazily at the first use of an attribute."""
    piece = PIECE.format(seconds=SLOW)
    lazy = (
        "import importlib\n\ndef __getattr__(name):\n    if name == 'lazy':\n"
        "        return importlib.import_module('PACKAGE.lazy')\n    raise AttributeError(name)\n"
    )
    return write(
        __init__=piece + "from PACKAGE import one\n" + lazy + "whole = True\n",
        one="from PACKAGE.two import value\n" + piece + "whole = True\n",
        two=piece + "def load():\n    import PACKAGE.three\n    return 5\nvalue = load()\nwhole = True\n",
        three=PIECE.replace("sum(range(99))", "time.sleep(0.01)").format(seconds=SLOW) + "whole = True\n",
        lazy=piece + "from PACKAGE import late, again\nvalue = 7\nwhole = True\n",
        late=piece + "whole = True\n",
        again="import decimal\n" + "number = sum(range(999))\n" * 99 + "whole = True\n",
    )


def modules_of(name):
    return {
        module.removeprefix(name): sys.modules[module]
        for module in sys.modules
        if module.startswith(name) and not module.endswith("_begun")
    }


def eventually(holds, seconds=20):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def ends(before):
    """Whether all threads that have come since `before` end."""
    return eventually(lambda: not any(t.is_alive() for t in set(threading.enumerate()) - before))


def use(name):
    return importlib.import_module(name).one.value + sys.modules[name].lazy.value


WAYS = {
    "statement": lambda name: exec(f"import {name}.lazy\nassert {name}.one.value == 5"),
    "from": lambda name: exec(f"from {name} import lazy, late"),
    "import_module": lambda name: importlib.import_module(f"{name}.lazy"),
    "attribute": use,
    "__import__": lambda name: __import__(f"{name}.lazy"),
    "library": lambda name: np.vectorize(lambda number: use(name))(range(2)).tolist(),
}


@pytest.mark.parametrize("way", WAYS)
def test_time_in_imports_is_not_counted(package, way):
    name = slow_package(package)
    done = run(WAYS[way], name, seconds=0.2)
    assert done.error is None
    modules = modules_of(name)
    assert len(modules) == 7 and all(module.whole for module in modules.values())
    assert use(name) == 12


@pytest.mark.parametrize("loading", [0.05, 0.3, 0.6])
def test_an_import_that_takes_too_long_is_left_to_end_and_its_code_stopped_then(package, loading):
    name, after = slow_package(package), []
    before = set(threading.enumerate())

    def answer():
        use(name)
        while True:
            after.append(1)
            time.sleep(0.001)

    assert isinstance(run(answer, seconds=0.2, loading=loading).error, StillLoading)
    assert ends(before)
    assert all(module.whole for module in modules_of(name).values())
    assert use(name) == 12


def test_still_loading_is_no_refusal_and_a_second_try_is_right(package, monkeypatch):
    name = slow_package(package)
    monkeypatch.setattr("nas_teach.lab.checking.judging.LOADING", 0.2)
    exercise = Exercise(
        id="99.1",
        title="Specimen",
        kind="code",
        dots=1,
        minutes=1,
        hints=("Try.",),
        solution="answer = 1",
        check=code(lambda n: n, cases=((1,), (2,)), why="Right."),
    )

    def answer(number):
        return number + use(name) - 12

    first = judge(exercise, answer, seconds=1)
    assert first.outcome == "unattempted" and "still loading. Run the cell again" in first.message
    monkeypatch.undo()
    assert judge(exercise, answer, seconds=1).outcome == "correct"


def test_an_interrupted_check_leaves_its_imports_whole(package):
    name, before = slow_package(package), set(threading.enumerate())
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(0.5, _thread.interrupt_main).start()
        with pytest.raises(KeyboardInterrupt):
            run(use, name, seconds=20)
    finally:
        signal.signal(signal.SIGINT, handler)
    assert ends(before)
    assert all(module.whole for module in modules_of(name).values()) and use(name) == 12


def test_code_that_imports_in_threads_of_its_own_is_stopped_and_the_imports_are_whole(package):
    name, before = slow_package(package), set(threading.enumerate())

    def answer():
        threads = [threading.Thread(target=use, args=(name,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        while True:
            pass

    assert isinstance(run(answer, seconds=0.2, loading=0.2).error, TimeoutError)
    assert ends(before)
    assert all(module.whole for module in modules_of(name).values()) and use(name) == 12


def test_a_lazy_module_is_not_loaded_by_a_check(package):
    name = package(lazy="value = 1")
    spec = importlib.util.find_spec(f"{name}.lazy")
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert run(lambda: 5).value == 5
    assert "value" not in object.__getattribute__(module, "__dict__")
    assert run(lambda: module.value).value == 1


def test_an_import_that_never_ends_is_given_up(package):
    name = package(
        __init__="import time, PACKAGE.end\nwhile not PACKAGE.end.reached:\n    time.sleep(0.001)\n",
        end="reached = False",
    )
    before = set(threading.enumerate())
    assert isinstance(run(importlib.import_module, name, seconds=0.1, loading=0.3).error, StillLoading)
    assert run(lambda: 5, seconds=1).value == 5  # others go on meanwhile
    sys.modules[f"{name}.end"].reached = True
    assert ends(before)


def test_a_loop_after_an_import_or_between_imports_is_stopped(package):
    name = slow_package(package)

    def after():
        use(name)
        while True:
            pass

    def between():
        while True:
            for module in modules_of(name).values():
                if module.__name__.endswith("again"):
                    importlib.reload(module)
                sum(range(1_000_000))

    error = run(after, seconds=0.2).error
    assert isinstance(error, TimeoutError) and not isinstance(error, StillLoading)
    before = set(threading.enumerate())
    assert isinstance(run(between, seconds=0.1, loading=0.5).error, TimeoutError)
    assert ends(before)
    assert all(module.whole for module in modules_of(name).values()) and use(name) == 12


def test_an_error_in_an_import_is_the_answers_own(package):
    name = package(__init__=PIECE.format(seconds=SLOW) + "1 / 0")
    assert isinstance(run(importlib.import_module, name, seconds=0.1).error, ZeroDivisionError)


def test_whenever_code_is_stopped_its_imports_are_whole(package):
    """Short imports in a row, stopped at many different moments."""
    names = [f"m{k}" for k in range(100)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for trial in range(10):
            name = package(
                **dict.fromkeys(names, ONCE + "import decimal\nwhole = [n for n in range(2000)]\n")
            )

            def answer(name=name):
                for module in names:
                    importlib.import_module(f"{name}.{module}")
                while True:
                    pass

            before = set(threading.enumerate())
            run(answer, seconds=0.002 * trial, loading=0.005 * trial + 0.001)
            assert ends(before)
            for module in names:
                assert importlib.import_module(f"{name}.{module}").whole
    finally:
        sys.setswitchinterval(interval)


def settings():
    return {
        "modules": "json" in sys.modules and sys.modules["numpy"] is np,
        "path": list(sys.path),
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "streams": (sys.stdout, sys.stderr, sys.stdin),
        "recursion": sys.getrecursionlimit(),
        "filters": list(warnings.filters),
        "numpy": (np.geterr(), np.get_printoptions()),
        "decimal": decimal.getcontext().prec,
        "torch": (
            torch.get_default_dtype(),
            torch.get_num_threads(),
            torch.is_grad_enabled(),
            torch.is_anomaly_enabled(),
            torch.are_deterministic_algorithms_enabled(),
            torch.get_default_device(),
            str(torch.tensor([1 / 3])),
        ),
        "matplotlib": dict(matplotlib.rcParams),
        "random": (random.random(), np.random.rand(), torch.rand(1).item()),  # noqa: NPY002
    }


def wrecks_everything():
    sys.modules.pop("json")
    sys.modules["numpy"] = None
    sys.path.clear()
    os.environ.pop("PATH", None)
    os.environ["NEW"] = "1"
    os.chdir("/")
    sys.stdout = sys.stderr = None
    sys.setrecursionlimit(123)
    warnings.simplefilter("error")
    np.seterr(all="raise")
    np.set_printoptions(precision=1)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(3)
    torch.set_grad_enabled(False)
    torch.autograd.set_detect_anomaly(True)
    torch.use_deterministic_algorithms(True)
    decimal.getcontext().prec = 3
    torch.set_printoptions(precision=1)
    matplotlib.rcParams["font.size"] = 33
    matplotlib.style.use("dark_background")
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    torch.manual_seed(1)


def changes(outcome):
    """Names of the settings that differ after `outcome` of the damage: "returns", "raises" or "loops"."""

    def answer():
        wrecks_everything()
        if outcome == "raises":
            raise SystemExit
        while outcome == "loops":
            pass

    for generator in (random.seed, np.random.seed, torch.manual_seed):
        generator(5)
    before = settings()
    for generator in (random.seed, np.random.seed, torch.manual_seed):
        generator(5)
    run(answer, seconds=0.1)
    after = settings()
    return [name for name, value in before.items() if value != after[name]]


@pytest.mark.parametrize("outcome", ["returns", "raises", "loops"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_settings_are_put_back(outcome):
    import json  # noqa: F401

    assert changes(outcome) == []


def test_a_folder_that_is_gone_is_no_obstacle(tmp_path):
    here = os.getcwd()
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    try:
        with contextlib.suppress(OSError):
            gone.rmdir()
        assert run(lambda: 5).value == 5
    finally:
        os.chdir(here)


def test_a_function_that_swallows_the_stop_is_not_called_again():
    calls = []

    def swallows(number):
        calls.append(number)
        with contextlib.suppress(BaseException):
            time.sleep(0.02)

    assert isinstance(run(lambda: [call(swallows, n) for n in range(1000)], seconds=0.1).error, TimeoutError)
    reached = len(calls)
    time.sleep(0.2)
    assert 0 < reached < 1000 and len(calls) <= reached + 1
