"""Bearer tokens: only what the provider signed, for us, now, is believed."""

import base64
import hmac
import json
from collections.abc import Callable
from typing import Literal

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from shared.kernel.identite import Role
from shared.web.cles import FournisseurInjoignableError
from shared.web.jetons import TAILLE_MAX, JetonInvalideError
from shared.web.oidc import Fournisseur
from tests.unit.shared.web.fournisseur import FauxFournisseur, Horloge, reglages

Attaque = Callable[[FauxFournisseur], str]


@pytest.fixture
def faux() -> FauxFournisseur:
    return FauxFournisseur(Horloge())


@pytest.fixture
def fournisseur(faux: FauxFournisseur) -> Fournisseur:
    return Fournisseur(reglages(), httpx.AsyncClient(transport=faux.transport), faux.horloge)


def _a_la_main(faux: FauxFournisseur, alg: str, signer: Callable[[bytes], bytes]) -> str:
    """Make what no honest library makes."""
    parts = ({"alg": alg, "kid": "a"}, faux.revendications())
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    signature = base64.urlsafe_b64encode(signer(".".join(texts).encode())).rstrip(b"=").decode()
    return ".".join([*texts, signature])


def _sans_signature(faux: FauxFournisseur, alg: str = "none") -> str:
    return _a_la_main(faux, alg, lambda _: b"")


def _hs256_avec_la_cle_publique(faux: FauxFournisseur, encoding: Literal["PEM", "DER"] = "PEM") -> str:
    public = faux.cles["a"].as_bytes(encoding=encoding, private=False)
    return _a_la_main(faux, "HS256", lambda text: hmac.digest(public, text, "sha256"))


def _signature_changee(faux: FauxFournisseur) -> str:
    start, _, signature = faux.signer().rpartition(".")
    return f"{start}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def _contenu_change(faux: FauxFournisseur) -> str:
    header, _, signature = faux.signer().split(".")
    _, payload, _ = faux.signer(role="coordination").split(".")
    return f"{header}.{payload}.{signature}"


ATTAQUES: dict[str, Attaque] = {
    "alg none": _sans_signature,
    "alg None": lambda f: _sans_signature(f, "None"),
    "HS256 signé de la clé publique (PEM)": _hs256_avec_la_cle_publique,
    "HS256 signé de la clé publique (DER)": lambda f: _hs256_avec_la_cle_publique(f, "DER"),
    "algorithme hors de la liste": lambda f: f.signer(alg="RS512"),
    "clé d'un autre": lambda f: f.signer(cle=RSAKey.generate_key(2048)),
    "clé jamais publiée": lambda f: f.signer(kid="z", cle=RSAKey.generate_key(2048)),
    "ES256 sous le nom d'une clé RSA": lambda f: f.signer(alg="ES256", cle=ECKey.generate_key("P-256")),
    "signature changée": _signature_changee,
    "contenu changé": _contenu_change,
    "autre émetteur": lambda f: f.signer(iss="https://ailleurs.essai"),
    "émetteur absent": lambda f: f.signer(iss=None),
    "autre destinataire": lambda f: f.signer(aud="autre-api"),
    "jeton d'identité, fait pour la page": lambda f: f.signer(aud="maillage"),
    "destinataire absent": lambda f: f.signer(aud=None),
    "expiré": lambda f: f.signer(exp=int(f.horloge.now().timestamp()) - 31),
    "sans expiration": lambda f: f.signer(exp=None),
    "expiration illisible": lambda f: f.signer(exp="demain"),
    "pas encore valable": lambda f: f.signer(nbf=int(f.horloge.now().timestamp()) + 31),
    "sans sujet": lambda f: f.signer(sub=None),
    "sujet vide": lambda f: f.signer(sub=""),
    "sans rôle": lambda f: f.signer(role=None),
    "rôle inconnu": lambda f: f.signer(role="administrateur"),
    "deux rôles": lambda f: f.signer(role=["animateur", "coordination"]),
    "département inventé": lambda f: f.signer(departements=["31", "99"]),
    "départements illisibles": lambda f: f.signer(departements={"31": True}),
    "trop long": lambda f: f.signer(jti="x" * TAILLE_MAX),
    "pas un jeton": lambda _: "bonjour",
    "pas même de l'ASCII": lambda _: "é.é.é",
    "vide": lambda _: "",
}


@pytest.mark.parametrize("attaque", ATTAQUES)
async def test_est_refuse(fournisseur: Fournisseur, faux: FauxFournisseur, attaque: str) -> None:
    with pytest.raises(JetonInvalideError) as refus:
        await fournisseur.porteur(ATTAQUES[attaque](faux))
    assert str(refus.value) == JetonInvalideError.message, "one sentence for all: the reason helps only who forges"


