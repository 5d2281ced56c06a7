-- name: noter
-- One version more when the digest moved; no row otherwise.
insert into empreintes as e (nom, version, nombre, empreinte, mesuree_le)
values ($1, 1, $2, $3, $4)
on conflict (nom) do update set
    version = e.version + 1,
    nombre = excluded.nombre,
    empreinte = excluded.empreinte,
    mesuree_le = excluded.mesuree_le
where (e.nombre, e.empreinte) is distinct from (excluded.nombre, excluded.empreinte)
returning version;
