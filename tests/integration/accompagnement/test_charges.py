"""Loads follow the tables of weights, as they follow the days."""

from tests.integration.accompagnement.maison import Maison


async def test_un_poids_change_se_rattrape_sans_attendre_un_mouvement(maison: Maison):
    accuse = await maison.deposer()
    await maison.pool.execute("update poids_des_etats set facteur = 0.5 where etat = 'affectee'")
    try:
        assert len(await maison.ecarts()) == 1
        await maison.pool.execute("truncate outbox")
        assert await maison.app.mesurer_capacites() == 1
        assert await maison.ecarts() == []
        (charge,) = await maison.dits("ChargeMesuree")
        principal = await maison.personne(await maison.principal(accuse.demande))
        assert (charge.intervenant, charge.points) == (principal, 1.5)
        assert await maison.app.mesurer_capacites() == 0
    finally:
        await maison.pool.execute("update poids_des_etats set facteur = 1 where etat = 'affectee'")
