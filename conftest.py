"""No test touches the reader's own progress or the network; nbval lists what it does not compare."""

import os
import tempfile
from pathlib import Path

from hypothesis import settings

ROOT = Path(__file__).resolve().parent
# Test processes and the kernels they start run side by side; with one thread each they do not get in the way.
os.environ.setdefault("OMP_NUM_THREADS", "1")


settings.register_profile("course", deadline=None)  # a slow machine is no failure
settings.load_profile("course")


def pytest_configure(config):
    """Compare notebooks strictly, in this very Python; give each test process a home of its own."""
    config.option.nbval_current_env = True
    config.option.nbval_sanitize_with = str(ROOT / "tests/nbval_sanitize.cfg")
    config.option.nbval_cell_timeout = 120  # seconds, as in notebooks/sources/build.py
    home = tempfile.TemporaryDirectory(prefix="nas-teach-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    os.environ["NAS_TEACH_HOME"] = home.name
    paths = [str(ROOT / "tests/offline"), os.environ.get("PYTHONPATH")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))  # kernels have no network
    config.addinivalue_line("markers", "slow: takes more than a few seconds; `make check` leaves it out")


def pytest_collection_modifyitems(items):
    """Files that take long come first, so that two processes end at about the same time."""
    long = {item.path for item in items if item.get_closest_marker("slow") or item.path.suffix == ".ipynb"}
    items.sort(key=lambda item: item.path not in long)


def pytest_terminal_summary(terminalreporter, config):
    """List the cells whose output is not compared, with the reasons."""
    if not config.getoption("nbval", False):  # nor without the plugin: pytest -p no:nbval
        return
    from notebooks.sources.build import sources
    from tests.notebook_rules import uncompared

    terminalreporter.section("cells whose output is not compared")
    for place, reason in [found for source in sources() for found in uncompared(source)]:
        terminalreporter.line(f"{place}: {reason}")
