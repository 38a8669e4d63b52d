"""What an examination finds."""

from typing import NamedTuple


class Finding(NamedTuple):
    """`name`: what was examined. `detail`: what was found. `mend`: what to do, "" when all is well."""

    name: str
    detail: str
    mend: str = ""
