-- The agency, its units, posts and people. Everything with dates keeps its history:
-- a person has several posts and several assessors over time (domain 1.13, 9).

create extension if not exists btree_gist;

create table agency (
    id         uuid primary key,
    name       text not null unique check (length(name) between 1 and 200),
    zone       text not null check (zone in ('WIB', 'WITA', 'WIT')),
    demo       boolean not null default false,
    -- Share of the expected value, in percent, from which a result counts as ahead or on plan (domain 7.2).
    ahead_from   smallint not null default 110,
    on_plan_from smallint not null default 90,
    created_at timestamptz not null,
    check (0 < on_plan_from and on_plan_from < ahead_from)
);

create table unit (
    agency_id uuid not null references agency,
    id        uuid not null,
    parent_id uuid,
    name      text not null check (length(name) between 1 and 200),
    ordinal   integer not null default 0,
    primary key (agency_id, id),
    foreign key (agency_id, parent_id) references unit,
    check (parent_id <> id)
);
create unique index unit_name_key on unit (agency_id, coalesce(parent_id, agency_id), lower(name));
-- One root: the agency itself. Its children are the perangkat daerah (OPD).
create unique index unit_root_key on unit (agency_id) where parent_id is null;
create index unit_parent_idx on unit (agency_id, parent_id);

create table post (
    agency_id uuid not null,
    id        uuid not null,
    unit_id   uuid not null,
    name      text not null check (length(name) between 1 and 200),
    kind      text not null check (kind in ('jpt', 'administrator', 'pengawas', 'fungsional', 'pelaksana', 'elected')),
    -- The template that plans of this post start from (`domain::template`).
    template  text not null,
    is_head   boolean not null default false,
    primary key (agency_id, id),
    foreign key (agency_id, unit_id) references unit
);
create index post_unit_idx on post (agency_id, unit_id);

create table employee (
    agency_id  uuid not null references agency,
    id         uuid not null,
    nip        text check (nip ~ '^[0-9]{18}$'),
    name       text not null check (length(name) between 1 and 200),
    kind       text not null check (kind in ('pns', 'pppk', 'pppk_paruh_waktu', 'elected')),
    grade      text check (length(grade) <= 20),
    birth_date date,
    sex        text check (sex in ('m', 'f')),
    primary key (agency_id, id)
);
create unique index employee_nip_key on employee (agency_id, nip);
create index employee_name_idx on employee (agency_id, lower(name));

-- Who holds which post when. `until` is the first day after; null while it lasts.
create table assignment (
    agency_id   uuid not null,
    id          uuid not null,
    employee_id uuid not null,
    post_id     uuid not null,
    unit_id     uuid not null,
    definitive  boolean not null default true,
    since       date not null,
    until       date,
    primary key (agency_id, id),
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, post_id) references post,
    foreign key (agency_id, unit_id) references unit,
    check (until > since),
    constraint assignment_overlap exclude using gist
        (agency_id with =, employee_id with =, daterange(since, until) with &&) where (definitive)
);
create index assignment_unit_idx on assignment (agency_id, unit_id) where until is null;
create index assignment_employee_idx on assignment (agency_id, employee_id);

-- Pejabat penilai kinerja of a person, by date (PermenPANRB 6/2022); nobody assesses themself (domain 1.7).
create table assessor (
    agency_id   uuid not null,
    employee_id uuid not null,
    assessor_id uuid not null,
    since       date not null,
    until       date,
    primary key (agency_id, employee_id, since),
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, assessor_id) references employee,
    check (until > since),
    constraint assessor_not_self check (employee_id <> assessor_id),
    constraint assessor_overlap exclude using gist
        (agency_id with =, employee_id with =, daterange(since, until) with &&)
);
create index assessor_assessor_idx on assessor (agency_id, assessor_id);

-- Reporting periods. `final_at` set: the evaluation stands, reports about it are refused.
create table period (
    agency_id uuid not null references agency,
    id        uuid not null,
    kind      text not null check (kind in ('year', 'quarter', 'month')),
    starts_on date not null,
    ends_on   date not null,
    -- Last day on which a report about this period counts as on time.
    due_on    date not null,
    final_at  timestamptz,
    primary key (agency_id, id),
    unique (agency_id, kind, starts_on),
    check (starts_on <= ends_on and ends_on <= due_on),
    constraint period_overlap exclude using gist
        (agency_id with =, kind with =, daterange(starts_on, ends_on, '[]') with &&)
);

-- The unit and everything above it, nearest first.
create function unit_path(agency uuid, of_unit uuid) returns uuid[]
language sql stable as $$
    with recursive up (id, parent_id, depth) as (
        select id, parent_id, 0 from unit where agency_id = agency and id = of_unit
        union all
        select u.id, u.parent_id, up.depth + 1
        from up join unit u on u.agency_id = agency and u.id = up.parent_id
        where up.depth < 32
    )
    select array_agg(id order by depth) from up
$$;

-- The perangkat daerah (child of the root) that a unit belongs to; null for the root itself.
create function unit_opd(agency uuid, of_unit uuid) returns uuid
language sql stable as $$
    select path[cardinality(path) - 1] from (select unit_path(agency, of_unit) as path) p
    where cardinality(path) > 1
$$;

-- The people above somebody on a day: assessor, the assessor's assessor and so on, nearest first.
create function reporting_line(agency uuid, person uuid, on_day date)
returns table (employee_id uuid, depth integer)
language sql stable as $$
    with recursive up (employee_id, depth, seen) as (
        select a.assessor_id, 1, array[person, a.assessor_id]
        from assessor a
        where a.agency_id = agency and a.employee_id = person
          and a.since <= on_day and (a.until is null or a.until > on_day)
        union all
        select a.assessor_id, up.depth + 1, up.seen || a.assessor_id
        from up join assessor a on a.agency_id = agency and a.employee_id = up.employee_id
          and a.since <= on_day and (a.until is null or a.until > on_day)
        where not a.assessor_id = any (up.seen) and up.depth < 32
    )
    select up.employee_id, up.depth from up
$$;
