-- The posts of a board unit by unit: how many units it has, is not known to the plan of a statement, which read all posts of the
-- agency instead.
create or replace function board_posts(agency uuid, of_unit uuid, is_agency boolean) returns table (id uuid)
language sql stable as $$
    select p.id from unit_tree(agency, of_unit) t
    cross join lateral (
        select id, is_head from post where agency_id = agency and unit_id = t.id offset 0
    ) p
    where not is_agency and not (p.is_head and t.id = of_unit)
    union all
    select p.id from unit u join post p on p.agency_id = agency and p.unit_id = u.id and p.is_head
    where is_agency and u.agency_id = agency and u.parent_id = of_unit
    union all
    select p.id from post p where is_agency and p.agency_id = agency and p.unit_id = of_unit and not p.is_head
$$;
