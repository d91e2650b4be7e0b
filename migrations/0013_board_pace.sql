-- What a board holds against last week, and how long reports wait for their first feedback.

-- Reports received since the Monday of `day`; kept like `reports_today`, because a week of a large agency is too much
-- to count for each look.
alter table unit_rollup add column reports_week integer not null default 0 check (reports_week >= 0);

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
        join skp k on k.agency_id = agency and k.employee_id = p.employee_id and k.year = of_year and k.state = 'agreed'
        join rhk r on r.agency_id = agency and r.skp_id = k.id
        join iki i on i.agency_id = agency and i.rhk_id = r.id
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

update unit_rollup u set reports_week = w.reports
from (
    select x.agency_id, x.unit_id, x.year, count(*)::int as reports
    from unit_rollup x
    join agency a on a.id = x.agency_id
    cross join lateral (
        select case a.zone when 'WIB' then 'Asia/Jakarta' when 'WITA' then 'Asia/Makassar' else 'Asia/Jayapura' end as name
    ) z
    join person_standing p on p.agency_id = x.agency_id and p.unit_id = x.unit_id and p.year = x.year
    join report r on r.agency_id = x.agency_id and r.employee_id = p.employee_id
        and r.received_at >= (x.day - extract(isodow from x.day)::int + 1)::timestamp at time zone z.name
        and r.received_at < (x.day + 1)::timestamp at time zone z.name
    group by 1, 2, 3
) w
where u.agency_id = w.agency_id and u.unit_id = w.unit_id and u.year = w.year;

-- How long reports wait is asked from the side of the answers, which are fewer, over a few weeks.
create index message_sent_idx on message (agency_id, sent_at);
