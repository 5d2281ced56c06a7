-- name: suivre
-- A step that names nobody leaves who answers for the request.
insert into demandes_suivies as tenue (demande, version, etat, intervenant)
select * from unnest($1::uuid[], $2::integer[], $3::text[], $4::uuid[])
on conflict (demande) do update
set version = excluded.version, etat = excluded.etat, intervenant = coalesce(excluded.intervenant, tenue.intervenant)
where excluded.version > tenue.version
