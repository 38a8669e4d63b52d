"""The built site in Chromium, served under a path of its own: pages, twins, requests, accessibility."""

import functools
import http.server
import io
import random
import subprocess
import sys
import threading

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

import nas_teach.lab as lab
from nas_teach.lab.course.catalogue import widgets
from nas_teach.lab.lesson_02.widget import BASELINES, STEPS
from nas_teach.strategies.reinforce import simulate_reinforce
from notebooks.site import tweaker
from notebooks.site.grid import thinned
from notebooks.sources.build import ROOT
from notebooks.sources.build import sources as lesson_sources

pytest.importorskip("math_core")
pytestmark = pytest.mark.slow
MOST = 4  # settings of a widget, so that the site is built in a minute
FIRST_PAGE = 1_000_000  # bytes of all that it loads before its widget
SETTINGS = 3  # drawn at random for each widget
LESSONS = {source.stem[:2]: source.stem for source in lesson_sources()}
PAGES = ("index", "02_reinforce", "glossary", "what_to_use_when", "nas_teach.strategies")


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Address of the site, which lies in a folder of its server."""
    root = tmp_path_factory.mktemp("web")
    command = [sys.executable, "-m", "notebooks.site", "--most", str(MOST), "--to", root / "some" / "path"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    handler = functools.partial(_Quiet, directory=root)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/some/path"
        server.shutdown()


@pytest.fixture
def opened(page, site):
    """Open a page of the site by name; afterwards nothing may have gone wrong on it."""
    page.foreign.clear()
    page.console_errors.clear()

    def go(name):
        page.goto(f"{site}/{name}.html", wait_until="load")
        return page

    yield go
    assert page.foreign == [] and page.console_errors == []


def live(page, name):
    """The twin of a widget, scrolled to and loaded: the element that holds it."""
    place = page.locator(f'.nas-twin[data-widget="{name}"]').first
    place.scroll_into_view_if_needed()
    page.wait_for_selector(f'.nas-twin[data-widget="{name}"][data-state=live]', timeout=30_000)
    return place


def turned(place, at, size):
    """Set the controls of a twin: (its words, its picture as an array (height, width, 3))."""
    said, png = place.evaluate(
        """async (place, [at, [width, height]]) => {
        place.twin.set('asked', {turn: place.twin.get('asked').turn + 1, at});
        place.twin.save_changes();
        while (place.twin.get('shown').turn !== place.twin.get('asked').turn)
            await new Promise(done => setTimeout(done));
        const image = place.querySelector('img');
        await image.decode();
        const canvas = Object.assign(document.createElement('canvas'), {width, height});
        const context = canvas.getContext('2d');
        context.fillStyle = 'white';
        context.fillRect(0, 0, width, height);
        context.drawImage(image, 0, 0, width, height);
        const blob = await new Promise(done => canvas.toBlob(done));
        return [place.querySelector('.nas-words').innerText, [...new Uint8Array(await blob.arrayBuffer())]] }""",
        [at, size],
    )
    return said, pixels(bytes(png), size)


def pixels(png, size):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB").resize(size, Image.Resampling.BOX), float)


def far(one, other):
    """How far two pictures differ where they are blurred, for letters are drawn a little differently.

    Returns: the mean of the absolute differences of 0 to 255, and the one that 1 in 1000 exceeds. Of the same
             setting they are below 2 and 30, of another one of them above 70.
    """
    apart = abs(blurred(one) - blurred(other))
    return apart.mean(), np.quantile(apart, 0.999)


def blurred(picture, block=12):
    height, width = (side // block * block for side in picture.shape[:2])
    return picture[:height, :width].reshape(height // block, block, width // block, block, 3).mean((1, 3))


@pytest.mark.parametrize("name", widgets())
def test_a_twin_shows_what_the_live_widget_shows(opened, name):
    place = live(opened(LESSONS[widgets()[name]]), name)
    panel = getattr(lab, name)()
    play = list(panel.controls)[panel.image.play] if panel.image.play >= 0 else None
    kept = {key: control.options for key, control in panel.controls.items()}
    kept = kept if name == tweaker.NAME else thinned(panel.controls, play, MOST)
    width, height = panel.fig.get_size_inches() * 120
    rng = random.Random(name)
    for _ in range(SETTINGS):
        at = [rng.randrange(len(options)) for options in kept.values()]
        for (key, options), one in zip(kept.items(), at, strict=True):
            panel.controls[key].value = options[one]
        panel.draw()  # the exact picture
        words, picture = turned(place, at, (round(width), round(height)))
        assert words == panel.text
        expected = pixels(panel.image.value, (round(width), round(height)))
        mean, most = far(picture, expected)
        assert mean < 2.5 and most < 45, f"{name} at {at}: {mean}, {most}"


def test_the_tweaker_computes_the_probabilities_of_simulate_reinforce(opened):
    place = live(opened("index"), tweaker.NAME)
    panel, rng = lab.reward_tweaker(), random.Random(0)
    for _ in range(8):
        at = [rng.randrange(len(control.options)) for control in panel.controls.values()]
        values = {
            key: control.options[one] for (key, control), one in zip(panel.controls.items(), at, strict=True)
        }
        probs = place.evaluate(
            "(place, at) => place.twin.answer(place.twin.data, at).probs.map(step => [...step])", at
        )
        how = {key: values[key] for key in ("steps", "runs", "lr")}
        how |= {"baseline": BASELINES[values["baseline"]], "adam": STEPS[values["how_to_step"]]}
        truth = simulate_reinforce([values[f"k{k}"] for k in (3, 5, 7)], values["noise"], **how, seed=0)
        assert np.allclose(np.reshape(probs, truth.shape), truth, rtol=0, atol=1e-9), values


def test_the_first_page_is_light_and_turns_by_keyboard(opened, page):
    sizes = []
    page.on("response", lambda answer: "/states/" in answer.url or sizes.append(len(answer.body())))
    place = live(opened("index"), tweaker.NAME)
    page.wait_for_load_state("networkidle")
    assert sum(sizes) < FIRST_PAGE, sum(sizes)
    box = place.locator(".nas-slider").first.bounding_box()
    assert box["y"] < 800, "the first slider is in view at once"
    before = place.locator(".nas-words").inner_text()
    place.locator(".nas-slider").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1200)
    assert place.locator(".nas-words").inner_text() != before
    assert place.locator(".nas-late").inner_text() == "", "nobody waits for a kernel here"


def test_search_finds_a_word_and_links_lead_on(opened, site):
    page = opened("search")
    page.goto(f"{site}/search.html?q=supernet")
    page.wait_for_selector("#search-results a")
    page = opened("index")
    page.locator('table a[href*="05_evolution"]').first.click()
    page.wait_for_selector(".bd-article h1:has-text('Evolution')")
    assert page.request.get(f"{site}/notebooks/05_evolution.ipynb").json()["nbformat"] == 4


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_barrier(opened, name, theme):
    page = opened(name)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    if name == "index":
        live(page, tweaker.NAME)
    ours = {"include": [[".bd-article"]], "exclude": [[".dataframe"]]}
    found = Axe().run(page, ours, {"preload": False}).response["violations"]
    assert [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]] == []
