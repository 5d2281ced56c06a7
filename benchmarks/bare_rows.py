"""The rows of one deposit, for the bare route: the tables and the events that accompagnement writes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.kernel.ids import uuid7

OUTBOX = (
    "event_id", "topic", "cle", "type", "sujet", "survenu_le", "traceparent", "correlation_id", "entetes", "valeur",
)  # fmt: skip
STATEMENTS = {
    "person": """
        insert into personnes (version, personne, genre, nom, courriel, structure, departements, profil)
        values (1, $1, 'demandeur', $2, $3, $4, '{}', 'demandeur')
    """,
    "number": """
        insert into numerotation as n (annee, dernier) values (2025, 1)
        on conflict (annee) do update set dernier = n.dernier + 1 returning dernier
    """,
    "request": """
        insert into demandes (
            id, numero, version, etat, canal, structure, nom_structure, departement, thematique, texte, demandeur,
            motifs, reponses, deposee_le, mouvement_le
        ) values ($1, $2, 2, 'affectee', 'api', $3, 'EHPAD', '31', 'dmp', $4, $5, '{}', 0, $6, $6)
    """,
    "assignment": """
        insert into affectations (id, demande, intervenant, cause, code, phrase, points, instantane, debut)
        values ($1, $2, $3, 'automatique', 'moins_charge', 'Vous êtes la moins chargée.', 3, $4, $5)
    """,
    "history": """
        insert into demandes_histoire (demande, version, fait, acteur, le)
        values ($1, 1, 'DemandeDeposee', 'demandeur', $2), ($1, 2, 'DemandeAffectee', 'systeme', $2)
    """,
    "load": """
        update charges set version = version + 1, ouvertes = ouvertes + 1, points = points + 3, mesuree_le = $2
        where intervenant = $1
    """,
    "key": """
        insert into cles_de_depot (cle, empreinte, demande, numero, prise_le)
        values ($1, repeat('0', 64), $2, $3, $4)
    """,
}


def outbox_rows(
    *, demande: UUID, personne: UUID, intervenant: str, numero: str, structure: str, now: datetime
) -> Sequence[tuple[Any, ...]]:
    """Return the four events of a deposit: person, deposit, assignment, load."""
    told = (
        ("contact", str(personne), f'{{"personne":"{personne}","nom":"Direction","structure":"{structure}"}}'),
        ("demande", str(demande), f'{{"demande":"{demande}","numero":"{numero}","structure":"{structure}"}}'),
        ("demande", str(demande), f'{{"demande":"{demande}","intervenant":"{intervenant}","numero":"{numero}"}}'),
        ("charge", intervenant, f'{{"intervenant":"{intervenant}","ouvertes":1,"points":3.0}}'),
    )
    return [
        (
            uuid7(), f"accompagnement.{topic}", key.encode(), f"fr.maillage.accompagnement.{topic}.v1", key, now,
            None, key, None, value.ljust(400).encode(),
        )
        for topic, key, value in told
    ]  # fmt: skip
