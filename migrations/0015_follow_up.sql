-- What is agreed on in a unit's meeting: what is to be done, by whom and until when.

create table follow_up (
    agency_id   uuid not null,
    id          uuid not null,
    -- The unit in whose meeting it was agreed.
    unit_id     uuid not null,
    text        text not null check (length(text) between 1 and 500),
    assignee_id uuid not null,
    giver_id    uuid not null,
    due_on      date not null,
    given_at    timestamptz not null,
    done_at     timestamptz,
    done_by     uuid,
    primary key (agency_id, id),
    foreign key (agency_id, unit_id) references unit,
    foreign key (agency_id, assignee_id) references employee,
    foreign key (agency_id, giver_id) references employee,
    foreign key (agency_id, done_by) references employee,
    check ((done_at is null) = (done_by is null))
);
create index follow_up_unit_idx on follow_up (agency_id, unit_id, due_on, id) where done_at is null;
-- What is open and what was done lately, of one person.
create index follow_up_assignee_idx on follow_up (agency_id, assignee_id, done_at);
create index follow_up_giver_idx on follow_up (agency_id, giver_id, done_at);

alter table follow_up enable row level security;
alter table follow_up force row level security;
create policy tenant on follow_up using (agency_id = nullif(current_setting('kinerja.agency', true), '')::uuid);
-- What was agreed stays as it was written; only whether it is done changes.
grant select, insert, update (done_at, done_by) on follow_up to kinerja_app;
