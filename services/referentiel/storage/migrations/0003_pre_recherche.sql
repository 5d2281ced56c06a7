-- What a structure is searched by: its names, town, legal entity and numbers, in lower case, without accents or punctuation.
-- The search normalises what is typed in the same way (storage/recherche.py).
alter table structures add column recherche text not null generated always as (
    translate(
        lower(
            nom || ' ' || nom_long || ' ' || coalesce(complement_nom, '') || ' '
            || adresse_code_postal || ' ' || adresse_commune || ' '
            || entite_juridique_nom || ' ' || entite_juridique_nom_long || ' ' || entite_juridique_finess || ' '
            || coalesce(entite_juridique_siren, '') || ' ' || finess || ' ' || coalesce(siret, '')
        ),
        'àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ-_''’"().,;:/&+',
        'aaaaaaceeeeiiiinoooooouuuuyy              '
    )
) stored;
