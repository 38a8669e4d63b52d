"""A sealed process reads as before, and changes nothing."""

import subprocess
import sys

import pytest

ATTEMPTS = (
    "open('file', 'w')",
    "open('kept', 'a')",
    "open('kept', 'r+b')",
    "pathlib.Path('file').write_text('x')",
    "os.open('file', os.O_CREAT | os.O_WRONLY)",
    "os.remove('kept')",
    "os.rename('kept', 'other')",
    "os.mkdir('folder')",
    "os.system('touch file')",
    "subprocess.run(['touch', 'file'])",
    "os.execv('/bin/touch', ['touch', 'file'])",
    "os.fork()",
    "socket.create_connection(('127.0.0.1', 9))",
    "shutil.rmtree('.')",
    "tempfile.mkstemp(dir='.')",
)
CODE = """
import os, pathlib, shutil, socket, subprocess, sys, tempfile
from nas_teach.lab.play.sealing import seal
seal()
assert open("kept").read() == "as it was" and os.listdir() == ["kept"]
try:
    eval(sys.argv[1])
except PermissionError:
    print("refused")
"""


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_sealed_process_changes_nothing(attempt, tmp_path):
    (tmp_path / "kept").write_text("as it was")
    command = [sys.executable, "-c", CODE, attempt]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "refused\n", done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (tmp_path / "kept").read_text() == "as it was"
