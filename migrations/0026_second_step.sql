-- The second step of a sign-in: a code of an authenticator app on the person's phone, or a backup code.

create table authenticator (
    account_id   uuid primary key references account on delete cascade,
    secret       bytea not null check (length(secret) = 20),
    -- Null until the first code was right: until then it is asked for nothing.
    confirmed_at timestamptz,
    -- The backup codes as they are shown until then.
    codes        text[],
    -- The step of the last accepted code: each is accepted once.
    last_step    bigint not null default 0,
    check ((confirmed_at is null) = (codes is not null))
);

-- Codes for the day when the phone is lost; each is accepted once.
create table backup_code (
    account_id uuid not null references account on delete cascade,
    -- SHA-256 of the account and the code.
    code_hash  bytea not null check (length(code_hash) = 32),
    primary key (account_id, code_hash)
);

-- A sign-in whose password was right and whose code is awaited.
create table half_session (
    token_hash bytea primary key check (length(token_hash) = 32),
    account_id uuid not null references account on delete cascade,
    remember   boolean not null,
    expires_at timestamptz not null
);
create index half_session_account_idx on half_session (account_id);

grant select, insert, update, delete on authenticator, backup_code, half_session to kinerja_app;

insert into table_rule (name, copied, rows_of, reason, expired, plural)
select name, false, 'account_id in (select id from account where agency_id = $1)', reason, expired, plural
from (values
    ('authenticator', 'a phone belongs to a person', null, null),
    ('backup_code', 'a phone belongs to a person', null, null),
    ('half_session', 'who is signing in does so in one agency', 'expires_at <= $2', 'unfinished sign-ins')
) as rule (name, reason, expired, plural);

update table_rule set rows_of = 'key in (select kind || who from account a, '
    || '(values (''login:''), (''known:''), (''current:''), (''code:'')) k (kind), '
    || 'lateral (values (a.login), (a.id::text)) w (who) where a.agency_id = $1)'
where name = 'sign_in_failure';
