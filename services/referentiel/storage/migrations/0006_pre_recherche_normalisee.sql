-- One rule for what is searched and what is typed (storage/recherche.py says the same): letters without accents, the
-- two letters of a ligature, lower case, and one space for whatever is neither letter nor digit. No locale counts.
create function normaliser(texte text) returns text
language sql immutable strict parallel safe
return btrim(lower(regexp_replace(
    replace(replace(replace(replace(
        translate(regexp_replace(normalize(texte, nfd), '[\u0300-\u036f]', '', 'g'), 'Øø', 'Oo'),
        'Œ', 'OE'), 'œ', 'oe'), 'Æ', 'AE'), 'æ', 'ae'),
    '[^0-9A-Za-z]+', ' ', 'g'
) collate "C"));

alter table structures alter column recherche set expression as (
    normaliser(
        nom || ' ' || nom_long || ' ' || coalesce(complement_nom, '') || ' '
        || adresse_code_postal || ' ' || adresse_commune || ' '
        || entite_juridique_nom || ' ' || entite_juridique_nom_long || ' ' || entite_juridique_finess || ' '
        || coalesce(entite_juridique_siren, '') || ' ' || finess || ' ' || coalesce(siret, '')
    )
);

alter table structures add column recherche_nom text not null generated always as (normaliser(nom)) stored;
