-- name: departement
select departement from structures where finess = $1

-- name: retenir_fermeture
insert into structures_fermees as f (finess, version) values ($1, $2)
on conflict (finess) do update set version = excluded.version where f.version < excluded.version
