"""Every metric of the platform, declared once with its unit and meaning. Labels hold no person and no structure."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)

CONSUMER_LAG = Gauge(
    "maillage_consumer_lag_events", "Events of a partition not yet applied.",
    ["groupe", "topic", "partition"], registry=REGISTRY,
)  # fmt: skip
CONSUMER_LAG_SECONDS = Gauge(
    "maillage_consumer_lag_seconds", "Time since the position last moved while events wait, else 0 (seconds).",
    ["groupe", "topic", "partition"], registry=REGISTRY,
)  # fmt: skip
EVENT_AGE = Histogram(
    "maillage_event_age_seconds", "Age of the oldest event of a batch when its effects commit (seconds).",
    ["groupe"], buckets=_SECONDS, registry=REGISTRY,
)  # fmt: skip
BATCH_SIZE = Histogram(
    "maillage_batch_events", "Events in one applied batch.",
    ["groupe"], buckets=(1, 10, 50, 100, 250, 500, 1000, 2000), registry=REGISTRY,
)  # fmt: skip
EVENTS = Counter(
    "maillage_events_total", "Events read, by outcome: applique, perime, ignore, rebut.",
    ["groupe", "issue"], registry=REGISTRY,
)  # fmt: skip
BATCH_RETRIES = Counter(
    "maillage_batch_retries_total",
    "Attempts of a batch that failed and were made again.",
    ["groupe"],
    registry=REGISTRY,
)
FENCED = Counter(
    "maillage_fenced_batches_total", "Batches dropped because another process holds the partition.",
    ["groupe"], registry=REGISTRY,
)  # fmt: skip
BREAKER_OPEN = Gauge(
    "maillage_breaker_open", "1 when a partition is paused by too many dead letters.",
    ["groupe", "topic", "partition"], registry=REGISTRY,
)  # fmt: skip
LOG_REGRESSED = Gauge(
    "maillage_log_regressed", "1 when a topic ends before the position already applied: the broker lost its log.",
    ["groupe", "topic", "partition"], registry=REGISTRY,
)  # fmt: skip
CONSERVATION = Gauge(
    "maillage_conservation_delta", "Offsets passed minus events accounted for; anything but 0 is a loss or a double.",
    ["groupe"], registry=REGISTRY,
)  # fmt: skip
DEAD_LETTERS = Gauge("maillage_dead_letters", "Dead letters not yet replayed.", ["groupe"], registry=REGISTRY)
OUTBOX_DEPTH = Gauge("maillage_outbox_events", "Events waiting for Kafka.", registry=REGISTRY)
OUTBOX_AGE = Gauge(
    "maillage_outbox_oldest_age_seconds", "Age of the oldest event waiting for Kafka (seconds).", registry=REGISTRY
)
RELAYED = Counter("maillage_relayed_events_total", "Events acknowledged by Kafka.", registry=REGISTRY)
RELAY_ERRORS = Counter(
    "maillage_relay_errors_total", "Failed attempts of the relay, by kind of error.", ["erreur"], registry=REGISTRY
)
RELAY_ACTIVE = Gauge("maillage_relay_active", "1 in the process that holds the relay's lock.", registry=REGISTRY)
COPIES_EQUAL = Gauge(
    "maillage_copies_equal", "1 when a copy's last told digest equals its source's.", ["copie"], registry=REGISTRY
)
LOOP_AGE = Gauge(
    "maillage_loop_age_seconds", "Time since a loop last advanced (seconds).", ["boucle"], registry=REGISTRY
)
HTTP_LATENCY = Histogram(
    "maillage_http_request_seconds", "Time to answer an HTTP request (seconds).",
    ["methode", "route", "statut"], buckets=_SECONDS, registry=REGISTRY,
)  # fmt: skip
POOL = Gauge("maillage_pool_connections", "Postgres connections, by use: libre, prise.", ["usage"], registry=REGISTRY)
MAIL_ATTEMPTS = Counter(
    "maillage_mail_attempts_total", "Attempts to send a mail, by how they ended.", ["issue"], registry=REGISTRY
)
MAIL_SECONDS = Histogram(
    "maillage_mail_attempt_seconds", "Length of one attempt to send a mail (seconds).",
    buckets=_SECONDS, registry=REGISTRY,
)  # fmt: skip
MAILS_WAITING = Gauge("maillage_mails_waiting", "Mails due or waiting for another attempt.", registry=REGISTRY)
MAILS_OLDEST_AGE = Gauge(
    "maillage_mails_oldest_age_seconds", "Age of the oldest mail that waits (seconds).", registry=REGISTRY
)
