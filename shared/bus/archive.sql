-- name: partitions
select inhrelid::regclass::text as nom from pg_inherits where inhparent = 'outbox_envoyes'::regclass;

-- name: figer
-- Writers wait, readers go on: what follows sees every committed event, and none is being written.
lock table outbox in exclusive mode;

-- name: redire
-- States: the newest told version of each key, unless a newer one waits already. Facts: each once, in order.
insert into outbox (
    event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur
)
select event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur
from (
    select
        e.*,
        row_number() over (partition by topic, cle order by id desc) as rang,
        row_number() over (partition by topic, event_id order by id) as redite
    from outbox_envoyes as e
    where envoye_le >= $1 and not topic = any ($3::text[])
) as e
where case
    when topic = any ($2::text[])
        then rang = 1 and not exists (select from outbox as o where o.topic = e.topic and o.cle = e.cle)
    else redite = 1
end
order by id;

-- name: reveiller
notify maillage_outbox;
