-- name: coordination
select personne
from contacts
where profil = 'coordination'
order by personne

-- name: demandeurs_de_la_structure
-- Somebody who wrote twice is there twice, under one address: the newest is told, and no other once that was done.
select distinct on (lower(c.courriel)) c.personne
from contacts c
where c.genre = 'demandeur' and c.structure = $1 and c.courriel <> '' and not exists (
    select from messages m
    join contacts dit on dit.personne = m.destinataire
    where m.evenement = $2 and dit.genre = 'demandeur' and lower(dit.courriel) = lower(c.courriel))
order by lower(c.courriel), c.recue_le desc, c.personne

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
