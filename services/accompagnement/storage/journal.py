"""What a unit has to say at its end: facts to tell, loads to measure, open pages to wake."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from services.accompagnement.domain.deploiement import DuiDeploye
from services.accompagnement.domain.faits import Fait
from services.accompagnement.domain.intervenant import ChargeMesuree, ContactEfface, ContactEnregistre

Dit = Fait | ContactEnregistre | ContactEfface | ChargeMesuree | DuiDeploye
"""All that this service tells."""


@dataclass(slots=True)
class Journal:
    """Filled by the repositories of one transaction, emptied by its unit before the commit."""

    faits: list[Dit] = field(default_factory=list)
    a_mesurer: set[UUID] = field(default_factory=set)
    tenues: set[UUID] = field(default_factory=set)
    signaux: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def raconter(self, *faits: Dit) -> None:
        """Add facts to tell."""
        self.faits.extend(faits)

    def mesurer(self, *personnes: UUID) -> None:
        """Add people whose load may have moved."""
        self.a_mesurer.update(personnes)

    def tenir(self, personne: UUID) -> None:
        """Note that a statement of this transaction holds somebody's load until its end."""
        self.tenues.add(personne)

    def vider(self) -> None:
        """Forget all that was said."""
        self.faits.clear()
        self.a_mesurer.clear()
        self.signaux.clear()

    def prevenir(self, evenement: str, *sujets: str) -> None:
        """Add subjects whose open pages must look again."""
        self.signaux[evenement].update(sujets)
