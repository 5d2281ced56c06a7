"""How the file is read, and every reason to refuse it."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.referentiel.domain import refus
from services.referentiel.domain.lecture import SiteLu
from services.referentiel.sources.fichiers import ouvrir_finess
from tests.samples import finess
from tests.unit.referentiel.documents import adresse, coordonnees, document, ecrire, entite, le, site


async def lire(chemin: Path, connues=()) -> list[SiteLu]:
    with ouvrir_finess(chemin) as fichier:
        await fichier.entete()
        return [s async for lot in fichier.lots(connues) for s in lot.sites]


def octets(contenu) -> bytes:
    return json.dumps(contenu).encode()


ENTIER = document(entite(site(1), site(2)))


@pytest.mark.parametrize("nom", ["finess.json", "finess.json.gz"])
async def test_un_fichier_se_lit_compresse_ou_non(tmp_path, nom):
    assert [s.finess for s in await lire(ecrire(tmp_path / nom, ENTIER))] == [finess(1), finess(2)]


async def test_un_fichier_compresse_sans_en_porter_le_nom_se_lit(tmp_path):
    assert len(await lire(ecrire(tmp_path / "finess.json", gzip.compress(octets(ENTIER))))) == 2


async def test_une_marque_d_ordre_des_octets_ne_gene_pas(tmp_path):
    assert len(await lire(ecrire(tmp_path / "finess.json", b"\xef\xbb\xbf" + octets(ENTIER)))) == 2


@pytest.mark.parametrize(
    "ordre",
    [
        ("pmej", "gco", "gcc", "generatedAt", "schemaVersion"),
        ("gco", "generatedAt", "pmej", "schemaVersion", "gcc"),
        ("schemaVersion", "generatedAt", "pmej", "gco", "gcc"),
    ],
)
async def test_l_ordre_des_cles_ne_compte_pas(tmp_path, ordre):
    chemin = ecrire(tmp_path / "finess.json", octets({cle: ENTIER[cle] for cle in ordre}))
    assert len(await lire(chemin)) == 2
    with ouvrir_finess(chemin) as fichier:
        assert (await fichier.entete()).genere_le == le(5)


async def test_un_site_deja_connu_est_lu_ou_qu_il_soit(tmp_path):
    loin = document(entite(site(1, lieu={"cogCommune": "33063"})))
    chemin = ecrire(tmp_path / "f.json", loin)
    assert await lire(chemin) == []
    assert len(await lire(chemin, {finess(1)})) == 1


async def test_l_entete_dit_la_date_et_l_empreinte_du_fichier(tmp_path):
    chemin = ecrire(tmp_path / "f.json", document(entite(site(1)), genere="2026-03-09T15:49:37.615611300Z"))
    with ouvrir_finess(chemin) as fichier:
        entete = await fichier.entete()
    assert entete.genere_le.isoformat() == "2026-03-09T15:49:37.615611+00:00"
    assert len(entete.sha256) == 64


SANS_ETAT = site(1)
del SANS_ETAT["etatObjet"]

REFUS = [
    ("vide", b"", refus.FichierVideError, "aucun octet"),
    ("sans structure", octets(document()), refus.FichierVideError, "aucune structure"),
    ("entites sans site", octets(document(entite())), refus.FichierVideError, "aucune structure"),
    ("json coupé", octets(ENTIER)[:-40], refus.FichierTronqueError, "document JSON"),
    ("json coupé avant les entités", octets(ENTIER)[:30], refus.FichierTronqueError, "document JSON"),
    ("du texte", b"finess;etalab;84;2026-01-05\n", refus.FichierNonJsonError, "JSON valide"),
    ("du html", b"<html>404</html>", refus.FichierNonJsonError, "JSON valide"),
    ("suite parasite", octets(ENTIER) + b"{}", refus.FichierNonJsonError, "JSON valide"),
    ("pas utf-8", octets(ENTIER).replace(b"LILAS", b"LIL\xe9S"), refus.FichierNonJsonError, "JSON valide"),
    ("une liste", b"[1, 2]", refus.FormeInattendueError, "n'est pas un objet"),
    ("un texte", b'"finess"', refus.FormeInattendueError, "n'est pas un objet"),
    ("pmej nul", octets(document(pmej={})), refus.FormeInattendueError, "pmej"),
    ("pmej de nombres", octets(document(pmej=[1])), refus.FormeInattendueError, "pmej"),
    ("gco objet", octets(document(entite(site(1)), gco={})), refus.FormeInattendueError, "gco"),
    ("date", octets(document(entite(site(1)), genere="hier")), refus.FormeInattendueError, "generatedAt"),
    ("ege nul", octets(document(entite(site(1)) | {"ege": None})), refus.FormeInattendueError, "ege"),
    ("nombre", octets(document(entite(site(1, lieu={"codePostal": 31000})))), refus.FormeInattendueError, "codePostal"),
    ("code objet", octets(document(entite(site(1, ege={"etatObjet": {"code": "A"}})))), refus.FormeInattendueError, "etatObjet"),
    ("profond", b'{"gcc":' + b"[" * 500, refus.FormeInattendueError, "imbriqué"),
    ("version", octets(document(entite(site(1)), schemaVersion="v2.0.0")), refus.VersionInconnueError, "v2.0.0"),
    ("sans version", octets(document(entite(site(1)), schemaVersion=None)), refus.ClesManquantesError, "schemaVersion"),
    ("sans gco", octets(document(entite(site(1)), gco=None)), refus.ClesManquantesError, "gco"),
    ("clé de document", octets({"nouveau": 1} | ENTIER), refus.ClesInconnuesError, "nouveau"),
    ("clé après pmej", octets(ENTIER | {"nouveau": 1}), refus.ClesInconnuesError, "nouveau"),
    ("liste après pmej", octets(ENTIER | {"nouveau": [{}]}), refus.ClesInconnuesError, "nouveau"),
    ("clé d'entité", octets(document(entite(site(1)) | {"nouveau": 1})), refus.ClesInconnuesError, "« pmej » : nouveau"),
    ("clé de site", octets(document(entite(site(1, ege={"nouveau": 1})))), refus.ClesInconnuesError, "« ege » : nouveau"),
    ("clé d'adresse", octets(document(entite(site(1, lieu={"nouveau": 1})))), refus.ClesInconnuesError, "« adresse » : nouveau"),
    ("clé d'informations", octets(document(entite(site(1, nouveau="1")))), refus.ClesInconnuesError, "informationsGeneralesEGE"),
    ("site sans état", octets(document(entite(SANS_ETAT))), refus.ClesManquantesError, "« ege » : etatObjet"),
    ("clés de 2025", octets(document({"informationsGeneralesPmej": {}})), refus.ClesManquantesError, "« pmej »"),
    ("groupement", octets(document(entite(site(1)), gco=[{"pmSmsseId": "1"}])), refus.ClesManquantesError, "« gco » : typeGco"),
    ("site deux fois", octets(document(entite(site(1)), entite(site(1), numero=finess(900_001)))), refus.FinessEnDoubleError, finess(1)),
    ("entité deux fois", octets(document(entite(site(1)), entite(site(2)))), refus.FinessEnDoubleError, finess(900_000)),
]  # fmt: skip


@pytest.mark.parametrize("nom", ["finess.json", "finess.json.gz"])
@pytest.mark.parametrize(("contenu", "classe", "extrait"), [r[1:] for r in REFUS], ids=[r[0] for r in REFUS])
async def test_un_fichier_inutilisable_est_refuse_par_son_nom(tmp_path, nom, contenu, classe, extrait):
    with pytest.raises(classe) as erreur:
        await lire(ecrire(tmp_path / nom, contenu))
    assert extrait in str(erreur.value) or classe is refus.FichierVideError


@pytest.mark.parametrize("ote", [1, 4, 8, 20, 200])
async def test_une_archive_coupee_est_refusee(tmp_path, ote):
    chemin = tmp_path / "finess.json.gz"
    chemin.write_bytes(gzip.compress(octets(ENTIER))[:-ote])
    with pytest.raises(refus.FichierTronqueError):
        await lire(chemin)


async def test_une_archive_abimee_est_refusee(tmp_path):
    entiere = bytearray(gzip.compress(octets(ENTIER)))
    entiere[-6] ^= 0xFF
    chemin = tmp_path / "finess.json.gz"
    chemin.write_bytes(entiere)
    with pytest.raises(refus.FichierNonGzipError):
        await lire(chemin)


async def test_un_fichier_nomme_gz_qui_n_en_est_pas_un_est_refuse(tmp_path):
    chemin = tmp_path / "finess.json.gz"
    chemin.write_bytes(octets(ENTIER))
    with pytest.raises(refus.FichierNonGzipError):
        await lire(chemin)


async def test_un_chemin_qui_ne_mene_nulle_part_est_refuse(tmp_path):
    for chemin in (tmp_path / "absent.json", tmp_path):
        with pytest.raises(refus.FichierIllisibleError):
            await lire(chemin)


@pytest.mark.parametrize("cle", ["typeRoleEntiteGroupe", "pmSmsseId"])
async def test_les_groupements_sont_verifies_aussi(tmp_path, cle):
    membre = {"pmSmsseId": "1", "typeRoleEntiteGroupe": "M"}
    gcc = {"gccId": "1", "nomGcc": "GHT", "typeGcc": "001", "gccIdentifiantExterne": "1", "pmejDuGcc": [membre]}
    assert len(await lire(ecrire(tmp_path / "f.json", document(entite(site(1)), gcc=[gcc])))) == 1
    membre[f"{cle}2"] = membre.pop(cle)
    with pytest.raises(refus.ClesInconnuesError):
        await lire(ecrire(tmp_path / "f.json", document(entite(site(1)), gcc=[gcc])))


async def test_une_partie_facultative_nulle_est_absente(tmp_path):
    nu = site(1, lieu={"coordonneesGeographique": None}, ege={"contact": None, "engagement": None})
    (lu,) = await lire(ecrire(tmp_path / "f.json", document(entite(nu))))
    assert (lu.adresses[0].coordonnees, lu.telephones) == (None, ())


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda sous: (
        st.lists(sous, max_size=3)
        | st.dictionaries(
            st.sampled_from(["pmej", "ege", "gcc", "gco", "adresse", "schemaVersion", "etatObjet", "x"]),
            sous,
            max_size=3,
        )
    ),
    max_leaves=8,
)
_lecture = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)


async def _resultat_ou_refus(chemin: Path) -> None:
    try:
        sites = await lire(chemin)
    except refus.ImportRefuseError as erreur:
        assert str(erreur)
    else:
        assert all(isinstance(s, SiteLu) for s in sites)


@_lecture
@given(contenu=st.binary(max_size=200))
async def test_des_octets_quelconques_donnent_un_resultat_ou_un_refus(tmp_path, contenu):
    for chemin in (tmp_path / "f.json", tmp_path / "f.json.gz"):
        chemin.write_bytes(contenu)
        await _resultat_ou_refus(chemin)


@_lecture
@given(contenu=_json)
async def test_un_json_quelconque_donne_un_resultat_ou_un_refus(tmp_path, contenu):
    await _resultat_ou_refus(ecrire(tmp_path / "f.json", octets(contenu)))


@_lecture
@given(data=st.data())
async def test_un_document_abime_quelque_part_donne_un_resultat_ou_un_refus(tmp_path, data):
    abime = json.loads(octets(document(entite(site(1)), gcc=[])))
    noeud = abime
    while isinstance(noeud, dict | list) and noeud:
        cle = data.draw(st.sampled_from(sorted(noeud) if isinstance(noeud, dict) else range(len(noeud))))
        if not isinstance(noeud[cle], dict | list) or not noeud[cle] or data.draw(st.booleans()):
            noeud[cle] = data.draw(_json)
            break
        noeud = noeud[cle]
    await _resultat_ou_refus(ecrire(tmp_path / "f.json", octets(abime)))


@_lecture
@given(data=st.data())
async def test_une_archive_dont_un_octet_change_donne_un_resultat_ou_un_refus(tmp_path, data):
    entiere = bytearray(gzip.compress(octets(ENTIER), mtime=0))
    entiere[data.draw(st.integers(0, len(entiere) - 1))] = data.draw(st.integers(0, 255))
    chemin = tmp_path / "f.json.gz"
    chemin.write_bytes(entiere)
    await _resultat_ou_refus(chemin)


async def test_la_premiere_adresse_sert_quand_aucune_n_est_geographique(tmp_path):
    loin = adresse(usageAdresse="06", cogCommune="33063", coordonneesGeographique=coordonnees())
    sans_03 = document(entite(site(1, ege={"adresse": [adresse(usageAdresse="06"), loin]})))
    assert len(await lire(ecrire(tmp_path / "f.json", sans_03))) == 1


GRAND = document(entite(*(site(n) for n in range(1, 301))))


@pytest.mark.parametrize("retrait", [None, 1])
@pytest.mark.parametrize(
    "ordre",
    [
        ("schemaVersion", "generatedAt", "gcc", "gco", "pmej"),
        ("schemaVersion", "generatedAt", "pmej", "gco", "gcc"),
        ("pmej", "gco", "gcc", "generatedAt", "schemaVersion"),
    ],
)
async def test_un_grand_document_se_lit_en_une_fois_ou_en_deux_selon_l_ordre_de_ses_cles(tmp_path, ordre, retrait):
    texte = json.dumps({cle: GRAND[cle] for cle in ordre}, indent=retrait)
    assert len(await lire(ecrire(tmp_path / "f.json.gz", texte.encode() + b"\n"))) == 300


@pytest.mark.parametrize("suite", [{"nouveau": 1}, {"nouveau": [{"a": 1}]}, {"nouveau": {"pmej": [{}]}}])
async def test_une_cle_inconnue_apres_un_grand_document_est_refusee(tmp_path, suite):
    with pytest.raises(refus.ClesInconnuesError, match="nouveau"):
        await lire(ecrire(tmp_path / "f.json.gz", octets(GRAND | suite)))


async def test_un_grand_document_coupe_est_refuse_ou_qu_il_le_soit(tmp_path):
    entier = octets(GRAND)
    for longueur in range(1, len(entier), 20_011):
        with pytest.raises(refus.FichierTronqueError):
            await lire(ecrire(tmp_path / "f.json.gz", entier[:longueur]))
