-- Replacing the holder of a post from a day. The assessors of a person are materialised (`assessor`) up to today; what is
-- signed for a later day waits here, and the scheduler carries it out on that day.

create table post_change (
    agency_id    uuid not null,
    -- Also the id of the assignment that it makes.
    id           uuid not null,
    post_id      uuid not null,
    successor_id uuid not null,
    tenure       text not null check (tenure in ('definitive', 'plt', 'plh')),
    letter       text not null check (length(letter) between 1 and 200),
    letter_on    date not null,
    since        date not null,
    -- The first day after, of an acting holder.
    until        date,
    signed_at    timestamptz not null,
    done_at      timestamptz,
    -- Why it could not be carried out on its day.
    refusal      text check (length(refusal) <= 600),
    primary key (agency_id, id),
    foreign key (agency_id, post_id) references post,
    foreign key (agency_id, successor_id) references employee,
    check (until > since),
    check ((tenure = 'definitive') = (until is null)),
    check (done_at is null or refusal is null)
);
create index post_change_post_idx on post_change (agency_id, post_id, since);
create index post_change_successor_idx on post_change (agency_id, successor_id);
create index post_change_due_idx on post_change (agency_id, since) where done_at is null and refusal is null;
select tenant_table('post_change', 'select, insert, update (done_at, refusal)');
insert into table_rule (name, copied) values ('post_change', true);

alter table assessor
    -- The post whose holder assesses this person, where that is not the head above their own post.
    add column post_id uuid,
    -- The act that made the row; null: the personnel data.
    add column change_id uuid,
    add foreign key (agency_id, post_id) references post,
    add foreign key (agency_id, change_id) references post_change;
create index assessor_post_idx on assessor (agency_id, post_id) where post_id is not null;
create index assessor_change_idx on assessor (agency_id, change_id) where change_id is not null;

-- Does `person` lead the unit or one above it on a day, definitively or acting?
create function leads(agency uuid, person uuid, of_unit uuid, on_day date) returns boolean
language sql stable as $$
    select exists (
        select from assignment a
        join post p on p.agency_id = agency and p.id = a.post_id and p.is_head
        where a.agency_id = agency and a.employee_id = person
          and a.since <= on_day and (a.until is null or a.until > on_day)
          and a.unit_id in (select u.id from units_above(agency, of_unit) u)
    )
$$;
