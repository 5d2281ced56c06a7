-- name: oublier_les_autres
delete from divergences where copie <> all ($1::text[])

-- name: retenir
-- What differs already keeps its first moment.
insert into divergences (copie, depuis)
select * from unnest($1::text[], $2::timestamptz[])
on conflict (copie) do nothing
