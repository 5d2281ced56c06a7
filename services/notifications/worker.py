"""Entry point: consumers, relay, timers."""

from services.notifications.bootstrap import SERVICE, worker_parts
from services.notifications.settings import exiger_cles
from shared.bus.worker import run_worker
from shared.observability.entry import start
from shared.settings import service_settings


def main() -> None:
    """Run the worker until SIGTERM; it refuses to start without what signs the links of its mails."""
    start(_run)


async def _run() -> None:
    exiger_cles()
    await run_worker(service_settings(SERVICE), worker_parts)


if __name__ == "__main__":
    main()
