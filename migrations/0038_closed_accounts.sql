-- As 0023, and the audit trail tells of the accounts that the end of a service closes.
create or replace function end_services(on_day date, at timestamptz) returns table (unit_id uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
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
        ), trail as (
            insert into event (agency_id, id, at, kind, subject_id)
            select agency, gen_random_uuid(), at, 'account_disabled', c.id from accounts c
        )
        select distinct s.unit_id from seats s;
end
$$;
