"""Declaring what a service listens to."""

import pytest

from shared.bus.inbound import Inbound, Kind, ProjectionInconnueError, fact, projection, reaction, state
from shared.contracts.plateforme import EmpreinteV1
from shared.contracts.referentiel import StructureV1


async def rien(_unit: object, _events: object) -> int:
    return 0


STRUCTURES = projection("structures", state(StructureV1), into=rien, tables=["structures"])
SUIVIS = reaction("suivis", state(StructureV1), then=rien)


def test_un_nom_donne_deux_fois_est_refuse_car_il_nomme_le_groupe() -> None:
    with pytest.raises(ValueError, match="structures"):
        Inbound(STRUCTURES, reaction("structures", state(EmpreinteV1), then=rien))


def test_une_projection_sans_table_est_refusee() -> None:
    with pytest.raises(ValueError, match="vide"):
        projection("vide", state(StructureV1), into=rien, tables=[])


def test_un_etat_n_est_pas_un_fait() -> None:
    with pytest.raises(ValueError, match="state"):
        fact(StructureV1)


def test_une_reaction_n_est_jamais_reconstruite() -> None:
    assert SUIVIS.kind is Kind.REACTION
    inbound = Inbound(STRUCTURES, SUIVIS)
    assert inbound.projections() == (STRUCTURES,)
    with pytest.raises(ProjectionInconnueError, match=r"« suivis ».*: structures"):
        inbound.projections("suivis")


def test_une_projection_se_demande_par_son_nom() -> None:
    assert Inbound(STRUCTURES).projections("structures") == (STRUCTURES,)


def test_un_service_sans_projection_le_dit() -> None:
    with pytest.raises(ProjectionInconnueError, match="aucune"):
        Inbound().projections("structures")


def test_un_etat_est_plie() -> None:
    assert state(StructureV1).folded
    assert state(StructureV1).topic is StructureV1.topic
