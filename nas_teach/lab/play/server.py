"""Pages by address, and one socket for each page: a tornado application without sessions and without files."""

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tornado.web import Application, HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from nas_teach.lab import showing
from nas_teach.lab.play import pages
from nas_teach.lab.play.laboratory import Laboratory

PARTS = {
    "view.js": (Path(showing.__file__).with_name("view.js"), "text/javascript"),
    "view.css": (Path(showing.__file__).with_name("view.css"), "text/css"),
    "page.js": (pages.HERE / "page.js", "text/javascript"),
    "page.css": (pages.HERE / "page.css", "text/css"),
}
POLICY = (  # nothing but what comes from here, and pictures that came through the socket
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self' blob:"
)
IDLE, FULL, REFUSED = 4000, 4001, 4002  # why a socket is closed, as in page.js
FULL_WORDS = (
    "The laboratory is full: {seats} visitors are turning its knobs, and one more would make all of them "
    "wait. Please look over a neighbour's shoulder, or come back in a few minutes."
)
QUESTION = "A page may ask where controls are to stand, {'widget': name, 'turn': number, 'at': places}."
LONGEST = 2_000  # bytes of a question


class Play:
    """What all handlers share: the laboratory, asked in a thread of its own, and who is there.

    Args:    offered: names of the widgets. seats: how many pages may be open at once.
             idle: seconds without a question after which a page gives up its seat.
    """

    def __init__(self, offered, seats=60, idle=1200):
        self.offered, self.seats, self.idle = tuple(offered), seats, idle
        self.opening = pages.FIRST if pages.FIRST in self.offered else self.offered[0]
        self.visitors, self._firsts = set(), {}
        self._laboratory, self._thread = Laboratory(), ThreadPoolExecutor(1, "drawing")

    def full(self):
        """Whether every seat is taken."""
        return len(self.visitors) >= self.seats

    async def first(self, name):
        """(description, Answer) of a widget as everybody meets it; after the first time nobody waits for it."""
        if name not in self._firsts:
            description = await self._ask(self._laboratory.description, name)
            self._firsts[name] = description, await self.answer(name, description["defaults"])
        return self._firsts[name]

    async def answer(self, name, at):
        """See Laboratory."""
        if name not in self.offered:
            raise ValueError(f"there is no widget {name!r} here")
        return await self._ask(self._laboratory.answer, name, tuple(at))

    async def warm(self):
        """Build every widget, one after the other, so that no visitor waits for it."""
        for name in self.offered:
            try:
                await self.first(name)
            except Exception as error:  # the others are there all the same
                print(f"{name} does not work: {type(error).__name__}: {error}", file=sys.stderr, flush=True)

    def _ask(self, *call):
        return asyncio.get_running_loop().run_in_executor(self._thread, *call)


def application(play):
    """The tornado application that serves `play`."""
    routes = [
        (r"/turn", _Turn),
        (r"/first/(\w+)\.(json|png)", _First),
        (r"/parts/([\w.]+)", _Part),
        (r"/(\w*(?:\+\w+)*)", _Page),
    ]
    return Application(
        [(path, handler, {"play": play}) for path, handler in routes],
        default_handler_class=_Nowhere,
        default_handler_args={"play": play},
        websocket_max_message_size=LONGEST,
        websocket_ping_interval=20,  # a page that was closed without a word gives up its seat
    )


class _Handler(RequestHandler):
    def initialize(self, play):
        self.play = play

    def set_default_headers(self):
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cache-Control", "no-cache")

    def write_error(self, status_code, **details):
        title = "There is no such page" if status_code == 404 else "That did not work"
        words = "Choose a widget from the list above." if status_code == 404 else f"Error {status_code}."
        self.finish(pages.message_page(title, words, self.play.offered))


class _Nowhere(_Handler):
    def prepare(self):
        raise HTTPError(404)


class _Page(_Handler):
    """One widget (/reward_tweaker) or several (/reward_tweaker+edf_explorer, or ticked in the list)."""

    def get(self, path):
        names = tuple(self.get_arguments("widget") or path.split("+"))
        names = (self.play.opening,) if names == ("",) else tuple(dict.fromkeys(names))
        if not set(names) <= set(self.play.offered):
            raise HTTPError(404)
        if self.play.full():
            self.set_status(503)
            self.set_header("Retry-After", "60")
            words = FULL_WORDS.format(seats=self.play.seats)
            self.finish(pages.message_page("Please wait a little", words, self.play.offered))
        else:
            self.finish(pages.widget_page(names, self.play.offered))


class _First(_Handler):
    """A widget as everybody meets it: its controls and words, or its picture."""

    async def get(self, name, kind):
        if name not in self.play.offered:
            raise HTTPError(404)
        description, answer = await self.play.first(name)
        if kind == "png":
            self.set_header("Content-Type", "image/png")
            self.finish(answer.picture)
        else:
            self.finish(description | {"shown": _shown(0, description["defaults"], answer)})


class _Part(_Handler):
    """The scripts and styles of the pages."""

    def get(self, name):
        if name not in PARTS:
            raise HTTPError(404)
        path, kind = PARTS[name]
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.finish(path.read_bytes())


class _Turn(WebSocketHandler):
    """The seat of one page. It asks, and hears a line of JSON and a picture; of its questions the latest count."""

    def initialize(self, play):
        self.play, self._waiting, self._serving, self._timer = play, {}, None, None

    def open(self):
        if self.play.full():
            return self.close(FULL, FULL_WORDS.format(seats=self.play.seats)[:120])
        self.play.visitors.add(self)
        self._rest()

    def on_message(self, message):
        if self not in self.play.visitors:
            return  # it was shown out, and still talks
        try:
            name, turn, at = _question(message)
        except (ValueError, TypeError, KeyError, RecursionError):
            return self._leave(REFUSED, QUESTION)
        self._rest()
        self._waiting[name] = (turn, at)
        if self._serving is None:
            self._serving = asyncio.ensure_future(self._serve())

    def on_close(self):
        self.play.visitors.discard(self)
        self._waiting.clear()
        if self._timer:
            self._timer.cancel()

    def _leave(self, code, reason):
        self.on_close()  # at once, whether or not the page still answers
        self.close(code, reason)

    async def _serve(self):
        try:
            while self._waiting:
                name = next(iter(self._waiting))
                turn, at = self._waiting.pop(name)
                answer = await self.play.answer(name, at)
                self.write_message({"widget": name, **_shown(turn, at, answer)})
                await self.write_message(answer.picture, binary=True)  # until it is on its way: no pile grows
        except ValueError as error:
            self._leave(REFUSED, str(error)[:120])
        except WebSocketClosedError:
            pass
        finally:
            self._serving = None

    def _rest(self):
        loop = asyncio.get_running_loop()
        if self._timer:
            self._timer.cancel()
        self._timer = loop.call_later(self.play.idle, self._leave, IDLE, "idle")


def _shown(turn, at, answer):
    return {"turn": turn, "at": at, "words": answer.words, "failed": answer.failed}


def _question(message):
    """(widget, turn, places) of what a page sent. Raises an error that says little for all else."""
    said = json.loads(message)
    name, turn, at = said["widget"], said["turn"], said["at"]
    whole = all(type(number) is int for number in (turn, *at))
    if len(said) != 3 or not isinstance(name, str) or not whole:
        raise ValueError(message)
    return name, turn, at
