-- Plans that people write themselves: when a version in work was last saved, and what a revision adds to a plan.

-- The last moment at which its content was saved; null for one that nobody has written in since this migration.
alter table skp_revision add column edited_at timestamptz;

-- The day on which a revision brought the indicator into force; null where the plan has had it from the beginning.
alter table iki add column since date;

-- As before (0036); a later indicator is not late for the time before it.
create or replace view indicator with (security_invoker = true) as
    select i.agency_id, i.id, k.employee_id, k.id as skp_id, k.year, k.starts_on, k.ends_on,
        k.version is not null and k.closed_at is null and r.removed_in is null and i.removed_in is null as is_open,
        r.id as rhk_id, r.ordinal as rhk_ordinal, r.text as rhk_text, r.supports_id,
        i.ordinal, i.name, i.unit_of_measure, i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency,
        -- Its first day, the day on which its first version or the indicator itself was agreed, or that of the person's
        -- access, whichever came last; null without access.
        case when e.access_at is not null then greatest(k.starts_on, i.since, (greatest(e.access_at, least(k.agreed_at, (
            select min(v.agreed_at) from skp_revision v
            where v.agency_id = k.agency_id and v.skp_id = k.id and v.state = 'replaced'
        ))) at time zone case g.zone when 'WIB' then 'Asia/Jakarta' when 'WITA' then 'Asia/Makassar'
            else 'Asia/Jayapura' end)::date) end as asked_from
    from skp k
    join rhk r on r.agency_id = k.agency_id and r.skp_id = k.id
    join iki i on i.agency_id = r.agency_id and i.rhk_id = r.id
    left join agency g on g.id = k.agency_id
    left join employee e on e.agency_id = k.agency_id and e.id = k.employee_id;

-- The plans that wait for an assessor, who has the person from `since` to the day before `until`.
create view submitted_plan with (security_invoker = true) as
    select k.agency_id, a.assessor_id, a.since, a.until, k.employee_id, k.id as skp_id, k.year, r.version, r.submitted_at
    from assessor a
    join skp k on k.agency_id = a.agency_id and k.employee_id = a.employee_id and k.closed_at is null
    join skp_revision r on r.agency_id = k.agency_id and r.skp_id = k.id and r.state = 'submitted';
grant select on submitted_plan to kinerja_app;
