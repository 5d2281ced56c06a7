"""Structures for tests, and hypothesis strategies of them."""

from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from services.referentiel.domain.structure import Adresse, EntiteJuridique, Etat, Point, Structure
from tests.samples import finess
from tests.unit.referentiel.documents import OG, le

TOULOUSE = Adresse("1", "R", "DES LILAS", None, None, "31000", "31555", "TOULOUSE")
ENTITE = EntiteJuridique(OG, "OG", "ORGANISME GESTIONNAIRE", "123456789", "60")
AUTRE_ENTITE = EntiteJuridique(finess(900_001), "AUTRE OG", "AUTRE ORGANISME", "987654321", "61")


def structure(**changes: Any) -> Structure:
    """Return a structure at its first version, changed as asked."""
    connue = Structure(
        finess=finess(1), nom="EHPAD 1", nom_long="EHPAD NUMERO 1", complement_nom=None, categorie="500", siret=None,
        etat=Etat.OUVERTE, date_ouverture=date(2001, 2, 3), date_autorisation=None, date_fermeture=None,
        departement="31", departement_deduit=False, adresse=TOULOUSE, point=Point(43.6, 1.44),
        telephones=("+33561000000",), entite_juridique=ENTITE, constate_le=le(5), version=1,
    )  # fmt: skip
    return replace(connue, **changes)


def lue(**changes: Any) -> Structure:
    """Return the same structure as the next file shows it, changed as asked."""
    return structure(**{"version": 0, "constate_le": le(6), **changes})


_mots = st.sampled_from(["A", "B", "C"])
_jours = st.none() | st.sampled_from([date(2001, 2, 3), date(2025, 1, 1)])


@st.composite
def structures(draw: st.DrawFn) -> Structure:
    """Draw a structure out of few values, so that two often have some in common."""
    return lue(
        nom=draw(_mots), nom_long=draw(_mots), complement_nom=draw(st.none() | _mots), categorie=draw(_mots),
        siret=draw(st.none() | st.just("12345678900012")), etat=draw(st.sampled_from(Etat)),
        date_ouverture=draw(_jours), date_fermeture=draw(_jours), departement=draw(st.sampled_from(["31", "81"])),
        adresse=replace(TOULOUSE, voie=draw(_mots), commune=draw(_mots)),
        point=draw(st.none() | st.sampled_from([Point(43.6, 1.44), Point(43.9, 2.1)])),
        telephones=draw(st.sampled_from([(), ("+33561000000",)])),
        entite_juridique=replace(draw(st.sampled_from([ENTITE, AUTRE_ENTITE])), nom=draw(_mots)),
    )  # fmt: skip
