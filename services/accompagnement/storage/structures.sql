-- name: departement
select departement from structures where finess = $1

-- name: retenir_fermetures
insert into structures_fermees as f (finess, version)
select * from unnest($1::text[], $2::integer[])
on conflict (finess) do update set version = excluded.version where f.version < excluded.version
returning finess
