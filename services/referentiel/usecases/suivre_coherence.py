"""Since when does a copy differ? Asked again and again: a source that keeps moving must not hide a copy left behind."""

from services.referentiel.domain.ports import Divergences
from services.referentiel.usecases.lire_coherence import Coherence, Mesures


async def suivre_coherence(mesures: Mesures, divergences: Divergences) -> Coherence:
    """Keep the moment at which each copy first differed, until it is equal again; return what was seen."""
    coherence = await mesures.coherence()
    await divergences.retenir({c.copie.table: c.depuis for c in coherence.divergentes})
    return coherence
