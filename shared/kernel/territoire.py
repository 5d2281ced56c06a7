"""The region: its départements, by code."""

from collections.abc import Mapping
from types import MappingProxyType

OCCITANIE: Mapping[str, str] = MappingProxyType(
    {
        "09": "Ariège",
        "11": "Aude",
        "12": "Aveyron",
        "30": "Gard",
        "31": "Haute-Garonne",
        "32": "Gers",
        "34": "Hérault",
        "46": "Lot",
        "48": "Lozère",
        "65": "Hautes-Pyrénées",
        "66": "Pyrénées-Orientales",
        "81": "Tarn",
        "82": "Tarn-et-Garonne",
    }
)
"""The 13 départements of Occitanie: code and name."""
