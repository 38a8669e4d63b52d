"""Pages and seats, asked as a browser asks, and as somebody asks who wants more."""

import asyncio
import json

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.websocket import websocket_connect

from nas_teach.lab.play.server import FULL, IDLE, REFUSED, Play, application

OFFERED = ("space_size", "random_search_luck")
GOOD = {"widget": "space_size", "turn": 1, "at": [3, 2, 1]}
EXECUTE = {
    "header": {"msg_type": "execute_request", "msg_id": "1"},
    "content": {"code": "open('x', 'w')", "silent": False},
    "channel": "shell",
}
COMM_OPEN = {
    "header": {"msg_type": "comm_open", "msg_id": "1"},
    "content": {"comm_id": "1", "target_name": "jupyter.widget", "data": {"state": {"_esm": "alert(1)"}}},
}
ATTEMPTS = [
    json.dumps(said)
    for said in (
        EXECUTE,
        COMM_OPEN,
        {},
        [],
        7,
        None,
        GOOD | {"code": "1 + 1"},
        GOOD | {"widget": "__class__"},
        GOOD | {"widget": "reward_tweaker"},
        GOOD | {"widget": "check"},
        GOOD | {"widget": ["space_size"]},
        GOOD | {"at": [3, 2]},
        GOOD | {"at": [3, 2, -1]},
        GOOD | {"at": [3, 2, 1.0]},
        GOOD | {"at": [3, 2, True]},
        GOOD | {"at": [3, 2, 10**300]},
        GOOD | {"at": "321"},
        GOOD | {"at": {"3": 1}},
        GOOD | {"at": [[3], 2, 1]},
        GOOD | {"turn": "1"},
    )
] + ["import os", "", "NaN", "[" * 1500, b"\x80\x04\x95", b"\x00"]


class Visitor:
    """What a test does in the laboratory: get pages, take seats."""

    def __init__(self, port):
        self.address, self.client = f"127.0.0.1:{port}", AsyncHTTPClient()

    async def get(self, path, **how):
        return await self.client.fetch(f"http://{self.address}{path}", raise_error=False, **how)

    async def sit(self, **headers):
        request = HTTPRequest(f"ws://{self.address}/turn", headers=headers)
        return await websocket_connect(request, max_message_size=2**24)


def visit(test, **how):
    """Run `test(visitor, play)` in a laboratory of two widgets."""

    async def run():
        play = Play(OFFERED, **how)
        server, sockets = HTTPServer(application(play)), bind_sockets(0, "127.0.0.1")
        server.add_sockets(sockets)
        try:
            return await test(Visitor(sockets[0].getsockname()[1]), play)
        finally:
            server.stop()

    return asyncio.run(asyncio.wait_for(run(), 60))


async def asked(seat, question):
    await seat.write_message(json.dumps(question))
    return json.loads(await seat.read_message()), await seat.read_message()


def test_a_seat_turns_controls():
    async def test(visitor, play):
        seat = await visitor.sit()
        said, picture = await asked(seat, GOOD)
        assert said["words"].startswith("4 layers, each with 3 kernel sizes") and picture[:4] == b"\x89PNG"
        assert (said["widget"], said["turn"], said["at"], said["failed"]) == (
            "space_size",
            1,
            [3, 2, 1],
            False,
        )

    visit(test)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=range(len(ATTEMPTS)))
def test_all_but_places_of_controls_is_refused_and_others_go_on(attempt):
    async def test(visitor, play):
        other, seat = await visitor.sit(), await visitor.sit()
        await seat.write_message(attempt, binary=isinstance(attempt, bytes))
        assert await seat.read_message() is None and seat.close_code == REFUSED
        assert (await asked(other, GOOD))[0]["turn"] == 1 and len(play.visitors) == 1

    visit(test)


def test_a_very_long_question_costs_the_seat():
    async def test(visitor, play):
        seat = await visitor.sit()
        await seat.write_message(json.dumps(GOOD | {"at": [1] * 5000}))
        assert await seat.read_message() is None
        assert (await asked(await visitor.sit(), GOOD))[0]["turn"] == 1

    visit(test)


def test_a_page_of_another_site_gets_no_seat():
    async def test(visitor, play):
        with pytest.raises(HTTPClientError, match="403"):
            await visitor.sit(Origin="http://example.org")

    visit(test)


def test_of_many_questions_at_once_the_last_is_answered_and_not_all():
    async def test(visitor, play):
        seat, turns = await visitor.sit(), []
        for turn in range(1, 200):
            await seat.write_message(json.dumps(GOOD | {"turn": turn, "at": [turn % 20, 2, 1]}))
        while not turns or turns[-1] < 199:
            turns.append(json.loads(await seat.read_message())["turn"])
            await seat.read_message()
        assert turns == sorted(turns) and len(turns) < 100

    visit(test)


def test_whoever_comes_too_late_gets_a_polite_sentence_until_somebody_leaves():
    async def test(visitor, play):
        seats = [await visitor.sit() for _ in range(2)]
        await asked(seats[0], GOOD)
        page = await visitor.get("/")
        text = page.body.decode()
        assert page.code == 503 and "The laboratory is full: 2 visitors" in text and "data-widget" not in text
        late = await visitor.sit()
        assert await late.read_message() is None and late.close_code == FULL
        assert "full" in late.close_reason
        seats[0].close()
        while play.full():
            await asyncio.sleep(0.01)
        assert (await visitor.get("/")).code == 200
        assert (await asked(seats[1], GOOD))[0]["turn"] == 1

    visit(test, seats=2)


def test_whoever_rests_gives_up_the_seat():
    async def test(visitor, play):
        seat = await visitor.sit()
        assert await seat.read_message() is None and seat.close_code == IDLE and not play.visitors

    visit(test, idle=0.2)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/", ["space_size"]),
        ("/random_search_luck", ["random_search_luck"]),
        ("/space_size+random_search_luck", ["space_size", "random_search_luck"]),
        ("/?widget=space_size&widget=random_search_luck", ["space_size", "random_search_luck"]),
        ("/space_size+space_size", ["space_size"]),
    ],
)
def test_an_address_leads_to_its_widgets(path, found):
    async def test(visitor, play):
        page = await visitor.get(path)
        text = page.body.decode()
        assert page.code == 200 and text.count("data-widget=") == len(found)
        assert all(f'data-widget="{name}"' in text for name in found)
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]

    visit(test)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/reward_tweaker",
        "/?widget=check",
        "/parts/server.py",
        "/parts/..",
        "/first/check.json",
        "/../../etc/passwd",
        "/api/kernels",
        "/%3Cscript%3E",
    ],
)
def test_all_else_is_politely_not_there(path):
    async def test(visitor, play):
        page = await visitor.get(path)
        text = page.body.decode()
        assert page.code == 404 and "Choose a widget" in text and 'href="/space_size"' in text
        assert "Traceback" not in text and "<script>" not in text

    visit(test)


def test_nothing_is_taken_but_by_get():
    async def test(visitor, play):
        for method in ("POST", "PUT", "PATCH"):
            assert (await visitor.get("/", method=method, body="x")).code == 405

    visit(test)
