-- The DUI that animators declare, derived from accompagnement.deploiement: written by the projection alone.
-- A deployment may come before its structure.
create table equipements (
    deploiement uuid primary key,
    finess text not null,
    genre text not null,
    editeur text not null,
    logiciel text not null,
    version_logiciel text not null,
    reference_segur boolean not null,
    deploye_le date not null,
    declare_le timestamptz not null
);

create index equipements_finess on equipements (finess, deploye_le desc, declare_le desc, deploiement desc);

-- The one in use at each site: the newest by its day, then by when it was declared, as `Equipement` says.
create view equipements_actuels as
select distinct on (finess) *
from equipements
order by finess, deploye_le desc, declare_le desc, deploiement desc;
