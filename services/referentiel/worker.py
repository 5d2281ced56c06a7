"""Entry point: consumers, relay, timers."""

from services.referentiel.bootstrap import SERVICE, worker_parts
from shared.bus.worker import run_worker
from shared.observability.entry import start
from shared.settings import service_settings


def main() -> None:
    """Run the worker until SIGTERM."""
    start(lambda: run_worker(service_settings(SERVICE), worker_parts))


if __name__ == "__main__":
    main()
