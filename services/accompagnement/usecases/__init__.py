"""The table of contents: all that accompagnement can do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from services.accompagnement.usecases.lectures import (
    FicheDemande,
    IntervenantVu,
    StructureVue,
    Suivi,
    Theme,
)
from services.accompagnement.usecases.lectures_equipe import (
    AbsenceVue,
    AccueilAnimateur,
    Coordination,
    LogicielVu,
    StructureAccompagnee,
)
from services.accompagnement.usecases.lire_boite import LireBoite
from services.accompagnement.usecases.ordres import (
    Affecter,
    AnnulerAbsence,
    DeclarerAbsence,
    DeclarerDui,
    DeposerDemande,
    EcrireDansLeFil,
    FaireAvancer,
    ImporterIntervenants,
    OrdreParLien,
    OrdreSurDemande,
    OublierDemandeur,
    Refuser,
    Resoudre,
    Verifier,
)
from shared.kernel.copies import CopieDeStructure
from shared.kernel.identite import Identite


@dataclass(frozen=True, kw_only=True)
class Accompagnement:
    """All that the service can do. Every order and question about a request checks role and territory itself."""

    # Orders
    deposer_demande: DeposerDemande
    affecter: Affecter
    prendre_en_charge: OrdreSurDemande
    repondre: EcrireDansLeFil
    noter: EcrireDansLeFil
    resoudre: Resoudre
    cloturer: OrdreSurDemande
    cloturer_par_lien: OrdreParLien
    refuser: Refuser
    annuler: OrdreSurDemande
    annuler_par_lien: OrdreParLien
    declarer_absence: DeclarerAbsence
    annuler_absence: AnnulerAbsence
    declarer_dui: DeclarerDui
    importer_intervenants: ImporterIntervenants
    oublier_demandeur: OublierDemandeur

    # What time asks for, and what is checked
    cloturer_silencieuses: FaireAvancer
    oublier_cles: FaireAvancer
    oublier_demandeurs: FaireAvancer
    mesurer_capacites: FaireAvancer
    verifier_charge: Verifier

    # Questions
    lire_boite: LireBoite
    compter_a_prendre: Callable[[Identite], Awaitable[int]]
    lire_demande: Callable[[UUID, Identite], Awaitable[FicheDemande]]
    lire_suivi: Callable[[str], Awaitable[Suivi]]
    lire_coordination: Callable[[Identite], Awaitable[Coordination]]
    lire_accueil: Callable[[Identite], Awaitable[AccueilAnimateur]]
    lire_absences: Callable[[Identite], Awaitable[tuple[AbsenceVue, ...]]]
    lire_intervenants: Callable[[Identite], Awaitable[tuple[IntervenantVu, ...]]]
    lire_themes: Callable[[], Awaitable[tuple[Theme, ...]]]
    lire_logiciels: Callable[[], Awaitable[tuple[LogicielVu, ...]]]
    lire_structure: Callable[[str], Awaitable[StructureVue]]
    chercher_structures: Callable[[str], Awaitable[tuple[StructureVue, ...]]]
    lire_structure_accompagnee: Callable[[str, Identite], Awaitable[StructureAccompagnee]]
    lire_copie: Callable[[str], Awaitable[CopieDeStructure | None]]
    sujets_de_flux: Callable[[Identite], Awaitable[tuple[str, ...]]]
