"""Reading ahead: every part in order, one ahead, and no thread left behind."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from shared.avance import en_avance


async def test_toutes_les_parties_viennent_dans_l_ordre() -> None:
    assert [partie async for partie in en_avance(iter("abc"))] == ["a", "b", "c"]
    assert [partie async for partie in en_avance(iter(()))] == []


async def test_la_partie_suivante_se_lit_pendant_que_l_on_tient_la_premiere() -> None:
    commencee = threading.Event()

    def parties() -> Iterator[str]:
        yield "a"
        commencee.set()
        yield "b"

    async with aclosing(en_avance(parties())) as lues:
        assert await anext(lues) == "a"
        assert await asyncio.to_thread(commencee.wait, 5)


async def test_une_lecture_qui_echoue_echoue_chez_celui_qui_lit() -> None:
    def parties() -> Iterator[str]:
        yield "a"
        raise OSError("disque")

    lues = en_avance(parties())
    assert await anext(lues) == "a"
    with pytest.raises(OSError, match="disque"):
        await anext(lues)


async def test_qui_part_plus_tot_attend_la_lecture_en_cours() -> None:
    entree, sortie, finie = threading.Event(), threading.Event(), threading.Event()

    def parties() -> Iterator[str]:
        yield "a"
        entree.set()
        sortie.wait(5)
        finie.set()
        yield "b"

    async with aclosing(en_avance(parties())) as lues:
        assert await anext(lues) == "a"
        assert await asyncio.to_thread(entree.wait, 5)
        sortie.set()
    assert finie.is_set()
