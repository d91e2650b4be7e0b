-- Room for an agency of 100,000 people: what piles up is kept by the month, what many ask for is counted once.

-- Events are added at the end and leave from the beginning, so they lie in months (of UTC): a month goes by dropping
-- its table, at once and leaving nothing to vacuum. An id is unique within its moment; who needs one event knows when
-- it was. `report` stays one table: its id is chosen by the sender and must be unique for all time, which
-- a key that has to name the month cannot promise, and reports are kept as long as the plans that they are about.
alter table event rename to event_whole;
alter table event_whole rename constraint event_pkey to event_whole_pkey;
drop policy tenant on event_whole;

create table event (
    agency_id uuid not null references agency,
    id        uuid not null,
    at        timestamptz not null,
    -- The account that acted; null for the program's own work.
    actor_id  uuid,
    kind      text not null check (length(kind) <= 60),
    subject_id uuid,
    data      jsonb not null default '{}',
    primary key (agency_id, at, id)
) partition by range (at);
alter table event enable row level security;
alter table event force row level security;
create policy tenant on event using (agency_id = nullif(current_setting('kinerja.agency', true), '')::uuid);
grant select, insert on event to kinerja_app;

-- What happens in a month that nobody has prepared.
create table event_rest partition of event default;
alter table event_rest enable row level security;
alter table event_rest force row level security;
create policy tenant on event_rest
    using (agency_id = nullif(current_setting('kinerja.agency', true), '')::uuid);

-- Makes the table of the month in which a day lies; false where it is there. What had gone to the rest moves over.
-- Nobody has rights on it: the way leads through `event`, whose policy holds there; its own is the second lock.
create function event_month(day date) returns boolean
language plpgsql security definer set search_path = public as $$
declare
    month date := date_trunc('month', day);
    since timestamptz := month::timestamp at time zone 'UTC';
    until timestamptz := (month + interval '1 month') at time zone 'UTC';
    part text := to_char(month, '"event_"YYYY"_"MM');
begin
    if to_regclass(quote_ident(part)) is not null then
        return false;
    end if;
    execute format('create table %I (like event including all)', part);
    execute format('alter table %I enable row level security', part);
    execute format('alter table %I force row level security', part);
    execute format('create policy tenant on %I using (agency_id = '
        || 'nullif(current_setting(''kinerja.agency'', true), '''')::uuid)', part);
    -- Attaching, other than creating in place, lets other months be written meanwhile.
    lock table event_rest in access exclusive mode;
    execute format('with moved as (delete from event_rest where at >= %L and at < %L returning *) '
        || 'insert into %I select * from moved', since, until, part);
    execute format('alter table event attach partition %I for values from (%L) to (%L)', part, since, until);
    return true;
end
$$;
revoke execute on function event_month from public;
grant execute on function event_month to kinerja_app;

select event_month(month::date)
from generate_series(
    date_trunc('month', coalesce((select min(at) from event_whole), now()) at time zone 'UTC'),
    (now() at time zone 'UTC') + interval '2 months', interval '1 month') as month;
insert into event select agency_id, id, at, actor_id, kind, subject_id, data from event_whole;
drop table event_whole;

-- Reports lie in the order in which they came in, so a few pages tell where those of a day are (`rollup_recount`,
-- the week's count): 3 ms of three million, where reading all of them took 260.
create index report_received_idx on report using brin (agency_id, received_at)
    with (pages_per_range = 32, autosummarize = on);

-- The weeks of a unit with everything below it, as the trend shows them. Weeks that are over stay as they are, so
-- they are added up once; adding up every unit's weeks for each look took 150 ms for 4,200 units.
create table unit_trend (
    agency_id     uuid not null,
    unit_id       uuid not null,
    week          date not null check (extract(isodow from week) = 1),
    ahead         integer not null,
    on_plan       integer not null,
    needs_support integer not null,
    silent        integer not null,
    not_due       integer not null,
    iki_ahead         integer not null,
    iki_on_plan       integer not null,
    iki_needs_support integer not null,
    iki_silent        integer not null,
    iki_not_due       integer not null,
    reports       integer not null,
    primary key (agency_id, unit_id, week),
    foreign key (agency_id, unit_id) references unit
);
alter table unit_trend enable row level security;
alter table unit_trend force row level security;
create policy tenant on unit_trend
    using (agency_id = nullif(current_setting('kinerja.agency', true), '')::uuid);
grant select, insert, update, delete on unit_trend to kinerja_app;

-- What the trend must say from a week on, added up from each unit's own weeks.
create function unit_trend_recount(agency uuid, from_week date) returns setof unit_trend
language sql stable as $$
    with recursive above (unit_id, top, depth) as (
        select id, id, 0 from unit where agency_id = agency
        union all
        select a.unit_id, u.parent_id, a.depth + 1
        from above a join unit u on u.agency_id = agency and u.id = a.top
        where u.parent_id is not null and a.depth < 32
    )
    select agency, a.top, w.week, sum(w.ahead)::int, sum(w.on_plan)::int, sum(w.needs_support)::int,
        sum(w.silent)::int, sum(w.not_due)::int, sum(w.iki_ahead)::int, sum(w.iki_on_plan)::int, sum(w.iki_needs_support)::int,
        sum(w.iki_silent)::int, sum(w.iki_not_due)::int, sum(w.reports)::int
    from unit_week w join above a on a.unit_id = w.unit_id
    where w.agency_id = agency and w.week >= from_week
    group by a.top, w.week
$$;

insert into unit_trend select t.* from agency g, lateral unit_trend_recount(g.id, '-infinity') t;

-- What was said about each report of a history. (An index over `coalesce` is not asked under row-level security.)
create index thread_report_idx on thread (agency_id, report_id) where report_id is not null;

-- A page of the people at a status: where many are, by walking through the names; where few are, from each unit.
create index employee_page_idx on employee (agency_id, name, id);
drop index person_standing_unit_idx;
create index person_standing_unit_idx on person_standing (agency_id, unit_id, year, status);

-- People by some letters of their name, or by their number. Row-level security lets no index be asked before its own
-- condition (comparing letters could tell of rows that are not to be seen), and looking at 100,000 names took up to
-- 230 ms; so this asks with the owner's rights, for the transaction's agency alone.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create index employee_letters_idx on employee using gin (agency_id, lower(name) gin_trgm_ops);
create function employee_named(wanted text, most bigint) returns table (id uuid, name text)
language plpgsql stable security definer set search_path = public as $$
#variable_conflict use_column
begin
    return query
        -- Materialised, so that it is not walked through in the order that comes after.
        with found as materialized (
            select e.id, e.name from employee e
            where e.agency_id = nullif(current_setting('kinerja.agency', true), '')::uuid
              and (e.nip = wanted
                or lower(e.name) like '%' || regexp_replace(lower(wanted), '([\\%_])', '\\\1', 'g') || '%')
        )
        select f.id, f.name from found f order by f.name, f.id limit most;
end
$$;
revoke execute on function employee_named from public;
grant execute on function employee_named to kinerja_app;
