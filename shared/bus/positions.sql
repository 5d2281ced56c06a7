-- name: reclamer
-- Take partitions: the epoch fences whoever held them before.
insert into positions as p (groupe, topic, partition, epoque)
select $1, $2, n, 1 from unnest($3::integer[]) as n
on conflict (groupe, topic, partition) do update set epoque = p.epoque + 1
returning partition, prochain, epoque, generation, ouvert_le is not null as ouvert;

-- name: verrouiller
select partition, prochain, epoque, generation, rebuts_de_suite, fenetre_lus, fenetre_rebuts, tolerance
from positions
where groupe = $1 and topic = $2 and partition = any ($3::integer[])
order by partition
for update;

-- name: avancer
update positions as p set
    prochain = a.prochain,
    appliques = p.appliques + a.appliques,
    perimes = p.perimes + a.perimes,
    ignores = p.ignores + a.ignores,
    rebuts = p.rebuts + a.rebuts,
    trous = p.trous + a.trous,
    rebuts_de_suite = a.rebuts_de_suite,
    fenetre_lus = a.fenetre_lus,
    fenetre_rebuts = a.fenetre_rebuts,
    tolerance = a.tolerance,
    ouvert_le = case when a.motif is null then null else now() end,
    motif_ouverture = a.motif,
    maj_le = now()
from unnest(
    $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
    $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::text[]
) as a (
    partition, prochain, appliques, perimes, ignores, rebuts, trous,
    rebuts_de_suite, fenetre_lus, fenetre_rebuts, tolerance, motif
)
where p.groupe = $1 and p.topic = $2 and p.partition = a.partition;

-- name: lire
select partition, prochain, epoque, generation, ouvert_le, motif_ouverture, maj_le,
    prochain - appliques - perimes - ignores - rebuts - trous as ecart
from positions
where groupe = $1 and topic = $2
order by partition;

-- name: rembobiner
-- Back to the first offset: the running consumer sees the new generation and seeks.
update positions set
    prochain = 0, generation = generation + 1,
    appliques = 0, perimes = 0, ignores = 0, rebuts = 0, trous = 0,
    rebuts_de_suite = 0, fenetre_lus = 0, fenetre_rebuts = 0, tolerance = 0,
    ouvert_le = null, motif_ouverture = null, maj_le = now()
where groupe = $1;

-- name: reprendre
-- Close the breaker of the paused partitions, tolerating so many more dead letters.
update positions set
    rebuts_de_suite = 0, fenetre_lus = 0, fenetre_rebuts = 0, tolerance = $2,
    ouvert_le = null, motif_ouverture = null, maj_le = now()
where groupe = any ($1::text[]) and ouvert_le is not null
returning groupe, topic, partition;

-- name: verrouiller_groupe
select partition from positions where groupe = $1 order by topic, partition for update;
