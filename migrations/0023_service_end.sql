-- The end of somebody's service in the agency, known beforehand or not: from `ends_on` on they hold no post, have no
-- assessor and assess nobody. Their reports, plans and messages stay.
create table service_end (
    agency_id   uuid not null,
    employee_id uuid not null,
    ends_on     date not null,
    reason      text not null check (reason in ('left', 'retired', 'moved', 'died')),
    primary key (agency_id, employee_id, ends_on),
    foreign key (agency_id, employee_id) references employee
);
select tenant_table('service_end', 'select, insert');
insert into table_rule (name, copied) values ('service_end', true);

-- Carries out the ends of service in the transaction's agency up to a day: closes posts and assessments, takes the people off the boards from their
-- last year on and closes their accounts. Returns the units in which they worked. What began later stays: somebody may
-- come back.
create function end_services(on_day date, at timestamptz) returns table (unit_id uuid)
language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
declare
    agency uuid := nullif(current_setting('kinerja.agency', true), '')::uuid;
begin
    return query
        with due as (
            select e.employee_id, e.ends_on from service_end e
            where e.agency_id = agency and e.ends_on <= on_day
              and exists (
                  select from assignment a where a.agency_id = agency and a.employee_id = e.employee_id
                    and a.since < e.ends_on and (a.until is null or a.until > e.ends_on))
              -- A person who came back in between has gone on since then.
              and not exists (
                  select from assignment a where a.agency_id = agency and a.employee_id = e.employee_id
                    and a.since >= e.ends_on)
        ), seats as (
            update assignment a set until = d.ends_on from due d
            where a.agency_id = agency and a.employee_id = d.employee_id
              and a.since < d.ends_on and (a.until is null or a.until > d.ends_on)
            returning a.unit_id
        ), lines as (
            update assessor r set until = d.ends_on from due d
            where r.agency_id = agency and (r.employee_id = d.employee_id or r.assessor_id = d.employee_id)
              and r.since < d.ends_on and (r.until is null or r.until > d.ends_on)
        ), standings as (
            delete from person_standing p using due d
            where p.agency_id = agency and p.employee_id = d.employee_id and p.year >= extract(year from d.ends_on)
        ), accounts as (
            update account c set disabled_at = at from due d
            where c.agency_id = agency and c.employee_id = d.employee_id and c.disabled_at is null
            returning c.id
        ), sessions as (
            delete from session s using accounts c where s.account_id = c.id
        )
        select distinct s.unit_id from seats s;
end
$$;
revoke execute on function end_services from public;
grant execute on function end_services to kinerja_app;
