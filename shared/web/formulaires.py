"""What a form shows again after a refusal: all that was typed, and each error at its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.kernel.errors import Refusal


@dataclass(frozen=True)
class Formulaire:
    """The values of a form as typed, and a French sentence for each field that does not do.

    Templates read it through the macros of `composants/champs.html`.
    """

    valeurs: Mapping[str, str] = field(default_factory=dict)
    erreurs: Mapping[str, str] = field(default_factory=dict)

    def valeur(self, nom: str) -> str:
        """Return what was typed in a field, the empty text when nothing was."""
        return self.valeurs.get(nom, "")

    def erreur(self, nom: str) -> str:
        """Return what is wrong with a field, the empty text when nothing is."""
        return self.erreurs.get(nom, "")

    def avec(self, erreurs: Mapping[str, str]) -> "Formulaire":
        """Return the same values with more errors; the first error told of a field stays."""
        return Formulaire(self.valeurs, {**erreurs, **self.erreurs})

    def refuse(self, refus: Refusal, champ: str, phrase: str = "") -> "Formulaire":
        """Return the same values with a refusal told at the field it names (its field `champ`), else at `champ`.

        `phrase` is what people read there, the refusal's own sentence without it.
        """
        nomme = refus.fields.get("champ")
        return self.avec({nomme if isinstance(nomme, str) and nomme else champ: phrase or str(refus)})
