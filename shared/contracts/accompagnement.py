"""What the support team promises about requests: each step that one takes, told once, with ids and codes only."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, PositiveInt

from shared.contracts.base import CodeDepartement, CodeFiness, EventType, Fact
from shared.contracts.topics import Topic

NumeroDeDemande = Annotated[
    str, Field(pattern=r"^DA-[0-9]{4}-[0-9]{5,}$", description="Number that people say: `DA-2026-00042`.")
]
CodeThematique = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]{1,39}$", description="Code of a topic of support, such as `dmp` or `msp`.")
]
Canal = Literal["formulaire", "api"]
MotifDeQualification = Literal[
    "structure_inconnue", "hors_region", "thematique_autre", "aucun_candidat", "doublon_suspecte"
]
Issue = Literal["aide_apportee", "oriente_service", "oriente_partenaire", "pas_d_aide"]
VersionDeDemande = Annotated[PositiveInt, Field(description="Version of the request after this step.")]


class DemandeDeposeeV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEMANDE,
    key="demande",
    types=(EventType("demande.deposee", "DemandeDeposee", "A structure asks for support, or somebody for it."),),
):
    """A request came in. Its words stay with the service that holds them."""

    demande: UUID
    numero: NumeroDeDemande
    canal: Canal
    structure: Annotated[CodeFiness | None, Field(description="Null when the directory does not know the structure.")]
    departement: CodeDepartement | None
    thematique: CodeThematique
    demandeur: Annotated[UUID, Field(description="Person of `accompagnement.contact` who asks.")]
    deposee_le: AwareDatetime
    version: VersionDeDemande


class DemandeAQualifierV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEMANDE,
    key="demande",
    types=(EventType("demande.a-qualifier", "DemandeAQualifier", "No rule could assign it: the coordination looks."),),
):
    """A request waits for the coordination, with the reasons."""

    demande: UUID
    numero: NumeroDeDemande
    structure: CodeFiness | None
    departement: CodeDepartement | None
    motifs: tuple[MotifDeQualification, ...]
    le: AwareDatetime
    version: VersionDeDemande


class DemandeAffecteeV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEMANDE,
    key="demande",
    types=(EventType("demande.affectee", "DemandeAffectee", "One person is asked to answer for the request."),),
):
    """A request has its principal; why is told by a code, in words by the service."""

    demande: UUID
    numero: NumeroDeDemande
    structure: CodeFiness | None
    departement: CodeDepartement | None
    thematique: CodeThematique
    demandeur: UUID
    affectation: UUID
    intervenant: Annotated[UUID, Field(description="Person of `accompagnement.contact` who is asked.")]
    cause: Literal["automatique", "manuelle"]
    explication: Literal[
        "interlocuteur_habituel", "moins_charge", "seul_present", "choix_de_la_coordination", "initiative", "releve"
    ]
    points: Annotated[float, Field(ge=0, description="Weight of the request in the person's load.")]
    affectee_le: AwareDatetime
    version: VersionDeDemande


class DemandePriseEnChargeV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEMANDE,
    key="demande",
    types=(EventType("demande.prise-en-charge", "DemandePriseEnCharge", "Somebody answers for it from now on."),),
):
    """The principal took the request: the clock of the first answer stops here."""

    demande: UUID
    numero: NumeroDeDemande
    structure: CodeFiness | None
    demandeur: UUID
    intervenant: UUID
    prise_en_charge_le: AwareDatetime
    version: VersionDeDemande


class DemandeRepondueV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEMANDE,
    key="demande",
    types=(EventType("demande.repondue", "DemandeRepondue", "The principal wrote to the structure."),),
):
    """An answer waits for the structure behind its tracking link."""

    demande: UUID
    numero: NumeroDeDemande
    structure: CodeFiness | None
    demandeur: UUID
    intervenant: UUID
    message: Annotated[UUID, Field(description="Id of the answer; its words stay with the service.")]
    repondue_le: AwareDatetime
    version: VersionDeDemande


class DemandeResolueV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEMANDE,
    key="demande",
    types=(EventType("demande.resolue", "DemandeResolue", "The principal says that the request is answered."),),
):
    """A request is resolved; the structure may confirm."""

    demande: UUID
    numero: NumeroDeDemande
    structure: CodeFiness | None
    demandeur: UUID
    intervenant: UUID
    issue: Issue
    resolue_le: AwareDatetime
    version: VersionDeDemande


class DemandeClotureeV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEMANDE,
    key="demande",
    types=(EventType("demande.cloturee", "DemandeCloturee", "The request is over."),),
):
    """A resolved request is closed: by the structure, by its principal, or by silent consent."""

    demande: UUID
    numero: NumeroDeDemande
    structure: CodeFiness | None
    demandeur: UUID
    intervenant: UUID
    cause: Literal["confirmee", "principal", "silence"]
    cloturee_le: AwareDatetime
    version: VersionDeDemande


class DemandeRefuseeV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEMANDE,
    key="demande",
    types=(EventType("demande.refusee", "DemandeRefusee", "The request is not ours: where to go is said."),),
):
    """A request that waited for qualification is refused, with an orientation that the structure reads."""

    demande: UUID
    numero: NumeroDeDemande
    structure: CodeFiness | None
    demandeur: UUID
    motif: Literal["hors_perimetre", "hors_region", "grand_public", "doublon"]
    refusee_le: AwareDatetime
    version: VersionDeDemande


class DemandeAnnuleeV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEMANDE,
    key="demande",
    types=(EventType("demande.annulee", "DemandeAnnulee", "The request is withdrawn."),),
):
    """A request is withdrawn before it was resolved."""

    demande: UUID
    numero: NumeroDeDemande
    structure: CodeFiness | None
    demandeur: UUID
    intervenant: UUID | None
    par: Literal["demandeur", "coordination"]
    annulee_le: AwareDatetime
    version: VersionDeDemande


class DemandeSignaleeV1(
    Fact,
    topic=Topic.ACCOMPAGNEMENT_DEMANDE,
    key="demande",
    types=(EventType("demande.signalee", "DemandeSignalee", "Something happened around an open request."),),
):
    """The structure of an open request closed: whoever answers for the request must know."""

    demande: UUID
    numero: NumeroDeDemande
    structure: CodeFiness
    intervenant: Annotated[UUID | None, Field(description="Null while nobody answers for it.")]
    motif: Literal["structure_fermee"]
    signalee_le: AwareDatetime
    version: VersionDeDemande
