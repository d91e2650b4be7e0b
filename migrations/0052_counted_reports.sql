-- A correction is no further report: it takes the place of one that was counted when it came in.

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
        where r.agency_id = agency and r.corrects_id is null
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

update unit_rollup u set reports_today = c.reports_today, reports_week = c.reports_week
from (
    select distinct agency_id, year, month, day from unit_rollup
) d, lateral rollup_recount(d.agency_id, d.year, d.month, d.day, case (select zone from agency where id = d.agency_id)
    when 'WIB' then 'Asia/Jakarta' when 'WITA' then 'Asia/Makassar' else 'Asia/Jayapura' end) c
where d.agency_id = u.agency_id and d.year = u.year and d.month = u.month and d.day = u.day
    and c.unit_id = u.unit_id and (u.reports_today, u.reports_week) <> (c.reports_today, c.reports_week);
