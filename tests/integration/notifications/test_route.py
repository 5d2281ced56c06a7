"""From the real log to the real mail server, through a real worker: told twice, in disorder, rebuilt, killed, erased."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.notifications.bootstrap import worker_parts
from shared.bus.rebuild import rewind
from shared.contracts.accompagnement import DemandeAffecteeV1, DemandeDeposeeV1
from shared.contracts.intervenants import ContactV1
from shared.settings import ROOT
from tests.integration.bus.kafka import Message, produce, told
from tests.integration.bus.running import running_worker, until
from tests.integration.notifications.conftest import ADRESSE, CLES, SERVICE
from tests.integration.notifications.facteur import Facteur
from tests.messages import headers_of
from tests.platform import Platform, Servers, platform_of
from tests.samples import finess

MAINTENANT = datetime.now(UTC)


@pytest.fixture(scope="module")
async def seul(servers: Servers) -> AsyncIterator[Platform]:
    """Give a platform that has the one service notifications."""
    async with platform_of(servers, [SERVICE]) as made:
        yield made


@pytest.fixture
async def pool(seul: Platform) -> AsyncIterator[asyncpg.Pool]:
    async with seul.pool(SERVICE) as opened:
        yield opened


def environnement(facteur: Facteur, **others: str) -> dict[str, str]:
    return {
        "MAILLAGE_CLES": json.dumps(CLES), "MAILLAGE_ADRESSE": ADRESSE, "MAILLAGE_SMTP_PORT": str(facteur.port),
        "MAILLAGE_ENVOI_TOUR_SECONDES": "0.1", "MAILLAGE_ENVOI_INTERVALLE_SECONDES": "1",
        "MAILLAGE_SMTP_DELAI_SECONDES": "2", "MAILLAGE_SMTP_ESSAI_SECONDES": "2", "MAILLAGE_ENVOI_BAIL_SECONDES": "3",
        **others,
    }  # fmt: skip


def contact(personne: UUID, version: int = 1, **changes: Any) -> ContactV1:
    values: dict[str, Any] = {
        "version": version, "personne": personne, "genre": "demandeur", "nom": "Demandeur 1",
        "courriel": f"d-{personne.hex[-6:]}@maillage.invalid", "sujet": None, "structure": finess(1),
        "departements": (), "profil": "demandeur",
    }  # fmt: skip
    return ContactV1(**{**values, **changes})


def deposee(demandeur: UUID, demande: UUID | None = None) -> DemandeDeposeeV1:
    return DemandeDeposeeV1(
        demande=demande or uuid4(), numero="DA-2026-00042", canal="formulaire", structure=finess(1), departement="31",
        thematique="dmp", demandeur=demandeur, deposee_le=MAINTENANT, version=1,
    )  # fmt: skip


def affectee(demande: UUID, demandeur: UUID, intervenant: UUID) -> DemandeAffecteeV1:
    return DemandeAffecteeV1(
        demande=demande, numero="DA-2026-00042", structure=finess(1), departement="31", thematique="dmp",
        demandeur=demandeur, affectation=uuid4(), intervenant=intervenant, cause="automatique",
        explication="seul_present", points=3, affectee_le=MAINTENANT, version=2,
    )  # fmt: skip


def effacement(personne: UUID) -> Message:
    """Return the tombstone of a contact."""
    headers = headers_of(contact(personne), "ContactEfface")
    return Message(None, str(personne).encode(), headers, None, "accompagnement.contact")


async def recus(facteur: Facteur, nombre: int) -> None:
    async def arrives() -> bool:
        return len(facteur.recus) >= nombre

    await until(arrives, 20)


def compte(pool: asyncpg.Pool, question: str, attendu: object) -> Callable[[], Awaitable[bool]]:
    async def juste() -> bool:
        return bool(await pool.fetchval(question) == attendu)

    return juste


async def test_du_journal_au_courriel_dans_le_desordre_et_en_double_puis_reconstruit(
    seul: Platform, pool: asyncpg.Pool, facteur: Facteur
) -> None:
    demandeur, intervenant, demande = uuid4(), uuid4(), uuid4()
    double = told(deposee(demandeur, demande), "DemandeDeposee", ce_id=str(uuid4()).encode())
    async with running_worker(seul, SERVICE, **environnement(facteur)):
        await produce(seul, [double, double, told(affectee(demande, demandeur, intervenant), "DemandeAffectee")])
        await until(compte(pool, "select count(*) from livraisons where motif = 'contact_inconnu'", 2), 20)
        assert facteur.recus == []
        animateur = contact(intervenant, genre="intervenant", profil="animateur", structure=None, departements=("31",))
        await produce(
            seul, [told(contact(demandeur), "ContactEnregistre"), told(animateur, "ContactEnregistre"), double]
        )
        await recus(facteur, 2)
        sujets = sorted(str(mail["Subject"]) for mail in facteur.recus)
        assert sujets == ["Nouvelle demande DA-2026-00042", "Votre demande DA-2026-00042 est bien arrivée"]

        parts = worker_parts(pool)
        settings = seul.settings(SERVICE)
        await rewind(pool, settings, parts.inbound, None)
        await until(compte(pool, "select count(*) from contacts", 2), 20)
        await until(compte(pool, "select etat from demandes_suivies", "affectee"), 20)
        await asyncio.sleep(0.5)
        assert len(facteur.recus) == 2
        assert await pool.fetchval("select count(*) from messages") == 2
        assert [ecart for controle in parts.controles for ecart in await controle.verifier()] == []


async def test_une_personne_effacee_disparait_et_n_est_plus_prevenue(
    seul: Platform, pool: asyncpg.Pool, facteur: Facteur
) -> None:
    demandeur = uuid4()
    async with running_worker(seul, SERVICE, **environnement(facteur)):
        await produce(seul, [told(contact(demandeur), "ContactEnregistre")])
        held = f"select count(*) from contacts where personne = '{demandeur}'"
        await until(compte(pool, held, 1), 20)
        await produce(seul, [effacement(demandeur)])
        await until(compte(pool, held, 0), 20)
        await until(compte(pool, f"select true from personnes_effacees where personne = '{demandeur}'", True), 20)
        await produce(seul, [told(deposee(demandeur), "DemandeDeposee")])
        etat = (
            "select l.motif from livraisons l join messages m on m.id = l.message "
            f"where m.destinataire = '{demandeur}' and l.etat = 'annulee'"
        )
        await until(compte(pool, etat, "personne_effacee"), 20)
        assert facteur.recus == []


async def test_un_ouvrier_tue_pendant_l_envoi_est_remplace_et_le_message_garde_son_identite(
    seul: Platform, pool: asyncpg.Pool, facteur: Facteur
) -> None:
    demandeur = uuid4()
    environment = seul.environment(**environnement(facteur, MAILLAGE_JOURNAL="ERROR"))
    facteur.humeurs, facteur.lenteur = ["lent"], 1.5
    mort = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.notifications.worker", env=environment, cwd=ROOT
    )
    try:
        await produce(seul, [told(contact(demandeur), "ContactEnregistre"), told(deposee(demandeur), "DemandeDeposee")])
        etat = (
            f"select l.etat from livraisons l join messages m on m.id = l.message where m.destinataire = '{demandeur}'"
        )
        await until(compte(pool, etat, "en_cours"), 30)

        async def en_plein_dialogue() -> bool:
            return facteur.humeurs == []

        await until(en_plein_dialogue, 10)
    finally:
        os.kill(mort.pid, signal.SIGKILL)
        await mort.wait()
    async with running_worker(seul, SERVICE, **environnement(facteur)):
        await recus(facteur, 1)
        await until(compte(pool, etat, "envoyee"), 20)
    issues = await pool.fetch(
        "select issue from essais e join messages m on m.id = e.message where m.destinataire = $1 order by rang",
        demandeur,
    )
    assert [row["issue"] for row in issues][-1] == "acceptee"
    assert "interrompue" in {row["issue"] for row in issues}
    assert len(set(facteur.message_ids())) == 1
