-- The rule under which a replaced version was in force: reports of its time are judged by it. Null as in `skp.regime`.
alter table skp_revision add column regime text check (length(regime) between 1 and 40);

-- The highest number of a result that was ever written in the plan (`domain::skp::result_id`): those of removed results
-- do not come back.
alter table skp add column last_result integer not null default 0 check (last_result between 0 and 65535);

-- A later due day of a period for the people of one unit and of the units below it, beside that of the agency.
create table due_extension (
    agency_id  uuid not null,
    period_id  uuid not null,
    unit_id    uuid not null,
    due_on     date not null,
    reason     text not null check (length(reason) between 1 and 300),
    entered_at timestamptz not null,
    -- The name of that day, which stays when the account goes; the audit trail has the account.
    entered_by text not null,
    primary key (agency_id, period_id, unit_id),
    foreign key (agency_id, period_id) references period,
    foreign key (agency_id, unit_id) references unit
);
create index due_extension_unit_idx on due_extension (agency_id, unit_id);
select tenant_table('due_extension', 'select, insert, update, delete');
insert into table_rule (name, copied) values ('due_extension', true);

-- Until when the plans of a year are to be submitted, where the agency says so.
create table plan_deadline (
    agency_id  uuid not null references agency,
    year       smallint not null check (year between 2000 and 2100),
    due_on     date not null,
    source     text not null check (length(source) between 1 and 300),
    entered_at timestamptz not null,
    -- The name of that day, which stays when the account goes; the audit trail has the account.
    entered_by text not null,
    primary key (agency_id, year)
);
select tenant_table('plan_deadline', 'select, insert, update');
insert into table_rule (name, copied) values ('plan_deadline', true);
