-- name: garder
insert into depots (id, nom, contenu, par, depose_le) values ($1, $2, $3, $4, $5)

-- name: par_id
select id, nom, contenu, par, depose_le from depots where id = $1

-- name: oublier
delete from depots where id = $1

-- name: purger
delete from depots where depose_le < $1
