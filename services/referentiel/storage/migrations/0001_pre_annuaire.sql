-- The directory: the structures at their last version, what happened to them, and the imports that told it.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- The columns of StructureV1, and when this version was written.
create table structures (
    version integer not null,
    finess text primary key,
    nom text not null,
    nom_long text not null,
    complement_nom text,
    categorie text not null,
    siret text,
    etat text not null,
    date_ouverture date,
    date_autorisation date,
    date_fermeture date,
    departement text not null,
    departement_deduit boolean not null,
    adresse_numero text,
    adresse_type_voie text,
    adresse_voie text,
    adresse_complement text,
    adresse_lieu_dit text,
    adresse_code_postal text not null,
    adresse_code_commune text,
    adresse_commune text not null,
    point_latitude double precision,
    point_longitude double precision,
    telephones text[] not null,
    entite_juridique_finess text not null,
    entite_juridique_nom text not null,
    entite_juridique_nom_long text not null,
    entite_juridique_siren text,
    entite_juridique_statut_juridique text not null,
    constate_le timestamptz not null,
    changements text[] not null,
    recue_le timestamptz not null default now()
);

create index structures_departement on structures (departement, etat);
create index structures_entite_juridique on structures (entite_juridique_finess);
create index structures_siret on structures (siret) where siret is not null;

-- One line per import that was applied, changed nothing or was refused; a simulation leaves none.
create table imports (
    id uuid primary key,
    fichier text not null,
    sha256 text,
    genere_le timestamptz,
    statut text not null,
    motif text,
    evenements jsonb not null,
    defauts jsonb not null,
    debut timestamptz not null,
    fin timestamptz not null
);

create index imports_fin on imports (fin desc);

-- One line per event told: the life of a structure.
create table structures_historique (
    finess text not null,
    version integer not null,
    evenement text not null,
    champs text[] not null,
    constate_le timestamptz not null,
    import_id uuid not null,
    enregistre_le timestamptz not null,
    primary key (finess, version)
);

-- The defects of the last file, replaced at each import.
create table defauts (
    id bigint generated always as identity primary key,
    finess text not null,
    code text not null,
    champ text not null,
    valeur text not null,
    repare boolean not null,
    import_id uuid not null
);

create index defauts_finess on defauts (finess);
create index defauts_code on defauts (code);
