"""What a learner's code may change outside of itself while it is checked, and how it is put back."""

import contextlib
import gc
import os
import random
import sys
import warnings
from types import ModuleType


@contextlib.contextmanager
def undisturbed():
    """Seed the global random generators inside the block; after it, put them and all settings back.

    A library's settings are kept if it is loaded when the block begins. What is imported inside stays loaded.
    """
    with warnings.catch_warnings(), _settings_of_matplotlib():
        saved = [(put_back, get()) for get, put_back in _settings()]
        for seed in _seeds():
            seed(0)
        try:
            yield
        finally:
            for put_back, state in saved:
                put_back(state)


def _seeds():
    """The functions that seed a global generator."""
    numpy, torch = loaded("numpy"), loaded("torch")
    return [random.seed, *([numpy.random.seed] if numpy else []), *([torch.manual_seed] if torch else [])]


def _settings():
    """Pairs (get, put back) for what all threads share.

    Not here: what each thread has for itself, as numpy's `seterr`, torch's `no_grad` and the decimal context.
    """
    numpy, torch = loaded("numpy"), loaded("torch")
    pairs = [
        (_loaded_modules, sys.modules.update),
        (sys.path.copy, lambda path: sys.path.__setitem__(slice(None), path)),
        (os.environ.copy, _put_back_environment),
        (_folder, _go_back),
        (sys.getrecursionlimit, sys.setrecursionlimit),
        (sys.getswitchinterval, sys.setswitchinterval),
        (gc.isenabled, lambda on: gc.enable() if on else gc.disable()),
        (random.getstate, random.setstate),
    ]
    if numpy:
        pairs += [
            (numpy.random.get_state, numpy.random.set_state),
            (numpy.get_printoptions, lambda state: numpy.set_printoptions(**state)),
        ]
    if torch:
        pairs += [
            (torch.get_rng_state, torch.set_rng_state),
            (torch.get_default_dtype, torch.set_default_dtype),
            (torch.get_num_threads, torch.set_num_threads),
            (torch.is_anomaly_enabled, torch.autograd.set_detect_anomaly),
            (torch.get_deterministic_debug_mode, _put_back_deterministic_mode),
            (torch._tensor_str.get_printoptions, lambda state: torch.set_printoptions(**state)),
        ]
    return pairs


def loaded(name):
    """The module with this name; None if it is not imported, or not wholly."""
    module = sys.modules.get(name)
    return None if _half_imported(module) else module


def _loaded_modules():
    """sys.modules without those whose import is under way in another thread: it may fail yet."""
    return {name: module for name, module in list(sys.modules.items()) if not _half_imported(module)}


def _half_imported(module):
    if not issubclass(type(module), ModuleType):
        return False
    names = object.__getattribute__(module, "__dict__")  # this way a lazy module stays unloaded
    return getattr(names.get("__spec__"), "_initializing", False)


def _folder():
    """The working folder; None if it has been deleted."""
    with contextlib.suppress(OSError):
        return os.getcwd()


def _go_back(folder):
    with contextlib.suppress(OSError):
        os.chdir(folder or ".")


def _put_back_environment(state):
    for name in os.environ.keys() - state.keys():
        del os.environ[name]
    os.environ.update(state)


def _put_back_deterministic_mode(mode):
    """Only if it was changed: setting it makes torch import its compiler, which takes a while."""
    torch = sys.modules["torch"]
    if torch.get_deterministic_debug_mode() != mode:
        torch.set_deterministic_debug_mode(mode)


def _settings_of_matplotlib():
    """A block that keeps rcParams, if matplotlib is loaded."""
    matplotlib = loaded("matplotlib")
    return matplotlib.rc_context() if matplotlib else contextlib.nullcontext()
