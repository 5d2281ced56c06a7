"""One idea of an address: what a deposit takes, the sender can write to; what it refuses, it says at the field."""

import pytest

from services.accompagnement.domain.depot import exiger_courriel
from services.accompagnement.pages.phrases import phrase
from services.notifications.domain.envoi import Contact, decider
from shared.kernel.errors import InvalidInput
from tests.unit.notifications.dossiers import DEMANDEUR, MAINTENANT, REPRISE, dossier, livraison, regle_de


def verdict(adresse: str) -> object:
    vers = dossier(contact=Contact(DEMANDEUR, "Demandeur 1", adresse))
    return decider(vers, regle_de("accuse_reception"), livraison(), REPRISE, MAINTENANT)


@pytest.mark.parametrize(
    "adresse",
    [
        "direction@ehpad..fr", "rené@exemple.fr", "a@é.fr", "a@[c.fr", "a\\b@c.fr", "a..b@c.fr", ".a@c.fr", "a.@c.fr",
        "a@b", "deux@fois@c.fr",
    ],
)  # fmt: skip
def test_une_adresse_que_l_envoi_refuserait_est_refusee_au_depot_avec_sa_raison(adresse: str) -> None:
    with pytest.raises(InvalidInput) as refus:
        exiger_courriel("courriel", adresse)
    assert refus.value.fields["champ"] == "courriel"
    assert phrase(refus.value).startswith(f"« {adresse} » n’est pas une adresse où nous pouvons écrire : ")
    assert verdict(adresse) is not None


@pytest.mark.parametrize("adresse", ["accueil@maillage.invalid", "x.y+z_1@sous.domaine.invalid"])
def test_une_adresse_prise_au_depot_convient_a_l_envoi(adresse: str) -> None:
    assert exiger_courriel("courriel", adresse) == adresse
    assert verdict(adresse) is None
