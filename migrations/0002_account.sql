-- Who may sign in. These tables stand outside the tenant: the login is looked up before the agency is known.

create table account (
    id            uuid primary key,
    agency_id     uuid not null references agency,
    login         text not null check (login = lower(login) and length(login) between 3 and 80),
    password_hash text,
    employee_id   uuid,
    -- Shown for accounts without an employee behind them.
    name          text not null check (length(name) between 1 and 200),
    roles         text[] not null default '{}' check (roles <@ array['pengelola', 'inspektorat']),
    -- The prepared person of the demo that this account is.
    demo          text unique check (demo in ('pegawai', 'atasan', 'pimpinan', 'pengelola')),
    disabled_at   timestamptz,
    created_at    timestamptz not null,
    foreign key (agency_id, employee_id) references employee
);
create unique index account_login_key on account (login);
create unique index account_employee_key on account (agency_id, employee_id);

create table session (
    -- SHA-256 of the token in the cookie: who reads this table cannot sign in with it.
    token_hash  bytea primary key check (length(token_hash) = 32),
    id          uuid not null unique,
    account_id  uuid not null references account on delete cascade,
    remember    boolean not null,
    device      text not null check (length(device) <= 200),
    created_at  timestamptz not null,
    seen_at     timestamptz not null,
    idle_until  timestamptz not null,
    ends_at     timestamptz not null,
    check (created_at <= seen_at and idle_until <= ends_at)
);
create index session_account_idx on session (account_id);
create index session_idle_until_idx on session (idle_until);

-- A one-time link that lets its holder choose a password.
create table invitation (
    token_hash bytea primary key check (length(token_hash) = 32),
    account_id uuid not null references account on delete cascade,
    expires_at timestamptz not null,
    used_at    timestamptz
);
create index invitation_account_idx on invitation (account_id);

-- Failed sign-ins, counted per login and per address (keys `login:…`, `address:…`).
create table sign_in_failure (
    key       text primary key check (length(key) <= 200),
    failures  integer not null check (failures > 0),
    last_at   timestamptz not null
);

-- The person behind a session cookie, in one look-up before the agency is known: hence the owner's rights.
create function session_actor(hash bytea, at timestamptz) returns table (
    account_id uuid, session_id uuid, agency_id uuid, agency_name text, zone text, demo boolean,
    employee_id uuid, name text, roles text[], unit_id uuid, unit_name text, leads uuid[], assesses boolean,
    remember boolean, seen_at timestamptz, ends_at timestamptz
)
language sql stable security definer set search_path = public as $$
    select a.id, s.id, g.id, g.name, g.zone, g.demo,
        a.employee_id, coalesce(e.name, a.name), a.roles, u.id, u.name,
        coalesce((
            select array_agg(h.unit_id) from assignment h
            join post p on p.agency_id = h.agency_id and p.id = h.post_id and p.is_head
            where h.agency_id = a.agency_id and h.employee_id = a.employee_id
              and h.since <= at::date + 1 and (h.until is null or h.until > at::date)
        ), '{}'),
        exists (
            select from assessor r
            where r.agency_id = a.agency_id and r.assessor_id = a.employee_id and r.until is null
        ),
        s.remember, s.seen_at, s.ends_at
    from session s
    join account a on a.id = s.account_id and a.disabled_at is null
    join agency g on g.id = a.agency_id
    left join employee e on e.agency_id = a.agency_id and e.id = a.employee_id
    left join assignment m on m.agency_id = a.agency_id and m.employee_id = a.employee_id
        and m.definitive and m.until is null
    left join unit u on u.agency_id = m.agency_id and u.id = m.unit_id
    where s.token_hash = hash and s.idle_until > at and s.ends_at > at
$$;
