-- What the load needs beside the seeded agency.

-- Everybody can sign in, and there are enough overseers for every open board.
insert into account (id, agency_id, login, employee_id, name, created_at)
select gen_random_uuid(), agency_id, 'pegawai.' || id, id, name, now() from employee;

insert into account (id, agency_id, login, name, roles, created_at)
select gen_random_uuid(), id, 'pengawas.' || n, 'Pengawas ' || n, '{inspektorat}', now()
from agency, generate_series(1, 1000) as n;

-- Somebody who looks after the system.
insert into account (id, agency_id, login, name, roles, created_at)
select gen_random_uuid(), id, 'pengelola', 'Pengelola', '{pengelola}', now() from agency;

-- A newer version of a template, which its plans are offered.
insert into template_version (agency_id, code, version, content, note, published_at, published_by)
select id, 'bidan', 2, '{"results": []}', 'Diringkas', now(), 'Pengelola' from agency;
