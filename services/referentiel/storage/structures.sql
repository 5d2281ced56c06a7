-- name: etats
select finess, etat from structures

-- name: par_numeros
select * from structures where finess = any($1::text[])
