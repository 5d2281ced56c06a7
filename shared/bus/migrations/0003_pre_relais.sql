-- How the relay's last session ended. A relay that ended badly, or woke late, may have sent old versions of a key after
-- newer ones: once its messages have surely expired (`redire_apres`), what was sent since `redire_depuis` is told again.
create table relais (
    seul boolean primary key default true check (seul),
    propre boolean not null,
    redire_depuis timestamptz,
    redire_apres timestamptz
);
