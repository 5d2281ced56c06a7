"""The local mailbox: a real SMTP dialogue, and what was mailed shown without trusting it."""

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest

from local.boite import Boite
from local.paths import ROOT
from local.ports import free_port

SCRIPT = "<script>fetch('/voler')</script>"


@pytest.fixture(scope="module")
def courrier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, httpx.Client]]:
    """Give the port of the mail server and a client of its pages."""
    smtp, http = free_port(), free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MAILLAGE_")},
        "MAILLAGE_ENVIRONNEMENT": "absent", "MAILLAGE_KAFKA": "aucun", "MAILLAGE_HTTP_PORT": str(http),
        "MAILLAGE_SMTP_PORT": str(smtp), "MAILLAGE_COURRIER_DOSSIER": str(tmp_path_factory.mktemp("courrier")),
    }  # fmt: skip
    with (
        subprocess.Popen([sys.executable, "-m", "local.courrier"], cwd=ROOT, env=environment) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{http}", trust_env=False) as client,
    ):
        try:
            for _ in range(200):
                if _answers(client):
                    break
                time.sleep(0.05)
            yield smtp, client
        finally:
            process.terminate()
            assert process.wait(15) == 0


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/courrier/api/mails").is_success
    except httpx.TransportError:
        return False


def _courriel(objet: str, a: str = "animateur-31-1@maillage.invalid") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Maillage <maillage@maillage.invalid>", a, objet
    message["Message-ID"] = "<5f0e@maillage.invalid>"
    message.set_content("Bonjour,\n\nUne demande vous est affectée.\n")
    message.add_alternative(f"<p>Bonjour, <a href='http://localhost/'>la demande</a></p>{SCRIPT}", subtype="html")
    return message


def _envoyer(port: int, *messages: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as dialogue:
        for message in messages:
            dialogue.send_message(message)


def test_un_courriel_envoye_est_garde_et_lu_tel_quel(courrier: tuple[int, httpx.Client]) -> None:
    port, client = courrier
    _envoyer(
        port,
        _courriel("Nouvelle affectation : résidence « Les Tilleuls »"),
        _courriel("Pour l'autre", "b@maillage.invalid"),
    )
    (mail,) = client.get("/courrier/api/mails", params={"a": "animateur-31-1@maillage.invalid"}).json()
    assert mail["objet"] == "Nouvelle affectation : résidence « Les Tilleuls »"
    assert mail["message_id"] == "<5f0e@maillage.invalid>"
    assert mail["destinataires"] == ["animateur-31-1@maillage.invalid"]
    assert "Une demande vous est affectée." in mail["texte"]
    assert SCRIPT in mail["html"]
    assert client.get("/courrier/api/mails").json()[0]["objet"] == "Pour l'autre", "newest first"


def test_la_page_montre_les_courriels_et_n_en_croit_rien(courrier: tuple[int, httpx.Client]) -> None:
    port, client = courrier
    _envoyer(port, _courriel(f"Objet {SCRIPT}"))
    (mail, *_) = client.get("/courrier/api/mails").json()
    page = client.get("/courrier/")
    assert "Objet &lt;script&gt;" in page.text
    sheet = client.get(f"/courrier/mails/{mail['id']}")
    assert "&lt;5f0e@maillage.invalid&gt;" in sheet.text
    assert SCRIPT not in sheet.text
    assert "default-src 'self'" in sheet.headers["content-security-policy"]
    frame = client.get(f"/courrier/mails/{mail['id']}/html")
    assert frame.headers["content-security-policy"].startswith("sandbox ")
    assert "allow-scripts" not in frame.headers["content-security-policy"]
    assert "allow-same-origin" not in frame.headers["content-security-policy"]
    assert frame.headers["x-frame-options"] == "SAMEORIGIN"
    assert client.get("/courrier/mails/../../environnement").status_code == 404
    assert client.get("/courrier/mails/0").status_code == 404


def test_un_dialogue_malpropre_n_arrete_pas_la_boite(courrier: tuple[int, httpx.Client]) -> None:
    port, client = courrier
    before = len(client.get("/courrier/api/mails").json())
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as dialogue:
        assert dialogue.docmd("RCPT TO:<a@b>")[0] == 503
        assert dialogue.docmd("N'IMPORTE QUOI")[0] == 500
        dialogue.sendmail(
            "a@maillage.invalid",
            ["b@maillage.invalid"],
            b"Subject: =?inconnu?q?=E9?=\r\nContent-Type: text/plain; charset=inconnu\r\n\r\n\xe9\r\n",
        )
        dialogue.sendmail("a@maillage.invalid", ["b@maillage.invalid"], b"")
    cut = smtplib.SMTP("127.0.0.1", port, timeout=5)
    cut.ehlo()
    cut.docmd("MAIL FROM:<a@maillage.invalid>")
    cut.docmd("RCPT TO:<b@maillage.invalid>")
    cut.docmd("DATA")
    cut.close()
    found = client.get("/courrier/api/mails").json()
    assert len(found) == before + 2, "cut before its end, a mail was never received"
    for mail in found:
        assert client.get(f"/courrier/mails/{mail['id']}").status_code == 200
        assert client.get(f"/courrier/mails/{mail['id']}/html").status_code == 200


def test_la_boite_survit_a_un_arret_et_laisse_partir_les_plus_anciens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("local.boite.KEPT", 3)
    names = [Boite(tmp_path).deposer(["a@maillage.invalid"], f"Subject: {n}\r\n\r\n".encode()) for n in range(5)]
    assert [mail.objet for mail in Boite(tmp_path).courriels()] == ["4", "3", "2"]
    assert Boite(tmp_path).courriel(names[-1]).destinataires == ("a@maillage.invalid",)
