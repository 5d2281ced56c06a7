"""The directory in memory: the same use case without Postgres."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from services.referentiel.domain.defauts import Defaut
from services.referentiel.domain.faits import Fait
from services.referentiel.domain.importation import LigneDuJournal, Rapport, Statut
from services.referentiel.domain.refus import ImportDejaEnCoursError, ImportRefuseError
from services.referentiel.domain.structure import Etat, Structure
from services.referentiel.sources.fichiers import ouvrir_finess
from services.referentiel.sources.projection import lambert93_vers_wgs84
from services.referentiel.usecases.importer_finess import Ordre, importer_finess
from shared.kernel.ids import uuid7
from tests.unit.referentiel.documents import le


class UniteEnMemoire:
    """The repositories, in dictionaries; `transaction` copies them back when an import is refused."""

    def __init__(self) -> None:
        self.connues: dict[str, Structure] = {}
        self.faits: list[Fait] = []
        self.releves: list[Defaut] = []
        self.journal: list[LigneDuJournal] = []
        self.prise = False

    @property
    def structures(self) -> "UniteEnMemoire":
        return self

    @property
    def defauts(self) -> "UniteEnMemoire":
        return self

    @property
    def imports(self) -> "UniteEnMemoire":
        return self

    async def etats(self) -> Mapping[str, Etat]:
        return {finess: structure.etat for finess, structure in self.connues.items()}

    async def charger(self, numeros: Sequence[str]) -> Mapping[str, Structure]:
        return {numero: self.connues[numero] for numero in numeros if numero in self.connues}

    async def enregistrer(self, faits: Sequence[Fait], *, import_id: UUID, le: datetime) -> None:
        self.faits += faits
        self.connues.update((fait.structure.finess, fait.structure) for fait in faits)

    async def remplacer(self, defauts: Sequence[Defaut], *, import_id: UUID) -> None:
        self.releves = list(defauts)

    async def reserver(self) -> None:
        if self.prise:
            raise ImportDejaEnCoursError

    async def consigner(self, ligne: LigneDuJournal) -> None:
        self.journal.append(ligne)

    async def importer(self, chemin: Path, *, simulation: bool = False) -> Rapport:
        """Import a file as bootstrap does, all or nothing."""
        garde = dict(self.connues), list(self.faits), list(self.releves), list(self.journal)
        ordre = Ordre(id=uuid7(), debut=le(7), simulation=simulation)
        try:
            with ouvrir_finess(chemin) as fichier:
                return await importer_finess(
                    self, fichier, ordre, projeter=lambert93_vers_wgs84, maintenant=lambda: le(7), suivi=lambda _: None
                )
        except ImportRefuseError as refus:
            self.connues, self.faits, self.releves, self.journal = garde
            return Rapport(chemin.name, Statut.REFUSE, str(refus))

    async def structure(self, finess: str) -> Structure | None:
        """Return what the directory holds of a structure."""
        return self.connues.get(finess)
