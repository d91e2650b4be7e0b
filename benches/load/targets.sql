-- Who reports what, for the loads that write. Made before the database is copied for pgbench, so that both have it.

create schema load;

-- The reports to be made, in order: everybody's first indicator before anybody's second. The values lie around
-- those reported last, so that some statuses change.
create table load.target as
select row_number() over (order by round, random()) as n, t.*
from (
    select i.agency_id, a.id as account_id, i.employee_id, i.year, p.unit_id, i.id as iki_id,
        round(coalesce(s.value, i.month_targets[12], 100) * (0.8 + 0.4 * random())::numeric, 2) as value,
        array(select 'unit:' || u from unnest(unit_path(i.agency_id, p.unit_id)) as u)
            || ('person:' || i.employee_id)
            || array(select 'team:' || b.assessor_id from assessor b
                where b.agency_id = i.agency_id and b.employee_id = i.employee_id and b.until is null) as topics,
        row_number() over (partition by i.employee_id order by random()) as round
    from indicator i
    join standing s on s.agency_id = i.agency_id and s.iki_id = i.id
    join person_standing p on p.agency_id = i.agency_id and p.employee_id = i.employee_id and p.year = i.year
    join account a on a.agency_id = i.agency_id and a.employee_id = i.employee_id
    where i.is_open and (now() at time zone 'Asia/Jakarta')::date between i.starts_on and i.ends_on
) as t;
alter table load.target add primary key (n);

-- An id ordered by time, as the program makes them: random ones would cost pgbench more.
create function load.new_id() returns uuid language sql volatile as $$
    select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
        || substr(replace(gen_random_uuid()::text, '-', ''), 13))::uuid
$$;
