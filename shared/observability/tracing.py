"""Trace context (W3C): one trace follows a change from the request through the outbox to the last effect."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import structlog

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class Trace:
    """The trace that the present work belongs to, and the id of the request or event that started it all."""

    traceparent: str | None = None
    correlation_id: str | None = None

    @property
    def trace_id(self) -> str | None:
        """Return the 32 hexadecimal digits of the trace, or None."""
        match = _TRACEPARENT.fullmatch(self.traceparent or "")
        return match[1] if match else None


_current: ContextVar[Trace] = ContextVar("trace", default=Trace())  # noqa: B039


def current() -> Trace:
    """Return the trace of the present work."""
    return _current.get()


def started(correlation_id: str | None = None) -> Trace:
    """Return a new trace."""
    return Trace(f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01", correlation_id)


def continued(traceparent: str | None, correlation_id: str | None) -> Trace:
    """Return the next span of a trace received from outside, or a new trace where it is absent or malformed."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    if match is None:
        return started(correlation_id)
    return Trace(f"00-{match[1]}-{secrets.token_hex(8)}-01", correlation_id)


@contextmanager
def within(trace: Trace, **fields: object) -> Iterator[Trace]:
    """Run the block inside a trace; its ids and the given fields are on every log line."""
    token = _current.set(trace)
    bound = {"trace_id": trace.trace_id, "correlation_id": trace.correlation_id, **fields}
    try:
        with structlog.contextvars.bound_contextvars(**{k: v for k, v in bound.items() if v is not None}):
            yield trace
    finally:
        _current.reset(token)
