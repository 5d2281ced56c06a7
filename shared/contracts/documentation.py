"""`docs/evenements.md`, written from the registry: for the teams that consume our topics."""

from collections.abc import Iterator

from shared.contracts.base import Contract, Nature
from shared.contracts.colonnes import columns
from shared.contracts.registry import Registered, registry
from shared.contracts.topics import Topic

_NATURES = {
    Nature.STATE: "state: full state and version; keep, for each key, the highest version",
    Nature.FACT: "fact: something happened; apply once, by its natural key",
    Nature.DELTA: "delta: a signed amount; apply once, by its natural key",
}
_HEAD = """# Events

Generated from `shared/contracts` by `make contrats`; do not edit.

Events are CloudEvents 1.0 in Kafka binary mode: the envelope is in the headers (`ce_specversion`, `ce_id`, `ce_source`,
`ce_type`, `ce_time`, `ce_subject`, `ce_dataschema`, `content-type`, `correlation_id`, and `traceparent` when a trace is
known), all UTF-8; the value is the JSON of one contract. Delivery is at least once: the same `ce_id` may come again.

- A **state** carries the whole thing and its version. Its topic is compacted: act on the difference between what you
  hold and what you read, never on the type of the event, since compaction may have eaten the one that told it.
- A **fact** is kept for ever and never folded. A **delta** is a signed amount, read as a fact.
- A contract is never edited. A new version is a new type (`….v2`), told beside the old one.
- `<service>.rebut` topics carry the messages that a service could not apply, untouched, with headers `rebut_groupe`,
  `rebut_origine` (topic/partition/offset), `rebut_motif` and `rebut_detail`.

## Topics

| topic | told by | partitions | kept |
|---|---|---|---|
"""


def evenements() -> str:
    """Return the text of docs/evenements.md."""
    return _HEAD + "\n".join(_topics()) + "\n\n## Contracts\n" + "\n".join(_contracts()) + "\n"


def _topics() -> Iterator[str]:
    for topic in Topic:
        teller = "every service" if topic.producer == "plateforme" else f"`{topic.producer}`"
        kept = {"compact": "the last state of each key"}.get(topic.config["cleanup.policy"]) or _retention(topic)
        yield f"| `{topic.nom}` | {teller} | {topic.partitions} | {kept} |"


def _retention(topic: Topic) -> str:
    milliseconds = int(topic.config["retention.ms"])
    return "for ever" if milliseconds < 0 else f"{milliseconds // 86_400_000} days"


def _contracts() -> Iterator[str]:
    by_contract: dict[type[Contract], list[Registered]] = {}
    for entry in registry().values():
        by_contract.setdefault(entry.contract, []).append(entry)
    for contract, entries in sorted(by_contract.items(), key=lambda pair: pair[0].__name__):
        yield f"\n### {contract.__name__}\n\n{(contract.__doc__ or '').strip()}\n"
        yield f"Topic `{contract.topic.nom}`, key `{contract.key}`. {_NATURES[contract.nature].capitalize()}."
        yield f"Schema: `shared/contracts/schemas/{contract.__name__}.json`.\n"
        yield "| event | type | meaning | example |\n|---|---|---|---|"
        for entry in entries:
            link = f"[json](../shared/contracts/examples/{entry.example})"
            yield f"| `{entry.event.title}` | `{entry.full_type}` | {entry.event.summary} | {link} |"
        yield "\n| field | kind | may be null |\n|---|---|---|"
        for column in columns(contract):
            yield f"| `{column.path}` | {column.sql} | {'yes' if column.nullable else 'no'} |"
