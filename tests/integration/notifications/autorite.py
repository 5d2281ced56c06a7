"""A small certificate authority, for servers and senders that must prove who they are."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Autorite:
    """Signs certificates into a folder."""

    def __init__(self, dossier: Path) -> None:
        self._dossier = dossier
        self._cle = ec.generate_private_key(ec.SECP256R1())
        self._nom = _nom("Autorité d'essai")
        self.certificat = dossier / "autorite.pem"
        usage = x509.KeyUsage(
            digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
            key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        builder = self._builder(self._nom, self._cle.public_key())
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        signed = builder.add_extension(usage, critical=True).sign(self._cle, hashes.SHA256())
        self.certificat.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def signer(self, nom: str) -> tuple[Path, Path]:
        """Return the files of a certificate and of its key."""
        cle = ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(_nom(nom), cle.public_key())
        if nom[0].isdigit():
            names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(nom))])
            builder = builder.add_extension(names, critical=False)
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._cle.public_key())
        signed = builder.add_extension(authority, critical=False).sign(self._cle, hashes.SHA256())
        certificat, fichier_cle = self._dossier / f"{nom}.pem", self._dossier / f"{nom}.cle.pem"
        certificat.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        fichier_cle.write_bytes(
            cle.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        return certificat, fichier_cle

    def _builder(self, sujet: x509.Name, cle: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        maintenant = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(sujet)
            .issuer_name(self._nom)
            .public_key(cle)
            .serial_number(x509.random_serial_number())
            .not_valid_before(maintenant - timedelta(minutes=5))
            .not_valid_after(maintenant + timedelta(hours=1))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(cle), critical=False)
        )


def _nom(texte: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, texte)])
