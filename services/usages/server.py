"""Entry point: HTTP."""

from services.usages import api, pages
from services.usages.bootstrap import SERVICE, build
from shared.observability.entry import start
from shared.settings import service_settings
from shared.web.server import run_server


def main() -> None:
    """Serve until SIGTERM."""
    start(
        lambda: run_server(
            service_settings(SERVICE),
            title="Maillage, usages",
            routers=[api.router, pages.router],
            build=build,
            templates=pages.TEMPLATES,
            corps_max={**pages.imports.CORPS_MAX, **api.CORPS_MAX},
        )
    )


if __name__ == "__main__":
    main()
