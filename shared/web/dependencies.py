"""What routes ask for: the service's table of contents, put on the application by its bootstrap."""

from typing import Any

from starlette.requests import Request


async def application(request: Request) -> Any:
    """Return the table of contents of the service (`app.state.application`, a dataclass of use cases).

    A coroutine, for FastAPI gives plain functions to a thread.
    """
    return request.app.state.application
