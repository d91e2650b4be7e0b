-- Reports, where each indicator and person stands, and the counts of the boards (domain 7.2).

-- A progress report is never changed: a correction is a new report that names the one it corrects.
create table report (
    agency_id   uuid not null,
    -- Chosen by the sender (Idempotency-Key), so that sending twice stores once.
    id          uuid not null,
    iki_id      uuid not null,
    employee_id uuid not null,
    value       numeric(16, 4) not null,
    note        text check (length(note) between 1 and 2000),
    observed_at timestamptz not null,
    received_at timestamptz not null,
    corrects_id uuid,
    primary key (agency_id, id),
    foreign key (agency_id, iki_id) references iki,
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, corrects_id) references report,
    check (corrects_id <> id)
);
create index report_iki_idx on report (agency_id, iki_id, received_at desc, id desc);

-- Where an indicator stands: its newest report and what follows from it until `until`.
create table standing (
    agency_id   uuid not null,
    iki_id      uuid not null,
    employee_id uuid not null,
    report_id   uuid,
    value       numeric(16, 4),
    observed_at timestamptz,
    status      text not null check (status in ('ahead', 'on_plan', 'needs_support', 'silent', 'not_due')),
    -- The first day on which the calendar alone changes the status.
    until       date,
    primary key (agency_id, iki_id),
    foreign key (agency_id, iki_id) references iki,
    foreign key (agency_id, employee_id) references employee,
    check ((report_id is null) = (value is null) and (value is null) = (observed_at is null))
) with (fillfactor = 80);
create index standing_employee_idx on standing (agency_id, employee_id);

-- The same for a person and year: the worst of their indicators.
create table person_standing (
    agency_id   uuid not null,
    employee_id uuid not null,
    year        smallint not null,
    unit_id     uuid not null,
    status      text not null check (status in ('ahead', 'on_plan', 'needs_support', 'silent', 'not_due')),
    -- The day the statuses were computed for, and the first day on which one of them changes by itself.
    as_of       date not null,
    until       date,
    last_report_at timestamptz,
    primary key (agency_id, employee_id, year),
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, unit_id) references unit,
    check (until > as_of)
) with (fillfactor = 80);
create index person_standing_until_idx on person_standing (agency_id, year, until) where until is not null;
create index person_standing_unit_idx on person_standing (agency_id, unit_id, year);

-- Counts of a unit's own people (without the units below): a report touches one row of many, never one of all.
create table unit_rollup (
    agency_id     uuid not null,
    unit_id       uuid not null,
    year          smallint not null,
    employees     integer not null default 0 check (employees >= 0),
    ahead         integer not null default 0 check (ahead >= 0),
    on_plan       integer not null default 0 check (on_plan >= 0),
    needs_support integer not null default 0 check (needs_support >= 0),
    silent        integer not null default 0 check (silent >= 0),
    not_due       integer not null default 0 check (not_due >= 0),
    iki_ahead         integer not null default 0 check (iki_ahead >= 0),
    iki_on_plan       integer not null default 0 check (iki_on_plan >= 0),
    iki_needs_support integer not null default 0 check (iki_needs_support >= 0),
    iki_silent        integer not null default 0 check (iki_silent >= 0),
    iki_not_due       integer not null default 0 check (iki_not_due >= 0),
    -- People who reported in `month`, reports received on `day`.
    month         date not null,
    reported      integer not null default 0 check (reported >= 0),
    day           date not null,
    reports_today integer not null default 0 check (reports_today >= 0),
    last_report_at timestamptz,
    version       bigint not null default 1,
    primary key (agency_id, unit_id, year),
    foreign key (agency_id, unit_id) references unit
) with (fillfactor = 50);

-- The same counts as they stood at the end of a week (Monday `week`), for the trend.
create table unit_week (
    agency_id     uuid not null,
    unit_id       uuid not null,
    week          date not null check (extract(isodow from week) = 1),
    employees     integer not null,
    ahead         integer not null,
    on_plan       integer not null,
    needs_support integer not null,
    silent        integer not null,
    not_due       integer not null,
    iki_ahead         integer not null,
    iki_on_plan       integer not null,
    iki_needs_support integer not null,
    iki_silent        integer not null,
    iki_not_due       integer not null,
    reported      integer not null,
    reports       integer not null,
    last_report_at timestamptz,
    primary key (agency_id, week, unit_id),
    foreign key (agency_id, unit_id) references unit
);

-- The last day up to which a recurring job has done its work.
create table clockwork (
    agency_id uuid not null references agency,
    job       text not null,
    done_on   date not null,
    primary key (agency_id, job)
);

-- What the roll-ups of a year must say, counted from the people and indicators themselves.
-- `month` and `day` are those of the roll-up that is compared.
create function rollup_recount(agency uuid, of_year smallint, of_month date, of_day date, zone text)
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
        join skp k on k.agency_id = agency and k.employee_id = p.employee_id and k.year = of_year and k.state = 'agreed'
        join rhk r on r.agency_id = agency and r.skp_id = k.id
        join iki i on i.agency_id = agency and i.rhk_id = r.id
        join standing s on s.agency_id = agency and s.iki_id = i.id
        where p.agency_id = agency and p.year = of_year group by p.unit_id
    ), today as (
        select p.unit_id, count(*) as reports
        from report r
        join person_standing p on p.agency_id = agency and p.employee_id = r.employee_id and p.year = of_year
        where r.agency_id = agency
          and r.received_at >= of_day::timestamp at time zone zone
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
        of_month, coalesce(p.reported, 0)::int, of_day, coalesce(t.reports, 0)::int,
        p.last_report_at, 1::bigint
    from unit u
    left join members m on m.unit_id = u.id
    left join people p on p.unit_id = u.id
    left join indicators i on i.unit_id = u.id
    left join today t on t.unit_id = u.id
    where u.agency_id = agency
$$;
