"""Drive one notebook in Chromium: open it, run it, collect everything that went wrong."""

import contextlib
import tempfile

from notebooks.sources.build import WIDGET

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]
LOCAL = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
SIZES = {"100": (1280, 800, 1), "200": (640, 400, 2)}  # zoom in percent: width, height, scale
NOTEBOOK = "window.jupyterapp.shell.currentWidget"
PANEL = ".nas-widget"
ALIVE = f"{PANEL}, .jupyter-widgets"  # a panel, or a progress bar
SIZED = ".jp-Cell, .jp-OutputArea-output, .jp-OutputArea-output img, .nas-widget *"  # what a new look resizes
STILL, RESTLESS = 10, 1000  # frames without a change that are enough; frames after which we give up
NOISE = "No such comm"  # JupyterLab asks for widgets before the kernel has imported ipywidgets


@contextlib.contextmanager
def browser_page(chromium):
    """A fresh page that refuses and records all requests to other machines, and records console errors."""
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile,
        sync_playwright() as playwright,
    ):
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium, args=FLAGS, viewport={"width": 1280, "height": 800}
        )
        page = context.pages[0] if context.pages else context.new_page()
        page.foreign, page.console_errors, page.devtools = [], [], context.new_cdp_session(page)
        context.route("**/*", lambda route: _let_through(route, page.foreign))
        page.on("console", lambda said: said.type == "error" and page.console_errors.append(said.text))
        page.on("pageerror", lambda error: page.console_errors.append(str(error)))
        try:
            yield page
        finally:
            context.close()


def _let_through(route, foreign):
    if route.request.url.startswith(LOCAL):
        route.continue_()
    else:
        foreign.append(route.request.url)
        route.abort()


def open_notebook(page, server, name, seconds=120):
    """Open a notebook of the server's folder and wait until its kernel is idle.

    JupyterLab itself is loaded once a page; the notebook that was open before is closed.
    """
    url, token = server
    page.foreign.clear()
    page.console_errors.clear()
    if page.url.startswith(url):
        page.evaluate(
            """async name => {
            const {commands, shell} = window.jupyterapp, before = [...shell.widgets('main')];
            await commands.execute('docmanager:open', {path: name});
            before.forEach(widget => widget.dispose()) }""",
            name,
        )
    else:
        page.goto(f"{url}/lab/tree/{name}?reset&token={token}")
    page.wait_for_function(
        f"""name => window.jupyterapp && {NOTEBOOK}?.context?.path === name && {NOTEBOOK}.context.isReady
        && {NOTEBOOK}.sessionContext.session?.kernel?.status === 'idle'
        && {NOTEBOOK}.content.widgets.every(cell => !cell.isPlaceholder())""",
        arg=name,
        timeout=seconds * 1000,
    )
    # JupyterLab shows an exception in a widget's callback nowhere, so listen to the kernel itself
    page.evaluate(f"""() => {{ window.heard = [];
        {NOTEBOOK}.sessionContext.iopubMessage.connect((_, message) => {{
            const {{content: said, header}} = message;
            if (header.msg_type === 'error') window.heard.push(`${{said.ename}}: ${{said.evalue}}`);
            if (header.msg_type === 'stream' && said.name === 'stderr' && !said.text.startsWith('{NOISE}'))
                window.heard.push(said.text);
        }}) }}""")


