-- name: reconnaitre
-- The cluster known so far; the first one seen is ours. The empty update makes a twin wait for it, and see it.
insert into journal (cluster) values ($1)
on conflict (seul) do update set cluster = journal.cluster
returning cluster;

-- name: adopter
insert into journal (cluster) values ($1)
on conflict (seul) do update set
    cluster = excluded.cluster, adopte_le = now(), generation = journal.generation + 1;

-- name: tout_rembobiner
-- The positions of another log mean nothing here. Counters start anew with them.
update positions set
    prochain = 0, generation = generation + 1,
    appliques = 0, perimes = 0, ignores = 0, rebuts = 0, trous = 0,
    rebuts_de_suite = 0, fenetre_lus = 0, fenetre_rebuts = 0, tolerance = 0,
    ouvert_le = null, motif_ouverture = null, maj_le = now();
