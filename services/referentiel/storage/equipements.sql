-- name: retenir
insert into equipements
    (deploiement, finess, genre, editeur, logiciel, version_logiciel, reference_segur, deploye_le, declare_le)
select * from unnest(
    $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::date[], $9::timestamptz[]
)
on conflict (deploiement) do nothing

-- name: de_la_structure
select * from equipements where finess = $1
