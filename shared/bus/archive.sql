-- name: partitions
select inhrelid::regclass::text as nom from pg_inherits where inhparent = 'outbox_envoyes'::regclass;

-- name: figer
-- Writers wait, readers go on: what follows sees every committed event, and none is being written.
lock table outbox in exclusive mode;

-- name: redire
-- States: the newest told version of each key, unless a newer one waits already. Facts: all, in order.
insert into outbox (
    event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur
)
select event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur
from (
    select e.*, row_number() over (partition by topic, cle order by id desc) as rang
    from outbox_envoyes as e
    where envoye_le >= $1 and not topic = any ($3::text[])
) as e
where not topic = any ($2::text[])
    or (rang = 1 and not exists (select from outbox as o where o.topic = e.topic and o.cle = e.cle))
order by id;

-- name: reveiller
notify maillage_outbox;
