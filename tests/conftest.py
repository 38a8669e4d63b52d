"""Fixtures that several test files share. What they need is imported when they are asked for."""

import asyncio
import uuid
from types import SimpleNamespace

import pytest


@pytest.fixture(autouse=True)
def own_home(monkeypatch, tmp_path_factory):
    """No test sees another's progress, or leaves any to the lessons that nbval runs in this process."""
    monkeypatch.setenv("NAS_TEACH_HOME", str(tmp_path_factory.getbasetemp() / f"home-{uuid.uuid4().hex}"))


@pytest.fixture(autouse=True)
def no_event_loop(request):
    """A test runs outside of the event loop that Playwright leaves running; a browser test keeps it."""
    loop = None if "browser" in request.path.parts else asyncio._get_running_loop()
    if loop:
        asyncio._set_running_loop(None)
    yield
    if loop:
        asyncio._set_running_loop(loop)


@pytest.fixture(scope="module")
def few_images():
    """120 images with their labels."""
    from nas_teach.data import load_fashion

    return tuple(part[:120] for part in load_fashion("train"))


@pytest.fixture(scope="module")
def trained(few_images):
    """A supernet of width 4 that was trained on them for a moment."""
    from nas_teach.evaluation.training import seeded
    from nas_teach.supernets.fashion import FashionSupernet
    from nas_teach.supernets.sharing import train_supernet

    net = seeded(FashionSupernet, 4, seed=0)
    train_supernet(net, few_images, epochs=4, batch_size=20)
    return net


@pytest.fixture
def clock(monkeypatch):
    """What `latency` reads instead of the machine's clock: set or move `now`, in seconds."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr("nas_teach.hardware.timing.time", SimpleNamespace(perf_counter=lambda: clock.now))
    return clock
