-- What the version in force of a plan says beside its results, as `domain::skp::Further`; null where it says nothing.
alter table skp add column further jsonb;
