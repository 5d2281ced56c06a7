"""The events that the figures carry: states of made-up structures, about 1 kB each, as the relay would send them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, TypeVar

from shared.bus.relay import headers_of
from shared.contracts.colonnes import flatten
from shared.contracts.empreinte import Digest
from shared.contracts.referentiel import AdresseV1, EntiteJuridiqueV1, PointV1, StructureV1
from shared.kernel.finess import cle_luhn
from shared.kernel.ids import uuid7

EVENT = "StructureConstatee"
FULL_TYPE = "fr.maillage.referentiel.structure.constatee.v1"
_SEEN = datetime(2026, 1, 5, 2, tzinfo=UTC)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Message:
    """One message, ready for a producer."""

    key: bytes
    value: bytes
    headers: list[tuple[str, bytes | None]]


def states(keys: int, versions: int = 1) -> Iterator[StructureV1]:
    """Yield every version of so many structures: all the firsts, then all the seconds…"""
    for version in range(1, versions + 1):
        for n in range(keys):
            yield structure(n, version)


def structure(n: int, version: int) -> StructureV1:
    """Return the n-th structure at a version. There are a million of them for each département."""
    start = f"{31 + n // 1_000_000:02d}{n % 1_000_000:06d}"
    return StructureV1(
        version=version,
        finess=f"{start}{cle_luhn(start)}",
        nom=f"EHPAD LES TILLEULS {n} V{version}",
        nom_long=f"ETABLISSEMENT D'HEBERGEMENT POUR PERSONNES AGEES DEPENDANTES LES TILLEULS {n}",
        complement_nom="RESIDENCE DU PARC",
        categorie="500",
        siret="26310012500016",
        etat="ouverte",
        date_ouverture=date(1987, 3, 1),
        date_autorisation=date(1986, 12, 15),
        date_fermeture=None,
        departement=start[:2],
        departement_deduit=False,
        adresse=AdresseV1(
            numero=str(n % 300), type_voie="AV", voie="DU GENERAL LECLERC DE HAUTECLOCQUE", complement="BATIMENT B",
            lieu_dit=None, code_postal="31000", code_commune="31555", commune="TOULOUSE",
        ),
        point=PointV1(latitude=43.6 + (n % 1000) / 10_000, longitude=1.44 + (n % 777) / 10_000),
        telephones=("+33561000000", "+33561000001"),
        entite_juridique=EntiteJuridiqueV1(
            finess="310000009", nom="ASSOCIATION LES TILLEULS", nom_long="ASSOCIATION DE GESTION DES RESIDENCES",
            siren="263100125", statut_juridique="60",
        ),
        constate_le=_SEEN,
        changements=() if version == 1 else ("nom",),
    )  # fmt: skip


def message(state: StructureV1) -> Message:
    """Return the message of a state, with the headers of the relay."""
    event_id = str(uuid7())
    row: Any = {
        "entetes": None, "event_id": event_id, "type": FULL_TYPE, "survenu_le": _SEEN, "sujet": state.finess,
        "correlation_id": event_id, "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }  # fmt: skip
    return Message(state.finess.encode(), state.model_dump_json().encode(), headers_of(row, "referentiel"))


def digest_of(final: Iterable[StructureV1]) -> Digest:
    """Return the digest of a table that holds these states."""
    return Digest().plus(StructureV1, (flatten(state) for state in final))


def chunks(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the items by so many."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
