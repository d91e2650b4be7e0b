-- What a plan says about a result beside its measures: what it is based on, what is to be done for it by the month in
-- which a period ends, and how an indicator is to be read (`domain::skp::Manual`).

alter table rhk
    add column basis text not null default '' check (length(basis) <= 500),
    add column actions jsonb not null default '{}' check (jsonb_typeof(actions) = 'object');

alter table iki
    add column manual jsonb not null default '{}' check (jsonb_typeof(manual) = 'object');
