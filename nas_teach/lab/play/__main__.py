"""The laboratory: every widget of the course in the browser, without code.

python -m nas_teach.lab.play                              on this machine
python -m nas_teach.lab.play --ip=0.0.0.0 --port=8900     for everybody in the room
"""

import argparse
import asyncio
import contextlib
import socket
import sys
import webbrowser

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from nas_teach.lab.play import pages
from nas_teach.lab.play.sealing import seal
from nas_teach.lab.play.server import Play, application

PORT = 8900


def options(arguments):
    """The parsed options: ip, port, browser, visitors, idle, widgets."""
    parser = argparse.ArgumentParser(prog="python -m nas_teach.lab.play", description=__doc__.split("\n")[0])
    known = list(pages.known())
    parser.add_argument("--ip", default="127.0.0.1", help="0.0.0.0: others in the network may visit")
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--no-browser", action="store_false", dest="browser", help="open no page here")
    parser.add_argument("--visitors", type=int, default=60, help="pages that may be open at once")
    parser.add_argument("--idle", type=float, default=20, help="minutes until a page that rests is let go")
    parser.add_argument("--widgets", nargs="+", metavar="NAME", choices=known, help="these alone")
    return parser.parse_args(arguments)


async def serve(chosen, sockets):
    """Serve at these sockets until the process is ended."""
    play = Play(chosen.widgets or pages.known(), chosen.visitors, 60 * chosen.idle)
    await play.first(play.opening)
    server = HTTPServer(application(play), max_buffer_size=2**20, max_body_size=0, idle_connection_timeout=60)
    server.add_sockets(sockets)
    here = f"http://127.0.0.1:{chosen.port}/"
    print(f"The laboratory is open at {here}", flush=True)
    if chosen.ip not in ("127.0.0.1", "localhost", "::1"):
        print(f"For the class: http://{address()}:{chosen.port}/", flush=True)
    if chosen.browser:
        webbrowser.open(here)
    seal()
    await play.warm()
    print(f"All {len(play.offered)} widgets are ready. Ctrl+C ends it.", flush=True)
    await asyncio.Event().wait()


def address():
    """This machine's address in its network, as far as it can be told; nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("10.255.255.255", 1))
            return probe.getsockname()[0]
    except OSError:
        return socket.gethostname()


def main(arguments=None):
    """Open the laboratory. Returns the exit code."""
    chosen = options(arguments)
    try:
        sockets = bind_sockets(chosen.port, chosen.ip)
    except OSError as error:
        print(f"No page can be served at {chosen.ip}, port {chosen.port}: {error.strerror}.", file=sys.stderr)
        return 1
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(chosen, sockets))
    return 0


if __name__ == "__main__":
    sys.exit(main())
