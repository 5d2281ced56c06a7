"""Entry point: HTTP."""

from functools import partial

from services.accompagnement import api, pages
from services.accompagnement.bootstrap import SERVICE, build
from shared.observability.entry import start
from shared.settings import service_settings
from shared.web import connexion
from shared.web.server import run_server


async def serve() -> None:
    """Serve until SIGTERM; this service signs people in for all the others."""
    settings = service_settings(SERVICE)
    await run_server(
        settings,
        title="Maillage, accompagnement",
        routers=[api.router, pages.router, connexion.router],
        build=partial(build, settings=settings),
        templates=pages.TEMPLATES,
    )


def main() -> None:
    """Start the process."""
    start(serve)


if __name__ == "__main__":
    main()
