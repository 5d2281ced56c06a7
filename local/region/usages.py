"""Usage figures of the sample region: about forty medico-social sites whose use of the digital services rises."""

import math
import random
from dataclasses import dataclass
from pathlib import Path

from local.region.builder import Builder
from local.region.defects import spoil
from local.region.file import SEED

HEADER = "finess;indicateur;mois;numerateur;denominateur"
FIRST, SECOND = "usages.csv", "usages-avril.csv"
MOIS = (*(f"2025-{month:02d}" for month in range(4, 13)), "2026-01", "2026-02", "2026-03")
SUIVANT = "2026-04"
SITES = 40
CATEGORIES = frozenset({"500", "202", "354", "183", "182", "246", "255", "448", "445"})
"""EHPAD, résidences autonomie, SSIAD, IME, SESSAD, ESAT, MAS, EAM, SAMSAH: kinds of sites that a programme equips."""

Figure = tuple[int, int]


@dataclass(frozen=True)
class Indicateur:
    """How one indicator behaves: where it starts and may end, by what share of the site's people it is counted."""

    code: str
    depart: float
    plafond: float
    part: float = 1.0


INDICATEURS = (
    Indicateur("dmp_alimentation", 0.05, 1.0),
    Indicateur("ins_qualifiee", 0.20, 1.0),
    Indicateur("mssante_messages", 0.02, 1.1),
    Indicateur("emie_professionnels", 0.10, 0.95, part=0.6),
)


def write_usages(folder: Path, seed: int = SEED) -> tuple[Path, Path]:
    """Write the two files: twelve months, then the month after with corrections and lines in error. Always the same."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    figures = {
        (finess, indicateur.code, mois): figure for finess in _sites(seed) for indicateur, mois, figure in _rise(chance)
    }
    first = [_line(*key, figure) for key, figure in figures.items() if key[2] != SUIVANT]
    second = [_line(*key, figure) for key, figure in figures.items() if key[2] == SUIVANT]
    past = [key for key in figures if key[2] != SUIVANT]
    second += [_line(*key, _corrected(figures[key])) for key in sorted(chance.sample(past, 24))]
    return _write(folder / FIRST, first), _write(folder / SECOND, second + _in_error(past[0][0]))


def _sites(seed: int) -> list[str]:
    """Take open sites at even intervals of the region's file."""
    entities = Builder(seed).build()
    sites = [site for entity in entities for site in entity["ege"]]
    spoil(sites)
    fit = [
        str(site["informationsGeneralesEGE"]["numFinessEge"])
        for site in sites
        if site["etatObjet"] == "A" and site["categorieentiteGeographiqueExercice"] in CATEGORIES
    ]
    return [fit[rank * len(fit) // SITES] for rank in range(SITES)]


def _rise(chance: random.Random) -> list[tuple[Indicateur, str, Figure]]:
    """Draw one site: when its figures begin, how fast they rise, how high, with noise; one site in six stagnates."""
    people, begins = chance.randrange(24, 110), chance.randrange(4)
    stagnates = chance.random() < 1 / 6
    drawn = []
    for indicateur in INDICATEURS:
        top = indicateur.plafond * (0.35 if stagnates else chance.uniform(0.75, 1.0))
        middle, speed = begins + chance.uniform(2.0, 6.0), chance.uniform(0.6, 1.1)
        total = max(4, round(people * indicateur.part))
        for rank, mois in enumerate((*MOIS, SUIVANT)):
            if rank < begins:
                continue
            share = indicateur.depart + (top - indicateur.depart) / (1 + math.exp(-speed * (rank - middle)))
            drawn.append((indicateur, mois, (_count(chance, share, total, indicateur.plafond), total)))
    return drawn


def _count(chance: random.Random, share: float, total: int, plafond: float) -> int:
    noisy = share + chance.gauss(0, 0.025)
    return round(min(max(noisy, 0.0), max(plafond, 1.0)) * total)


def _corrected(figure: Figure) -> Figure:
    """Count a few more, or fewer at the top, as an editor does that sends a month again."""
    numerateur, denominateur = figure
    few = max(1, denominateur // 20)
    return (numerateur + few if numerateur + few <= denominateur else numerateur - few), denominateur


def _line(finess: str, indicateur: str, mois: str, figure: Figure) -> str:
    return f"{finess};{indicateur};{mois};{figure[0]};{figure[1]}"


def _in_error(finess: str) -> list[str]:
    """One line of each fault that a sender makes: key, indicator, month, negative, not a figure, missing cell."""
    wrong_key = finess[:8] + str((int(finess[8]) + 1) % 10)
    return [
        f"{wrong_key};dmp_alimentation;{SUIVANT};12;40",
        f"{finess};dmp_alimentaton;{SUIVANT};12;40",
        f"{finess};ins_qualifiee;2026-13;12;40",
        f"{finess};ins_qualifiee;{SUIVANT};-3;40",
        f"{finess};mssante_messages;{SUIVANT};douze;40",
        f"{finess};emie_professionnels;{SUIVANT};12",
    ]


def _write(path: Path, lines: list[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    draft.write_text("\n".join([HEADER, *lines, ""]), "utf-8")
    return draft.replace(path)
