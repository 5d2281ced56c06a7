"""Why an order is refused: each reason has a name, a status and a French sentence with the field and the value."""

from shared.kernel.errors import InvalidInput, NotFound, Refusal


class DemandeInconnueError(NotFound):
    """No request has this identifier."""

    message = "Aucune demande ne porte l’identifiant {demande}."


class TransitionInterditeError(Refusal):
    """The table of transitions has no such step from where the request stands."""

    message = "La demande {numero} est dans l’état « {etat} » : l’action « {commande} » n’y est pas possible."


class ActeurRefuseError(Refusal):
    """The step exists, but not for this person."""

    message = "L’action « {commande} » sur la demande {numero} revient à : {attendus}."
    statut = 403


class PasLePrincipalError(Refusal):
    """Somebody else answers for the request."""

    message = "La demande {numero} est affectée à {intervenant} : cette action lui revient."
    statut = 403


class DemandeDejaPriseEnChargeError(Refusal):
    """Somebody already answers for this request."""

    message = "Demande {numero} déjà prise en charge par {intervenant}."


class VersionPerimeeError(Refusal):
    """The request moved since it was read."""

    message = (
        "La demande {numero} a changé depuis que vous l’avez ouverte (version {lue}, désormais {actuelle}) : "
        "relisez-la, puis recommencez."
    )


class ReponseManquanteError(Refusal):
    """A request is not resolved before a word was written to the structure."""

    message = "Répondez à la structure avant de déclarer la demande {numero} résolue."


class DemandeDejaSignaleeError(Refusal):
    """The flag is already there."""

    message = "La demande {numero} est déjà signalée."


class StructureInconnueError(InvalidInput):
    """The number is well formed, and no structure of our copy of the directory has it."""

    message = (
        "Le champ « {champ} » vaut {valeur} : aucune structure de l’annuaire ne porte ce numéro FINESS. "
        "Vérifiez-le, ou laissez-le vide et donnez le nom de la structure et son département."
    )


class StructureManquanteError(InvalidInput):
    """Neither a number nor a name."""

    message = "Le champ « {champ} » est vide : donnez le numéro FINESS de la structure, ou son nom et son département."


class DepartementInconnuError(InvalidInput):
    """The text names no French département."""

    message = "Le champ « {champ} » vaut « {valeur} » : ce n’est ni le code ni le nom d’un département français."


class ThematiqueInconnueError(InvalidInput):
    """The topic is not in the table."""

    message = "Le champ « {champ} » vaut « {valeur} » : thématiques possibles : {possibles}."


class ContactManquantError(InvalidInput):
    """Nobody could be called back."""

    message = "Le champ « {champ} » est vide : donnez au moins un courriel ou un téléphone, pour qu’on puisse répondre."


class CourrielInvalideError(InvalidInput):
    """This is no address."""

    message = "Le champ « {champ} » vaut « {valeur} » : une adresse de courriel est attendue, comme nom@exemple.fr."


class TelephoneInvalideError(InvalidInput):
    """This is no phone number."""

    message = "Le champ « {champ} » vaut « {valeur} » : un numéro de téléphone de 9 à 15 chiffres est attendu."


class TexteVideError(InvalidInput):
    """Nothing was written where words are needed."""

    message = "Le champ « {champ} » est vide : écrivez quelques mots."


class TexteTropLongError(InvalidInput):
    """More was written than is kept."""

    message = "Le champ « {champ} » compte {longueur} caractères : {limite} au plus. Gardez l’essentiel."


class NumeroDeSecuriteSocialeError(InvalidInput):
    """A patient's number stands in a text: nothing is stored, and the number is repeated nowhere."""

    message = (
        "Le champ « {champ} » semble contenir un numéro de sécurité sociale (NIR ou INS) : rien n’a été enregistré. "
        "Retirez-le, ici on ne parle jamais d’un patient."
    )


class CleInvalideError(InvalidInput):
    """An idempotency key that cannot be kept."""

    message = "L’en-tête Idempotency-Key doit compter de 1 à 200 caractères ASCII imprimables."


class CleDejaUtiliseeError(InvalidInput):
    """The same key came with another body."""

    message = "La clé d’idempotence « {cle} » a déjà servi pour un autre contenu : prenez-en une nouvelle."


class DepotEnCoursError(Refusal):
    """The same deposit is being made at this moment."""

    message = "Un dépôt avec la clé « {cle} » est en cours : réessayez dans un instant, la réponse sera la même."


class PersonneInconnueError(Refusal):
    """The account belongs to nobody of the team."""

    message = "Votre compte n’est relié à aucun intervenant : demandez à la coordination de vous inscrire."
    statut = 403


class IntervenantInconnuError(InvalidInput):
    """Nobody of the team has this identifier."""

    message = "Le champ « {champ} » vaut {valeur} : aucun intervenant ne porte cet identifiant."


class IntervenantAbsentError(Refusal):
    """The chosen person is away."""

    message = "{intervenant} n’est pas en activité en ce moment : choisissez une autre personne."


class AbsenceInvalideError(InvalidInput):
    """The days do not make an absence."""

    message = "Le champ « {champ} » vaut {valeur} : {raison}."


class AbsenceInconnueError(NotFound):
    """No absence has this identifier."""

    message = "Aucune absence à venir ou en cours ne porte l’identifiant {absence}."


class DateFutureError(InvalidInput):
    """What is declared as done lies in the future."""

    message = (
        "Le champ « {champ} » vaut {valeur} : cette date est dans l’avenir, déclarez le déploiement une fois fait."
    )


class DuiDejaDeclareError(Refusal):
    """The same software, version and day were declared at this site."""

    message = "{logiciel} {version_logiciel} est déjà déclaré pour la structure {finess} à la date du {deploye_le}."


class DemandeDAutreStructureError(InvalidInput):
    """The deployment is declared at a site that is not the request's."""

    message = "La demande {numero} ne concerne pas la structure {finess} : déclarez le déploiement sans demande."


class DemandeurInconnuError(NotFound):
    """Nobody asked under this address, or they are forgotten already."""

    message = "Personne n’a déposé de demande avec cette adresse, ou elle est déjà effacée."


class DemandesEnCoursError(Refusal):
    """Who asked still waits for an answer: they must stay within reach."""

    message = (
        "Cette personne a des demandes en cours ({numeros}) : menez-les à leur terme ou annulez-les, puis recommencez."
    )


class FichierRefuseError(InvalidInput):
    """A file that cannot be read at all."""

    message = "Le fichier {fichier} ne peut pas être pris : {raison}."
