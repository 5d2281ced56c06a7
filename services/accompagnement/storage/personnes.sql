-- name: de_sujet
select * from personnes where sujet = $1

-- name: completer
update personnes set fonction = $2, telephone = $3 where personne = $1

-- name: a_oublier
select p.personne
from personnes p
where p.genre = 'demandeur'
    and not exists (
        select from demandes d
        where d.demandeur = p.personne and (d.mouvement_le > $1 or d.etat <> all ($2::text[]))
    )
order by p.personne
limit $3
for update skip locked

-- name: oublier
delete from personnes where personne = any ($1::uuid[])
