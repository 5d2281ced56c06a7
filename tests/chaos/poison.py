"""Poison: messages that no consumer can apply, put straight into a topic, and remembered where they fell."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from aiokafka import AIOKafkaProducer, ConsumerRecord
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

from shared.contracts.base import Contract
from shared.contracts.referentiel import StructureV1
from shared.kernel.ids import uuid7
from tests.samples import finess, structure

Headers = Sequence[tuple[str, bytes | None]]
STRUCTURE = "referentiel.structure"


@dataclass(frozen=True, slots=True)
class Dose:
    """One message to inject; `rejected` says whether those who listen to the topic must put it aside as a dead letter."""

    what: str
    key: bytes | None
    value: bytes | None
    headers: Headers
    rejected: bool = True


@dataclass(frozen=True, slots=True)
class Injected:
    """A message that did not come through any outbox, and where it fell. `copy`: a message of the log, told again."""

    what: str
    topic: str
    partition: int
    offset: int
    sha256: str
    rejected: bool
    copy: bool = False


def sha256(value: bytes | None) -> str:
    """Return the hexadecimal digest of a value, `null` for none."""
    return "null" if value is None else hashlib.sha256(value).hexdigest()


def doses(rng: Random, contract: type[Contract] = StructureV1) -> list[Dose]:
    """Return one dose of every kind of poison known, in a random order, under the type of a contract."""
    key = finess(rng.randrange(900_000, 999_000))
    good = structure(finess=key).model_dump_json().encode()
    kind = contract.type_of(contract.types[-1]).encode()
    names = headers(ce_type=kind)
    broken = bytes(rng.randrange(256) for _ in range(rng.randrange(1, 400)))
    values = {
        "octets au hasard": broken,
        "JSON coupé": good[: rng.randrange(1, len(good) - 1)],
        "JSON d'autre chose": b"[1, 2, 3]",
        "JSON très profond": b"[" * 50_000,
        "champ absent": _changed(good, nom=...),
        "valeur hors du domaine": _changed(good, etat="vendue"),
        "entier hors de la base": _changed(good, version=2**40),
        "caractère nul dans un texte": _changed(good, nom="EHPAD\u0000DES LILAS"),
        "nulle": None,
        "vide": b"",
        "énorme": b'{"nom": "' + b"x" * 800_000 + b'"}',
    }
    made = [Dose(what, key.encode(), value, names) for what, value in values.items()]
    made += [
        Dose("clé d'une autre", finess(1).encode(), good, names),
        Dose("clé illisible", b"\xff\xfe\x00", good, names),
        Dose("type inconnu", key.encode(), good, headers(ce_type=b"fr.maillage.referentiel.structure.vendue.v1")),
        Dose("version inconnue", key.encode(), good, headers(ce_type=b"fr.maillage.referentiel.structure.fermee.v9")),
        Dose("type avec un caractère nul", key.encode(), good, headers(ce_type=b"fr.maillage\x00")),
        Dose("type absent", key.encode(), good, headers(ce_type=None)),
        Dose("sans en-tête", key.encode(), good, ()),
        Dose("identifiant absent", key.encode(), good, headers(ce_type=kind, ce_id=None)),
        Dose("en-tête qui n'est pas de l'UTF-8", key.encode(), good, (*names, ("x-origine", b"\xc3\x28"))),
        Dose("nom d'en-tête avec un caractère nul", key.encode(), broken, (*names, ("x\x00y", b"1"))),
        Dose("type connu, non écouté", key.encode(), b"?", headers(ce_type=_IGNORED), rejected=False),
    ]
    rng.shuffle(made)
    return made


_IGNORED = b"fr.maillage.plateforme.empreinte.mesuree.v1"


def headers(**changes: bytes | None) -> Headers:
    """Return the headers of a good event, changed as asked; None leaves one out."""
    kind = StructureV1.types[-1]
    good: dict[str, bytes | None] = {
        "ce_specversion": b"1.0",
        "ce_id": str(uuid7()).encode(),
        "ce_source": b"/chaos",
        "ce_type": StructureV1.type_of(kind).encode(),
        "ce_time": datetime.now(UTC).isoformat().encode(),
        "content-type": b"application/json",
        **changes,
    }
    return [(name, value) for name, value in good.items() if value is not None]


class Syringe:
    """Puts messages into topics of one prefix, and remembers them."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self.injected: list[Injected] = []
        self._bootstrap = bootstrap
        self._prefix = prefix

    async def inject(self, doses: Sequence[Dose], *, topic: str = STRUCTURE, partition: int | None = None) -> None:
        """Put the doses into a topic, in order, each in the partition of its key or in the one given."""
        async with self._producer() as producer:
            for dose in doses:
                sent = await producer.send_and_wait(
                    self._prefix + topic, dose.value, dose.key, partition, headers=list(dose.headers)
                )
                self._remember(dose.what, topic, sent.partition, sent.offset, dose.value, rejected=dose.rejected)

    async def tell_again(self, records: Sequence[ConsumerRecord[bytes, bytes]]) -> None:
        """Put messages of the log again at its end, unchanged, in their partitions."""
        async with self._producer() as producer:
            for r in records:
                sent = await producer.send_and_wait(r.topic, r.value, r.key, r.partition, headers=list(r.headers))
                topic = r.topic.removeprefix(self._prefix)
                self._remember("redite", topic, sent.partition, sent.offset, r.value, rejected=False, copy=True)

    async def inject_illegible_header_name(self, partition: int) -> None:
        """Put a message whose header's *name* is no UTF-8, which no client library of ours would write."""
        async with self._producer() as producer:
            batch = producer.create_batch()
            batch._builder = _DefaultRecordBatchBuilderPy(2, 0, 0, -1, -1, 0, 1 << 20)
            now = int(datetime.now(UTC).timestamp() * 1000)
            batch.append(timestamp=now, key=b"k", value=b"v", headers=[(_Illegible("x"), b"1")])
            batch.close()
            sent = await (await producer.send_batch(batch, self._prefix + STRUCTURE, partition=partition))
        # What no client can decode is kept without its value: the message itself stays in the log.
        self._remember("nom d'en-tête illisible", STRUCTURE, partition, sent.offset, None, rejected=True)

    def _producer(self) -> AIOKafkaProducer:
        return AIOKafkaProducer(bootstrap_servers=self._bootstrap, acks="all", max_request_size=4 << 20)

    def _remember(
        self, what: str, topic: str, partition: int, offset: int, value: bytes | None, *,
        rejected: bool, copy: bool = False,
    ) -> None:  # fmt: skip
        self.injected.append(Injected(what, topic, partition, offset, sha256(value), rejected, copy))


class _Illegible(str):
    """A text whose bytes are no UTF-8."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        """Return bytes that cannot be decoded."""
        return b"\xff\xfe"


def _changed(value: bytes, **changes: object) -> bytes:
    document = {**json.loads(value), **changes}
    return json.dumps({k: v for k, v in document.items() if v is not ...}).encode()
