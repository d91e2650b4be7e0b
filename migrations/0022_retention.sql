-- When the rows of a table expire. The migration that makes a table states it; `kinerja retain` removes such rows.
-- Events have no rule here: they are removed by whole months (0009).

alter table table_rule
    -- The condition under which a row has expired: $1 is the first moment that is kept, $2 is now, both timestamptz.
    -- Null: a row stays as long as its agency.
    add column expired text,
    -- The operator's word for these rows, in the plural.
    add column plural text,
    add check ((expired is null) = (plural is null));

update table_rule r set expired = rule.expired, plural = rule.plural
from (values
    -- It is valid no longer, whatever was kept.
    ('session', 'least(idle_until, ends_at) <= $2', 'sessions'),
    ('invitation', 'used_at is not null or expires_at <= $2', 'invitations'),
    -- It delays no sign-in any more: the count starts anew after an hour.
    ('sign_in_failure', 'last_at < $2 - interval ''1 day''', 'failed sign-ins'),
    -- An open one stays, however old it is.
    ('follow_up', 'done_at < $1', 'follow-ups')
) as rule (name, expired, plural)
where r.name = rule.name;
