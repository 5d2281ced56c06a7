"""Entry point: HTTP."""

from services.sas.bootstrap import SERVICE, build
from shared.observability.entry import start
from shared.settings import service_settings
from shared.web.fragments import fragment_router
from shared.web.server import run_server


def main() -> None:
    """Serve until SIGTERM."""
    start(
        lambda: run_server(service_settings(SERVICE), title="Maillage, sas", routers=[fragment_router()], build=build)
    )


if __name__ == "__main__":
    main()
