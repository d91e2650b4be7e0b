-- An agency's life: what kind it is and when it ends, how a table comes to belong to agencies, and how a whole agency
-- is copied and dropped.

-- `demo` offers sign-in as prepared persons, a `trial` is somebody's private copy and ends by itself. A real agency
-- never ends by itself.
alter table agency
    add column kind text not null default 'real' check (kind in ('real', 'demo', 'trial')),
    add column expires_at timestamptz;
update agency set kind = 'demo' where demo;
alter table agency drop column demo, add constraint agency_real_stays check (kind <> 'real' or expires_at is null);
create index agency_expires_idx on agency (expires_at) where expires_at is not null;
-- The sign-in page offers the people of one demo.
create unique index agency_demo_key on agency (kind) where kind = 'demo';

-- The prepared persons are those of an agency: each copy has its own.
alter table account drop constraint account_demo_key;
create unique index account_demo_key on account (agency_id, demo);

-- The person behind a session cookie, as before (0008), with the agency's kind; nobody once the agency has ended.
drop function session_actor;
create function session_actor(hash bytea, at timestamptz) returns table (
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
                  and h.since <= at::date + 1 and (h.until is null or h.until > at::date)
            ), '{}'),
            exists (
                select from assessor r
                where r.agency_id = a.agency_id and r.assessor_id = a.employee_id and r.until is null
            ),
            s.remember, s.seen_at, s.ends_at
        from session s
        join account a on a.id = s.account_id and a.disabled_at is null
        join agency g on g.id = a.agency_id and (g.expires_at is null or g.expires_at > at)
        left join employee e on e.agency_id = a.agency_id and e.id = a.employee_id
        left join assignment m on m.agency_id = a.agency_id and m.employee_id = a.employee_id
            and m.definitive and m.until is null
        left join unit u on u.agency_id = m.agency_id and u.id = m.unit_id
        where s.token_hash = hash and s.idle_until > at and s.ends_at > at;
end
$$;

-- Until now the periods of an agency of one's own had five days of grace whatever their kind, and nothing could set
-- others: `domain::calendar` has them by kind.
update period set due_on = ends_on + case kind when 'year' then 15 else 10 end
where kind <> 'month' and due_on = ends_on + 5 and final_at is null;

