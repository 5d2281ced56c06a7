"""Free loopback ports: the one asked for, else the next free one."""

import random
import socket

LOOPBACK = "127.0.0.1"
# Below the range from which the kernel takes the ports of outgoing connections, so that nobody takes ours by chance.
FIRST, LAST = 20_000, 30_000


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
        port = chance.randrange(FIRST, LAST)
        if port not in taken and is_free(port):
            return port
