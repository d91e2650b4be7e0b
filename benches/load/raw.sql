-- What `POST /api/v1/reports` leaves in the database, in one transaction, for pgbench.
\set n random(1, :targets)
begin;
insert into report (agency_id, id, iki_id, employee_id, value, note, observed_at, received_at)
    select agency_id, load.new_id(), iki_id, employee_id, value, 'Sesuai rencana minggu ini.', now(), now()
    from load.target where n = :n
    returning id as report \gset
update standing s
    set report_id = :report, value = t.value, observed_at = now(), status = s.status, until = s.until
    from load.target t where t.n = :n and s.agency_id = t.agency_id and s.iki_id = t.iki_id;
update person_standing p
    set status = p.status, as_of = p.as_of, until = p.until, last_report_at = now()
    from load.target t
    where t.n = :n and p.agency_id = t.agency_id and p.employee_id = t.employee_id and p.year = t.year;
update unit_rollup u
    set iki_ahead = u.iki_ahead + 0, reports_today = u.reports_today + 1, last_report_at = now(),
        version = u.version + 1
    from load.target t
    where t.n = :n and u.agency_id = t.agency_id and u.unit_id = t.unit_id and u.year = t.year;
insert into event (agency_id, id, at, actor_id, kind, subject_id, data)
    select agency_id, load.new_id(), now(), account_id, 'reported', :report::uuid, jsonb_build_object('object', iki_id)
    from load.target where n = :n;
insert into outbox (agency_id, origin, at, topics)
    select agency_id, agency_id, now(), topics from load.target where n = :n;
commit;
