"""What a fresh Python pays for a widget: resident memory and processor time, imports and first picture."""

import subprocess
import sys

from nas_teach.lab.course.catalogue import widgets

CODE = """
import pathlib, sys, time
from nas_teach import lab
getattr(lab, sys.argv[1])()
try:
    status = pathlib.Path("/proc/self/status").read_text()
    megabytes = int(status.split("VmRSS:")[1].split()[0]) / 1024
except OSError:
    megabytes = float("nan")
print(megabytes, time.process_time())
"""


def run():
    """Two rows for each widget; memory is read where there is /proc."""
    for name in widgets():
        done = subprocess.run([sys.executable, "-c", CODE, name], capture_output=True, text=True, check=True)
        megabytes, seconds = map(float, done.stdout.split())
        yield f"{name}: resident memory", megabytes, "MB", ""
        yield f"{name}: first picture", seconds, "s", "processor time, with imports"
