"""Contracts as typed columns: every value at its place."""

from datetime import UTC, datetime
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.contracts.colonnes import columns, flatten, names, rows_to_arrays
from shared.contracts.referentiel import AdresseV1, EntiteJuridiqueV1, PointV1, StructureV1
from tests.samples import finess, structure

TEXTE = st.text(max_size=20)
PEUT_ETRE = st.none() | TEXTE
ADRESSES = st.builds(
    AdresseV1, numero=PEUT_ETRE, type_voie=PEUT_ETRE, voie=PEUT_ETRE, complement=PEUT_ETRE, lieu_dit=PEUT_ETRE,
    code_postal=TEXTE, code_commune=st.sampled_from([None, "31555", "2A004"]), commune=TEXTE,
)  # fmt: skip
POINTS = st.builds(PointV1, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
ENTITES = st.builds(
    EntiteJuridiqueV1, finess=st.just(finess(9)), nom=TEXTE, nom_long=TEXTE, siren=PEUT_ETRE, statut_juridique=TEXTE
)
STRUCTURES = st.builds(
    structure, st.integers(1, 999_999), version=st.integers(1, 2**31 - 1), nom=TEXTE, complement_nom=PEUT_ETRE,
    etat=st.sampled_from(["ouverte", "fermee"]), date_ouverture=st.none() | st.dates(),
    departement_deduit=st.booleans(), adresse=ADRESSES, point=st.none() | POINTS,
    telephones=st.lists(TEXTE, max_size=3).map(tuple), entite_juridique=ENTITES,
    constate_le=st.datetimes(timezones=st.just(UTC)),
)  # fmt: skip


@given(STRUCTURES)
def test_chaque_valeur_d_une_structure_est_dans_sa_colonne(une: StructureV1) -> None:
    for colonne, valeur in zip(columns(StructureV1), flatten(une), strict=True):
        assert valeur == reduce(lambda partie, nom: getattr(partie, nom, None), colonne.path.split("."), une)


def test_un_point_absent_laisse_ses_deux_colonnes_nulles() -> None:
    ligne = dict(zip(names(StructureV1), flatten(structure(1, point=None)), strict=True))
    assert (ligne["point_latitude"], ligne["point_longitude"]) == (None, None)


def test_les_champs_imbriques_sont_joints_par_un_souligne() -> None:
    par_nom = {column.name: column for column in columns(StructureV1)}
    assert par_nom["adresse_code_postal"].path == "adresse.code_postal"
    assert (par_nom["telephones"].sql, par_nom["version"].sql) == ("text[]", "integer")
    assert par_nom["constate_le"].sql == "timestamp with time zone"


def test_une_colonne_est_nulle_si_le_champ_ou_sa_partie_peut_l_etre() -> None:
    nulles = {column.name for column in columns(StructureV1) if column.nullable}
    assert {"siret", "adresse_voie", "point_latitude", "entite_juridique_siren"} <= nulles
    assert not {"finess", "adresse_commune", "telephones", "entite_juridique_nom"} & nulles


def test_un_type_sans_colonne_est_refuse_par_son_nom() -> None:

    class Etrange(BaseModel):
        model_config = {"arbitrary_types_allowed": True}
        partie: dict[str, int]

    with pytest.raises(TypeError, match="partie"):
        columns(Etrange)  # type: ignore[arg-type]


def test_les_lignes_deviennent_des_colonnes() -> None:
    assert rows_to_arrays([(1, "a"), (2, "b")]) == [[1, 2], ["a", "b"]]


def test_l_instant_est_garde_a_la_microseconde() -> None:
    instant = datetime(2026, 1, 5, 2, 3, 4, 567_891, tzinfo=UTC)
    assert instant in flatten(structure(1, constate_le=instant))
