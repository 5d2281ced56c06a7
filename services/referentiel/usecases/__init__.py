"""The table of contents: all that the directory can do."""

from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from services.referentiel.domain.importation import Rapport
from services.referentiel.usecases.importer_finess import Suivi
from services.referentiel.usecases.lectures import Lectures


class ImporterFiness(Protocol):
    """Import a file of the national register in one transaction."""

    def __call__(self, chemin: Path, *, simulation: bool = False, suivi: Suivi | None = None) -> Awaitable[Rapport]:
        """Return the report; a refusal is a report too, with its reason."""


@dataclass(frozen=True, kw_only=True)
class Referentiel(Lectures):
    """All that the service can do: answer the questions of its pages, and import."""

    importer_finess: ImporterFiness
