"""Scale: a search on more than one machine, and its simulation on recorded training seconds. Lesson 14.

Strategies are in strategies/; here is who trains what, and when.
"""

from nas_teach.lazy import exports

__all__, __getattr__, __dir__ = exports(
    __name__,
    {"simulator": "TimedTrial simulate_search straggling lognormal", "clock": "utilisation regret at_times"},
)
