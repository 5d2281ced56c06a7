-- name: ecrire
-- A few events in their order, and who must wake at commit, in one round trip.
with ecrits as (
    insert into outbox (
        event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur
    )
    select event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur
    from unnest(
        $1::uuid[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::timestamptz[], $7::text[], $8::text[],
        $9::json[], $10::bytea[]
    ) with ordinality as e(
        event_id, topic, cle, type, sujet, survenu_le, traceparent, correlation_id, entetes, valeur, rang
    )
    order by rang
)
select pg_notify(canal, charge) from unnest($11::text[], $12::text[]) as s(canal, charge)
