-- name: prendre_verrou
select pg_try_advisory_lock(hashtext('maillage.relais'), $1);

-- name: a_envoyer
select id, event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur
from outbox
order by id
limit $1;

-- name: deplacer
with partis as (
    delete from outbox where id = any ($1::bigint[])
    returning id, event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur, ecrit_le
)
insert into outbox_envoyes (
    id, event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur, ecrit_le
)
select id, event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur, ecrit_le
from partis;

-- name: profondeur
select count(*) as nombre, coalesce(extract(epoch from now() - min(ecrit_le)), 0)::float8 as age from outbox;

-- name: ouvrir_session
-- Under the relay's lock. `propre` says how the session before ended; the first one has none before it.
with avant as (select propre from relais),
maintenant as (
    insert into relais (propre) values (false) on conflict (seul) do update set propre = false
)
select coalesce((select propre from avant), true) as propre, now() as depuis;

-- name: clore_session
update relais set propre = true;

-- name: borner_l_attente
-- A frozen process must not hold the lock for ever.
set idle_session_timeout = '60s';
