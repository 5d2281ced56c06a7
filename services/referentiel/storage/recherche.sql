-- name: rechercher
-- $1 patterns on words, all to be met; $2 phone numbers, null when none was typed; $3 département; $4 state;
-- $5, $6 codes and words of the categories; $7 to $10 place of the last row seen; $11 number of rows.
-- Open structures first; then those that all the words are found in the name of; then by name.
with trouvees as (
    select
        s.finess, s.nom, s.nom_long, s.categorie, s.adresse_code_postal, s.adresse_commune, s.departement, s.etat,
        s.date_fermeture, s.entite_juridique_nom,
        s.etat = 'fermee' as fermee,
        case when ' ' || left(s.recherche, length(s.nom)) like all ($1::text[]) then 0 else 1 end as rang
    from structures s
    left join unnest($5::text[], $6::text[]) as c (code, mots) on c.code = s.categorie
    where (' ' || s.recherche || ' ' || coalesce(c.mots, '') like all ($1::text[]) or s.telephones && $2::text[])
        and ($3::text is null or s.departement = $3)
        and ($4::text is null or s.etat = $4)
)
select *, (select count(*) from trouvees) as total
from trouvees
where $10::text is null or (fermee, rang, nom, finess) > ($7::boolean, $8::integer, $9::text, $10::text)
order by fermee, rang, nom, finess
limit $11
