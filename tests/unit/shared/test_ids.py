"""Identifiers that sort by time of birth."""

import pytest

from shared.kernel import ids
from shared.kernel.ids import RandomIds, uuid7


def test_un_identifiant_est_un_uuid_de_version_7() -> None:
    identifiant = RandomIds().new()
    assert (identifiant.version, identifiant.variant) == (7, "specified in RFC 4122")


def test_les_identifiants_se_rangent_par_heure_de_naissance(monkeypatch: pytest.MonkeyPatch) -> None:
    heures = iter(range(1_760_000_000_000_000_000, 1_760_000_000_000_000_000 + 200_000_000, 1_000_000))
    monkeypatch.setattr(ids.time, "time_ns", lambda: next(heures))
    nes = [uuid7() for _ in range(200)]
    assert nes == sorted(nes)
    assert nes[0].int >> 80 == 1_760_000_000_000


def test_deux_identifiants_d_un_meme_instant_different(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_760_000_000_000_000_000)
    assert len({uuid7() for _ in range(10_000)}) == 10_000
