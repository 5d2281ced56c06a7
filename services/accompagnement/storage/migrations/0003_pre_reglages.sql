-- The tables of settings, as they stand on the first day: each line may be changed by its owner.
insert into poids_des_types (type, points) values
    ('conseil', 1),
    ('accompagnement', 3),
    ('projet', 8);

insert into poids_des_etats (etat, facteur, ouverte) values
    ('deposee', 0, true),
    ('a_qualifier', 0, true),
    ('affectee', 1, true),
    ('prise_en_charge', 1, true),
    ('resolue', 0.1, false),
    ('cloturee', 0, false),
    ('refusee', 0, false),
    ('annulee', 0, false);

insert into parametres (cle, valeur, explication) values
    ('points_par_etp', 70, 'Points qu’une personne à temps plein peut porter.'),
    ('tolerance_interlocuteur', 1.3, 'Écart de charge accepté pour garder l’interlocuteur habituel.'),
    ('charge_confortable', 0.5, 'Charge sous laquelle l’interlocuteur habituel est gardé sans comparer.'),
    ('prise_en_charge_jours', 3, 'Jours ouvrés dans lesquels une demande est prise en charge.'),
    ('cloture_jours', 10, 'Jours après lesquels une demande résolue est close sans réponse de la structure.'),
    ('cle_heures', 24, 'Heures pendant lesquelles un dépôt répété sous la même clé reçoit la même réponse.'),
    ('conservation_jours', 1096, 'Jours après lesquels le contact d’une demande terminée est oublié.');

insert into thematiques (code, libelle, niveau, type, a_qualifier, rang) values
    ('ins', 'Identité nationale de santé (INS)', 'Services et référentiels socles', 'accompagnement', false, 10),
    ('dmp', 'DMP et Mon espace santé', 'Services et référentiels socles', 'accompagnement', false, 20),
    ('mssante', 'Messagerie sécurisée de santé (MSSanté)', 'Services et référentiels socles', 'accompagnement', false, 30),
    ('psc', 'Pro Santé Connect et moyens d’identification', 'Services et référentiels socles', 'accompagnement', false, 40),
    ('e-prescription', 'Ordonnance numérique', 'Services et référentiels socles', 'accompagnement', false, 50),
    ('spico', 'Dossiers et coordination (SPICO)', 'Services régionaux', 'accompagnement', false, 110),
    ('viatrajectoire', 'ViaTrajectoire', 'Services régionaux', 'conseil', false, 120),
    ('telesante', 'Télésanté', 'Services régionaux', 'accompagnement', false, 130),
    ('ror', 'Répertoire des ressources (ROR)', 'Services régionaux', 'conseil', false, 140),
    ('sas', 'Service d’accès aux soins (SAS)', 'Services régionaux', 'conseil', false, 150),
    ('medimail', 'Medimail', 'Services régionaux', 'conseil', false, 160),
    ('esms-numerique', 'ESMS numérique', 'Programmes', 'projet', false, 210),
    ('sun-es', 'SUN-ES', 'Programmes', 'projet', false, 220),
    ('care', 'CaRE', 'Programmes', 'projet', false, 230),
    ('segur', 'Ségur du numérique, vague 2', 'Programmes', 'accompagnement', false, 240),
    ('medico-social', 'Médico-social', 'Filières', 'accompagnement', false, 310),
    ('enfance-tnd', 'Enfance et troubles du neurodéveloppement', 'Filières', 'accompagnement', false, 320),
    ('cancer', 'Cancer', 'Filières', 'accompagnement', false, 330),
    ('urgences', 'Urgences et soins non programmés', 'Filières', 'accompagnement', false, 340),
    ('msp', 'Exercice coordonné (MSP, CPTS)', 'Filières', 'accompagnement', false, 350),
    ('cybersecurite', 'Cybersécurité et continuité d’activité', 'Sujets transverses', 'accompagnement', false, 410),
    ('mutualisation', 'Mutualisation du système d’information', 'Sujets transverses', 'accompagnement', false, 420),
    ('rgpd', 'Protection des données (RGPD)', 'Sujets transverses', 'conseil', false, 430),
    ('dui', 'Dossier usager informatisé : choix ou changement', 'Sujets transverses', 'accompagnement', false, 440),
    ('innovation', 'Innovation', 'Sujets transverses', 'accompagnement', false, 450),
    ('inclusion', 'Inclusion numérique', 'Sujets transverses', 'conseil', false, 460),
    ('reseau', 'Réseau et zones blanches', 'Sujets transverses', 'conseil', false, 470),
    ('autre', 'Autre sujet, ou je ne sais pas', 'Sujets transverses', 'conseil', true, 900);

insert into logiciels (editeur, logiciel) values
    ('Éditeur Alpha', 'Alpha Usager'),
    ('Éditeur Bêta', 'Bêta Dossier'),
    ('Éditeur Delta', 'Delta Parcours'),
    ('Éditeur Gamma', 'Gamma Médico-social');
