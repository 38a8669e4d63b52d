"""The panels of an open notebook: press keys, and see what the picture and the sentence do."""

import base64

from axe_playwright_python.sync_playwright import Axe

from tests.browser.driver import PANEL, settle

KEYS = ".nas-slider, .nas-list"  # the controls that take arrow keys


def count(page):
    return page.locator(PANEL).count()


def at_rest(page, index):
    """Wait until panel number `index` shows an exact picture: a light one is there only while it moves."""
    page.locator(PANEL).nth(index).evaluate("""async panel => {
        const first = async () => new Uint8Array(
            await (await fetch(panel.querySelector('img').src)).arrayBuffer())[0];
        while (await first() !== 0x89)  // the first byte of a PNG
            await new Promise(resolve => setTimeout(resolve, 50)) }""")


def state(page, index):
    """(checksum of the exact picture, the sentence) of panel number `index`."""
    at_rest(page, index)
    return (
        page.locator(PANEL)
        .nth(index)
        .evaluate("""async panel => {
        const bytes = await (await fetch(panel.querySelector('img').src)).arrayBuffer();
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        return [[...digest].join(), panel.querySelector('[role=status]')?.innerText ?? ''] }""")
    )


def first_control(page, index):
    """The first slider or list of panel number `index`, with keys that change it and keys that undo that."""
    control = page.locator(PANEL).nth(index).locator(KEYS).first
    keys = ("ArrowRight", "ArrowLeft")
    last = control.evaluate("""e => e.tagName === 'SELECT' ? e.selectedIndex === e.length - 1
        : e.value === e.max""")
    return control, keys[::-1] if last else keys


def press(page, index, key, seconds=30):
    """Press one key on the focused control; wait for another picture in panel `index`."""
    at_rest(page, index)  # or the exact picture of the last key might pass for that of this one
    image = page.locator(PANEL).nth(index).locator("img")
    before = image.get_attribute("src")
    page.keyboard.press(key)
    page.wait_for_function(
        "([image, before]) => image.src !== before && image.complete",
        arg=[image.element_handle(), before],
        timeout=seconds * 1000,
    )


def unreachable(page, index):
    """The controls and buttons of panel number `index` that the Tab key never reaches."""
    panel = page.locator(PANEL).nth(index)
    first_control(page, index)[0].focus()
    for _ in range(100):
        if not panel.evaluate("""panel => { document.activeElement.dataset.reached = 'yes';
                return panel.contains(document.activeElement) }"""):
            break
        page.keyboard.press("Tab")
    return panel.evaluate(
        """(panel, kinds) => [...panel.querySelectorAll(kinds)]
        .filter(e => !e.disabled && !e.dataset.reached).map(e => e.outerHTML)""",
        f"{KEYS}, button",
    )


def barriers(page):
    """What axe-core finds in the outputs and texts of the open notebook, in words; JupyterLab's own is left out.

    So are the tables of pandas, whose corner is an empty head.
    """
    ours = {"include": [[".jp-OutputArea-output"], [".jp-MarkdownOutput"]], "exclude": [[".dataframe"]]}
    found = Axe().run(page, ours).response["violations"]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]]


def misfits(page):
    """What is cut off, stretched or too wide anywhere in the open notebook, in words."""
    return page.evaluate("""() => {
        const said = [], tell = (what, e) => said.push(`${what}: <${e.tagName} ${e.className}> ` +
            `${e.scrollWidth} > ${e.clientWidth} px: ${e.innerText?.slice(0, 80)}`);
        for (const e of document.querySelectorAll('.jp-OutputArea-output, .jp-MarkdownOutput, .nas-widget'))
            if (e.clientWidth && e.scrollWidth > e.clientWidth + 1) tell('too wide', e);
        const words = ['.nas-label', '.nas-value', 'button'].map(kind => `.nas-widget ${kind}`);
        for (const e of document.querySelectorAll(words))
            if (e.scrollWidth > e.clientWidth + 1) tell('text cut off', e);
        for (const e of document.querySelectorAll('.jp-OutputArea-output img')) {
            if (!e.clientWidth) continue;
            const stretch = (e.clientWidth / e.clientHeight) / (e.naturalWidth / e.naturalHeight);
            if (Math.abs(stretch - 1) > 0.02) said.push(`picture stretched by ${stretch}`);
            if (e.getBoundingClientRect().right > innerWidth) said.push('picture beyond the window');
        }
        return said }""")


def photograph(page, album, name):
    """Save the notebook as pictures, one for each window height that one scrolls down."""
    album.mkdir(parents=True, exist_ok=True)
    scroll = """top => { const view = document.querySelector('.jp-WindowedPanel-outer'); view.scrollTop = top;
        const end = [...document.querySelectorAll('.jp-Cell')].at(-1).getBoundingClientRect().bottom;
        return [Math.ceil(end - view.getBoundingClientRect().top), view.clientHeight] }"""
    height, window = page.evaluate(scroll, 0)
    for number, top in enumerate(range(0, height, window)):
        page.evaluate(scroll, top)
        settle(page)
        taken = page.devtools.send("Page.captureScreenshot", {"format": "png"})  # keeps the zoom
        (album / f"{name}-{number:02d}.png").write_bytes(base64.b64decode(taken["data"]))