def run_cells(page, numbers=None, seconds=300):
    """Run the cells with these numbers (counted from 0), or "Run All"; wait until their outputs are there.

    That is: for the last reply, for every widget and for every picture.
    """
    page.evaluate(
        f"""numbers => {{
        const {{content}} = {NOTEBOOK};
        const execute = command => window.jupyterapp.commands.execute(`notebook:${{command}}`);
        const each = async () => {{ for (const number of numbers) {{
            content.deselectAll();
            content.activeCellIndex = number;
            await execute('run-cell') }} }};
        window.ran = null;
        window.running = numbers ? numbers.map(number => content.widgets[number]) : content.widgets;
        document.querySelectorAll('{ALIVE}').forEach(e => e.classList.add('old'));
        (numbers ? each() : execute('run-all-cells'))
            .then(() => window.ran = 'done', reason => window.ran = 'refused ' + reason) }}""",
        numbers,
    )
    page.wait_for_function(
        f"""() => window.ran !== null
        && {NOTEBOOK}.sessionContext.session.kernel.status === 'idle'""",
        timeout=seconds * 1000,
    )
    page.wait_for_function(
        """([kind, alive]) => {
        const asked = window.running.flatMap(cell => cell.model.sharedModel.toJSON().outputs || [])
            .filter(output => output.data?.[kind]).length;
        const shown = window.running.flatMap(cell => [...cell.node.querySelectorAll('.jp-OutputArea-child')])
            .filter(e => e.querySelector(`:is(${alive}):not(.old)`)).length;
        return shown >= asked && [...document.querySelectorAll('.jp-OutputArea img')]
            .every(image => image.complete && image.naturalWidth) }""",
        arg=[WIDGET, ALIVE],
        timeout=60_000,
    )


def is_modified(page):
    """Whether JupyterLab shows the notebook as changed, once it has heard all from the kernel."""
    page.wait_for_timeout(1000)
    return page.evaluate(f"() => {NOTEBOOK}.context.model.dirty")


def save(page):
    page.evaluate(f"() => {NOTEBOOK}.context.save()")


def shut_down(page):
    """End the notebook's kernel, so that the next lesson has the memory for itself."""
    page.evaluate(f"() => {NOTEBOOK}.sessionContext.shutdown()")


def errors(page):
    """Everything that went wrong so far, as a list of strings; empty when all is well."""
    in_cells = page.evaluate(f"""() => {NOTEBOOK}.content.widgets.flatMap((cell, i) =>
        (cell.model.sharedModel.toJSON().outputs || []).filter(output => output.output_type === 'error')
            .map(output => `cell ${{i}}: ${{output.ename}}: ${{output.evalue}}`))""")
    in_widgets = page.evaluate("""() => [...document.querySelectorAll(
        '.nas-widget-error:not([hidden]), .jupyter-widgets-error-widget, .jp-Output-error')]
        .map(e => e.innerText)""")
    named = {
        "widget": in_widgets,
        "kernel": page.evaluate("() => window.heard"),
        "console": page.console_errors,
        "foreign request": page.foreign,
    }
    return in_cells + [f"{name}: {text}" for name, texts in named.items() for text in texts]


def set_look(page, theme, zoom, sidebar=None):
    """Switch to theme 'Light' or 'Dark' and to a key of SIZES (zoom in percent of a 1280 x 800 screen).

    The file browser at the left is open at 100 % and closed at 200 %, unless `sidebar` says otherwise.
    """
    name = f"JupyterLab {theme}"
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", name)
    page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=name)
    width, height, scale = SIZES[zoom]
    show = zoom == "100" if sidebar is None else sidebar
    page.evaluate("show => window.jupyterapp.shell[show ? 'expandLeft' : 'collapseLeft']()", show)
    page.set_viewport_size({"width": width, "height": height})
    page.devtools.send(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False},
    )
    settle(page)


def settle(page):
    """Wait until fonts are there and nothing in the notebook has changed its size for some frames."""
    page.evaluate(
        """async ([kinds, enough, most]) => {
        await document.fonts.ready;
        const sizes = () => [...document.querySelectorAll(kinds)]
            .map(e => [e.clientWidth, e.scrollWidth, e.clientHeight]).join();
        for (let still = 0, last, now, frame = 0; still < enough; last = now) {
            if (frame++ > most) throw new Error('the notebook does not come to rest');
            await new Promise(requestAnimationFrame);
            now = sizes();
            still = now === last ? still + 1 : 0 } }""",
        [SIZED, STILL, RESTLESS],
    )
