"""Who reads the curves and who imports figures; the territory is checked beside, département by département."""

from typing import Annotated

from shared.kernel.identite import Identite, Role
from shared.web.acces import reserve

LECTEURS = (Role.ANIMATEUR, Role.REFERENT, Role.COORDINATION, Role.DIRECTION, Role.ARS, Role.OPERATEUR)
IMPORTATEURS = (Role.COORDINATION, Role.OPERATEUR)

Lecteur = Annotated[Identite, reserve(*LECTEURS)]
Importateur = Annotated[Identite, reserve(*IMPORTATEURS)]
