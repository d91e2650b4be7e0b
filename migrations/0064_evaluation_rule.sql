-- Rules of evaluations, as the agency sets them beside those that the program knows
-- (`domain::evaluation::EvaluationRules`). A row is never changed: a later one takes its place from its day on.
create table evaluation_rule (
    agency_id  uuid not null references agency,
    id         uuid not null,
    -- `domain::evaluation::EvaluationRule`
    rule       jsonb not null,
    holds_from date not null,
    source     text not null check (length(source) between 1 and 300),
    entered_at timestamptz not null,
    -- The name of that day, which stays when the account goes; the audit trail has the account.
    entered_by text not null,
    primary key (agency_id, id)
);
select tenant_table('evaluation_rule', 'select, insert');
insert into table_rule (name, copied) values ('evaluation_rule', true);
