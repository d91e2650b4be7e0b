-- How a plan began: the first entry of its history. Null where it began before this was recorded.

alter table skp
    add column begun_at timestamptz,
    add column origin text check (origin in ('empty', 'earlier', 'template', 'leader', 'batch')),
    add constraint skp_origin check ((begun_at is null) = (origin is null));
