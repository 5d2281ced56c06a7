"""What happens overnight in the sample region: a few changes of every kind, for the second daily file."""

from local.region.builder import Builder
from local.region.catalogue import CATEGORIES
from local.region.communes import communes
from local.region.defects import close_site
from local.region.identifiers import siret
from local.region.records import Record

RENAMED, CLOSED, MOVED, RUNG = slice(10, 13), slice(40, 42), 70, slice(100, 102)


def live_one_day(builder: Builder, entities: list[Record], jour: str) -> None:
    """Three renamed, two closed, one transferred, one reopened, two with another telephone, one opened."""
    active = [site for entity in entities for site in entity["ege"] if site["etatObjet"] == "A"]
    closed = [site for entity in entities for site in entity["ege"] if site["etatObjet"] == "I"]
    for site in active[RENAMED]:
        names = site["informationsGeneralesEGE"]
        names["nomEgeLong"] = f"{names['nomEgeLong'].strip()} ET CAUSSES"
        names["nomEgeCourt"] = names["nomEgeLong"][:38]
    for site in active[CLOSED]:
        close_site(site, jour)
    for site in active[RUNG]:
        site["contact"][0]["telecom"]["telephone"] = "0465710000"
    _reopen(closed[0])
    _transfer(entities, active[MOVED])
    builder.add_site(CATEGORIES[3], communes()[0])
    for site in [*active[RENAMED], *active[CLOSED], *active[RUNG], closed[0], active[MOVED]]:
        site["dateDerniereMaj"] = f"{jour} 00:00:00"


def _reopen(site: Record) -> None:
    del site["informationsGeneralesEGE"]["dateFermeture"]
    site["etatObjet"] = "A"


def _transfer(entities: list[Record], moved: Record) -> None:
    """To the largest other legal entity; the SIRET follows the new owner's SIREN."""
    former = next(entity for entity in entities if moved in entity["ege"])
    heir = max((entity for entity in entities if entity is not former), key=lambda entity: len(entity["ege"]))
    former["ege"].remove(moved)
    rank = len(heir["ege"]) + 1
    moved["informationsGeneralesEGE"]["siret"] = siret(heir["informationsGeneralesPMEJ"]["siren"], rank)
    heir["ege"].append(moved)
