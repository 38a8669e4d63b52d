"""Fixtures of the browser tests: one JupyterLab and one browser for all of them."""

import os

import pytest

from tests.browser.driver import browser_page
from tests.browser.find_chromium import find_chromium
from tests.browser.server import lab_server


@pytest.fixture(scope="session")
def chromium():
    """Path of a Chromium. Without one these tests are skipped, except in CI, where they fail."""
    path = find_chromium()
    if path is None:
        give_up = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        give_up("no Chromium found: set CHROMIUM, or run `python -m playwright install chromium`")
    return path


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The folder that JupyterLab serves; tests copy their notebooks into it."""
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture(scope="session")
def server(folder, tmp_path_factory, chromium):
    with lab_server(folder, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(scope="session")
def page(chromium):
    with browser_page(chromium) as page:
        yield page
