"""The people of the screens: those who read the curves, those who import figures."""

from typing import Annotated

from services.usages.domain.acces import IMPORTATEURS, LECTEURS
from shared.kernel.identite import Identite
from shared.web.acces import reserve

Lecteur = Annotated[Identite, reserve(*LECTEURS)]
Importateur = Annotated[Identite, reserve(*IMPORTATEURS)]
