"""The words of the register's codes: categories of establishments (TRE_R397) and legal statuses (TRE_R400).

From the official nomenclatures of FINESS of 26 May 2025, Licence Ouverte. Joined on codes: words change.
The column `esms` is our reading of article L.312-1 of the CASF: medico-social sites, which keep their files in a DUI.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType


@cache
def categories() -> Mapping[str, str]:
    """Return the words of each category of establishment, by code."""
    return _colonne("categories.csv", "libelle")


@cache
def abreges() -> Mapping[str, str]:
    """Return the short words or initials of each category of establishment, by code."""
    return _colonne("categories.csv", "abrege")


@cache
def categories_esms() -> tuple[str, ...]:
    """Return the codes of the categories of medico-social sites."""
    return tuple(code for code, mark in _colonne("categories.csv", "esms").items() if mark == "oui")


@cache
def statuts_juridiques() -> Mapping[str, str]:
    """Return the words of each legal status, by code."""
    return _colonne("statuts_juridiques.csv", "libelle")


def _colonne(filename: str, column: str) -> Mapping[str, str]:
    lines = resources.files(__package__).joinpath(filename).read_text("utf-8").splitlines()
    return MappingProxyType({row["code"]: row[column] for row in csv.DictReader(lines, delimiter=";")})
