-- The versions of templates that the agency publishes beside the compiled-in ones (`domain::template`), templates that are
-- out of use, and from which version a plan was made.

-- A row is never changed: an improved template is the next version.
create table template_version (
    agency_id    uuid not null references agency,
    code         text not null check (length(code) between 1 and 40),
    version      smallint not null check (version > 0),
    -- `domain::skp::SkpContent` of a whole year, without people and links.
    content      jsonb not null,
    -- What was improved.
    note         text not null check (length(note) between 1 and 2000),
    published_at timestamptz not null,
    -- The name of that day, which stays when the account goes; null for the compiled-in version, which is kept here from
    -- the agency's first own one on.
    published_by text,
    primary key (agency_id, code, version)
);
select tenant_table('template_version', 'select, insert');
insert into table_rule (name, copied) values ('template_version', true);

-- New plans do not use it; plans that were made from it stay.
create table template_retirement (
    agency_id  uuid not null references agency,
    code       text not null check (length(code) between 1 and 40),
    reason     text not null check (length(reason) between 1 and 2000),
    retired_at timestamptz not null,
    retired_by text not null,
    primary key (agency_id, code)
);
select tenant_table('template_retirement', 'select, insert, delete');
insert into table_rule (name, copied) values ('template_retirement', true);

alter table skp
    -- The template and its version that the version in force follows, of a first draft the one in work; null for a plan that
    -- was not made from one.
    add column template text check (length(template) between 1 and 40),
    add column template_version smallint check (template_version > 0),
    -- The version that the owner has declined.
    add column template_declined smallint check (template_declined > 0),
    add constraint skp_template_version check ((template is null) = (template_version is null));
create index skp_template_idx on skp (agency_id, year, template, template_version) where template is not null;

-- The version of the template that a revision in work follows, where it differs from that of the version in force.
alter table skp_revision add column template_version smallint check (template_version > 0);
