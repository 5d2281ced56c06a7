"""The digest: the same rows, in any order, and nothing else."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.colonnes import flatten, names
from shared.contracts.empreinte import Digest
from shared.contracts.intervenants import ChargeMesureeV1
from shared.contracts.referentiel import StructureV1
from tests.samples import structure
from tests.unit.shared.test_colonnes import STRUCTURES


def empreinte(structures: Iterable[StructureV1]) -> Digest:
    return Digest().plus(StructureV1, [flatten(une) for une in structures])


@given(st.lists(STRUCTURES, max_size=5), st.randoms())
def test_l_ordre_des_lignes_ne_compte_pas(structures: list[StructureV1], hasard: st.DataObject) -> None:
    melangees = list(structures)
    hasard.shuffle(melangees)  # type: ignore[attr-defined]
    assert empreinte(structures) == empreinte(melangees)


@given(st.lists(STRUCTURES, min_size=1, max_size=4), st.integers(0, 4))
def test_l_empreinte_se_calcule_par_morceaux(structures: list[StructureV1], coupe: int) -> None:
    debut, fin = structures[:coupe], structures[coupe:]
    en_deux = empreinte(debut).plus(StructureV1, [flatten(une) for une in fin])
    assert en_deux == empreinte(structures)


def test_une_ligne_en_double_change_l_empreinte() -> None:
    une, double = empreinte([structure(1)]), empreinte([structure(1), structure(1)])
    assert (une.nombre, double.nombre) == (1, 2)
    assert len({une.hexadecimal, double.hexadecimal, empreinte([structure(1)] * 3).hexadecimal}) == 3


@given(st.sampled_from(range(len(names(StructureV1)))))
def test_un_seul_champ_change_change_l_empreinte(rang: int) -> None:
    ligne = flatten(structure(1))
    autre = (*ligne[:rang], "autre", *ligne[rang + 1 :])
    assert Digest().plus(StructureV1, [ligne]) != Digest().plus(StructureV1, [autre])


def test_deux_champs_echanges_changent_l_empreinte() -> None:
    une = structure(1, nom="A", nom_long="B")
    assert empreinte([une]) != empreinte([structure(1, nom="B", nom_long="A")])


def test_rien_a_une_empreinte_nulle_de_trente_deux_chiffres() -> None:
    assert Digest().hexadecimal == "0" * 32
    assert len(empreinte([structure(1)]).hexadecimal) == 32


def test_un_identifiant_tel_que_le_pilote_le_rend_a_la_meme_empreinte_que_celui_du_contrat() -> None:
    class UuidDuPilote(UUID):
        """Like the driver's: a subclass."""

    texte = "0193a7c2-5b7e-7d10-9a51-3f0c1d2e4c03"
    charge = ChargeMesureeV1(
        intervenant=UUID(texte), profil="animateur", departements=("31",), ouvertes=1, points=3.0, capacite=14.0,
        mesuree_le=datetime(2026, 3, 2, tzinfo=UTC), version=1,
    )  # fmt: skip
    ligne = flatten(charge)
    du_pilote = [UuidDuPilote(texte) if valeur == UUID(texte) else valeur for valeur in ligne]
    assert Digest().plus(ChargeMesureeV1, [ligne]) == Digest().plus(ChargeMesureeV1, [du_pilote])
