"""Ties a child to its parent: drops privileges, asks the kernel to be killed when the parent dies, becomes the command.

Run as a script by `processes.spawn`, never imported: a separate program is safe where a hook between fork and exec of a
threaded process is not. Arguments: parent pid, signal, uid and gid (-1: stay), then the command.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Become the command, or leave at once when the parent is already gone."""
    parent, signal, uid, gid = (int(argument) for argument in sys.argv[1:5])
    if uid >= 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":  # the kernel forgets the request on a change of account, so it comes last
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal)
    if os.getppid() != parent:
        sys.exit(1)
    os.execvp(sys.argv[5], sys.argv[5:])  # noqa: S606 - that is the point


if __name__ == "__main__":
    main()
