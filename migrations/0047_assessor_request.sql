-- "Atasan saya salah": people ask for the right assessor, the Pengelola decides.
create table assessor_request (
    agency_id   uuid not null,
    id          uuid not null,
    employee_id uuid not null,
    -- The assessor when it was asked; null without one.
    assessor_id uuid,
    wanted_id   uuid not null,
    reason      text not null check (length(reason) between 1 and 2000),
    asked_at    timestamptz not null,
    decided_at  timestamptz,
    accepted    boolean,
    -- The words of the decision; none are needed to accept.
    answer      text check (length(answer) between 1 and 2000),
    primary key (agency_id, id),
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, assessor_id) references employee,
    foreign key (agency_id, wanted_id) references employee,
    check (wanted_id <> employee_id),
    check ((decided_at is null) = (accepted is null)),
    check (accepted is not false or answer is not null)
);
-- One open request of a person; the table is asked by person, by assessor and for what is open.
create unique index assessor_request_open_key on assessor_request (agency_id, employee_id) where decided_at is null;
create index assessor_request_employee_idx on assessor_request (agency_id, employee_id);
create index assessor_request_assessor_idx on assessor_request (agency_id, assessor_id) where assessor_id is not null;
create index assessor_request_wanted_idx on assessor_request (agency_id, wanted_id);
select tenant_table('assessor_request', 'select, insert, update (decided_at, accepted, answer)');
insert into table_rule (name, copied) values ('assessor_request', true);

-- The request that made the row.
alter table assessor
    add column request_id uuid,
    add foreign key (agency_id, request_id) references assessor_request;
create index assessor_request_row_idx on assessor (agency_id, request_id) where request_id is not null;
