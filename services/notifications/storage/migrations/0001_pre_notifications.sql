-- The copies of the directory and of the contacts: the columns of StructureV1 and of ContactV1, and when each version was
-- received. Written by their projections alone. Addresses stand nowhere else.
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

create table contacts (
    version integer not null,
    personne uuid primary key,
    genre text not null,
    nom text not null,
    courriel text,
    sujet text,
    structure text,
    departements text[] not null,
    profil text not null,
    recue_le timestamptz not null default now()
);
create index contacts_par_sujet on contacts (sujet) where sujet is not null;
create index contacts_par_structure on contacts (structure) where genre = 'demandeur';

-- Where each request stands and who answers for it, from its facts: a projection.
create table demandes_suivies (
    demande uuid primary key,
    version integer not null,
    etat text not null,
    intervenant uuid
);
create index demandes_suivies_par_intervenant on demandes_suivies (intervenant);

-- Who asked to be forgotten: ids alone.
create table personnes_effacees (
    personne uuid primary key,
    effacee_le timestamptz not null
);

-- The facts that a rule listens to, once each; and those still to be told to a circle of people.
create table faits_entendus (
    evenement uuid primary key,
    nom text not null,
    survenu_le timestamptz not null,
    demande uuid,
    numero text,
    structure text,
    departement text,
    demandeur uuid,
    intervenant uuid,
    details jsonb not null
);
create index faits_entendus_par_structure on faits_entendus (structure);
create index faits_entendus_par_numero on faits_entendus (numero);

create table annonces (
    evenement uuid not null references faits_entendus (evenement),
    regle text not null,
    depuis timestamptz not null,
    prochain_le timestamptz not null,
    primary key (evenement, regle)
);

-- One message for each event, rule and person, for ever: told twice, it is there once.
create table messages (
    id uuid primary key,
    evenement uuid not null references faits_entendus (evenement),
    regle text not null,
    destinataire uuid not null,
    dans_application boolean not null,
    cree_le timestamptz not null,
    lu_le timestamptz,
    unique (evenement, regle, destinataire)
);
create index messages_dans_application on messages (destinataire, cree_le desc) where dans_application;
create index messages_par_date on messages (cree_le desc, id desc);

-- The delivery of a message by mail. `prochain_le`: when it is due; while it is `en_cours`, when its lease ends.
create table livraisons (
    message uuid primary key references messages (id),
    etat text not null,
    motif text,
    essais integer not null default 0,
    essais_avant integer not null default 0,
    depuis timestamptz not null,
    renvoyee boolean not null default false,
    prochain_le timestamptz,
    bail uuid,
    envoyee_le timestamptz,
    check (etat in ('a_envoyer', 'en_cours', 'reportee', 'envoyee', 'refusee', 'abandonnee', 'annulee')),
    check ((etat in ('a_envoyer', 'en_cours', 'reportee')) = (prochain_le is not null)),
    check ((etat = 'envoyee') = (envoyee_le is not null))
);
create index livraisons_dues on livraisons (prochain_le) where prochain_le is not null;

-- Every attempt, with the server's words; addresses are taken out of them.
create table essais (
    message uuid not null references livraisons (message),
    rang integer not null,
    debut timestamptz not null,
    duree_ms integer not null,
    issue text not null,
    code integer,
    reponse text not null,
    primary key (message, rang)
);