async def test_un_bon_jeton_dit_qui_parle(fournisseur: Fournisseur, faux: FauxFournisseur) -> None:
    identite = await fournisseur.porteur(faux.signer())
    assert (identite.sujet, identite.role, identite.departements) == ("animateur-31-1", Role.ANIMATEUR, {"31"})


@pytest.mark.parametrize(
    "changes", [{"departements": "31, 32"}, {"departements": "31 32"}, {"departements": ["31", "32"]}]
)
async def test_les_departements_s_ecrivent_de_plusieurs_facons(
    fournisseur: Fournisseur, faux: FauxFournisseur, changes: dict[str, object]
) -> None:
    assert (await fournisseur.porteur(faux.signer(**changes))).departements == {"31", "32"}


async def test_un_role_parmi_d_autres_qui_ne_sont_pas_les_notres_est_trouve(
    fournisseur: Fournisseur, faux: FauxFournisseur
) -> None:
    jeton = faux.signer(role=["offline_access", "coordination", "autre"], departements=None)
    assert (await fournisseur.porteur(jeton)).role is Role.COORDINATION


async def test_une_petite_difference_d_horloge_est_toleree(fournisseur: Fournisseur, faux: FauxFournisseur) -> None:
    now = int(faux.horloge.now().timestamp())
    await fournisseur.porteur(faux.signer(nbf=now + 20))
    await fournisseur.porteur(faux.signer(exp=now - 20))


async def test_une_cle_elliptique_convient(fournisseur: Fournisseur, faux: FauxFournisseur) -> None:
    faux.cles["e"] = ECKey.generate_key("P-256")
    await fournisseur.porteur(faux.signer(kid="e", alg="ES256"))


async def test_sans_identifiant_la_seule_cle_sert_et_deux_cles_seraient_un_choix(
    fournisseur: Fournisseur, faux: FauxFournisseur
) -> None:
    await fournisseur.porteur(faux.signer(kid=None))
    faux.cles["b"] = RSAKey.generate_key(2048)
    faux.horloge.avancer(hours=2)
    with pytest.raises(JetonInvalideError):
        await fournisseur.porteur(faux.signer(kid=None))


async def test_une_cle_nouvelle_est_lue_et_l_ancienne_oubliee(fournisseur: Fournisseur, faux: FauxFournisseur) -> None:
    ancien = faux.signer()
    await fournisseur.porteur(ancien)
    faux.cles = {"b": RSAKey.generate_key(2048)}
    faux.horloge.avancer(seconds=31)
    await fournisseur.porteur(faux.signer(kid="b"))
    with pytest.raises(JetonInvalideError):
        await fournisseur.porteur(ancien)


async def test_des_cles_inconnues_en_rafale_ne_font_pas_relire_a_chaque_fois(
    fournisseur: Fournisseur, faux: FauxFournisseur
) -> None:
    autre = RSAKey.generate_key(2048)
    for n in range(20):
        with pytest.raises(JetonInvalideError):
            await fournisseur.porteur(faux.signer(kid=f"z{n}", cle=autre))
    assert faux.appels.count("/jwks") == 1
    faux.horloge.avancer(seconds=31)
    with pytest.raises(JetonInvalideError):
        await fournisseur.porteur(faux.signer(kid="z", cle=autre))
    assert faux.appels.count("/jwks") == 2


async def test_les_cles_sont_gardees_quand_le_fournisseur_est_arrete(
    fournisseur: Fournisseur, faux: FauxFournisseur
) -> None:
    await fournisseur.porteur(faux.signer())
    faux.en_panne = True
    faux.horloge.avancer(hours=5)
    await fournisseur.porteur(faux.signer())
    with pytest.raises(JetonInvalideError):
        await fournisseur.porteur(faux.signer(kid="z", cle=RSAKey.generate_key(2048)))


async def test_sans_cle_jamais_lue_on_ne_sait_pas_et_l_on_reessaie_bientot(
    fournisseur: Fournisseur, faux: FauxFournisseur
) -> None:
    faux.en_panne = True
    with pytest.raises(FournisseurInjoignableError):
        await fournisseur.porteur(faux.signer())
    faux.en_panne = False
    faux.horloge.avancer(seconds=6)
    await fournisseur.porteur(faux.signer())


async def test_un_fournisseur_qui_annonce_un_autre_nom_n_est_pas_cru(
    fournisseur: Fournisseur, faux: FauxFournisseur
) -> None:
    faux.annonce = {"issuer": "https://ailleurs.essai"}
    with pytest.raises(FournisseurInjoignableError):
        await fournisseur.porteur(faux.signer())


async def test_une_cle_secrete_publiee_par_erreur_ne_sert_pas_a_verifier(
    fournisseur: Fournisseur, faux: FauxFournisseur
) -> None:
    faux.cles["s"] = OctKey.generate_key(256)
    with pytest.raises(JetonInvalideError):
        await fournisseur.porteur(faux.signer(kid="s", alg="HS256"))
    await fournisseur.porteur(faux.signer())
