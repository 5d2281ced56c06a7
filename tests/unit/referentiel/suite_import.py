"""What an import does, as sentences of the trade: one suite, run in memory and on Postgres."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Protocol

import pytest

from services.referentiel.domain.defauts import CodeDefaut
from services.referentiel.domain.importation import Rapport, Statut
from services.referentiel.domain.structure import Etat, Structure
from tests.samples import finess
from tests.unit.referentiel.documents import adresse, coordonnees, document, ecrire, entite, site, telephone

AUTRE_OG = finess(900_001)


class Annuaire(Protocol):
    """A directory that imports and can be looked into."""

    async def importer(self, chemin: Path, *, simulation: bool = False) -> Rapport: ...

    async def structure(self, finess: str) -> Structure | None: ...


Importer = Callable[..., Awaitable[Rapport]]


class SuiteDeLImport:
    """Subclasses give the fixture `annuaire`."""

    @pytest.fixture
    def importer(self, annuaire: Annuaire, tmp_path: Path) -> Importer:
        async def importer(*entites, genere="2026-01-05T02:00:00Z", simulation=False, **changes):
            chemin = ecrire(tmp_path / "finess.json.gz", document(*entites, genere=genere, **changes))
            return await annuaire.importer(chemin, simulation=simulation)

        return importer

    async def test_le_premier_fichier_ne_fait_que_constater(self, importer):
        rapport = await importer(entite(site(1), site(2, ege={"etatObjet": "I"})))
        assert rapport.statut is Statut.APPLIQUE
        assert rapport.evenements == {"StructureConstatee": 2}

    async def test_le_meme_fichier_une_deuxieme_fois_ne_change_rien(self, importer):
        await importer(entite(site(1), site(2)))
        rapport = await importer(entite(site(1), site(2)), genere="2026-01-06T02:00:00Z")
        assert rapport.statut is Statut.INCHANGE
        assert rapport.changements == []

    async def test_la_date_de_derniere_mise_a_jour_n_est_pas_un_changement(self, importer):
        await importer(entite(site(1)))
        rapport = await importer(entite(site(1, ege={"dateDerniereMaj": "2026-01-05 00:00:00"})))
        assert rapport.statut is Statut.INCHANGE

    async def test_un_blanc_de_remplissage_n_est_pas_un_changement(self, importer):
        await importer(entite(site(1)))
        rapport = await importer(entite(site(1, nomEgeCourt="EHPAD  1   ")))
        assert rapport.statut is Statut.INCHANGE
        assert CodeDefaut.ESPACES_SUPERFLUS in [d.code for d in rapport.defauts]

    async def test_une_structure_renommee_puis_fermee_garde_son_histoire(self, importer, annuaire):
        await importer(entite(site(1)))
        rapport = await importer(entite(site(1, nomEgeCourt="LES LILAS")))
        assert rapport.evenements == {"StructureRenommee": 1}
        rapport = await importer(
            entite(site(1, nomEgeCourt="LES LILAS", dateFermeture="2026-01-01", ege={"etatObjet": "I"}))
        )
        assert rapport.evenements == {"StructureFermee": 1}
        structure = await annuaire.structure(finess(1))
        assert (structure.version, structure.nom, structure.etat) == (3, "LES LILAS", Etat.FERMEE)
        assert structure.date_fermeture == date(2026, 1, 1)
        assert structure.changements == ("etat", "date_fermeture")

    async def test_un_site_nouveau_est_une_ouverture_sauf_s_il_est_deja_ferme(self, importer):
        await importer(entite(site(1)))
        rapport = await importer(entite(site(1), site(2), site(3, ege={"etatObjet": "I"})))
        assert rapport.evenements == {"StructureOuverte": 1, "StructureConstatee": 1}

    async def test_un_site_qui_change_d_entite_et_de_nom_fait_deux_evenements(self, importer):
        await importer(entite(site(1)))
        rapport = await importer(entite(), entite(site(1, nomEgeCourt="LES LILAS"), numero=AUTRE_OG))
        assert [c.evenement for c in rapport.changements] == ["StructureTransferee", "StructureRenommee"]

    async def test_un_site_d_une_autre_region_n_est_pas_pris(self, importer):
        rapport = await importer(entite(site(1), site(2, lieu={"cogCommune": "33063", "codePostal": "31000"})))
        assert rapport.evenements == {"StructureConstatee": 1}

    async def test_un_site_de_la_region_tenu_par_une_entite_d_ailleurs_est_pris(self, importer, annuaire):
        ailleurs = entite(site(1), numero=finess(1, "75"))
        ailleurs["adresse"] = [adresse(usageAdresse="02", cogCommune="75056", codePostal="75001")]
        await importer(ailleurs)
        assert (await annuaire.structure(finess(1))).entite_juridique.finess == finess(1, "75")

    async def test_un_site_qui_quitte_la_region_est_encore_suivi(self, importer, annuaire):
        await importer(entite(site(1)))
        rapport = await importer(entite(site(1, lieu={"cogCommune": "33063", "codePostal": "33000"})))
        assert rapport.evenements == {"StructureModifiee": 1}
        assert (await annuaire.structure(finess(1))).departement == "33"

    async def test_une_commune_inconnue_se_situe_par_le_code_postal(self, importer, annuaire):
        rapport = await importer(entite(site(1, lieu={"cogCommune": "99999", "codePostal": "09330"})))
        structure = await annuaire.structure(finess(1))
        assert (structure.departement, structure.departement_deduit, structure.adresse.code_commune) == (
            "09",
            True,
            None,
        )
        assert [(d.champ, d.valeur, d.repare) for d in rapport.defauts if d.code is CodeDefaut.COMMUNE_INCONNUE] == [
            ("adresse.code_commune", "99999", True)
        ]

    async def test_l_adresse_du_site_est_celle_d_usage_geographique(self, importer, annuaire):
        accueil = adresse(usageAdresse="06", libelleVoie="DE L ACCUEIL", cogCommune="33063")
        rapport = await importer(entite(site(1, ege={"adresse": [accueil, adresse()]})))
        assert (await annuaire.structure(finess(1))).adresse.voie == "DES LILAS"
        assert ("06, 03", True) in [
            (d.valeur, d.repare) for d in rapport.defauts if d.code is CodeDefaut.PLUSIEURS_ADRESSES
        ]

    async def test_un_site_connu_sans_adresse_garde_la_sienne(self, importer, annuaire):
        await importer(entite(site(1)))
        rapport = await importer(entite(site(1, ege={"adresse": []})))
        assert rapport.statut is Statut.INCHANGE
        assert [(d.code, d.repare) for d in rapport.defauts] == [(CodeDefaut.ADRESSE_INUTILISABLE, True)]

    async def test_un_nom_de_voie_abime_par_la_source_est_garde(self, importer, annuaire):
        await importer(entite(site(1, lieu={"libelleVoie": "CATHERINETTE"})))
        rapport = await importer(entite(site(1, lieu={"libelleVoie": "CAEERINETTE"})))
        assert rapport.statut is Statut.INCHANGE
        assert CodeDefaut.VOIE_ALTEREE in [d.code for d in rapport.defauts]

    async def test_des_coordonnees_devenues_inutilisables_effacent_le_point(self, importer, annuaire):
        await importer(entite(site(1)))
        nulles = dict.fromkeys(coordonnees(), "0")
        rapport = await importer(entite(site(1, lieu={"coordonneesGeographique": nulles})))
        assert [(c.evenement, c.champs) for c in rapport.changements] == [("StructureModifiee", ("point",))]
        assert (await annuaire.structure(finess(1))).point is None

    async def test_deux_telephones_dans_un_champ_sont_separes(self, importer, annuaire):
        await importer(entite(site(1, ege={"contact": [telephone("0561000000/0561000001")]})))
        assert (await annuaire.structure(finess(1))).telephones == ("+33561000000", "+33561000001")

    async def test_un_numero_mal_forme_est_liste_sans_etre_pris(self, importer):
        rapport = await importer(entite(site(1), site(2, numero="31000"), site(3, numero="310000000")))
        assert rapport.evenements == {"StructureConstatee": 2}
        assert {("31000", "finess_invalide"), ("310000000", "finess_cle_fausse")} <= {
            (d.finess, d.code.value) for d in rapport.defauts
        }

    async def test_une_structure_absente_du_fichier_garde_son_etat(self, importer, annuaire):
        await importer(entite(*(site(n) for n in range(1, 101))))
        rapport = await importer(entite(*(site(n) for n in range(1, 99))))
        assert rapport.statut is Statut.INCHANGE
        absentes = [d.finess for d in rapport.defauts if d.code is CodeDefaut.ABSENTE_DU_FICHIER]
        assert absentes == sorted([finess(99), finess(100)])
        assert (await annuaire.structure(finess(99))).est_ouverte()

    async def test_plus_de_deux_pour_cent_d_absentes_refuse_le_fichier(self, importer, annuaire):
        await importer(entite(*(site(n) for n in range(1, 101))))
        rapport = await importer(entite(*(site(n, nomEgeCourt="NOUVEAU") for n in range(1, 98))))
        assert rapport.statut is Statut.REFUSE
        assert "3 des 100 structures ouvertes" in rapport.motif
        assert (await annuaire.structure(finess(1))).nom == "EHPAD 1"

    async def test_les_fermees_absentes_ne_comptent_pas_dans_les_deux_pour_cent(self, importer):
        fermees = [site(n, ege={"etatObjet": "I"}) for n in range(50, 100)]
        await importer(entite(site(1), *fermees))
        assert (await importer(entite(site(1)))).statut is Statut.INCHANGE

    async def test_un_refus_en_fin_de_fichier_ne_laisse_rien_derriere_lui(self, importer, annuaire):
        await importer(entite(site(1)))
        rapport = await importer(entite(site(1, nomEgeCourt="LES LILAS"), *(site(n) for n in range(2, 2_500)), site(1)))
        assert rapport.statut is Statut.REFUSE
        assert finess(1) in rapport.motif
        assert await annuaire.structure(finess(2)) is None
        assert (await annuaire.structure(finess(1))).version == 1

    async def test_une_simulation_dit_tout_et_n_enregistre_rien(self, importer, annuaire):
        rapport = await importer(entite(site(1)), simulation=True)
        assert rapport.statut is Statut.SIMULE
        assert rapport.evenements == {"StructureConstatee": 1}
        assert await annuaire.structure(finess(1)) is None

    async def test_un_grand_fichier_passe_par_lots(self, importer, annuaire):
        rapport = await importer(entite(*(site(n) for n in range(1, 2_501))))
        assert rapport.evenements == {"StructureConstatee": 2_500}
        assert Counter(c.finess for c in rapport.changements).most_common(1)[0][1] == 1
