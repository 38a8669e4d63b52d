"""An evaluator that may take so long and no longer."""

from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass, replace
from threading import Thread
from typing import Any

from nas_teach.checks import positive


def time_limit(evaluate, seconds):
    """`evaluate` with a limit: an evaluation that hangs, or takes longer than `seconds`, raises TimeoutError.

    Python cannot stop a thread: what hangs goes on in the background until its process ends, and the search
    goes on without it. What holds Python's lock for ever is seen by a cluster only (worker-ttl, 5 minutes).

    >>> time_limit(lambda arch: 0.5, seconds=60)((3,))
    0.5

    Args:    evaluate: a function Arch -> float. seconds: above 0, for each call.
    Returns: a function Arch -> float.
    Raises:  ValueError: seconds that are no positive number.
    """
    return _Limited(evaluate, positive("seconds", seconds))


@dataclass(eq=False, repr=False)
class _Limited:
    evaluate: Any
    seconds: float

    def __call__(self, *arch):
        future = Future()
        Thread(target=copy_context().run, args=(_fulfil, future, self.evaluate, arch), daemon=True).start()
        try:
            return future.result(self.seconds)
        except TimeoutError:
            if future.done():
                raise  # the evaluator's own
            raise TimeoutError(f"no reward within {self.seconds:g} s") from None

    def spawn(self, *key):
        """The same with a random stream of its own, if the evaluator is noisy."""
        spawn = getattr(self.evaluate, "spawn", None)
        return replace(self, evaluate=spawn(*key)) if spawn else self


def _fulfil(future, evaluate, arch):
    try:
        future.set_result(evaluate(*arch))
    except BaseException as error:
        future.set_exception(error)
