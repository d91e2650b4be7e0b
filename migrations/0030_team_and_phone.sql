-- That an assessor takes care of somebody: until the day their row in the team waits, unless that person writes anew.
create table deferral (
    agency_id   uuid not null,
    employee_id uuid not null,
    assessor_id uuid not null,
    -- The last day.
    until       date not null,
    noted_at    timestamptz not null,
    primary key (agency_id, employee_id, assessor_id),
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, assessor_id) references employee
);
create index deferral_assessor_idx on deferral (agency_id, assessor_id);
select tenant_table('deferral', 'select, insert, update, delete');
insert into table_rule (name, copied) values ('deferral', true);

-- The moment of a report by the clock of the device, where it is not the one that counts: that clock was wrong.
alter table report add column device_at timestamptz;
