-- What superiors say about signed evaluations on the board of calibration (`domain::evaluation::Mark`): the newest one of each
-- stands. Nothing of it is changed.
create table calibration_mark (
    agency_id uuid not null,
    id        uuid not null,
    skp_id    uuid not null,
    period_id uuid not null,
    -- The version that was looked at.
    version   smallint not null,
    stance    text not null check (stance in ('agree', 'question')),
    -- The place that is proposed.
    results   text check (results in ('below', 'meets', 'above')),
    conduct   text check (conduct in ('below', 'meets', 'above')),
    note      text check (length(note) between 1 and 2000),
    marked_at timestamptz not null,
    marked_by uuid not null,
    primary key (agency_id, id),
    foreign key (agency_id, skp_id, period_id, version) references evaluation_version,
    foreign key (agency_id, marked_by) references employee,
    check ((results is null) = (conduct is null)),
    check (stance = 'agree' or note is not null)
);
create index calibration_mark_skp_idx on calibration_mark (agency_id, skp_id, period_id, version);
create index calibration_mark_marked_by_idx on calibration_mark (agency_id, marked_by);
select tenant_table('calibration_mark', 'select, insert');
insert into table_rule (name, copied) values ('calibration_mark', true);

-- How the predikat of a unit's people were spread when its leader set that (`domain::evaluation::Distribution`), with the
-- departures from the pattern and the reason for them.
create table predikat_distribution (
    agency_id  uuid not null,
    id         uuid not null,
    unit_id    uuid not null,
    period_id  uuid not null,
    level      text not null check (level in ('sangat_kurang', 'kurang', 'butuh_perbaikan', 'baik', 'istimewa')),
    -- From the lowest predikat to the highest.
    people     integer[] not null check (cardinality(people) = 5),
    departures text[] not null,
    reason     text check (length(reason) between 1 and 2000),
    signed_at  timestamptz not null,
    signed_by  uuid not null,
    signed_as  text not null check (length(signed_as) <= 500),
    primary key (agency_id, id),
    foreign key (agency_id, unit_id) references unit,
    foreign key (agency_id, period_id) references period,
    foreign key (agency_id, signed_by) references employee,
    check (cardinality(departures) = 0 or reason is not null)
);
create index predikat_distribution_unit_idx on predikat_distribution (agency_id, unit_id, period_id, signed_at);
create index predikat_distribution_period_idx on predikat_distribution (agency_id, period_id);
create index predikat_distribution_signed_by_idx on predikat_distribution (agency_id, signed_by);
select tenant_table('predikat_distribution', 'select, insert');
insert into table_rule (name, copied) values ('predikat_distribution', true);

-- The posts whose holders stand on the board of a unit: those of the unit and below it without its head's; of the agency itself
-- the heads directly below it, and its own posts without its head's.
create function board_posts(agency uuid, of_unit uuid, is_agency boolean) returns table (id uuid)
language sql stable as $$
    select p.id from unit_tree(agency, of_unit) t
    join post p on p.agency_id = agency and p.unit_id = t.id and not (p.is_head and p.unit_id = of_unit)
    where not is_agency
    union all
    select p.id from unit u join post p on p.agency_id = agency and p.unit_id = u.id and p.is_head
    where is_agency and u.agency_id = agency and u.parent_id = of_unit
    union all
    select p.id from post p where is_agency and p.agency_id = agency and p.unit_id = of_unit and not p.is_head
$$;

-- Who reads the boards on which a unit's people stand: who leads it or a unit above it within the perangkat daerah today; of the
-- agency itself its own head.
create function unit_leaders(agency uuid, of_unit uuid, on_day date) returns table (id uuid)
language sql stable as $$
    select distinct a.employee_id
    from unnest(unit_path(agency, of_unit)) with ordinality u (id, place)
    join post h on h.agency_id = agency and h.unit_id = u.id and h.is_head
    join assignment a on a.agency_id = agency and a.post_id = h.id and a.since <= on_day
        and (a.until is null or a.until > on_day)
    where u.place = 1 or u.place < cardinality(unit_path(agency, of_unit))
$$;
