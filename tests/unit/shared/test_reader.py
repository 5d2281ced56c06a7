"""Reading one message: an event, one left aside, or a rejection with its reason; never an exception."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus.inbound import Received, state
from shared.bus.reader import IGNORED, Ignored, Reader, Rejected
from shared.contracts.intervenants import ContactV1
from shared.contracts.referentiel import StructureV1
from tests.messages import foreign_type, headers_of, record
from tests.samples import structure

READER = Reader(state(StructureV1))
BONNE = structure(1)
VALEUR = BONNE.model_dump_json().encode()
CLE = BONNE.finess.encode()
TYPE = b"fr.maillage.referentiel.structure.constatee.v1"


def lire(valeur: bytes | None = VALEUR, cle: bytes | None = CLE, **entetes: bytes | None) -> Any:
    return READER.read(record(valeur, key=cle, headers=headers_of(BONNE, "StructureConstatee", **entetes)))


def test_un_evenement_juste_est_lu_avec_son_enveloppe() -> None:
    lu = lire(ce_id=b"7", traceparent=b"00-" + b"1" * 32 + b"-" + b"2" * 16 + b"-01", correlation_id=b"c")
    assert isinstance(lu, Received)
    assert (lu.data, lu.event_id, lu.type) == (BONNE, "7", TYPE.decode())
    assert lu.time.tzinfo is not None
    assert lu.trace == ("00-" + "1" * 32 + "-" + "2" * 16 + "-01", "c")


@pytest.mark.parametrize(
    ("motif", "message"),
    [
        ("entete_illisible", {"autre": b"\xff"}),
        ("entete_absent", {"ce_type": None}),
        ("entete_absent", {"ce_id": None}),
        ("entete_absent", {"ce_id": b""}),
        ("entete_absent", {"ce_time": None}),
        ("type_inconnu", {"ce_type": b"fr.maillage.referentiel.structure.constatee.v2"}),
        ("type_inconnu", {"ce_type": b""}),
        ("type_inconnu", {"ce_type": b"a\x00b" * 500}),
        ("valeur_vide", {"valeur": None}),
        ("valeur_vide", {"valeur": b""}),
        ("valeur_invalide", {"valeur": b"\xff\xfe"}),
        ("valeur_invalide", {"valeur": b"{"}),
        ("valeur_invalide", {"valeur": b"null"}),
        ("valeur_invalide", {"valeur": b"[" * 5_000}),
        ("valeur_invalide", {"valeur": b"NaN"}),
        ("valeur_invalide", {"valeur": VALEUR.replace(b'"version":1', b'"version":0')}),
        ("valeur_invalide", {"valeur": VALEUR.replace(b'"ouverte"', b'"entrouverte"')}),
        ("valeur_invalide", {"valeur": VALEUR.replace(b'"latitude":43.6', b'"latitude":91')}),
        ("cle_fausse", {"cle": None}),
        ("cle_fausse", {"cle": b"\xff"}),
        ("cle_fausse", {"cle": b"310000000"}),
    ],
)
def test_chaque_poison_a_son_motif(motif: str, message: dict[str, Any]) -> None:
    refuse = lire(**message)
    assert isinstance(refuse, Rejected)
    assert refuse.reason == motif
    assert len(refuse.detail) < 500


def test_un_en_tete_nul_est_comme_absent() -> None:
    assert isinstance(lire(autre=None), Received)


def test_un_champ_de_demain_ne_gene_pas() -> None:
    assert isinstance(lire(VALEUR[:-1] + b',"nouveau":{"a":[1]}}'), Received)


def test_un_type_du_registre_que_l_on_n_ecoute_pas_est_laisse() -> None:
    assert lire(ce_type=foreign_type(StructureV1).encode(), valeur=None) is IGNORED


def test_le_detail_ne_montre_jamais_le_contenu() -> None:
    refuse = lire(VALEUR.replace(b'"ouverte"', b'"SECRET"').replace(b'"departement":"31"', b'"departement":"SECRET"'))
    assert refuse.reason == "valeur_invalide"
    assert "SECRET" not in refuse.detail


ENTETES = st.lists(
    st.tuples(
        st.sampled_from(["ce_id", "ce_type", "ce_time", "traceparent"]) | st.text(max_size=5),
        st.none() | st.binary(max_size=20) | st.just(TYPE),
    ),
    max_size=6,
)


@given(st.none() | st.binary(max_size=50) | st.just(VALEUR), st.none() | st.binary(max_size=9) | st.just(CLE), ENTETES)
def test_lire_ne_leve_jamais(valeur: bytes | None, cle: bytes | None, entetes: list[tuple[str, bytes | None]]) -> None:
    assert isinstance(READER.read(record(valeur, key=cle, headers=entetes)), Received | Rejected | Ignored)


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda v: st.lists(v, max_size=3))


@given(st.sampled_from(sorted(StructureV1.model_fields)), JSON)
def test_un_champ_quelconque_est_accepte_ou_refuse(champ: str, valeur: object) -> None:
    document = json.dumps({**BONNE.model_dump(mode="json"), champ: valeur}).encode()
    assert isinstance(lire(document), Received | Rejected)


EFFACE = {"ce_id": b"7", "ce_time": b"2026-03-02T08:15:00+00:00"}


def test_une_valeur_nulle_efface_l_etat_d_un_contrat_effacable() -> None:
    entetes = {**EFFACE, "ce_type": b"fr.maillage.accompagnement.contact.efface.v1"}
    lu = Reader(state(ContactV1)).read(record(None, key=b"p-1", headers=list(entetes.items())))
    assert isinstance(lu, Received)
    assert (lu.erased, lu.key) == (True, "p-1")
    with pytest.raises(ValueError, match="p-1"):
        assert lu.data


def test_une_valeur_nulle_sans_cle_ou_d_un_contrat_qui_ne_s_efface_pas_est_un_rebut() -> None:
    entetes = [*EFFACE.items(), ("ce_type", b"fr.maillage.accompagnement.contact.efface.v1")]
    assert Reader(state(ContactV1)).read(record(None, key=None, headers=entetes)).reason == "valeur_vide"
    assert lire(valeur=None).reason == "valeur_vide"
