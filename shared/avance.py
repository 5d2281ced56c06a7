"""Reading ahead: the next part of a file is read in a thread while the one before is dealt with."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from typing import TypeVar

T = TypeVar("T")


async def en_avance(parties: Iterator[T]) -> AsyncGenerator[T, None]:
    """Yield the parts of an iterator that blocks, one ahead; parts are never false. Raises what the iterator raises.

    Whoever leaves early waits for the part being read: no thread outlives the generator.
    """
    suivante = asyncio.create_task(asyncio.to_thread(next, parties, None))
    try:
        while partie := await asyncio.shield(suivante):
            suivante = asyncio.create_task(asyncio.to_thread(next, parties, None))
            yield partie
    finally:
        await asyncio.wait([suivante])
        if not suivante.cancelled():
            suivante.exception()
