-- What several statements begin with. PostgreSQL writes both into the statement that asks, so that they are planned
-- with it.

-- A unit and everything below it.
create function unit_tree(agency uuid, root uuid) returns table (id uuid)
language sql stable as $$
    with recursive tree (id, depth) as (
        select root, 0
        union all
        select u.id, t.depth + 1
        from tree t join unit u on u.agency_id = agency and u.parent_id = t.id
        where t.depth < 32
    )
    select tree.id from tree
$$;

-- The threads of the list of `person`: where they are concerned or assess the plan's period, as a guest, or because
-- they wrote there as a superior (which takes people to assess) and may still read it.
create function threads_of(agency uuid, person uuid, on_day date, assesses boolean) returns table (id uuid)
language sql stable as $$
    with by_right (id) as materialized (
        select t.id from thread t where t.agency_id = agency and t.employee_id = person
        union
        select t.id
        from assessor a
        join thread t on t.agency_id = agency and t.employee_id = a.employee_id
        join skp k on k.agency_id = agency and k.id = t.skp_id
        where a.agency_id = agency and a.assessor_id = person
          and daterange(a.since, a.until) && daterange(k.starts_on, k.ends_on, '[]')
        union
        select g.thread_id from thread_guest g where g.agency_id = agency and g.employee_id = person
    ), written as materialized (
        select distinct t.id, t.skp_id
        from message m join thread t on t.agency_id = agency and t.id = m.thread_id
        where assesses and m.agency_id = agency and m.author_id = person
          and m.thread_id not in (select b.id from by_right b)
    ), followed as materialized (
        select k.id from skp k
        where k.agency_id = agency and k.id in (select w.skp_id from written w)
          and plan_followed_by(agency, k.employee_id, k.starts_on, k.ends_on, person, on_day)
    )
    select b.id from by_right b
    union all
    select w.id from written w join followed f on f.id = w.skp_id
$$;
