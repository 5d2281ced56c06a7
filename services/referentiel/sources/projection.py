"""From Lambert 93 to degrees, by PROJ, which is loaded at the first need only."""

from collections.abc import Callable
from functools import cache


def lambert93_vers_wgs84(est: float, nord: float) -> tuple[float, float]:
    """Return latitude and longitude, in degrees, of an easting and a northing in metres (EPSG:2154 to EPSG:4326)."""
    latitude, longitude = _transformer()(est, nord)
    return latitude, longitude


@cache
def _transformer() -> Callable[[float, float], tuple[float, float]]:
    from pyproj import Transformer

    transform: Callable[[float, float], tuple[float, float]] = Transformer.from_crs(2154, 4326).transform
    return transform
