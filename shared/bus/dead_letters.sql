-- name: ecrire
insert into rebuts (groupe, topic, partition, decalage, cle, valeur, entetes, type, motif, detail, recu_le)
select * from unnest(
    $1::text[], $2::text[], $3::integer[], $4::bigint[], $5::bytea[], $6::bytea[], $7::json[], $8::text[],
    $9::text[], $10::text[], $11::timestamptz[]
)
on conflict (groupe, topic, partition, decalage) do nothing;

-- name: a_rejouer
select id, groupe, topic, partition, decalage, cle, valeur, entetes, type, motif, detail, recu_le
from rebuts
where rejoue_le is null and id > $1
order by id
limit $2;

-- name: verrouiller
select id from rebuts where id = $1 and rejoue_le is null for update skip locked;

-- name: marquer_rejoue
update rebuts set rejoue_le = now() where id = $1;

-- name: marquer_refuse
update rebuts set motif = $2, detail = $3 where id = $1;

-- name: compter
select groupe, count(*) as nombre from rebuts where rejoue_le is null group by groupe;
