"""Open or closed: what the state code and the closing date say together."""

from datetime import date

from services.referentiel.domain.defauts import CodeDefaut, Releve
from services.referentiel.domain.reparations.textes import nettoyer
from services.referentiel.domain.structure import Etat

_ACTIF, _INACTIF = "A", "I"


def lire_etat(releve: Releve, code: str | None, date_fermeture: date | None, *, le: date, connu: Etat | None) -> Etat:
    """Return the state on the day of the file.

    Closed when the code says so (I) or when the closing date has come; the two are written down when they disagree.
    """
    lu = nettoyer(code or "").upper()
    fermee_par_la_date = date_fermeture is not None and date_fermeture <= le
    if lu == _INACTIF:
        _noter_desaccord(releve, date_fermeture, fermee_par_la_date=fermee_par_la_date)
        return Etat.FERMEE
    if lu != _ACTIF:
        releve.noter(CodeDefaut.ETAT_INCONNU, "etat", code or "", repare=connu is not None)
        return Etat.FERMEE if fermee_par_la_date else connu or Etat.OUVERTE
    if fermee_par_la_date:
        valeur = f"{_ACTIF}, fermeture le {date_fermeture}"
        releve.noter(CodeDefaut.ETAT_CONTRADICTOIRE, "etat", valeur, repare=True)
        return Etat.FERMEE
    return Etat.OUVERTE


def _noter_desaccord(releve: Releve, date_fermeture: date | None, *, fermee_par_la_date: bool) -> None:
    if date_fermeture is None:
        releve.noter(CodeDefaut.FERMETURE_SANS_DATE, "date_fermeture", "", repare=False)
    elif not fermee_par_la_date:
        valeur = f"{_INACTIF}, fermeture le {date_fermeture}"
        releve.noter(CodeDefaut.ETAT_CONTRADICTOIRE, "etat", valeur, repare=True)
