"""Entry point: HTTP."""

from services.notifications import api, pages
from services.notifications.bootstrap import SERVICE, build
from shared.observability.entry import start
from shared.settings import service_settings
from shared.web.server import run_server


def main() -> None:
    """Serve until SIGTERM."""
    start(
        lambda: run_server(
            service_settings(SERVICE),
            title="Maillage, notifications",
            routers=[api.router, pages.router],
            build=build,
            templates=pages.TEMPLATES,
        )
    )


if __name__ == "__main__":
    main()
