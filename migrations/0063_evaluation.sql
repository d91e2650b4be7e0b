-- Evaluations: of the work under a plan in a period. What is being written is a draft, what was signed a version, which
-- stays. The person whose evaluation it is reads nothing of it before it is released.

alter table evaluation
    add column skp_id     uuid,
    -- `domain::evaluation::EvaluationContent`, while the assessor writes in it.
    add column draft      jsonb,
    add column drafted_at timestamptz,
    alter column final_at drop not null;
-- Those that were only final, by the last plan of the person in the period.
update evaluation e set skp_id = (
    select k.id from skp k join period p on p.agency_id = k.agency_id and p.id = e.period_id
    where k.agency_id = e.agency_id and k.employee_id = e.employee_id
      and k.starts_on <= p.ends_on and k.ends_on >= p.starts_on
    order by k.starts_on desc, k.id limit 1
);
delete from evaluation where skp_id is null;
alter table evaluation
    alter column skp_id set not null,
    drop constraint evaluation_pkey,
    add primary key (agency_id, skp_id, period_id),
    add foreign key (agency_id, skp_id) references skp,
    add check ((draft is null) = (drafted_at is null));
create index evaluation_employee_idx on evaluation (agency_id, employee_id, period_id);
grant update on evaluation to kinerja_app;
comment on column evaluation.final_at is 'When it was first signed: reports about the period are taken no more.';

-- What was signed (`domain::evaluation::EvaluationVersion`).
create table evaluation_version (
    agency_id       uuid not null,
    skp_id          uuid not null,
    period_id       uuid not null,
    version         smallint not null check (version > 0),
    content         jsonb not null,
    results         text check (results in ('below', 'meets', 'above')),
    conduct         text check (conduct in ('below', 'meets', 'above')),
    -- By the rule of the period, as it was signed.
    predikat        text check (predikat in ('sangat_kurang', 'kurang', 'butuh_perbaikan', 'baik', 'sangat_baik')),
    not_evaluated   text check (not_evaluated in ('short_service', 'leave', 'moved', 'study', 'ended')),
    -- Why it takes the place of the version before it.
    reason          text check (length(reason) between 1 and 2000),
    signed_at       timestamptz not null,
    signed_by       uuid not null,
    -- The post of the signer on that day.
    signed_as       text not null check (length(signed_as) <= 500),
    released_at     timestamptz,
    acknowledgement text check (acknowledgement in ('received', 'agreed')),
    acknowledged_at timestamptz,
    primary key (agency_id, skp_id, period_id, version),
    foreign key (agency_id, skp_id, period_id) references evaluation,
    foreign key (agency_id, signed_by) references employee,
    check ((results is null) = (conduct is null) and (results is null) = (predikat is null)),
    check ((results is null) = (not_evaluated is not null)),
    check ((version = 1) = (reason is null)),
    check ((acknowledgement is null) = (acknowledged_at is null)),
    check (acknowledged_at is null or released_at is not null)
);
create index evaluation_version_signed_by_idx on evaluation_version (agency_id, signed_by);
select tenant_table('evaluation_version', 'select, insert, update (released_at, acknowledgement, acknowledged_at)');
insert into table_rule (name, copied) values ('evaluation_version', true);

-- What somebody says about their own work before they are evaluated (`domain::evaluation::SelfAssessment`).
create table self_assessment (
    agency_id uuid not null,
    skp_id    uuid not null,
    period_id uuid not null,
    content   jsonb not null,
    saved_at  timestamptz not null,
    -- From then on the assessor reads it.
    sent_at   timestamptz,
    primary key (agency_id, skp_id, period_id),
    foreign key (agency_id, skp_id) references skp,
    foreign key (agency_id, period_id) references period
);
create index self_assessment_period_idx on self_assessment (agency_id, period_id);
select tenant_table('self_assessment', 'select, insert, update');
insert into table_rule (name, copied) values ('self_assessment', true);

-- What a unit achieved in a period, set by who leads above it. A row is never changed: the newest holds.
create table unit_achievement (
    agency_id uuid not null,
    unit_id   uuid not null,
    period_id uuid not null,
    set_at    timestamptz not null,
    level     text not null check (level in ('sangat_kurang', 'kurang', 'butuh_perbaikan', 'baik', 'istimewa')),
    basis     text not null check (length(basis) between 1 and 2000),
    set_by    uuid not null,
    primary key (agency_id, unit_id, period_id, set_at),
    foreign key (agency_id, unit_id) references unit,
    foreign key (agency_id, period_id) references period,
    foreign key (agency_id, set_by) references employee
);
create index unit_achievement_period_idx on unit_achievement (agency_id, period_id);
create index unit_achievement_set_by_idx on unit_achievement (agency_id, set_by);
select tenant_table('unit_achievement', 'select, insert');
insert into table_rule (name, copied) values ('unit_achievement', true);

-- The plan of an indicator.
create function plan_of(agency uuid, indicator uuid) returns uuid
language sql stable as $$
    select r.skp_id from iki k join rhk r on r.agency_id = agency and r.id = k.rhk_id
    where k.agency_id = agency and k.id = indicator
$$;

-- The id of a period that is open.
create function period_id(agency uuid, of_kind text, first_day date) returns uuid
language sql stable as $$
    select p.id from period p where p.agency_id = agency and p.kind = of_kind and p.starts_on = first_day
$$;

-- Who evaluates the work under a plan: while its owner holds the post, who assesses them on that day; where they have left
-- it, who assessed them on their last day in it, and where that one has left the agency, who holds that one's head post
-- now.
create function plan_evaluator(agency uuid, plan uuid, on_day date) returns uuid
language sql stable as $$
    with judged as (
        select k.employee_id,
            case when h.holds or h.left_on is null then on_day
                else least(h.left_on, k.ends_on) end as day
        from skp k
        cross join lateral (
            select bool_or(a.until is null or a.until > on_day) as holds, max(a.until) - 1 as left_on
            from assignment a
            where a.agency_id = agency and a.employee_id = k.employee_id and a.post_id = k.post_id and a.since <= on_day
        ) h
        where k.agency_id = agency and k.id = plan
    ), named as (
        select j.day, a.assessor_id from judged j
        join assessor a on a.agency_id = agency and a.employee_id = j.employee_id
            and a.since <= j.day and (a.until is null or a.until > j.day)
    )
    select coalesce((
        select own.employee_id from named n
        join service_end s on s.agency_id = agency and s.employee_id = n.assessor_id and s.ends_on <= on_day
        join assignment was on was.agency_id = agency and was.employee_id = n.assessor_id
            and was.since <= n.day and (was.until is null or was.until > n.day)
        join post p on p.agency_id = agency and p.id = was.post_id and p.is_head
        join assignment own on own.agency_id = agency and own.post_id = p.id and own.employee_id <> n.assessor_id
            and own.since <= on_day and (own.until is null or own.until > on_day)
        order by own.definitive desc, own.since desc limit 1
    ), (select n.assessor_id from named n))
$$;
