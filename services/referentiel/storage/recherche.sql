-- name: rechercher
-- $1 patterns on words, all to be met; $2 phone numbers, null when none was typed; $3 département; $4 state;
-- $5 words of the categories that they may be met by, by code; $6 to $9 place of the last row seen; $10 number of rows;
-- $11 what is missing of the DUI, $12 the categories that have one.
-- Open structures first; then those that all the words are found in the name of; then by name.
with trouvees as (
    select
        s.finess, s.nom, s.nom_long, s.categorie, s.adresse_code_postal, s.adresse_commune, s.departement, s.etat,
        s.date_fermeture, s.entite_juridique_nom,
        s.etat = 'fermee' as fermee,
        case when ' ' || s.recherche_nom like all ($1::text[]) then 0 else 1 end as rang
    from structures s
    where (
            ' ' || s.recherche || ' ' || coalesce($5::jsonb ->> s.categorie, '') like all ($1::text[])
            or s.telephones && $2::text[]
        )
        and ($3::text is null or s.departement = $3)
        and ($4::text is null or s.etat = $4)
        and ($11::text is null or s.categorie = any ($12::text[]) and $11 = coalesce(
            (
                select case when e.reference_segur then 'reference' else 'non_reference' end
                from equipements_actuels e where e.finess = s.finess
            ),
            'sans_dui'
        ))
),
page as (
    select *, (select count(*) from trouvees) as total
    from trouvees
    where $9::text is null or (fermee, rang, nom, finess) > ($6::boolean, $7::integer, $8::text, $9::text)
    order by fermee, rang, nom, finess
    limit $10
)
select page.*, e.logiciel, e.version_logiciel, e.reference_segur
from page
left join lateral (select * from equipements_actuels where finess = page.finess) e on true
order by fermee, rang, nom, finess
