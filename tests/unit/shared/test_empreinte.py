"""The digest: the same rows, in any order, and nothing else."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.colonnes import flatten, names
from shared.contracts.empreinte import Digest
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
