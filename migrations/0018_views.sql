-- What many statements ask in the same way. Views answer as whoever asks (`security_invoker`), so that row-level
-- security holds behind them; both views and functions are written into the statement that asks and planned with it.

-- The definitive assignment that somebody has now.
create view current_assignment with (security_invoker = true) as
    select agency_id, id, employee_id, post_id, unit_id, since from assignment where definitive and until is null;
grant select on current_assignment to kinerja_app;

-- The same with the names of the post and its unit. Where only one of them is asked for, `current_assignment` and that
-- table are quicker.
create view current_post with (security_invoker = true) as
    select a.agency_id, a.employee_id, a.unit_id, p.name as post, u.name as unit
    from current_assignment a
    join post p on p.agency_id = a.agency_id and p.id = a.post_id
    join unit u on u.agency_id = a.agency_id and u.id = a.unit_id;
grant select on current_post to kinerja_app;

-- Share of the expected value, in percent, from which a result counts as ahead or on plan.
create view agency_thresholds with (security_invoker = true) as
    select id as agency_id, ahead_from as ahead, on_plan_from as on_plan from agency;
grant select on agency_thresholds to kinerja_app;

-- A unit and everything above it with their names, nearest first by `depth`. `unit_path` is the same as an array.
create function units_above(agency uuid, of_unit uuid) returns table (id uuid, name text, depth integer)
language sql stable as $$
    with recursive up (id, name, parent_id, depth) as (
        select u.id, u.name, u.parent_id, 0 from unit u where u.agency_id = agency and u.id = of_unit
        union all
        select u.id, u.name, u.parent_id, up.depth + 1
        from up join unit u on u.agency_id = agency and u.id = up.parent_id
        where up.depth < 32
    )
    select up.id, up.name, up.depth from up
$$;
