"""What the sample region holds: real category codes, how many sites of each, and who usually runs them."""

from dataclasses import dataclass
from enum import Enum


class Gestion(Enum):
    """Who runs a site: decides how legal entities are made."""

    ASSOCIATION = "a large association with many sites"
    MIXTE = "its own public body, a CCAS, an association or a company"
    HOPITAL = "a public hospital, which runs several sites of its commune"
    PROPRE = "an entity of its own"


@dataclass(frozen=True)
class Categorie:
    """A category of the register: code (TRE_R397), how names begin, how many sites, who runs them."""

    code: str
    sigle: str
    sites: int
    gestion: Gestion
    statut: str = "60"


# Legal status (TRE_R400): 60 association, 61 association of public interest, 63 foundation, 13 communal hospital,
# 17 CCAS, 21 communal medico-social body, 80 SISA, 85 SELARL, 95 SAS.
CATEGORIES = (
    Categorie("355", "CENTRE HOSPITALIER", 13, Gestion.HOPITAL, "13"),
    Categorie("604", "CPTS", 13, Gestion.PROPRE),
    Categorie("606", "DISPOSITIF D APPUI A LA COORDINATION", 4, Gestion.PROPRE),
    Categorie("500", "EHPAD", 62, Gestion.MIXTE, "21"),
    Categorie("202", "RESIDENCE AUTONOMIE", 18, Gestion.MIXTE, "17"),
    Categorie("354", "SSIAD", 20, Gestion.MIXTE, "17"),
    Categorie("209", "SERVICE AUTONOMIE", 10, Gestion.MIXTE, "17"),
    Categorie("460", "SERVICE AUTONOMIE AIDE", 12, Gestion.MIXTE, "17"),
    Categorie("183", "IME", 20, Gestion.ASSOCIATION),
    Categorie("182", "SESSAD", 18, Gestion.ASSOCIATION),
    Categorie("186", "ITEP", 6, Gestion.ASSOCIATION),
    Categorie("246", "ESAT", 12, Gestion.ASSOCIATION),
    Categorie("255", "MAS", 8, Gestion.ASSOCIATION),
    Categorie("448", "EAM", 8, Gestion.ASSOCIATION),
    Categorie("449", "EANM", 8, Gestion.ASSOCIATION),
    Categorie("445", "SAMSAH", 5, Gestion.ASSOCIATION),
    Categorie("446", "SAVS", 8, Gestion.ASSOCIATION),
    Categorie("177", "MECS", 8, Gestion.ASSOCIATION),
    Categorie("197", "CSAPA", 5, Gestion.ASSOCIATION),
    Categorie("214", "CHRS", 5, Gestion.ASSOCIATION),
    Categorie("340", "SERVICE MANDATAIRE JUDICIAIRE", 2, Gestion.ASSOCIATION),
    Categorie("603", "MAISON DE SANTE", 16, Gestion.PROPRE, "80"),
    Categorie("124", "CENTRE DE SANTE", 6, Gestion.PROPRE),
    Categorie("620", "PHARMACIE", 10, Gestion.PROPRE, "85"),
    Categorie("611", "LABORATOIRE", 3, Gestion.PROPRE, "85"),
)
