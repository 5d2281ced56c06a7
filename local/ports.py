"""Free loopback ports: the one asked for, else the next free one."""

import hashlib
import random
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"
# All below the range from which the kernel takes ports of outgoing connections: nobody takes ours by chance.
ANY_FIRST, ANY_LAST = 10_000, 20_000
BLOCKS_FIRST, BLOCKS, BLOCK_SIZE = 20_000, 250, 48


def is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now (a port in TIME_WAIT counts as free, as for servers)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None, *, taken: frozenset[int] = frozenset()) -> int:
    """The preferred port or the next free one above it; without preference, any free one outside `taken`."""
    if preferred is not None:
        for port in range(preferred, 65_536):
            if port not in taken and is_free(port):
                return port
    chance = random.Random()  # noqa: S311 - a port is no secret
    while True:
        port = chance.randrange(ANY_FIRST, ANY_LAST)
        if port not in taken and is_free(port):
            return port


def block_of(folder: Path) -> int:
    """The first port of the block where the platform of a folder begins to look for its own.

    Two platforms on one machine keep apart: when a process of one is down for a moment, the other does not sit on its
    port and answer in its place.
    """
    digest = hashlib.sha256(str(folder.absolute()).encode()).digest()
    return BLOCKS_FIRST + int.from_bytes(digest[:4], "big") % BLOCKS * BLOCK_SIZE
