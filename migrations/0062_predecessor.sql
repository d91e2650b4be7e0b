-- A plan can begin with what stays with the post, from the plan of who held it before.
alter table skp drop constraint skp_origin_check;
alter table skp add constraint skp_origin_check
    check (origin in ('empty', 'earlier', 'predecessor', 'template', 'leader', 'batch'));

-- Whether somebody held a post and left it by a day: on which another one took it.
create function held_before(agency uuid, employee uuid, post uuid, on_day date) returns boolean
language sql stable as $$
    select coalesce(bool_and(a.until is not null and a.until <= $4), false) from assignment a
    where a.agency_id = $1 and a.employee_id = $2 and a.post_id = $3
$$;
