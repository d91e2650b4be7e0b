-- Holidays of the agency, beside the national ones that the program knows (`domain::calendar`).
create table holiday (
    agency_id  uuid not null references agency,
    day        date not null,
    name       text not null check (length(name) between 1 and 60),
    entered_at timestamptz not null,
    -- The name of that day, which stays when the account goes; the audit trail has the account.
    entered_by text not null,
    primary key (agency_id, day)
);
select tenant_table('holiday', 'select, insert, delete');
insert into table_rule (name, copied) values ('holiday', true);

-- Why the agency moved the due day; null where nobody has.
alter table period add column due_reason text check (length(due_reason) between 1 and 300);
