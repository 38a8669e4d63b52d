"""Pack the tables of data/ into the package, as nas_teach/_data. All else stands in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

TABLES = [
    *Path("data").glob("*.npz"),
    *Path("data").glob("*.csv"),
    *Path("data").glob("*.txt"),
    *Path("data").glob("capstone/*.json*"),
    Path("data/README.md"),
]


class BuildWithTables(build_py):
    """An editable installation reads data/ itself, so nothing is copied there."""

    def run(self):
        if self.editable_mode:
            return super().run()
        shutil.rmtree(self.build_lib, ignore_errors=True)  # modules that are gone by now would be packed too
        super().run()
        target = Path(self.build_lib, "nas_teach", "_data")
        for path in TABLES:
            place = target / path.relative_to("data")
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)


setup(cmdclass={"build_py": BuildWithTables})
