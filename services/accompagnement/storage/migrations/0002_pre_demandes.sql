-- Requests, the team, and what is needed to bring them together. No foreign key leaves the service.

-- The columns of ContactV1, when this version was written, and what is told to nobody.
create table personnes (
    version integer not null,
    personne uuid primary key,
    genre text not null,
    nom text not null,
    courriel text,
    sujet text,
    structure text,
    departements text[] not null,
    profil text not null,
    recue_le timestamptz not null default now(),
    fonction text not null default '',
    telephone text not null default ''
);

create unique index personnes_sujet on personnes (sujet) where sujet is not null;
create unique index personnes_demandeur on personnes (lower(courriel), (coalesce(structure, '')))
where genre = 'demandeur' and courriel is not null;

create table intervenants (
    personne uuid primary key references personnes,
    etp double precision not null check (etp > 0 and etp <= 1),
    actif boolean not null default true
);

create table absences (
    id uuid primary key,
    personne uuid not null references intervenants,
    debut date not null,
    fin date not null check (fin >= debut),
    motif text not null,
    declaree_par text not null,
    declaree_le timestamptz not null,
    annulee_le timestamptz
);

create index absences_personne on absences (personne, fin) where annulee_le is null;

-- The columns of ChargeMesureeV1, and when this version was written.
create table charges (
    version integer not null,
    intervenant uuid primary key,
    profil text not null,
    departements text[] not null,
    ouvertes integer not null,
    points double precision not null,
    capacite double precision not null,
    mesuree_le timestamptz not null,
    recue_le timestamptz not null default now()
);

-- What a request weighs, by its kind and by its state: data, not code.
create table poids_des_types (
    type text primary key,
    points double precision not null check (points > 0)
);

create table poids_des_etats (
    etat text primary key,
    facteur double precision not null check (facteur >= 0),
    ouverte boolean not null
);

create table parametres (
    cle text primary key,
    valeur double precision not null,
    explication text not null
);

create table thematiques (
    code text primary key,
    libelle text not null,
    niveau text not null,
    type text not null references poids_des_types,
    a_qualifier boolean not null default false,
    rang integer not null unique
);

create table demandes (
    id uuid primary key,
    numero text not null unique,
    version integer not null,
    etat text not null references poids_des_etats,
    canal text not null,
    structure text,
    nom_structure text not null,
    departement text not null,
    thematique text not null references thematiques,
    texte text not null,
    demandeur uuid not null,
    motifs text[] not null,
    reponses integer not null,
    issue text,
    motif_refus text,
    orientation text,
    deposee_le timestamptz not null,
    mouvement_le timestamptz not null,
    resolue_le timestamptz,
    signalee_le timestamptz
);

create index demandes_departement on demandes (departement, etat);
create index demandes_structure on demandes (structure, deposee_le desc) where structure is not null;
create index demandes_demandeur on demandes (demandeur);
create index demandes_a_qualifier on demandes (mouvement_le) where etat = 'a_qualifier';
create index demandes_resolues on demandes (resolue_le) where etat = 'resolue';

create table affectations (
    id uuid primary key,
    demande uuid not null references demandes,
    intervenant uuid not null references intervenants,
    cause text not null,
    code text not null,
    phrase text not null,
    points double precision not null,
    instantane jsonb not null,
    debut timestamptz not null,
    fin timestamptz
);

-- One principal at a time.
create unique index affectations_principal on affectations (demande) where fin is null;
create index affectations_demande on affectations (demande, debut desc);
create index affectations_ouvertes on affectations (intervenant) where fin is null;
create index affectations_intervenant on affectations (intervenant, debut desc);

create table messages (
    id uuid primary key,
    demande uuid not null references demandes,
    acteur text not null,
    auteur uuid,
    texte text not null,
    interne boolean not null,
    ecrit_le timestamptz not null
);

create index messages_demande on messages (demande, ecrit_le);

-- The life of a request: one line per fact.
create table demandes_histoire (
    demande uuid not null references demandes,
    version integer not null,
    fait text not null,
    acteur text not null,
    auteur uuid,
    precision text,
    le timestamptz not null,
    primary key (demande, version)
);

-- Numbers without a gap, one sequence a year, given in the transaction of the deposit.
create table numerotation (
    annee integer primary key,
    dernier integer not null
);

-- Who usually answers to a structure.
create table portefeuille (
    structure text primary key,
    intervenant uuid not null references intervenants,
    depuis timestamptz not null
);

-- What the reaction to the directory saw closed, and at which version: it may run ahead of the copy.
create table structures_fermees (
    finess text primary key,
    version integer not null
);

-- The answers of the deposits made under a key, for as long as the same key may come again.
create table cles_de_depot (
    cle text primary key,
    empreinte text not null,
    demande uuid not null,
    numero text not null,
    prise_le timestamptz not null
);

create index cles_de_depot_prise_le on cles_de_depot (prise_le);

create table logiciels (
    editeur text not null,
    logiciel text not null,
    primary key (editeur, logiciel)
);

create table deploiements (
    id uuid primary key,
    finess text not null,
    departement text not null,
    genre text not null,
    editeur text not null,
    logiciel text not null,
    version_logiciel text not null,
    reference_segur boolean not null,
    deploye_le date not null,
    declare_par uuid not null,
    demande uuid,
    declare_le timestamptz not null
);

create unique index deploiements_une_fois on deploiements (
    finess, lower(editeur), lower(logiciel), lower(version_logiciel), deploye_le
);
