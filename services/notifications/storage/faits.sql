-- name: entendre
insert into faits_entendus
    (evenement, nom, survenu_le, demande, numero, structure, departement, demandeur, intervenant, details)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
on conflict do nothing
returning evenement

-- name: garder
insert into annonces (evenement, regle, depuis, prochain_le) values ($1, $2, $3, $4)
on conflict (evenement, regle) do update set prochain_le = excluded.prochain_le

-- name: dues
select f.*, a.regle, a.depuis
from annonces a
join faits_entendus f using (evenement)
where a.prochain_le <= $1
order by a.prochain_le
limit $2
for update of a skip locked

-- name: clore
delete from annonces where evenement = $1 and regle = $2
