"""The local ingress in front of real HTTP servers."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from fastapi import APIRouter
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from local.gateway import Gateway, server_of
from local.ports import free_port
from shared.web.acces import public
from shared.web.app import create_app

left, first_part = threading.Event(), threading.Event()


async def echo(request: Request) -> JSONResponse:
    answer = JSONResponse(
        {
            "path": request.scope["raw_path"].decode(),
            "query": request.url.query,
            "headers": dict(request.headers.items()),
            "body": (await request.body()).decode(),
        },
        headers={"Connection": "x-private", "X-Private": "1", "X-Public": "1"},
    )
    answer.set_cookie("a", "1")
    answer.set_cookie("b", "2")
    return answer


async def events(_: Request) -> StreamingResponse:
    async def forever() -> AsyncIterator[bytes]:
        left.clear()
        try:
            for number in range(10_000):
                yield f"data: {number}\n\n".encode()
                await asyncio.sleep(0.2)
        finally:
            left.set()

    return StreamingResponse(forever(), media_type="text/event-stream")


async def upload(request: Request) -> Response:
    parts = [part async for part in request.stream()]
    return Response(b"".join(parts).upper())


async def large(request: Request) -> Response:
    first_part.clear()
    size = 0
    async for part in request.stream():
        size += len(part)
        first_part.set()
    return Response(str(size))


SERVICE = Starlette(
    routes=[
        Route("/usages/events", events),
        Route("/usages/upload", upload, methods=["POST"]),
        Route("/usages/large", large, methods=["POST"]),
        Route("/usages/{rest:path}", echo, methods=["GET", "POST", "HEAD"]),
    ]
)


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    port = free_port()
    server = server_of(app, port)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def gateway() -> Iterator[str]:
    with served(SERVICE) as usages:
        routes = {"usages": usages, "sas": f"http://127.0.0.1:{free_port()}"}
        with served(Gateway(routes, home="/referentiel/", transport=httpx.AsyncHTTPTransport())) as address:
            yield address


@pytest.fixture
def client(gateway: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=gateway, trust_env=False) as made:
        yield made


def test_the_first_segment_names_the_service_and_the_rest_is_untouched(client: httpx.Client) -> None:
    told = client.get("/usages/a%2Fb/c%20d?q=%C3%A9&q=2").json()
    assert told["path"] == "/usages/a%2Fb/c%20d"
    assert told["query"] == "q=%C3%A9&q=2"


def test_who_asked_is_told_and_cannot_be_forged(client: httpx.Client, gateway: str) -> None:
    headers = client.get("/usages/x", headers={"X-Forwarded-For": "9.9.9.9", "X-Other": "kept"}).json()["headers"]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-host"] == headers["host"] == gateway.removeprefix("http://")
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-other"] == "kept"
    assert headers["user-agent"].startswith("python-httpx"), "the client's own, not the gateway's"


def test_headers_of_one_connection_are_dropped_both_ways(client: httpx.Client) -> None:
    answer = client.get("/usages/x", headers={"Connection": "x-mine", "X-Mine": "1", "TE": "trailers"})
    assert "x-private" not in answer.headers
    assert answer.headers["x-public"] == "1"
    assert answer.headers.get_list("set-cookie") == ["a=1; Path=/; SameSite=lax", "b=2; Path=/; SameSite=lax"]
    assert not {"x-mine", "te"} & set(answer.json()["headers"])


def test_a_body_goes_through(client: httpx.Client) -> None:
    assert client.post("/usages/x", content="café").json()["body"] == "café"
    parts = (part.encode() for part in ("un ", "deux ", "trois"))
    assert client.post("/usages/upload", content=parts).text == "UN DEUX TROIS"
    assert client.head("/usages/x").content == b""


def test_events_arrive_one_by_one_and_leaving_is_noticed(client: httpx.Client) -> None:
    with client.stream("GET", "/usages/events") as answer:
        lines = answer.iter_lines()
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert next(lines) == "data: 0"
    assert left.wait(5), "the service is told that nobody listens any more"


def test_fifty_megabytes_stream_through(client: httpx.Client) -> None:
    def parts() -> Iterator[bytes]:
        yield b"x" * (1 << 20)
        assert first_part.wait(5), "the service reads while the caller still sends"
        for _ in range(49):
            yield b"x" * (1 << 20)

    first_part.clear()
    assert client.post("/usages/large", content=parts()).text == str(50 << 20)


def test_a_page_of_ours_streams_its_events_unzipped_and_at_once() -> None:
    async def two() -> AsyncIterator[ServerSentEvent]:
        yield ServerSentEvent(event="boite", data="1")
        left.clear()
        try:
            await asyncio.sleep(30)
        finally:
            left.set()

    router = APIRouter()

    @router.get("/flux", dependencies=[public()])
    async def stream() -> Response:
        return EventSourceResponse(two())

    service = create_app(service="usages", title="Essai", routers=[router])
    with (
        served(service) as usages,
        served(Gateway({"usages": usages}, home="/", transport=httpx.AsyncHTTPTransport())) as here,
    ):
        headers = {"accept-encoding": "gzip"}
        with httpx.stream("GET", f"{here}/usages/flux", headers=headers, trust_env=False, timeout=5) as answer:
            assert "content-encoding" not in answer.headers
            assert answer.headers["cache-control"] == "no-store"
            assert next(answer.iter_lines()) == "event: boite"
        assert left.wait(5)


def test_a_body_refused_before_it_was_sent_is_told_so() -> None:
    router = APIRouter()

    @router.post("/api/action", dependencies=[public()])
    async def act(request: Request) -> int:
        return len(await request.body())

    service = create_app(service="usages", title="Essai", routers=[router])
    with (
        served(service) as usages,
        served(Gateway({"usages": usages}, home="/", transport=httpx.AsyncHTTPTransport())) as here,
    ):
        for size in (2 << 20, 20 << 20):
            answer = httpx.post(f"{here}/usages/api/action", content=b"x" * size, trust_env=False)
            assert (answer.status_code, answer.json()["detail"]) == (413, "Envoi trop volumineux : 1 Mio au plus.")


def test_the_short_address_leads_to_the_sign_in(client: httpx.Client) -> None:
    answer = client.get("/connexion?vers=%2Fusages%2F")
    assert (answer.status_code, answer.headers["location"]) == (307, "/accompagnement/connexion?vers=%2Fusages%2F")


def test_the_root_leads_to_the_directory(client: httpx.Client) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/referentiel/")


def test_a_stopped_service_leaves_a_polite_hole(client: httpx.Client) -> None:
    page = client.get("/sas/creneaux", headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert "Service momentanément indisponible" in page.text
    assert 'lang="fr"' in page.text
    assert page.headers["retry-after"] == "5"
    fragment = client.get("/sas/creneaux", headers={"HX-Request": "true"})
    assert fragment.status_code == 503
    assert fragment.text.startswith("<p")
    problem = client.get("/sas/api", headers={"Accept": "application/json"})
    assert problem.headers["content-type"] == "application/problem+json"
    assert client.get("/usages/x").status_code == 200


def test_an_unknown_path_is_not_found(client: httpx.Client) -> None:
    answer = client.get("/<script>")
    assert answer.status_code == 404
    assert "Aucun service ne répond" in answer.text


def test_a_service_restarted_on_its_port_is_found_again() -> None:
    port = free_port()

    def up() -> tuple[uvicorn.Server, threading.Thread]:
        server = server_of(SERVICE, port)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        return server, thread

    routes = {"usages": f"http://127.0.0.1:{port}"}
    with (
        served(Gateway(routes, home="/", transport=httpx.AsyncHTTPTransport())) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        for _ in range(3):
            server, thread = up()
            try:
                assert client.get("/usages/x").status_code == 200
            finally:
                server.should_exit = True
                thread.join()
            assert client.get("/usages/x").status_code == 503
