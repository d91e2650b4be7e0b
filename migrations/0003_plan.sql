-- The plan: Skp → Rhk → Iki (PermenPANRB 6/2022; domain 1.4, 1.5).

create table skp (
    agency_id   uuid not null,
    id          uuid not null,
    employee_id uuid not null,
    post_id     uuid not null,
    year        smallint not null check (year between 2000 and 2100),
    starts_on   date not null,
    ends_on     date not null,
    state       text not null check (state in ('draft', 'submitted', 'agreed', 'closed')),
    agreed_at   timestamptz,
    agreed_by   uuid,
    version     integer not null default 1,
    primary key (agency_id, id),
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, post_id) references post,
    foreign key (agency_id, agreed_by) references employee,
    check (starts_on <= ends_on and extract(year from starts_on) = year and extract(year from ends_on) = year),
    check ((state in ('agreed', 'closed')) = (agreed_at is not null)),
    constraint skp_overlap exclude using gist
        (agency_id with =, employee_id with =, post_id with =, daterange(starts_on, ends_on, '[]') with &&)
);
create index skp_employee_idx on skp (agency_id, employee_id, year);

create table rhk (
    agency_id uuid not null,
    id        uuid not null,
    skp_id    uuid not null,
    ordinal   smallint not null,
    text      text not null check (length(text) between 1 and 500),
    kind      text not null default 'main' check (kind in ('main', 'additional')),
    -- `organisation` stays with the post, `individual` follows the person.
    classification text not null default 'organisation' check (classification in ('organisation', 'individual')),
    -- The superior's Rhk that this one supports; only direct links may be added up (domain 1.5).
    supports_id uuid,
    link      text check (link in ('direct', 'non_direct')),
    primary key (agency_id, id),
    unique (agency_id, skp_id, ordinal),
    foreign key (agency_id, skp_id) references skp,
    foreign key (agency_id, supports_id) references rhk,
    check (supports_id <> id),
    check ((supports_id is null) = (link is null))
);
create index rhk_supports_idx on rhk (agency_id, supports_id) where supports_id is not null;

create table iki (
    agency_id    uuid not null,
    id           uuid not null,
    rhk_id       uuid not null,
    ordinal      smallint not null,
    name         text not null check (length(name) between 1 and 300),
    aspect       text not null check (aspect in ('quantity', 'quality', 'time', 'cost')),
    perspective  text check (perspective in ('customer', 'process', 'internal', 'budget')),
    unit_of_measure text not null check (length(unit_of_measure) between 1 and 60),
    polarity     text not null check (polarity in ('maximise', 'minimise', 'stabilise')),
    accumulation text not null check (accumulation in ('year', 'month', 'level')),
    baseline     numeric(16, 4),
    -- January to December; null where a month has no target of its own.
    month_targets numeric(16, 4)[] not null check (cardinality(month_targets) = 12),
    frequency    text not null check (frequency in ('weekly', 'monthly', 'quarterly')),
    primary key (agency_id, id),
    unique (agency_id, rhk_id, ordinal),
    foreign key (agency_id, rhk_id) references rhk,
    constraint iki_needs_baseline check (polarity <> 'minimise' or baseline is not null)
);
