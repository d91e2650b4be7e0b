-- What is typed as a name to sign in may be anything, a password too. Failed tries are counted under the id of the
-- account, and under a keyed hash of what was typed where there is none.

create table sign_in_secret (
    only_one boolean primary key default true check (only_one),
    secret   bytea not null check (length(secret) = 32)
);
insert into sign_in_secret (secret)
values (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));
insert into table_rule (name, copied, reason) values ('sign_in_secret', false, 'no agency''s');

-- With the owner's rights: the program needs the hash, not the secret.
create function typed_hash(typed text) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select encode(sha256(secret || convert_to(typed, 'UTF8')), 'hex') from sign_in_secret
$$;
revoke execute on function typed_hash from public;
grant execute on function typed_hash to kinerja_app;

delete from sign_in_failure where key like 'login:%' or key like 'known:%';
update table_rule set rows_of = 'split_part(key, '' '', 1) in (select kind || id from account, '
    || '(values (''login:''), (''known:''), (''current:''), (''code:'')) k (kind) where agency_id = $1)'
where name = 'sign_in_failure';
