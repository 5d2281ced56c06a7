"""Draws the legal entities and sites of the sample region from the catalogue, always the same for one seed."""

import random

from local.region.catalogue import CATEGORIES, Categorie, Gestion
from local.region.communes import PARIS, Commune, communes, departements
from local.region.identifiers import Numbers, siret
from local.region.records import Identity, Record, address, legal_entity, site
from local.region.words import ASSOCIATIONS, COMPANIES, FOUNDATION, PLACES

# How often a site "of mixed management" is run by its own public body, an association, a company, the local hospital.
MIXED = (("public", 45), ("association", 30), ("company", 15), ("hospital", 10))


class Builder:
    """Collects `pmej` records; sites are added to the entity that runs them."""

    def __init__(self, seed: int) -> None:
        """The same seed gives the same region."""
        self._chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
        self._numbers = Numbers(self._chance)
        self._entities: dict[str, Record] = {}
        self._technique = 0

    def build(self) -> list[Record]:
        """All legal entities with their sites."""
        for categorie in CATEGORIES:
            for rank in range(categorie.sites):
                self.add_site(categorie, self._commune(rank))
        return self.entities

    @property
    def entities(self) -> list[Record]:
        """All legal entities so far, with their sites."""
        return list(self._entities.values())

    def add_site(self, categorie: Categorie, commune: Commune) -> Record:
        """One more site, run by whom its category says."""
        name = f"{categorie.sigle} {self._chance.choice(PLACES)}"
        owner = self._owner(categorie, commune, name)
        siren = owner["informationsGeneralesPMEJ"]["siren"]
        identity = self._identity(commune, name, siret(siren, len(owner["ege"]) + 1))
        record = site(identity, categorie.code, address(commune, self._chance), self._numbers.telephone())
        owner["ege"].append(record)
        return record

    def _commune(self, rank: int) -> Commune:
        """The first sites of a category go to one département each, the next ones anywhere."""
        if rank < len(departements()):
            wanted = departements()[rank]
            return self._chance.choice([commune for commune in communes() if commune.departement == wanted])
        return self._chance.choice(communes())

    def _owner(self, categorie: Categorie, commune: Commune, name: str) -> Record:
        if categorie.gestion is Gestion.ASSOCIATION:
            return self._association(commune)
        if categorie.gestion is Gestion.HOPITAL:
            return self._entity(name, categorie.statut, commune, key=f"CH {commune.departement}")
        if categorie.gestion is Gestion.MIXTE:
            return self._mixed(categorie, commune, name)
        return self._entity(name, categorie.statut, commune, key=f"{name} {commune.insee}")

    def _mixed(self, categorie: Categorie, commune: Commune, name: str) -> Record:
        (kind,) = self._chance.choices([kind for kind, _ in MIXED], [weight for _, weight in MIXED])
        if kind == "association":
            return self._association(commune)
        if kind == "company":
            return self._entity(self._chance.choice(COMPANIES), "95", commune)
        if kind == "hospital":
            return self._entities[f"CH {commune.departement}"]
        if categorie.statut == "17":
            return self._entity(f"CCAS DE {commune.acheminement}", "17", commune)
        return self._entity(name, categorie.statut, commune, key=f"{name} {commune.insee}")

    def _association(self, commune: Commune) -> Record:
        """A few large ones, many small ones; the foundation's head office is outside the region."""
        if self._chance.random() < 0.06:  # noqa: PLR2004
            return self._entity(FOUNDATION, "63", PARIS)
        rank = min(int(self._chance.expovariate(0.3)), len(ASSOCIATIONS) - 1)
        return self._entity(ASSOCIATIONS[rank], "61" if rank == 0 else "60", commune)

    def _entity(self, name: str, statut: str, commune: Commune, *, key: str = "") -> Record:
        """The legal entity of that key (its name by default), made when it is first needed."""
        key = key or name
        if key not in self._entities:
            identity = self._identity(commune, name, self._numbers.siren())
            self._entities[key] = legal_entity(identity, statut, address(commune, self._chance))
        return self._entities[key]

    def _identity(self, commune: Commune, name: str, insee: str) -> Identity:
        self._technique += 1
        depuis = f"{self._chance.randrange(1965, 2025)}-{self._chance.randrange(1, 13):02d}-01"
        finess = self._numbers.finess(commune.departement)
        return Identity(technique=self._technique, finess=finess, nom=name, insee=insee, depuis=depuis)
