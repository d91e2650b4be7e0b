-- The subject of a thread as a kind and an id, and one view that says what each subject belongs to. A further kind is a
-- word in the check, a branch of the view and a variant of `domain::feedback::Subject`.

-- The table is made anew: dropped columns would stay in its rows, and reading all threads took a fifth longer.
create temp table kept on commit drop as
    select agency_id, id, employee_id, skp_id,
        case when report_id is not null then 'report' when rhk_id is not null then 'rhk' else 'skp' end as subject_kind,
        coalesce(report_id, rhk_id, skp_id) as subject_id, created_at
    from thread;
alter table message drop constraint message_agency_id_thread_id_fkey;
alter table thread_guest drop constraint thread_guest_agency_id_thread_id_fkey;
alter table read_mark drop constraint read_mark_agency_id_thread_id_fkey;
drop table thread;

create table thread (
    agency_id    uuid not null,
    id           uuid not null,
    -- The person concerned, and the plan whose period decides who reads the thread. `thread_subject` has both too; here
    -- they are where lists begin.
    employee_id  uuid not null,
    skp_id       uuid not null,
    -- The id is of a table that depends on the kind, so that no foreign key holds it: a thread is opened for a subject
    -- that `thread_subject` finds in the same transaction. Plans, results and reports go with their agency alone.
    subject_kind text not null check (subject_kind in ('skp', 'rhk', 'report')),
    subject_id   uuid not null,
    created_at   timestamptz not null,
    primary key (agency_id, id),
    -- One thread for each subject. The id comes first: a history asks for each of its reports, and comparing the words
    -- of the kind on the way took a tenth of its time.
    constraint thread_subject_key unique (agency_id, subject_id, subject_kind),
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, skp_id) references skp
);
create index thread_employee_idx on thread (agency_id, employee_id);
create index thread_skp_idx on thread (agency_id, skp_id);
select tenant_table('thread', 'select, insert, update');
insert into thread select * from kept;
alter table message add foreign key (agency_id, thread_id) references thread;
alter table thread_guest add foreign key (agency_id, thread_id) references thread;
alter table read_mark add foreign key (agency_id, thread_id) references thread;

-- Each subject with its plan, the person concerned, the text of its result and, for a report, its indicator.
-- A join cannot reach into the branches. Ask for one subject at a time: `lateral (select … where … limit 1)`.
create view thread_subject with (security_invoker = true) as
    select k.agency_id, 'skp' as kind, k.id, k.id as skp_id, k.employee_id, k.year, k.starts_on, k.ends_on,
        null::text as result, null::uuid as iki_id, null::text as indicator, null::text as unit,
        null::numeric(16, 4) as value, null::timestamptz as observed_at
    from skp k
    union all
    select r.agency_id, 'rhk', r.id, k.id, k.employee_id, k.year, k.starts_on, k.ends_on, r.text,
        null, null, null, null, null
    from rhk r
    join skp k on k.agency_id = r.agency_id and k.id = r.skp_id
    union all
    select p.agency_id, 'report', p.id, k.id, k.employee_id, k.year, k.starts_on, k.ends_on, r.text,
        i.id, i.name, i.unit_of_measure, p.value, p.observed_at
    from report p
    join iki i on i.agency_id = p.agency_id and i.id = p.iki_id
    join rhk r on r.agency_id = i.agency_id and r.id = i.rhk_id
    join skp k on k.agency_id = r.agency_id and k.id = r.skp_id;
grant select on thread_subject to kinerja_app;
