"""Live while the loops advance, ready while the work can be done."""

from shared.observability.health import LOOP_LIMIT_SECONDS, Health


async def test_une_boucle_arretee_se_nomme() -> None:
    health = Health()
    health.watch(lambda: {"relais": 1.0, "minuterie": LOOP_LIMIT_SECONDS + 1})
    assert health.stuck() == ["minuterie"]
    assert health.ages()["relais"] == 1.0


async def test_chaque_raison_de_n_etre_pas_pret_est_dite() -> None:
    async def base() -> list[str]:
        return ["base absente"]

    async def bus() -> list[str]:
        return []

    health = Health()
    assert await health.reasons() == []
    health.require(base)
    health.require(bus)
    assert await health.reasons() == ["base absente"]


async def test_un_processus_qui_s_arrete_n_est_plus_pret() -> None:
    health = Health()
    health.draining = True
    assert await health.reasons() == ["arrêt en cours"]
