-- From which day somebody can report at all: nobody is silent or late before their first sign-in.

-- The first sign-in; null before it. Whoever had access keeps it, also when the account is disabled or deleted.
alter table employee add column access_at timestamptz;
create index employee_without_access_idx on employee (agency_id, id) where access_at is null;

-- Invented people need no account. For others it is the earliest that is still known: a report, a session, the first
-- invitation that was used, or else the account that has a password.
update employee e set access_at = case when g.kind <> 'real' then timestamptz '2000-01-01Z' else least(
    (select min(r.received_at) from report r where r.agency_id = e.agency_id and r.employee_id = e.id),
    (select min(s.created_at) from session s where s.account_id = a.id),
    case when a.password_hash is not null then
        coalesce((select min(i.used_at) from invitation i where i.account_id = a.id), a.created_at) end
) end
from employee o
join agency g on g.id = o.agency_id
left join account a on a.agency_id = o.agency_id and a.employee_id = o.id
where o.agency_id = e.agency_id and o.id = e.id;

create or replace view indicator with (security_invoker = true) as
    select i.agency_id, i.id, k.employee_id, k.id as skp_id, k.year, k.starts_on, k.ends_on,
        k.version is not null and k.closed_at is null and r.removed_in is null and i.removed_in is null as is_open,
        r.id as rhk_id, r.ordinal as rhk_ordinal, r.text as rhk_text, r.supports_id,
        i.ordinal, i.name, i.unit_of_measure, i.polarity, i.accumulation, i.baseline, i.month_targets, i.frequency,
        -- Its first day, the day on which its first version was agreed, or that of the person's access, whichever came
        -- last; null without access.
        case when e.access_at is not null then greatest(k.starts_on, (greatest(e.access_at, least(k.agreed_at, (
            select min(v.agreed_at) from skp_revision v
            where v.agency_id = k.agency_id and v.skp_id = k.id and v.state = 'replaced'
        ))) at time zone case g.zone when 'WIB' then 'Asia/Jakarta' when 'WITA' then 'Asia/Makassar'
            else 'Asia/Jayapura' end)::date) end as asked_from
    from skp k
    join rhk r on r.agency_id = k.agency_id and r.skp_id = k.id
    join iki i on i.agency_id = r.agency_id and i.rhk_id = r.id
    left join agency g on g.id = k.agency_id
    left join employee e on e.agency_id = k.agency_id and e.id = k.employee_id;

-- Notes the first sign-in of an account's person; the scheduler judges them anew from the next day on. Somebody signs in
-- before the agency is known: hence the owner's rights.
create function begin_access(of_account uuid, moment timestamptz) returns void
language sql security definer set search_path = public, pg_temp as $$
    with begun as (
        update employee e set access_at = moment from account a
        where a.id = of_account and e.agency_id = a.agency_id and e.id = a.employee_id and e.access_at is null
        returning e.agency_id, e.id
    ), people as (
        update person_standing p set until = p.as_of + 1 from begun b
        where p.agency_id = b.agency_id and p.employee_id = b.id
        returning p.agency_id, p.employee_id, p.year, p.until
    )
    update standing s set until = p.until
    from people p
    join indicator i on i.agency_id = p.agency_id and i.employee_id = p.employee_id and i.year = p.year
    where s.agency_id = i.agency_id and s.iki_id = i.id
$$;
revoke execute on function begin_access from public;
grant execute on function begin_access to kinerja_app;

-- The scheduler judges those anew for whom reports are asked later than before.
update person_standing p set until = p.as_of + 1
where exists (
    select from indicator i
    where i.agency_id = p.agency_id and i.employee_id = p.employee_id and i.year = p.year and i.is_open
      and (i.asked_from is null or i.asked_from > i.starts_on)
);
