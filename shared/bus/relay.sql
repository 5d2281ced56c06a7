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
-- Under the relay's lock. When the session before did not end well, its last words are owed.
insert into relais as r (propre) values (false)
on conflict (seul) do update set
    propre = false,
    redire_depuis = case when r.propre then r.redire_depuis else least(r.redire_depuis, now()) end,
    redire_apres = case when r.propre then r.redire_apres else now() + $1 end
returning now() as depuis;

-- name: clore_session
update relais set propre = true;

-- name: avouer
-- A relay that may have spoken late says so, whoever holds the lock now.
update relais set redire_depuis = least(redire_depuis, $1), redire_apres = now() + $2;

-- name: a_redire
select redire_depuis from relais where redire_apres <= now() for update;

-- name: redit
update relais set redire_depuis = null, redire_apres = null;

-- name: borner_l_attente
-- A frozen process must not hold the lock for ever.
set idle_session_timeout = '60s';
