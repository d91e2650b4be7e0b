-- Talk about a plan, a result or a report.

create table thread (
    agency_id   uuid not null,
    id          uuid not null,
    -- The person whose work it is about, and the plan it belongs to.
    employee_id uuid not null,
    skp_id      uuid not null,
    rhk_id      uuid,
    report_id   uuid,
    created_at  timestamptz not null,
    primary key (agency_id, id),
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, skp_id) references skp,
    foreign key (agency_id, rhk_id) references rhk,
    foreign key (agency_id, report_id) references report,
    check (rhk_id is null or report_id is null)
);
-- One thread for each subject: the report, else the result, else the plan.
create unique index thread_subject_key on thread (agency_id, coalesce(report_id, rhk_id, skp_id));
create index thread_employee_idx on thread (agency_id, employee_id);

create table message (
    agency_id uuid not null,
    id        uuid not null,
    thread_id uuid not null,
    author_id uuid not null,
    kind      text not null check (kind in ('appreciation', 'improvement', 'support', 'question', 'reply')),
    text      text not null check (length(text) between 1 and 4000),
    sent_at   timestamptz not null,
    primary key (agency_id, id),
    foreign key (agency_id, thread_id) references thread,
    foreign key (agency_id, author_id) references employee
);
create index message_thread_idx on message (agency_id, thread_id, sent_at, id);

-- Somebody outside the reporting line who was let in, by whom and when: the person concerned sees it.
create table thread_guest (
    agency_id   uuid not null,
    thread_id   uuid not null,
    employee_id uuid not null,
    added_by    uuid not null,
    added_at    timestamptz not null,
    primary key (agency_id, thread_id, employee_id),
    foreign key (agency_id, thread_id) references thread,
    foreign key (agency_id, employee_id) references employee,
    foreign key (agency_id, added_by) references employee
);
create index thread_guest_employee_idx on thread_guest (agency_id, employee_id);

create table read_mark (
    agency_id   uuid not null,
    thread_id   uuid not null,
    employee_id uuid not null,
    read_at     timestamptz not null,
    primary key (agency_id, thread_id, employee_id),
    foreign key (agency_id, thread_id) references thread,
    foreign key (agency_id, employee_id) references employee
);

-- Does `person` follow the work of `subject` in that span: as their assessor then, or as a superior of
-- such an assessor inside the same perangkat daerah?
create function plan_followed_by(agency uuid, subject uuid, from_day date, to_day date, person uuid, on_day date)
returns boolean
language sql stable as $$
    select exists (
        select from assessor a
        where a.agency_id = agency and a.employee_id = subject
          and daterange(a.since, a.until) && daterange(from_day, to_day, '[]')
          and (a.assessor_id = person
            or exists (
                select from reporting_line(agency, a.assessor_id, on_day) l
                join assignment above on above.agency_id = agency and above.employee_id = l.employee_id
                    and above.definitive and above.until is null
                join assignment own on own.agency_id = agency and own.employee_id = subject
                    and own.definitive and own.until is null
                where l.employee_id = person
                  and unit_opd(agency, above.unit_id) = unit_opd(agency, own.unit_id)))
    )
$$;

-- May this person read the thread on this day? The person concerned; the assessors of the plan's period;
-- those assessors' superiors as far as they belong to the same perangkat daerah; guests.
create function thread_visible_to(agency uuid, the_thread uuid, person uuid, on_day date) returns boolean
language sql stable as $$
    select exists (
        select from thread t
        join skp k on k.agency_id = agency and k.id = t.skp_id
        where t.agency_id = agency and t.id = the_thread
          and (t.employee_id = person
            or plan_followed_by(agency, t.employee_id, k.starts_on, k.ends_on, person, on_day)
            or exists (select from thread_guest g
                where g.agency_id = agency and g.thread_id = t.id and g.employee_id = person))
    )
$$;
