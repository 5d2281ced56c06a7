"""Files of figures as they come: encodings, ends of lines, separators, and what is no CSV at all."""

import io
from datetime import date
from pathlib import Path

import pytest

from services.usages.domain.lecture import Lecteur
from services.usages.domain.refus import (
    ColonnesInattenduesError,
    FichierIllisibleError,
    FichierNonTexteError,
    FichierVideError,
    LigneTropLongueError,
    SeparateurInattenduError,
)
from services.usages.sources import texte
from services.usages.sources.fichiers import FichierUsages, ouvrir_usages
from tests.samples import finess

ENTETE = b"finess;indicateur;mois;numerateur;denominateur\n"
LIGNE = f"{finess(1)};dmp_alimentation;2026-03;61;100".encode()


async def lus(contenu: bytes):
    """Return the lines read, those set aside, and how many were converted."""
    lecteur = Lecteur(["dmp_alimentation"], date(2026, 11, 1))
    lots = [lot async for lot in FichierUsages("f.csv", io.BytesIO(contenu)).lots(lecteur)]
    lues, ecartees = [x for lot in lots for x in lot.lues], [x for lot in lots for x in lot.ecartees]
    return lues, ecartees, sum(lot.converties for lot in lots)


@pytest.mark.parametrize(
    "contenu",
    [
        ENTETE + LIGNE,
        ENTETE + LIGNE + b"\n",
        b"\xef\xbb\xbf" + ENTETE + LIGNE,
        (ENTETE + LIGNE + b"\n").replace(b"\n", b"\r\n"),
        ENTETE + b"\n\n" + LIGNE + b"\n   \n",
        b'"finess";"indicateur";"mois";"numerateur";"denominateur"\n' + LIGNE,
        ENTETE.upper() + LIGNE,
        b"finess;indicateur;mois;numerateur;denominateur;motif\n" + LIGNE + b";un motif",
    ],
)
async def test_les_facons_d_ecrire_le_meme_fichier(contenu):
    lues, ecartees, converties = await lus(contenu)
    assert ([lue[1] for lue in lues], ecartees, converties) == ([finess(1)], [], 0)


async def test_les_lignes_gardent_leur_numero_par_dela_les_parts_et_les_lignes_vides(monkeypatch):
    monkeypatch.setattr(texte, "_PART", 64)
    lues, _, _ = await lus(ENTETE + b"\n" + b"\n".join([LIGNE] * 50) + b"\n\n" + LIGNE)
    assert [lue[0] for lue in lues] == [*range(3, 53), 54]


async def test_une_ligne_en_windows_1252_est_convertie_et_comptee():
    lues, ecartees, converties = await lus(
        ENTETE + LIGNE + b"\n" + LIGNE.replace(b"dmp_alimentation", "été".encode("cp1252"))
    )
    assert (len(lues), converties) == (1, 1)
    assert (ecartees[0].champ, ecartees[0].valeur) == ("indicateur", "été")


@pytest.mark.parametrize(
    ("contenu", "refus", "mots"),
    [
        (b"", FichierVideError, "aucun octet"),
        (b"\n \n", FichierVideError, "aucune ligne"),
        (ENTETE, FichierVideError, "aucune ligne ne suit"),
        (ENTETE.replace(b";", b",") + LIGNE.replace(b";", b","), SeparateurInattenduError, "une virgule"),
        (ENTETE.replace(b";", b"\t"), SeparateurInattenduError, "une tabulation"),
        (LIGNE, ColonnesInattenduesError, finess(1)),
        (b"finess;mois;indicateur;numerateur;denominateur\n" + LIGNE, ColonnesInattenduesError, "dans cet ordre"),
        (b"\n" + ENTETE + LIGNE, ColonnesInattenduesError, "nommer les colonnes"),
        (b"PK\x03\x04abc", FichierNonTexteError, "classeur"),
        (b"\x1f\x8babc", FichierNonTexteError, "gzip"),
        (("finess;" + "x").encode("utf-16"), FichierNonTexteError, "UTF-16"),
        (b"fin\0ess", FichierNonTexteError, "octets nuls"),
    ],
)
async def test_un_fichier_qui_n_en_est_pas_un_est_refuse_avec_une_phrase(contenu, refus, mots):
    with pytest.raises(refus, match=mots):
        await lus(contenu)


async def test_une_ligne_qui_ne_finit_jamais_est_refusee(monkeypatch):
    monkeypatch.setattr(texte, "LIGNE_MAX", 1_000)
    with pytest.raises(LigneTropLongueError, match="ligne 2"):
        await lus(ENTETE + b"x" * 200_000)


@pytest.mark.parametrize(("nom", "mots"), [("absent.csv", "n’existe pas"), (".", "pas un fichier")])
def test_un_chemin_qui_ne_mene_a_rien_est_refuse(tmp_path: Path, nom: str, mots: str):
    with pytest.raises(FichierIllisibleError, match=mots), ouvrir_usages(tmp_path / nom):
        pass
