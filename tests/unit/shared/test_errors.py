"""Refusals speak French and name their fields."""

from shared.kernel.errors import InvalidInput, NotFound, Refusal


class StructureInconnueError(NotFound):
    message = "Structure {finess} inconnue."


def test_un_refus_dit_sa_phrase_et_garde_ses_champs() -> None:
    refus = StructureInconnueError(finess="310781406")
    assert str(refus) == "Structure 310781406 inconnue."
    assert refus.fields == {"finess": "310781406"}


def test_chaque_famille_de_refus_a_son_statut() -> None:
    assert (Refusal().statut, StructureInconnueError(finess="").statut, InvalidInput().statut) == (409, 404, 422)


def test_un_refus_dont_la_valeur_porte_des_accolades_se_dit_quand_meme() -> None:
    assert str(StructureInconnueError(finess="{x}")) == "Structure {x} inconnue."
