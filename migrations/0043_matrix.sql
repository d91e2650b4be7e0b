-- The matrix of roles and results (Matriks Peran Hasil): what a leader gives to the people of a team.

-- Who gave a result to its owner ("penugasan dari"); null for what the owner wrote.
alter table rhk add column assigned_by uuid;
alter table rhk add foreign key (agency_id, assigned_by) references employee;
create index rhk_assigned_by_idx on rhk (agency_id, assigned_by) where assigned_by is not null;

-- A result may support one of a plan that is not in force yet: they link as soon as both are.
alter table rhk drop constraint rhk_agency_id_supports_id_fkey;

-- The people of other units to whom the results of a plan are given. Those whom its owner assesses need no row.
create table skp_member (
    agency_id   uuid not null,
    skp_id      uuid not null,
    employee_id uuid not null,
    primary key (agency_id, skp_id, employee_id),
    foreign key (agency_id, skp_id) references skp,
    foreign key (agency_id, employee_id) references employee
);
create index skp_member_employee_idx on skp_member (agency_id, employee_id);
select tenant_table('skp_member', 'select, insert, delete');
insert into table_rule (name, copied) values ('skp_member', true);
