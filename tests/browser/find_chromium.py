"""Find the Chromium that drives the browser tests; with --install, get one.

    python -m tests.browser.find_chromium             print its path
    python -m tests.browser.find_chromium --install   try Playwright's own, then Debian's package

Exit code 1 means: no Chromium, and nobody may overlook it (CI=true, or no --install).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
DOWNLOAD_SECONDS = 600
NONE = "No Chromium: install it or Google Chrome, or set CHROMIUM to its path. Browser tests are skipped."


def find_chromium():
    """Path of a browser that starts, or None. Looks at $CHROMIUM, then the PATH, then Playwright's folder."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    for path in filter(None, map(shutil.which, NAMES)):
        if starts(path):
            return path
    return playwrights_own()


def starts(path):
    """True when the browser at `path` tells its version; one that lacks system libraries does not."""
    if os.name == "nt":  # there --version opens a window
        return Path(path).exists()
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def playwrights_own():
    """Path of the Chromium that Playwright downloaded, if it is there and starts."""
    code = "import playwright.sync_api as p\nwith p.sync_playwright() as w: print(w.chromium.executable_path)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if path and starts(path) else None


def install():
    """Get a Chromium: Playwright's, else Debian's. Says what it tries; returns the path or None."""
    print("No Chromium found. Trying Playwright's own", flush=True)
    quick = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}  # milliseconds
    run([sys.executable, "-m", "playwright", "install", "chromium"], quick)
    if (path := playwrights_own()) or not shutil.which("apt-get") or os.geteuid() != 0:
        return path
    print("Trying Debian's chromium", flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], quiet)
    run(["apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-liberation"], quiet)
    return find_chromium()


def run(command, extra):
    """Run `command` quietly with `extra` environment variables; if it fails, show what it said."""
    try:
        done = subprocess.run(
            command, env=os.environ | extra, capture_output=True, text=True, timeout=DOWNLOAD_SECONDS
        )
    except subprocess.TimeoutExpired:
        print(f"  {' '.join(command)}: gave up after {DOWNLOAD_SECONDS} s")
        return
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        errors = [line for line in lines if "rror" in line or line.startswith("E:")] or lines
        print(f"  {' '.join(command)} failed: {' '.join(errors[-1:])}")


def main():
    """Print the path, or say in words that there is none."""
    wants_install = "--install" in sys.argv[1:]
    path = find_chromium() or (install() if wants_install else None)
    print(path or NONE, flush=True)
    return 1 if not path and (not wants_install or os.environ.get("CI") == "true") else 0


if __name__ == "__main__":
    sys.exit(main())
