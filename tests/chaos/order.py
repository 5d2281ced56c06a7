"""Runs an order of the command `maillage` with a failpoint: `python -m tests.chaos.order place:n:action ORDER…`."""

import sys

from shared.cli.main import main
from tests.chaos import failpoints

if __name__ == "__main__":
    failpoints.lay(sys.argv[1])
    sys.argv = ["maillage", *sys.argv[2:]]
    main()
