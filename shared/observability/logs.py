"""Logs: one JSON object a line on stderr, with the ids of the trace and of the event at work, never a person."""

import logging
import sys
from typing import Any

import structlog
from structlog.tracebacks import ExceptionDictTransformer


def configure_logs(*, service: str, process: str, level: str = "INFO") -> None:
    """Send structlog and the standard library's loggers to stderr as JSON. Raises ValueError for an unknown level."""
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise ValueError(f"MAILLAGE_JOURNAL: niveau inconnu « {level} » (DEBUG, INFO, WARNING, ERROR)")
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="instant"),
        structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False, max_frames=20)),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.EventRenamer("evenement"), structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.EventRenamer("evenement"),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=max(number, logging.WARNING), force=True)
    if number > logging.DEBUG:  # through an outage it repeats itself twenty times a second; our own lines tell it
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(service=service, processus=process)
