-- The units of so many people, with all below them, of every agency that has not expired: their boards are loaded ahead.
create function large_units(people int, at timestamptz)
returns table (agency_id uuid, zone text, unit_id uuid, is_root boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    with recursive counted (agency_id, unit_id, employees, depth) as (
        select r.agency_id, r.unit_id, r.employees, 0
        from unit_rollup r
        join agency g on g.id = r.agency_id
        where r.year = extract(year from $2 at time zone 'Asia/Jakarta') and (g.expires_at is null or g.expires_at > $2)
        union all
        select c.agency_id, u.parent_id, c.employees, c.depth + 1
        from counted c join unit u on u.agency_id = c.agency_id and u.id = c.unit_id
        where u.parent_id is not null and c.depth < 32
    ), large as (
        select agency_id, unit_id, sum(employees) as employees from counted
        group by agency_id, unit_id having sum(employees) >= $1
    )
    select l.agency_id, g.zone, l.unit_id, u.parent_id is null
    from large l
    join agency g on g.id = l.agency_id
    join unit u on u.agency_id = l.agency_id and u.id = l.unit_id
    order by l.employees desc, u.parent_id is not null, l.unit_id
$$;
revoke execute on function large_units from public;
grant execute on function large_units to kinerja_app;

-- The newest plans of a template, and of those that were begun from nothing, from which templates are improved.
create index skp_source_idx on skp (agency_id, year, template, agreed_at desc)
    where agreed_by is not null and closed_at is null;
