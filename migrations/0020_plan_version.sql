-- Versions of plans. What is in force lies in `skp`, `rhk` and `iki`, whose ids stay from version to version: reports,
-- standings and threads belong to the indicator or result, not to one wording of it. A version that is not in force, a
-- draft or a replaced one, is read as a whole only and lies in `skp_revision`.

alter table skp add column closed_at timestamptz;
update skp set closed_at = (ends_on + 1)::timestamp at time zone 'UTC' where state = 'closed';
alter table skp alter column version drop default, alter column version drop not null, alter column version type smallint;
update skp set version = case when agreed_at is not null then 1 end;
-- The checks that name it go with the column.
alter table skp drop column state;
alter table skp
    -- The version in force; null until one is agreed.
    add constraint skp_version_agreed check ((version is null) = (agreed_at is null) and version > 0),
    add constraint skp_closed_agreed check (closed_at is null or version is not null);

-- A version that is being written (at most one of a plan), or that another has replaced.
create table skp_revision (
    agency_id    uuid not null,
    skp_id       uuid not null,
    version      smallint not null check (version > 0),
    state        text not null check (state in ('draft', 'submitted', 'returned', 'replaced')),
    -- `domain::skp::SkpContent`.
    content      jsonb not null,
    submitted_at timestamptz,
    -- Why and by whom it was returned, until it is submitted again.
    returned_at  timestamptz,
    returned_by  uuid,
    return_note  text check (length(return_note) between 1 and 2000),
    agreed_at    timestamptz,
    agreed_by    uuid,
    primary key (agency_id, skp_id, version),
    foreign key (agency_id, skp_id) references skp,
    foreign key (agency_id, returned_by) references employee,
    foreign key (agency_id, agreed_by) references employee,
    check ((state = 'submitted') = (submitted_at is not null)),
    check ((state = 'returned') = (returned_at is not null and returned_by is not null and return_note is not null)),
    check ((state = 'replaced') = (agreed_at is not null))
);
create unique index skp_revision_in_work_key on skp_revision (agency_id, skp_id) where state <> 'replaced';
create index skp_revision_returned_by_idx on skp_revision (agency_id, returned_by) where returned_by is not null;
create index skp_revision_agreed_by_idx on skp_revision (agency_id, agreed_by) where agreed_by is not null;
select tenant_table('skp_revision', 'select, insert, update, delete');
insert into table_rule (name, copied) values ('skp_revision', true);

-- What a version leaves out is kept for its reports and threads, with the first version that no longer has it.
alter table rhk add column removed_in smallint check (removed_in > 0);
alter table iki add column removed_in smallint check (removed_in > 0);
alter table rhk drop constraint rhk_agency_id_skp_id_ordinal_key,
    add constraint rhk_ordinal_key unique nulls not distinct (agency_id, skp_id, ordinal, removed_in);
alter table iki drop constraint iki_agency_id_rhk_id_ordinal_key,
    add constraint iki_ordinal_key unique nulls not distinct (agency_id, rhk_id, ordinal, removed_in);

-- An indicator with its result and its plan, as the version in force has them. Reports are taken and boards count it
-- while it `is_open`.
create view indicator with (security_invoker = true) as
    select i.agency_id, i.id, k.employee_id, k.id as skp_id, k.year, k.starts_on, k.ends_on,
        k.version is not null and k.closed_at is null and r.removed_in is null and i.removed_in is null as is_open,
        r.id as rhk_id, r.ordinal as rhk_ordinal, r.text as rhk_text, r.supports_id,
        i.ordinal, i.name, i.unit_of_measure, i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency
    from skp k
    join rhk r on r.agency_id = k.agency_id and r.skp_id = k.id
    join iki i on i.agency_id = r.agency_id and i.rhk_id = r.id;
grant select on indicator to kinerja_app;

-- The evaluation of a person for a period. Once it is final, no report about the period is taken.
create table evaluation (
    agency_id   uuid not null,
    employee_id uuid not null,
    period_id   uuid not null,
    final_at    timestamptz not null,
    primary key (agency_id, employee_id, period_id),
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, period_id) references period
);
create index evaluation_period_idx on evaluation (agency_id, period_id);
select tenant_table('evaluation', 'select, insert');
insert into table_rule (name, copied) values ('evaluation', true);
insert into evaluation (agency_id, employee_id, period_id, final_at)
select distinct p.agency_id, k.employee_id, p.id, p.final_at
from period p
join skp k on k.agency_id = p.agency_id and k.starts_on <= p.ends_on and k.ends_on >= p.starts_on
where p.final_at is not null;
alter table period drop column final_at;

-- As before (0013), from the indicators that are open.
create or replace function rollup_recount(agency uuid, of_year smallint, of_month date, of_day date, zone text)
returns setof unit_rollup
language sql stable as $$
    with people as (
        select unit_id,
            count(*) filter (where status = 'ahead') as ahead,
            count(*) filter (where status = 'on_plan') as on_plan,
            count(*) filter (where status = 'needs_support') as needs_support,
            count(*) filter (where status = 'silent') as silent,
            count(*) filter (where status = 'not_due') as not_due,
            count(*) filter (where (last_report_at at time zone zone)::date >= of_month
                and (last_report_at at time zone zone)::date < of_month + interval '1 month') as reported,
            max(last_report_at) as last_report_at
        from person_standing where agency_id = agency and year = of_year group by unit_id
    ), indicators as (
        select p.unit_id,
            count(*) filter (where s.status = 'ahead') as ahead,
            count(*) filter (where s.status = 'on_plan') as on_plan,
            count(*) filter (where s.status = 'needs_support') as needs_support,
            count(*) filter (where s.status = 'silent') as silent,
            count(*) filter (where s.status = 'not_due') as not_due
        from person_standing p
        join indicator i on i.agency_id = agency and i.employee_id = p.employee_id and i.year = of_year and i.is_open
        join standing s on s.agency_id = agency and s.iki_id = i.id
        where p.agency_id = agency and p.year = of_year group by p.unit_id
    ), received as (
        select p.unit_id, count(*) as this_week,
            count(*) filter (where r.received_at >= of_day::timestamp at time zone zone) as today
        from report r
        join person_standing p on p.agency_id = agency and p.employee_id = r.employee_id and p.year = of_year
        where r.agency_id = agency
          and r.received_at >= (of_day - extract(isodow from of_day)::int + 1)::timestamp at time zone zone
          and r.received_at < (of_day + 1)::timestamp at time zone zone
        group by p.unit_id
    ), members as (
        select unit_id, count(distinct employee_id) as employees
        from assignment where agency_id = agency and definitive and until is null group by unit_id
    )
    select agency, u.id, of_year,
        coalesce(m.employees, 0)::int,
        coalesce(p.ahead, 0)::int, coalesce(p.on_plan, 0)::int, coalesce(p.needs_support, 0)::int,
        coalesce(p.silent, 0)::int, coalesce(p.not_due, 0)::int,
        coalesce(i.ahead, 0)::int, coalesce(i.on_plan, 0)::int, coalesce(i.needs_support, 0)::int,
        coalesce(i.silent, 0)::int, coalesce(i.not_due, 0)::int,
        of_month, coalesce(p.reported, 0)::int, of_day, coalesce(t.today, 0)::int,
        p.last_report_at, 1::bigint, coalesce(t.this_week, 0)::int
    from unit u
    left join members m on m.unit_id = u.id
    left join people p on p.unit_id = u.id
    left join indicators i on i.unit_id = u.id
    left join received t on t.unit_id = u.id
    where u.agency_id = agency
$$;
