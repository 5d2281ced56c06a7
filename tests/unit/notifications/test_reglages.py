"""The settings of the sender: refused by their name when they cannot do."""

import pytest

from services.notifications.settings import exiger_cles, notifications_settings
from shared.settings import ReglageInvalideError, SettingsMissingError


def test_sans_rien_dire_on_essaie_quarante_huit_fois_toutes_les_cinq_minutes() -> None:
    reglages = notifications_settings()
    assert (reglages.envoi_essais, reglages.envoi_intervalle_secondes) == (48, 300)


@pytest.mark.parametrize(
    ("nom", "valeur"),
    [
        ("SMTP_PORT", "70000"), ("SMTP_CHIFFREMENT", "peut-etre"), ("SMTP_CERTIFICAT", "absent.pem"),
        ("ENVOI_ESSAIS", "0"), ("ENVOI_BAIL_SECONDES", "5"), ("CLES", "pas du JSON"),
        ("COURRIEL_EXPEDITEUR", "maillage@gradés.fr"), ("COURRIEL_REPONSE", "equipe@exemple..fr"),
        ("COURRIEL_RETOUR", "retours"), ("COURRIEL_NOM", "Maillage\nBcc: x"),
    ],
)  # fmt: skip
def test_un_reglage_inutilisable_est_refuse_par_son_nom(monkeypatch: pytest.MonkeyPatch, nom: str, valeur: str) -> None:
    monkeypatch.setenv(f"MAILLAGE_{nom}", valeur)
    with pytest.raises(ReglageInvalideError, match=f"(?i){nom}"):
        notifications_settings()


def test_sans_cle_l_expediteur_ne_demarre_pas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAILLAGE_CLES", raising=False)
    with pytest.raises(SettingsMissingError, match="MAILLAGE_CLES"):
        exiger_cles()
