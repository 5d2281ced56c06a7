-- name: indicateurs
-- The version in force of each indicator.
select distinct on (code) no, version, code, libelle, unite_de_compte, sens, valable_depuis
from indicateurs
where valable_depuis <= current_date
order by code, version desc

-- name: programmes
select code, libelle, regle_depart, duree_mois from programmes order by code

-- name: cibles
select id, programme, indicateur, valeur, valable_depuis, exemple
from cibles
order by programme, indicateur, valable_depuis, id

-- name: fixer
insert into cibles (programme, indicateur, valeur, valable_depuis, exemple)
values ($1, $2, $3, $4, false)
returning id, programme, indicateur, valeur, valable_depuis, exemple
