"""What may happen to a structure. Each fact holds the whole state at its version; the difference is `champs`."""

from dataclasses import dataclass

from services.referentiel.domain.structure import Structure


@dataclass(frozen=True, slots=True)
class FaitDeStructure:
    """Something happened to a structure."""

    structure: Structure

    @property
    def champs(self) -> tuple[str, ...]:
        """Return the fields that differ from the version before."""
        return self.structure.changements

    @property
    def nom(self) -> str:
        """Return the name of the fact, such as `StructureRenommee`."""
        return type(self).__name__


@dataclass(frozen=True, slots=True)
class StructureConstatee(FaitDeStructure):
    """First sight of a site, which is not news: first load, or a site met when already closed."""


@dataclass(frozen=True, slots=True)
class StructureOuverte(FaitDeStructure):
    """An open site appeared since the previous file."""


@dataclass(frozen=True, slots=True)
class StructureRenommee(FaitDeStructure):
    """The site has another name."""


@dataclass(frozen=True, slots=True)
class StructureFermee(FaitDeStructure):
    """The site closed."""


@dataclass(frozen=True, slots=True)
class StructureRouverte(FaitDeStructure):
    """A closed site is open again."""


@dataclass(frozen=True, slots=True)
class StructureTransferee(FaitDeStructure):
    """The site belongs to another legal entity."""


@dataclass(frozen=True, slots=True)
class StructureModifiee(FaitDeStructure):
    """Other fields changed."""


Fait = (
    StructureConstatee
    | StructureOuverte
    | StructureRenommee
    | StructureFermee
    | StructureRouverte
    | StructureTransferee
    | StructureModifiee
)
"""Every fact of the directory."""