-- Makes a table one of agencies: row-level security in force, the policy that compares in place (0014), and what the
-- program may do. `grants` is written as after `grant`; empty for a table that is reached through another.
create function tenant_table(name regclass, grants text) returns void
language plpgsql set search_path = public as $$
begin
    execute format('alter table %s enable row level security, force row level security', name);
    execute format('create policy tenant on %s using '
        || '(agency_id = nullif(current_setting(''kinerja.agency'', true), '''')::uuid)', name);
    if grants <> '' then
        execute format('grant %s on %s to kinerja_app', grants, name);
    end if;
end
$$;
revoke execute on function tenant_table from public;

-- As before (0013), by `tenant_table`.
create or replace function event_month(day date) returns boolean
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
    perform tenant_table(part::regclass, '');
    -- Attaching, other than creating in place, lets other months be written meanwhile.
    lock table event_rest in access exclusive mode;
    execute format('with moved as (delete from event_rest where at >= %L and at < %L returning *) '
        || 'insert into %I select * from moved', since, until, part);
    execute format('alter table event attach partition %I for values from (%L) to (%L)', part, since, until);
    return true;
end
$$;

-- The last day up to which a recurring job has done its work.
alter table clockwork rename to job_run;

-- What becomes of each table when an agency is copied or dropped. Every table of the schema has a row here, which the
-- migration that makes the table adds; a test fails where one is missing.
create table table_rule (
    name     text primary key,
    -- Whether the rows of an agency are part of its copy.
    copied   boolean not null,
    -- Which rows belong to the agency $1, where no column `agency_id` says so; null there: the table is no agency's.
    rows_of  text,
    -- Columns that a copy replaces, each by an expression; $2 is the copy's agency.
    replaced jsonb not null default '{}',
    -- Why it is not copied.
    reason   text,
    check (copied = (reason is null)),
    check (rows_of is null or not copied)
);

insert into table_rule (name, copied)
select name, true
from unnest(array['unit', 'post', 'employee', 'assignment', 'assessor', 'period', 'skp', 'rhk', 'iki', 'report', 'standing',
    'person_standing', 'unit_rollup', 'unit_week', 'unit_trend', 'job_run', 'thread', 'message', 'thread_guest',
    'read_mark', 'follow_up']) as name;
insert into table_rule (name, copied, replaced) values
    ('event', true, '{"actor_id": "copied_id($2, actor_id)"}'),
    -- A copied account is entered by a session that the program makes: it has no password, and a login that is
    -- shown to nobody.
    ('account', true, '{"id": "copied_id($2, id)", "login": "''copy-'' || copied_id($2, id)", "password_hash": "null"}');
insert into table_rule (name, copied, rows_of, reason) values
    ('agency', false, 'id = $1', 'the copy is another agency'),
    ('session', false, 'account_id in (select id from account where agency_id = $1)', 'who is signed in is so in one agency'),
    ('invitation', false, 'account_id in (select id from account where agency_id = $1)', 'a link leads to one account'),
    ('sign_in_failure', false, 'key in (select ''login:'' || login from account where agency_id = $1)',
        'nobody failed to sign in to the copy'),
    ('outbox', false, null, 'nobody looks at the copy yet'),
    ('table_rule', false, null, 'no agency''s'),
    ('_sqlx_migrations', false, null, 'no agency''s');

-- The id in the copy `target` of what has an id that is unique across agencies.
create function copied_id(target uuid, id uuid) returns uuid
language sql immutable strict as $$ select md5(target::text || id::text)::uuid $$;

-- The tables with rows of agencies in the order in which they are emptied: what lets people in first, then what refers
-- to others before what it refers to, the agency itself last. `is_leaf` is the condition under which no other row of
-- the same table refers to the row `t`; null where none can.
create view drop_order as
with recursive reference (child, parent) as (
    select distinct conrelid, confrelid from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0 and conrelid <> confrelid
), below (oid, depth) as (
    select c.oid, 0 from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    union
    select r.child, b.depth + 1 from below b join reference r on r.parent = b.oid where b.depth < 32
), inner_reference (oid, is_leaf) as (
    select k.conrelid, string_agg(format('not exists (select from %s c where %s)', k.conrelid::regclass, pairs.same), ' and ')
    from pg_constraint k cross join lateral (
        select string_agg(format('c.%I = t.%I', own.attname, other.attname), ' and ' order by n) as same
        from unnest(k.conkey, k.confkey) with ordinality p (own, other, n)
        join pg_attribute own on own.attrelid = k.conrelid and own.attnum = p.own
        join pg_attribute other on other.attrelid = k.confrelid and other.attnum = p.other
    ) pairs
    where k.contype = 'f' and k.conrelid = k.confrelid and k.connamespace = 'public'::regnamespace
    group by k.conrelid
)
select row_number() over (order by r.name = 'agency', c.relrowsecurity, r.rows_of is null, max(b.depth) desc, r.name) as place,
    r.name, coalesce(r.rows_of, 'agency_id = $1') as rows_of, i.is_leaf
from table_rule r
join pg_class c on c.oid = to_regclass(quote_ident(r.name))
join below b on b.oid = c.oid
left join inner_reference i on i.oid = c.oid
where r.rows_of is not null or exists (
    select from pg_attribute a where a.attrelid = c.oid and a.attname = 'agency_id' and not a.attisdropped)
group by r.name, r.rows_of, c.relrowsecurity, i.is_leaf;

-- Copies an agency that is not real into a new trial that ends at `until`. False where there is no such agency: the
-- data of real people stays where it is. Ids stay as they are, each is unique within its agency; accounts, which are
-- not, have new ones. One statement, so that all of it is of one moment; references are looked at when it ends.
create function agency_copy(source uuid, target uuid, called text, until timestamptz, at timestamptz) returns boolean
language plpgsql security definer set search_path = public as $$
declare
    parts text;
begin
    perform from agency where id = source and kind <> 'real';
    if not found then
        return false;
    end if;
    select string_agg(format('%I as (insert into %1$I (%s) select %s from %1$I where agency_id = $1)',
        r.name, columns.names, columns.values), ', ')
    into strict parts
    from table_rule r cross join lateral (
        select string_agg(quote_ident(a.attname), ', ' order by a.attnum) as names,
            string_agg(coalesce(r.replaced ->> a.attname::text,
                case a.attname when 'agency_id' then '$2' else quote_ident(a.attname) end), ', ' order by a.attnum) as values
        from pg_attribute a
        where a.attrelid = to_regclass(quote_ident(r.name)) and a.attnum > 0 and not a.attisdropped
    ) columns
    where r.copied;
    execute 'with ' || parts || ' insert into agency select (jsonb_populate_record(a, $3)).* from agency a where a.id = $1'
    using source, target, jsonb_build_object('id', target, 'name', called, 'kind', 'trial', 'expires_at', until, 'created_at', at);
    return true;
end
$$;
revoke execute on function agency_copy from public;
grant execute on function agency_copy to kinerja_app;

-- Removes about `most` rows of an agency; true once it is gone. A large agency goes in many short transactions: a long
-- one would hold back the snapshot's xmin, behind which other processes read the outbox, and one that fails is repeated.
-- For the owner; the program drops what has ended (`agency_expire`).
create function agency_drop(agency uuid, most integer) returns boolean
language plpgsql set search_path = public as $$
declare
    part record;
    room bigint := most;
    touched bigint;
begin
    for part in select * from drop_order order by place loop
        loop
            -- By place, so that only as many rows are looked at. In a table of parts (`event`) a place is one in each.
            execute format('delete from %1$I where %2$s and ctid = any (array(
                    select t.ctid from %1$I t where %2$s and %3$s limit $2))',
                part.name, part.rows_of, coalesce(part.is_leaf, 'true')) using agency, room;
            get diagnostics touched = row_count;
            room := room - touched;
            if room <= 0 then
                return false;
            end if;
            exit when touched = 0 or part.is_leaf is null;
        end loop;
        if part.is_leaf is not null then
            -- What is left refers to itself in a circle, which goes at once or not at all.
            execute format('delete from %I where %s', part.name, part.rows_of) using agency;
        end if;
    end loop;
    return true;
end
$$;
revoke execute on function agency_drop from public;

-- Removes about `most` rows of one agency that has ended. Returns its id and whether it is gone; no row where none has
-- ended.
create function agency_expire(at timestamptz, most integer) returns table (id uuid, gone boolean)
language plpgsql security definer set search_path = public as $$
#variable_conflict use_column
declare
    ended uuid;
begin
    select a.id into ended from agency a where a.expires_at <= at order by a.expires_at, a.id limit 1;
    if found then
        return query select ended, agency_drop(ended, most);
    end if;
end
$$;
revoke execute on function agency_expire from public;
grant execute on function agency_expire to kinerja_app;

-- The agencies for which the scheduler has something to do. The arguments are the zones with their day and the day until
-- which periods are to be open. An agency without people's standings has no day to follow.
create function agency_due(zones text[], days date[], open_until date[], at timestamptz)
returns table (id uuid, zone text, followed_on date, opened_until date)
language sql stable security definer set search_path = public as $$
    select g.id, g.zone, s.done_on, p.done_on
    from agency g
    join unnest(zones, days, open_until) as z (zone, day, until) on z.zone = g.zone
    left join job_run s on s.agency_id = g.id and s.job = 'standings'
    left join job_run p on p.agency_id = g.id and p.job = 'periods'
    where (g.expires_at is null or g.expires_at > at)
      and (s.done_on < z.day or p.done_on is null or p.done_on < z.until)
    order by g.id
$$;
revoke execute on function agency_due from public;
grant execute on function agency_due to kinerja_app;

-- Where a row goes, those that may refer to it are looked for: by an index, or by as many looks as there are rows of
-- both. Of these a report touches the last one only, which costs it 1 µs of processor time, 2 % of its insert; without
-- it a city of 3,500 people and 160,000 reports takes 10.5 s to drop instead of 5.5.
create index assignment_post_idx on assignment (agency_id, post_id);
create index assignment_past_unit_idx on assignment (agency_id, unit_id);
create index skp_post_idx on skp (agency_id, post_id);
create index skp_agreed_by_idx on skp (agency_id, agreed_by) where agreed_by is not null;
create index unit_week_unit_idx on unit_week (agency_id, unit_id);
create index thread_skp_idx on thread (agency_id, skp_id);
create index thread_rhk_idx on thread (agency_id, rhk_id) where rhk_id is not null;
create index thread_guest_added_by_idx on thread_guest (agency_id, added_by);
create index read_mark_employee_idx on read_mark (agency_id, employee_id);
create index follow_up_unit_all_idx on follow_up (agency_id, unit_id);
create index follow_up_done_by_idx on follow_up (agency_id, done_by) where done_by is not null;
create index report_corrects_idx on report (agency_id, corrects_id) where corrects_id is not null;
create index report_employee_idx on report (agency_id, employee_id);
