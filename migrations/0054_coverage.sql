-- Threads about the report of a coverage quote its two numbers: `95 % (228 dari 240)`.

-- As before (0021), with the numbers behind.
create or replace view thread_subject with (security_invoker = true) as
    select k.agency_id, 'skp' as kind, k.id, k.id as skp_id, k.employee_id, k.year, k.starts_on, k.ends_on,
        null::text as result, null::uuid as iki_id, null::text as indicator, null::text as unit,
        null::numeric(16, 4) as value, null::timestamptz as observed_at,
        null::numeric(16, 4) as numerator, null::numeric(16, 4) as denominator
    from skp k
    union all
    select r.agency_id, 'rhk', r.id, k.id, k.employee_id, k.year, k.starts_on, k.ends_on, r.text,
        null, null, null, null, null, null, null
    from rhk r
    join skp k on k.agency_id = r.agency_id and k.id = r.skp_id
    union all
    select p.agency_id, 'report', p.id, k.id, k.employee_id, k.year, k.starts_on, k.ends_on, r.text,
        i.id, i.name, i.unit_of_measure, p.value, p.observed_at, p.numerator, p.denominator
    from report p
    join iki i on i.agency_id = p.agency_id and i.id = p.iki_id
    join rhk r on r.agency_id = i.agency_id and r.id = i.rhk_id
    join skp k on k.agency_id = r.agency_id and k.id = r.skp_id;
