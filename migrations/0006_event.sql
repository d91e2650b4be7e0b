-- What happened (append only), and what other processes must tell their live clients.

create table event (
    agency_id uuid not null references agency,
    id        uuid not null,
    at        timestamptz not null,
    -- The account that acted; null for the program's own work.
    actor_id  uuid,
    kind      text not null check (length(kind) <= 60),
    subject_id uuid,
    data      jsonb not null default '{}',
    primary key (agency_id, id)
);
create index event_at_idx on event (agency_id, at);

create table outbox (
    id        bigint generated always as identity primary key,
    agency_id uuid not null references agency,
    -- Rows below the snapshot's xmin are complete: nothing can still commit before them.
    xid       xid8 not null default pg_current_xact_id(),
    origin    uuid not null,
    at        timestamptz not null,
    topics    text[] not null
);
create index outbox_xid_idx on outbox (xid);

-- The second lock: what an agency's session cannot name it cannot see (the first is the door's policy).
do $$
declare t text;
begin
    foreach t in array array['unit', 'post', 'employee', 'assignment', 'assessor', 'period', 'skp', 'rhk', 'iki',
        'report', 'standing', 'person_standing', 'unit_rollup', 'unit_week', 'clockwork',
        'thread', 'message', 'thread_guest', 'read_mark', 'event']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('alter table %I force row level security', t);
        execute format(
            'create policy tenant on %I using (agency_id = (select nullif(current_setting(''kinerja.agency'', true), '''')::uuid))', t);
    end loop;
end $$;

grant usage on schema public to kinerja_app;
grant select, insert, update, delete on all tables in schema public to kinerja_app;
grant usage on all sequences in schema public to kinerja_app;
-- What is said and recorded stays as it was.
revoke update, delete on event, report, message from kinerja_app;
revoke insert, update, delete on agency from kinerja_app;
revoke all on _sqlx_migrations from kinerja_app;
grant select on _sqlx_migrations to kinerja_app;
