-- How far plans are, and the reminders of them.

-- How far the plan of somebody for a year has come (`domain::skp::Completion`); of several, the last one's. No row for
-- nobody's.
create view plan_completion with (security_invoker = true) as
    select distinct on (k.agency_id, k.employee_id, k.year) k.agency_id, k.employee_id, k.year, k.id as skp_id,
        case when k.version is not null then 'agreed' else r.state end as completion,
        coalesce(k.agreed_at, r.submitted_at, r.returned_at, r.edited_at) as at
    from skp k
    left join skp_revision r on r.agency_id = k.agency_id and r.skp_id = k.id and r.state <> 'replaced'
    order by k.agency_id, k.employee_id, k.year, k.starts_on desc, k.id;
grant select on plan_completion to kinerja_app;

-- The people who have plans, each in the definitive post; elected ones have none.
create view planned_person with (security_invoker = true) as
    select a.agency_id, a.employee_id, a.post_id, a.unit_id
    from current_assignment a join post p on p.agency_id = a.agency_id and p.id = a.post_id
    where p.kind <> 'elected';
grant select on planned_person to kinerja_app;

-- Who was last reminded of a plan that is not submitted yet, and by whom; null for an account without an employee.
create table plan_reminder (
    agency_id   uuid not null,
    employee_id uuid not null,
    year        smallint not null check (year between 2000 and 2100),
    reminded_by uuid,
    reminded_at timestamptz not null,
    primary key (agency_id, employee_id, year),
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, reminded_by) references employee
);
create index plan_reminder_reminded_by_idx on plan_reminder (agency_id, reminded_by) where reminded_by is not null;
select tenant_table('plan_reminder', 'select, insert, update, delete');
insert into table_rule (name, copied) values ('plan_reminder', true);

-- The plans that were made together are found by their moment.
create index skp_agreed_at_idx on skp (agency_id, agreed_at) where agreed_at is not null;
