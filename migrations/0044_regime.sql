-- Rules about groups of people, as the agency enters them beside the national ones that the program knows
-- (`domain::regime`). A row is never changed: a later one takes its place from its day on.
create table regime_rule (
    agency_id  uuid not null references agency,
    id         uuid not null,
    people     text not null check (people in ('general', 'teachers', 'part_time', 'chosen')),
    -- Of a group of the agency's own: its name, and who is in it.
    name       text check (length(name) between 1 and 60),
    employment text check (employment in ('pns', 'pppk', 'pppk_paruh_waktu')),
    title      text check (length(title) between 1 and 60),
    holds_from date not null,
    -- The agency's rule for the group ends on that day.
    ends       boolean not null,
    periods    text not null check (periods in ('month', 'quarter', 'year')),
    evidence   text not null check (evidence in ('uploaded', 'confirmed', 'none')),
    origin     text not null check (origin in ('own', 'mirrored')),
    daily_log  boolean not null,
    phases     text[] not null check (cardinality(phases) <= 8),
    source     text not null check (length(source) between 1 and 300),
    entered_at timestamptz not null,
    -- The name of that day, which stays when the account goes; the audit trail has the account.
    entered_by text not null,
    primary key (agency_id, id),
    check ((people = 'chosen') = (name is not null)),
    check ((people = 'chosen') = (employment is not null or title is not null))
);
select tenant_table('regime_rule', 'select, insert');
insert into table_rule (name, copied) values ('regime_rule', true);

-- The rule under which the version in force was agreed on: the id of a row of `regime_rule`, or the name of a rule that
-- the program knows. Null before a version is in force, and where it came into force before rules were recorded.
alter table skp add column regime text check (length(regime) between 1 and 40);
