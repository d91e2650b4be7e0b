-- Deadlines by rule, the working week, and years that are opened to some units first.

-- So many days or working days after a period ends, or after the year before plans ends (`domain::calendar`). Without a
-- row the program's own days hold. Nothing that ended before `holds_from` is touched.
create table deadline_rule (
    agency_id  uuid not null references agency,
    kind       text not null check (kind in ('month', 'quarter', 'year', 'plan')),
    holds_from date not null,
    days       smallint not null check (days between 0 and 60),
    counting   text not null check (counting in ('calendar', 'working')),
    source     text not null check (length(source) between 1 and 300),
    entered_at timestamptz not null,
    -- The name of that day, which stays when the account goes; the audit trail has the account.
    entered_by text not null,
    primary key (agency_id, kind, holds_from)
);
select tenant_table('deadline_rule', 'select, insert, update');
insert into table_rule (name, copied) values ('deadline_rule', true);

-- The working weeks of an agency; before the first one it is Monday to Friday.
create table work_week (
    agency_id  uuid not null references agency,
    holds_from date not null,
    week       text not null check (week in ('five', 'six')),
    source     text not null check (length(source) between 1 and 300),
    entered_at timestamptz not null,
    entered_by text not null,
    primary key (agency_id, holds_from)
);
select tenant_table('work_week', 'select, insert, update');
insert into table_rule (name, copied) values ('work_week', true);

-- A year that is open to some units first (`domain::pilot`).
create table pilot (
    agency_id  uuid not null references agency,
    year       smallint not null check (year between 2000 and 2100),
    -- The last day on which only its units are asked; null where it has none within the year.
    until      date,
    source     text not null check (length(source) between 1 and 300),
    entered_at timestamptz not null,
    entered_by text not null,
    primary key (agency_id, year)
);
select tenant_table('pilot', 'select, insert, update, delete');
insert into table_rule (name, copied) values ('pilot', true);

create table pilot_unit (
    agency_id  uuid not null,
    year       smallint not null,
    unit_id    uuid not null,
    -- The day from which its people and those of the units below are asked.
    since      date not null,
    entered_at timestamptz not null,
    entered_by text not null,
    primary key (agency_id, year, unit_id),
    foreign key (agency_id, year) references pilot,
    foreign key (agency_id, unit_id) references unit
);
create index pilot_unit_unit_idx on pilot_unit (agency_id, unit_id);
select tenant_table('pilot_unit', 'select, insert, update, delete');
insert into table_rule (name, copied) values ('pilot_unit', true);

-- The day from which people of a unit are asked for plans and reports of a year that has a pilot; null if they are not.
-- The rule of `domain::pilot::Pilot::opens_on`, for many people at once.
create function pilot_opens_on(agency uuid, of_year smallint, of_unit uuid) returns date
language sql stable as $$
    select least(
        (select min(u.since) from pilot_unit u
            where u.agency_id = agency and u.year = of_year and u.unit_id = any (unit_path(agency, of_unit))),
        (select p.until + 1 from pilot p where p.agency_id = agency and p.year = of_year)
    )
$$;

-- As before (0040); a year with a pilot asks nothing for the time before the unit of the plan's post is asked.
create or replace view indicator with (security_invoker = true) as
    select i.agency_id, i.id, k.employee_id, k.id as skp_id, k.year, k.starts_on, k.ends_on,
        k.version is not null and k.closed_at is null and r.removed_in is null and i.removed_in is null as is_open,
        r.id as rhk_id, r.ordinal as rhk_ordinal, r.text as rhk_text, r.supports_id,
        i.ordinal, i.name, i.unit_of_measure, i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency,
        -- Its first day, the day on which its first version or the indicator itself was agreed, that of the person's
        -- access, or that from which the unit is asked, whichever came last; null without access, and where the unit is
        -- not asked in that year.
        case when e.access_at is not null and (
            not exists (select from pilot t where t.agency_id = k.agency_id and t.year = k.year)
            or (select pilot_opens_on(p.agency_id, k.year, p.unit_id) from post p
                where p.agency_id = k.agency_id and p.id = k.post_id) is not null
        ) then
            greatest(k.starts_on, i.since, case
                when exists (select from pilot t where t.agency_id = k.agency_id and t.year = k.year)
                then (select pilot_opens_on(p.agency_id, k.year, p.unit_id) from post p
                    where p.agency_id = k.agency_id and p.id = k.post_id)
            end, (greatest(e.access_at, least(k.agreed_at, (
                select min(v.agreed_at) from skp_revision v
                where v.agency_id = k.agency_id and v.skp_id = k.id and v.state = 'replaced'
            ))) at time zone case g.zone when 'WIB' then 'Asia/Jakarta' when 'WITA' then 'Asia/Makassar'
                else 'Asia/Jayapura' end)::date) end as asked_from
    from skp k
    join rhk r on r.agency_id = k.agency_id and r.skp_id = k.id
    join iki i on i.agency_id = r.agency_id and i.rhk_id = r.id
    left join agency g on g.id = k.agency_id
    left join employee e on e.agency_id = k.agency_id and e.id = k.employee_id;

-- Lets the scheduler judge the people of a year anew, today: from another day on reports are asked of some of them.
create function judge_anew(agency uuid, of_year smallint, today date) returns void
language sql as $$
    with people as (
        -- What is known of them is of yesterday.
        update person_standing p set as_of = least(p.as_of, today - 1),
            until = least(p.until, least(p.as_of, today - 1) + 1)
        where p.agency_id = agency and p.year = of_year
        returning p.employee_id, p.until
    ), stood as (
        update standing s set until = least(s.until, n.until)
        from people n
        join indicator i on i.agency_id = agency and i.employee_id = n.employee_id and i.year = of_year
        where s.agency_id = agency and s.iki_id = i.id
    )
    update job_run set done_on = least(done_on, today - 1) where agency_id = agency and job = 'standings'
$$;
