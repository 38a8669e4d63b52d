"""A learner's own copies in JupyterLab."""

import pytest

from nas_teach.lab.course import copies
from tests.browser.driver import NOTEBOOK, errors, open_notebook, run_cells

pytestmark = pytest.mark.slow


def test_a_working_copy_runs_and_its_map_leads_to_another(page, server, folder):
    copies.lay(folder / "work")
    first, second, *_ = sorted((folder / "work").glob("*.ipynb"))
    open_notebook(page, server, f"work/{first.name}")
    assert page.locator(".jp-OutputArea-output").count() == 0
    run_cells(page)
    assert errors(page) == []
    page.locator(f'.nas-card a[href*="{second.name}"]').click()
    page.wait_for_function(f"name => {NOTEBOOK}?.context?.path === name", arg=f"work/{second.name}")
    page.goto("about:blank")  # what the two open lessons still say to their kernels concerns no later test
