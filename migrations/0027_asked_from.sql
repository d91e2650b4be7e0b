-- From which day reports are asked: a plan that is agreed in November, when the agency begins, is not late for January.

create or replace view indicator with (security_invoker = true) as
    select i.agency_id, i.id, k.employee_id, k.id as skp_id, k.year, k.starts_on, k.ends_on,
        k.version is not null and k.closed_at is null and r.removed_in is null and i.removed_in is null as is_open,
        r.id as rhk_id, r.ordinal as rhk_ordinal, r.text as rhk_text, r.supports_id,
        i.ordinal, i.name, i.unit_of_measure, i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency,
        -- Its first day, or the day on which its first version was agreed, where that is later.
        greatest(k.starts_on, (least(k.agreed_at, (
            select min(v.agreed_at) from skp_revision v
            where v.agency_id = k.agency_id and v.skp_id = k.id and v.state = 'replaced'
        )) at time zone case g.zone when 'WIB' then 'Asia/Jakarta' when 'WITA' then 'Asia/Makassar'
            else 'Asia/Jayapura' end)::date) as asked_from
    from skp k
    join rhk r on r.agency_id = k.agency_id and r.skp_id = k.id
    join iki i on i.agency_id = r.agency_id and i.rhk_id = r.id
    left join agency g on g.id = k.agency_id;

-- The scheduler judges them anew.
update person_standing p set until = p.as_of + 1
where exists (
    select from indicator i
    where i.agency_id = p.agency_id and i.employee_id = p.employee_id and i.year = p.year and i.is_open
      and i.asked_from > i.starts_on
);
