-- Lines of the quarantine repaired elsewhere, or given up: closed by somebody, so that those waiting are still to repair.
alter table quarantaine add column classee_le timestamptz;
alter table quarantaine add column classee_par text;
