"""What was asked and not yet answered: why a search that stops anywhere loses nothing when it goes on."""

import weakref
from contextlib import contextmanager


class _Past:
    """What a strategy has lived through with one log."""

    def __init__(self):
        self.rows, self.asked = [], 0  # the rows that it was told, and how many questions were asked


class Memory:
    """What happened between a strategy and the searches it was given to, kept outside of the strategy."""

    def __init__(self):
        self.unanswered = []  # architectures that an interrupted search had in hand
        self.logged = {}  # path of a log: its _Past

    def past(self, log):
        """What was lived through with this log: a _Past."""
        return self.logged.setdefault(log.path.resolve(), _Past())


_memories = {}  # id of a strategy: its Memory, for as long as the strategy lives


def memory(strategy):
    """The Memory of a strategy, a new one if it has none yet."""
    if id(strategy) not in _memories:
        made = _memories[id(strategy)] = Memory()
        try:
            weakref.finalize(strategy, _memories.pop, id(strategy), None)
        except TypeError:  # a class with __slots__: it has to live, or another object could get its id
            made.strategy = strategy
    return _memories[id(strategy)]


@contextmanager
def in_hand(strategy, log=None):
    """The next architecture to evaluate: one that was put back, else a new one. What fails puts it back."""
    unanswered = _memories[id(strategy)].unanswered if id(strategy) in _memories else []
    if unanswered:
        arch = unanswered.pop(0)
    else:
        arch = strategy.ask()
        if log:
            memory(strategy).past(log).asked += 1
    try:
        yield arch
    except BaseException:
        memory(strategy).unanswered.insert(0, arch)
        raise


def replay(strategy, rows, log):
    """Ask and tell as the run did that wrote these rows, without what this very object has lived through.

    What was asked there and never answered is then put back, unless the log is another strategy's.
    """
    if log is None:
        return
    past, unanswered = memory(strategy).past(log), memory(strategy).unanswered
    if any(a.reward != b.reward for a, b in zip(past.rows, rows, strict=False)):  # another file of that name
        past.rows, past.asked = [], 0
    asked, known = [], True
    for number, row in enumerate(rows[len(past.rows) :], start=len(past.rows) + 1):
        while past.asked < (number if row.asked is None else row.asked):
            asked.append(strategy.ask())
            past.asked += 1
        if found := next((archs for archs in (unanswered, asked) if row.arch in archs), None):
            found.remove(row.arch)
        known = known and found is not None
        _tell(strategy, row, past)
    if known:
        unanswered += asked


def answer(strategy, row, log):
    """Log a trial that has ended, then tell it: what stops in between is told when the log is read again."""
    if log is None:
        return _tell(strategy, row)
    past = memory(strategy).past(log)
    in_order = past.asked == len(past.rows) + 1
    row = row._replace(asked=None if in_order else past.asked)
    log.append(row)
    return _tell(strategy, row, past)


def _tell(strategy, row, past=None):
    """A failed trial is not told: to the strategy it stays a question without an answer."""
    if row.failed is None:
        strategy.tell(row.arch, row.reward)
    if past:
        past.rows.append(row)
    return row
