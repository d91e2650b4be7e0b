-- Accounts: what the program may change of them, where they are known, and rights by the agency's own day.

-- Of an account the program changes the password and whether it is disabled. Whose it is, its login and its roles stay
-- as they were when it was made.
revoke update, delete on account from kinerja_app;
grant update (password_hash, disabled_at) on account to kinerja_app;

-- The networks from which an account has signed in: there, failures of others do not delay it.
create table known_network (
    account_id   uuid not null references account on delete cascade,
    -- SHA-256 of the account and the address: reading the table shows nobody's whereabouts.
    network_hash bytea not null check (length(network_hash) = 32),
    seen_at      timestamptz not null,
    primary key (account_id, network_hash)
);
create index known_network_seen_at_idx on known_network (seen_at);
grant select, insert, update, delete on known_network to kinerja_app;
insert into table_rule (name, copied, rows_of, reason, expired, plural) values
    ('known_network', false, 'account_id in (select id from account where agency_id = $1)',
        'nobody has signed in to the copy', 'seen_at < $2 - interval ''90 days''', 'known networks');

-- Failed tries are counted by login, at a known network, and for the current password of a signed-in person.
update table_rule set rows_of = 'key in (select kind || who from account a, '
    || '(values (''login:''), (''known:''), (''current:'')) k (kind), '
    || 'lateral (values (a.login), (a.id::text)) w (who) '
    || 'where a.agency_id = $1)'
where name = 'sign_in_failure';

-- The NIP of the person behind an account, which no password may contain. An invitation is accepted before the agency is
-- known: hence the owner's rights.
create function account_nip(account uuid) returns text
language sql stable security definer set search_path = public as $$
    select e.nip from account a join employee e on e.agency_id = a.agency_id and e.id = a.employee_id
    where a.id = account
$$;
revoke execute on function account_nip from public;
grant execute on function account_nip to kinerja_app;

-- The person behind a session cookie, as before (0017). Who leads a unit today is a question of the agency's day.
create or replace function session_actor(hash bytea, at timestamptz) returns table (
    account_id uuid, session_id uuid, agency_id uuid, agency_name text, agency_kind text, zone text,
    employee_id uuid, name text, roles text[], unit_id uuid, unit_name text, leads uuid[], assesses boolean,
    remember boolean, seen_at timestamptz, ends_at timestamptz
)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
    return query
        select a.id, s.id, g.id, g.name, g.kind, g.zone,
            a.employee_id, coalesce(e.name, a.name), a.roles, u.id, u.name,
            coalesce((
                select array_agg(h.unit_id) from assignment h
                join post p on p.agency_id = h.agency_id and p.id = h.post_id and p.is_head
                where h.agency_id = a.agency_id and h.employee_id = a.employee_id
                  and h.since <= d.today and (h.until is null or h.until > d.today)
            ), '{}'),
            exists (
                select from assessor r
                where r.agency_id = a.agency_id and r.assessor_id = a.employee_id and r.until is null
            ),
            s.remember, s.seen_at, s.ends_at
        from session s
        join account a on a.id = s.account_id and a.disabled_at is null
        join agency g on g.id = a.agency_id and (g.expires_at is null or g.expires_at > at)
        cross join lateral (
            select (at at time zone case g.zone when 'WIB' then 'UTC-7' when 'WITA' then 'UTC-8' else 'UTC-9' end)::date
                as today
        ) d
        left join employee e on e.agency_id = a.agency_id and e.id = a.employee_id
        left join assignment m on m.agency_id = a.agency_id and m.employee_id = a.employee_id
            and m.definitive and m.until is null
        left join unit u on u.agency_id = m.agency_id and u.id = m.unit_id
        where s.token_hash = hash and s.idle_until > at and s.ends_at > at;
end
$$;
