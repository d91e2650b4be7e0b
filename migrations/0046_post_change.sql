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
    -- The name of the signer: it stays when the account goes.
    signed_by    text not null check (length(signed_by) between 1 and 200),
    done_at      timestamptz,
    -- Why it could not be carried out on its day.
    refusal      text check (length(refusal) <= 600),
    -- Taken back before its day, or after it was refused.
    withdrawn_at timestamptz,
    primary key (agency_id, id),
    foreign key (agency_id, post_id) references post,
    foreign key (agency_id, successor_id) references employee,
    check (until > since),
    check ((tenure = 'definitive') = (until is null)),
    check (done_at is null or refusal is null),
    check (done_at is null or withdrawn_at is null)
);
create index post_change_post_idx on post_change (agency_id, post_id, since);
create index post_change_successor_idx on post_change (agency_id, successor_id);
create index post_change_due_idx on post_change (agency_id, since) 
    where done_at is null and refusal is null and withdrawn_at is null;
select tenant_table('post_change', 'select, insert, update (done_at, refusal, withdrawn_at)');
insert into table_rule (name, copied) values ('post_change', true);

alter table assessor
    -- The post whose holder assesses this person, where that is not the head above their own post.
    add column post_id uuid,
    -- The act that made the row; null: the personnel data.
    add column change_id uuid,
    -- Whether the holders of the posts gave the assessor; else somebody said who it is.
    add column by_rule boolean not null default false,
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

-- The head post of a unit: of several the one with the lowest id, as in `domain::post`.
create function head_post(agency uuid, of_unit uuid) returns table (id uuid)
language sql stable as $$
    select p.id from post p where p.agency_id = agency and p.unit_id = of_unit and p.is_head order by p.id limit 1
$$;

-- What is due now also counts holders of posts: acting times that end and replacements whose day has come, under the job
-- `posts`. A recount of the boards does not touch it.
drop function agency_due(text[], date[], date[], timestamptz);
create function agency_due(zones text[], days date[], open_until date[], at timestamptz)
returns table (id uuid, zone text, followed_on date, posts_on date, opened_until date)
language sql stable security definer set search_path = public, pg_temp as $$
    select g.id, g.zone, s.done_on, h.done_on, p.done_on
    from agency g
    join unnest(zones, days, open_until) as z (zone, day, until) on z.zone = g.zone
    left join job_run s on s.agency_id = g.id and s.job = 'standings'
    left join job_run h on h.agency_id = g.id and h.job = 'posts'
    left join job_run p on p.agency_id = g.id and p.job = 'periods'
    where (g.expires_at is null or g.expires_at > at)
      and (s.done_on < z.day or h.done_on is null or h.done_on < z.day or p.done_on is null or p.done_on < z.until)
    order by g.id
$$;
revoke execute on function agency_due from public;
grant execute on function agency_due to kinerja_app;
