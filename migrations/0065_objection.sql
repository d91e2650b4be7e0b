-- Objections (keberatan) of rated people against released versions, and what became of them
-- (`domain::evaluation::Objection`). What was filed, said and decided is never changed.
create table objection (
    agency_id uuid not null,
    id        uuid not null,
    skp_id    uuid not null,
    period_id uuid not null,
    version   smallint not null,
    -- What it concerns, each with the reason.
    rows      jsonb not null,
    filed_at  timestamptz not null,
    -- It came after the last day: nobody decides it.
    is_late   boolean not null,
    primary key (agency_id, id),
    unique (agency_id, skp_id, period_id, version),
    foreign key (agency_id, skp_id, period_id, version) references evaluation_version
);
select tenant_table('objection', 'select, insert');
insert into table_rule (name, copied) values ('objection', true);

create table objection_statement (
    agency_id    uuid not null,
    id           uuid not null,
    objection_id uuid not null,
    text         text not null check (length(text) between 1 and 2000),
    said_at      timestamptz not null,
    said_by      uuid not null,
    primary key (agency_id, id),
    foreign key (agency_id, objection_id) references objection,
    foreign key (agency_id, said_by) references employee
);
create index objection_statement_objection_idx on objection_statement (agency_id, objection_id, said_at);
create index objection_statement_said_by_idx on objection_statement (agency_id, said_by);
select tenant_table('objection_statement', 'select, insert');
insert into table_rule (name, copied) values ('objection_statement', true);

create table objection_decision (
    agency_id    uuid not null,
    id           uuid not null,
    objection_id uuid not null,
    -- The answer to each row.
    answers      jsonb not null,
    -- The version of the evaluation that it led to.
    version      smallint,
    decided_at   timestamptz not null,
    decided_by   uuid not null,
    -- The post of the superior on that day.
    signed_as    text not null check (length(signed_as) <= 500),
    -- Its author took it back.
    reopened_at  timestamptz,
    reopened_for text check (length(reopened_for) between 1 and 2000),
    primary key (agency_id, id),
    foreign key (agency_id, objection_id) references objection,
    foreign key (agency_id, decided_by) references employee,
    check ((reopened_at is null) = (reopened_for is null))
);
-- One decision stands, and one at most was taken back.
create unique index objection_decision_stands_idx on objection_decision (agency_id, objection_id) where reopened_at is null;
create unique index objection_decision_reopened_idx on objection_decision (agency_id, objection_id)
    where reopened_at is not null;
create index objection_decision_objection_idx on objection_decision (agency_id, objection_id, decided_at);
create index objection_decision_decided_by_idx on objection_decision (agency_id, decided_by);
select tenant_table('objection_decision', 'select, insert, update (reopened_at, reopened_for)');
insert into table_rule (name, copied) values ('objection_decision', true);
