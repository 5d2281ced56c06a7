-- name: ecrire
insert into rebuts (
    groupe, topic, partition, decalage, cle, valeur, entetes, type, motif, detail, contenu, recu_le, generation
)
select r.*, $12, coalesce((select generation from journal), 0)
from unnest(
    $1::text[], $2::text[], $3::integer[], $4::bigint[], $5::bytea[], $6::bytea[], $7::json[], $8::text[],
    $9::text[], $10::text[], $11::boolean[]
) as r
on conflict (groupe, topic, generation, partition, decalage) do nothing;

-- name: dire
insert into outbox (event_id, topic, cle, survenu_le, entetes, valeur)
select event_id, $7, cle, $6, entetes, valeur
from unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::json[], $5::bytea[]) as e(rang, event_id, cle, entetes, valeur)
order by rang;

-- name: a_rejouer
select id, groupe, topic, partition, decalage, cle, valeur, entetes, type, motif, detail, contenu, recu_le
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

-- name: classer
update rebuts set rejoue_le = now() where id = any ($1::bigint[]) and rejoue_le is null returning id;

-- name: compter
select groupe, count(*) as nombre from rebuts where rejoue_le is null group by groupe;
