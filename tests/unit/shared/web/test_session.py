"""The session's cookie: nobody else can make, read or lengthen one."""

from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.responses import Response

from shared.settings import ReglageInvalideError
from shared.web.authentification import authentification_de
from shared.web.session import Coffret, Sessions
from tests.identites import ANIMATEUR_31, COORDINATION
from tests.unit.shared.web.fournisseur import CLE, Horloge, lisible, reglages

ANCIENNE = "une clé d'avant, tout aussi longue que l'autre"


def _sessions(*cles: str, horloge: Horloge | None = None, secure: bool = False) -> Sessions:
    return Sessions(cles or (CLE,), duree=timedelta(hours=8), secure=secure, clock=horloge or Horloge())


def _requete(name: str, value: str) -> Request:
    return Request({"type": "http", "headers": [(b"cookie", f"{name}={value}".encode("latin-1"))]})


def _lue(sessions: Sessions, value: str, name: str = "maillage") -> object:
    return sessions.lire(_requete(name, value))


def test_une_session_dit_qui_l_a_ouverte_a_tout_service_qui_a_la_cle() -> None:
    _, value = _sessions().cookie(ANIMATEUR_31)
    assert _lue(_sessions(), value) == ANIMATEUR_31
    assert "animateur" not in value
    assert not lisible(value)


@pytest.mark.parametrize("place", [0, 10, 40, -5])
def test_une_session_changee_d_un_caractere_ne_vaut_rien(place: int) -> None:
    _, value = _sessions().cookie(ANIMATEUR_31)
    letters = list(value)
    letters[place] = "A" if letters[place] != "A" else "B"
    assert _lue(_sessions(), "".join(letters)) is None


@pytest.mark.parametrize("value", ["", "x", "é", "gAAAA", "A" * 5000, "=" * 10])
def test_un_cookie_qui_n_est_pas_de_nous_ne_vaut_rien(value: str) -> None:
    assert _lue(_sessions(), value) is None


def test_une_session_finit_et_ne_se_prolonge_pas() -> None:
    horloge = Horloge()
    sessions = _sessions(horloge=horloge)
    _, value = sessions.cookie(ANIMATEUR_31)
    horloge.avancer(hours=7, minutes=59)
    assert _lue(sessions, value) == ANIMATEUR_31
    horloge.avancer(minutes=2)
    assert _lue(sessions, value) is None


def test_une_cle_nouvelle_ne_deconnecte_personne_puis_l_ancienne_s_oublie() -> None:
    _, value = _sessions(ANCIENNE).cookie(ANIMATEUR_31)
    assert _lue(_sessions(CLE, ANCIENNE), value) == ANIMATEUR_31
    assert _lue(_sessions(CLE), value) is None
    _, neuve = _sessions(CLE, ANCIENNE).cookie(COORDINATION)
    assert _lue(_sessions(CLE), neuve) == COORDINATION


def test_un_cookie_d_un_autre_usage_n_ouvre_pas_de_session() -> None:
    autre = Coffret([CLE], usage="connexion", duree=timedelta(hours=8), secure=False, clock=Horloge())
    assert (
        _lue(_sessions(), autre.chiffrer({"sujet": "x", "nom": "x", "role": "coordination", "departements": []}))
        is None
    )


def test_un_role_qui_n_existe_plus_deconnecte() -> None:
    sessions = _sessions()
    contenu: dict[str, object] = {"sujet": "x", "nom": "x", "role": "ministre", "departements": []}
    assert _lue(sessions, sessions.coffret.chiffrer(contenu)) is None


@pytest.mark.parametrize(("secure", "name"), [(True, "__Host-maillage"), (False, "maillage")])
def test_le_cookie_est_ferme_aux_scripts_et_aux_autres_sites(*, secure: bool, name: str) -> None:
    response = Response()
    _sessions(secure=secure).ouvrir(response, ANIMATEUR_31)
    told = response.headers["set-cookie"]
    assert told.startswith(f"{name}=")
    assert all(words in told for words in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=28800"))
    assert ("Secure" in told) is secure
    assert "Domain" not in told


@pytest.mark.parametrize("cles", [[], ["courte"], [CLE, "courte"]])
async def test_des_cles_qui_ne_protegent_rien_empechent_de_demarrer(cles: list[str]) -> None:
    with pytest.raises(ReglageInvalideError, match="MAILLAGE_CLES"):
        async with authentification_de(reglages(cles=cles)):
            pass
