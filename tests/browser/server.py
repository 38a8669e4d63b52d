"""An isolated, quiet JupyterLab: no settings, extensions or news of the person who runs the tests."""

import contextlib
import json
import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from nas_teach.lab import showing

PREFERENCES = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},  # cells out of sight are rendered too
}

OURS = pathlib.Path(showing.__file__).with_name("labextension")


@contextlib.contextmanager
def lab_server(root, home):
    """Serve the folder `root`; yields (url, token). `home` becomes NAS_TEACH_HOME of every kernel."""
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as folder:
        folder = pathlib.Path(folder)
        write_settings(folder / "settings")
        token, port = secrets.token_hex(16), free_port()
        with open(folder / "server.log", "w+", encoding="utf-8") as log:
            command = lab_command(root, link_labextension(folder / "labextensions"), token, port)
            process = subprocess.Popen(command, env=environment(folder, home), stdout=log, stderr=log)
            try:
                wait_until_up(process, f"http://127.0.0.1:{port}", token, log)
                yield f"http://127.0.0.1:{port}", token
            finally:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(15)
                process.kill()
                process.wait()


def lab_command(root, labextensions, token, port):
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.terminals_enabled=False",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        f"--LabApp.extra_labextensions_path={labextensions}",
        "--LabApp.expose_app_in_browser=True",  # lets a test await "Run All" and read the notebook's model
    ]


def environment(folder, home):
    """The present environment, with every folder that Jupyter keeps for a person moved into `folder`."""
    own = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "run",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    private = {name: str(folder / place) for name, place in own.items()}
    return os.environ | private | {"NAS_TEACH_HOME": str(home)}


def write_settings(folder):
    for name, values in PREFERENCES.items():
        path = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values), encoding="utf-8")


def link_labextension(folder):
    """A folder of labextensions with the one of this working tree, which need not be installed."""
    folder.mkdir()
    shutil.copytree(OURS, folder / "nas-teach")
    return folder


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(process, url, token, log, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            log.seek(0)
            raise RuntimeError(f"JupyterLab ended at once:\n{log.read()[-3000:]}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{url}/api?token={token}", timeout=2).read()
            return
        time.sleep(0.2)
    raise TimeoutError(f"JupyterLab did not answer within {seconds} s")
