-- name: coordination
select personne
from contacts
where profil = 'coordination'
order by personne

-- name: demandeurs_de_la_structure
-- Somebody who wrote twice is there twice, under one address: the newest is told.
select distinct on (lower(courriel)) personne
from contacts
where genre = 'demandeur' and structure = $1 and courriel <> ''
order by lower(courriel), recue_le desc, personne

-- name: animateurs_du_departement
select personne
from contacts
where profil = 'animateur' and departements @> array[$1::text]
order by personne

-- name: du_sujet
select personne
from contacts
where sujet = $1
order by personne

-- name: noter_effacee
insert into personnes_effacees (personne, effacee_le) values ($1, $2) on conflict do nothing

-- name: noter_connue
delete from personnes_effacees where personne = $1
