"""Entry point: HTTP."""

import asyncio

from services.sas.bootstrap import SERVICE, build
from shared.settings import service_settings
from shared.web.fragments import fragment_router
from shared.web.server import run_server


def main() -> None:
    """Serve until SIGTERM."""
    asyncio.run(run_server(service_settings(SERVICE), title="Maillage, sas", routers=[fragment_router()], build=build))


if __name__ == "__main__":
    main()
