"""One line that says how far a search has come: trials done, in flight, failed, the best, the time left."""

import math


def progress_line(budget, rows):
    """The line of a search with this budget whose trials `rows` have ended already: a ProgressLine."""
    from tqdm.auto import tqdm  # for those who want to see it

    return ProgressLine(tqdm(total=budget, initial=len(rows), unit="trial"), rows)


class ProgressLine:
    """A bar of tqdm that also says how many trials are in flight and failed, and the best reward."""

    def __init__(self, bar, rows):
        self._bar, self._in_flight = bar, 1
        self._failed = sum(row.failed is not None for row in rows)
        self._best = max((row.reward for row in rows if row.failed is None), default=-math.inf)

    def __enter__(self):
        self._show()
        self._bar.refresh()

    def __exit__(self, *error):
        self.watch(0)
        self._bar.close()

    def watch(self, in_flight):
        """Show how many trials are in flight, if that has changed."""
        if in_flight != self._in_flight:
            self._in_flight = in_flight
            self._show()
            self._bar.refresh()

    def ended(self, row):
        """Count a trial that has ended."""
        if row.failed is None:
            self._best = max(self._best, row.reward)
        else:
            self._failed += 1
        self._show()
        self._bar.update()

    def _show(self):
        best = f"{self._best:.4g}" if math.isfinite(self._best) else "none"
        text = f"{self._in_flight} in flight, {self._failed} failed, best {best}"
        self._bar.set_postfix_str(text, refresh=False)
