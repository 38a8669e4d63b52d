"""No test touches the reader's own progress; every run lists the cells that nbval does not compare."""

import os
import tempfile

from notebooks.sources.build import CELL_TIMEOUT, ROOT, sources
from tests.notebook_rules import uncompared


def pytest_configure(config):
    """Compare notebooks strictly, in this very Python; give each test process a home of its own."""
    config.option.nbval_current_env = True
    config.option.nbval_sanitize_with = str(ROOT / "tests/nbval_sanitize.cfg")
    config.option.nbval_cell_timeout = CELL_TIMEOUT
    home = tempfile.TemporaryDirectory(prefix="nas-teach-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    os.environ["NAS_TEACH_HOME"] = home.name
    config.addinivalue_line("markers", "slow: takes more than a few seconds; `make check` leaves it out")


def pytest_terminal_summary(terminalreporter):
    """List the cells whose output is not compared, with the reasons."""
    terminalreporter.section("cells whose output is not compared")
    for source in sources():
        for place, reason in uncompared(source):
            terminalreporter.line(f"{place}: {reason}")
