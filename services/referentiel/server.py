"""Entry point: HTTP."""

from services.referentiel import api, pages
from services.referentiel.bootstrap import SERVICE, build
from shared.observability.entry import start
from shared.settings import service_settings
from shared.web.server import run_server


def main() -> None:
    """Serve until SIGTERM."""
    routers = [api.router, pages.router]
    start(
        lambda: run_server(
            service_settings(SERVICE),
            title="Maillage, référentiel",
            routers=routers,
            build=build,
            templates=pages.TEMPLATES,
        )
    )


if __name__ == "__main__":
    main()
