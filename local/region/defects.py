"""The known defects of the live file, put on a few sites so that a newcomer sees the importer repair them."""

from collections.abc import Callable, Sequence

from local.region.records import Record

TIMES = 3


def spoil(sites: Sequence[Record]) -> None:
    """Put each defect on some sites, spread over the region, never two on the same one."""
    step = len(sites) // (len(DEFECTS) * TIMES + 1)
    for rank in range(len(DEFECTS) * TIMES):
        DEFECTS[rank % len(DEFECTS)](sites[(rank + 1) * step])


def swap_coordinates(site: Record) -> None:
    """Longitude where the latitude should be."""
    here = site["adresse"][0]["coordonneesGeographique"]
    here["directionLatitude"], here["directionLongitude"] = here["directionLongitude"], here["directionLatitude"]


def void_coordinates(site: Record) -> None:
    """A point in the Gulf of Guinea."""
    here = site["adresse"][0]["coordonneesGeographique"]
    here.update(dict.fromkeys(here, "0"))


def pad(site: Record) -> None:
    """Trailing blanks of old rows."""
    names = site["informationsGeneralesEGE"]
    names["nomEgeLong"] = names["nomEgeLong"].ljust(60)
    site["adresse"][0]["typeVoie"] = site["adresse"][0]["typeVoie"].ljust(4)


def double_telephone(site: Record) -> None:
    """Two numbers in one field."""
    telecom = site["contact"][0]["telecom"]
    telecom["telephone"] = f"{telecom['telephone']}/0536490000"


def unknown_commune(site: Record) -> None:
    """The commune's code that means "unknown": only the postcode tells where the site is."""
    site["adresse"][0]["cogCommune"] = "99999"


def several_addresses(site: Record) -> None:
    """A reception address (use 06) before the site's own (use 03)."""
    own = site["adresse"][0]
    site["adresse"].insert(0, own | {"usageAdresse": "06", "numeroVoie": "1", "libelleVoie": "DE L ACCUEIL"})


def close_site(site: Record, jour: str = "2019-06-30") -> None:
    """A site closed long ago stays in the file (not a defect, but a trap for readers of active sites)."""
    site["informationsGeneralesEGE"]["dateFermeture"] = jour
    site["etatObjet"] = "I"


DEFECTS: Sequence[Callable[[Record], None]] = (
    swap_coordinates,
    void_coordinates,
    pad,
    double_telephone,
    unknown_commune,
    several_addresses,
    close_site,
)
