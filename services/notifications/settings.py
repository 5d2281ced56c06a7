"""The settings of the mails: where the server is, who writes, how often to try again."""

from pydantic import Field, FilePath, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from services.notifications.envois.smtp import Chiffrement
from shared.kernel.courriels import defaut_de_courriel
from shared.settings import ReglageInvalideError, SettingsMissingError, environment_file


class NotificationsSettings(BaseSettings):
    """What the sender of mails reads, besides what every service does (variables `MAILLAGE_…`)."""

    model_config = SettingsConfigDict(
        env_prefix="MAILLAGE_", extra="ignore", populate_by_name=True, env_ignore_empty=True
    )

    adresse: str = Field(default="http://localhost:8080", description="Public address of the platform, for links.")
    cles: list[str] = Field(default_factory=list, description="Secrets of links; the first one signs.")

    smtp_hote: str = Field(default="127.0.0.1", description="Host of the mail server.")
    smtp_port: int = Field(default=25, ge=1, le=65535, description="Its port.")
    smtp_chiffrement: Chiffrement = Field(default="auto", description="auto, starttls, tls or aucun.")
    smtp_utilisateur: str | None = Field(default=None, description="Account on the mail server, where it asks for one.")
    smtp_mot_de_passe: SecretStr | None = Field(default=None, description="Its password.")
    smtp_certificat: FilePath | None = Field(default=None, description="Our client certificate (PEM).")
    smtp_cle: FilePath | None = Field(default=None, description="Its private key (PEM), unless in the same file.")
    smtp_autorite: FilePath | None = Field(default=None, description="Authorities that sign the server's (PEM).")
    smtp_delai_secondes: float = Field(default=10.0, gt=0, le=30, description="Longest wait for one answer.")
    smtp_essai_secondes: float = Field(default=25.0, gt=0, le=30, description="Longest attempt as a whole.")

    courriel_expediteur: str = Field(default="ne-pas-repondre@maillage.invalid", description="Address that writes.")
    courriel_nom: str = Field(
        default="Maillage", pattern=r"\A[^\x00-\x1f\x7f-\x9f]*\z", description="Name that writes."
    )
    courriel_reponse: str = Field(default="", description="Address that answers go to; empty: nobody reads them.")
    courriel_retour: str = Field(default="", description="Address that refusals come back to; the writer's if empty.")

    envoi_essais: int = Field(default=48, ge=1, description="Attempts before a mail is given up.")
    envoi_intervalle_secondes: float = Field(default=300.0, gt=0, description="Time between two attempts.")
    envoi_gigue: float = Field(default=0.2, ge=0, le=0.9, description="Share of it that chance adds or takes away.")
    envoi_connexions: int = Field(default=2, ge=1, le=8, description="Connections of one worker to the mail server.")
    envoi_lot: int = Field(default=10, ge=1, le=100, description="Mails leased together.")
    envoi_bail_secondes: float = Field(default=60.0, gt=0, description="How long a sender may be silent.")
    envoi_tour_secondes: float = Field(default=1.0, gt=0, description="Time between two looks at what is due.")

    @field_validator("courriel_expediteur", "courriel_reponse", "courriel_retour")
    @classmethod
    def _addresses_can_be_written(cls, adresse: str) -> str:
        defaut = defaut_de_courriel(adresse) if adresse else None
        if defaut is not None:
            raise ValueError(defaut)
        return adresse

    @model_validator(mode="after")
    def _lease_outlasts_an_attempt(self) -> "NotificationsSettings":
        if self.envoi_bail_secondes <= self.smtp_essai_secondes:
            raise ValueError("MAILLAGE_ENVOI_BAIL_SECONDES doit dépasser MAILLAGE_SMTP_ESSAI_SECONDES")
        return self


def exiger_cles() -> None:
    """Raises SettingsMissingError for a sender that could sign no link, ReglageInvalideError."""
    if not notifications_settings().cles:
        raise SettingsMissingError(noms="MAILLAGE_CLES")


def notifications_settings() -> NotificationsSettings:
    """Read the settings. Raises ReglageInvalideError."""
    try:
        return NotificationsSettings(_env_file=environment_file(), _env_file_encoding="utf-8")
    except ValidationError as error:
        faults = (f"{'.'.join(str(part).upper() for part in f['loc'])} ({f['msg']})" for f in error.errors())
        raise ReglageInvalideError(noms=", ".join(f"MAILLAGE_{fault}" for fault in faults)) from None
    except SettingsError as error:
        raise ReglageInvalideError(noms=str(error)) from None
