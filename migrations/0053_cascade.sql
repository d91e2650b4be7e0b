-- Which part of the superior's results plans stand for, and coverages: n of a population.

alter table rhk
    -- By what a direct link divides the superior's result, and which part of it this one is, in hundredths of a percent.
    add column division text not null default 'volume' check (division in ('volume', 'region', 'aspect')),
    add column share smallint check (share between 1 and 10000),
    -- Further results that it supports without being a part of them.
    add column also_supports uuid[] not null default '{}' check (cardinality(also_supports) <= 10),
    add constraint rhk_share_direct check (share is null or link = 'direct');

alter table iki
    -- Of a coverage, out of how many: its reports say both numbers.
    add column population numeric(16, 4) check (population > 0),
    -- The superior's indicator to which it is added. Its plan may come into force later, or have it no more.
    add column adds_to uuid;
create index iki_adds_to_idx on iki (agency_id, adds_to) where adds_to is not null;

alter table report
    -- Of a coverage: how many, and out of how many. The value is their share in percent.
    add column numerator numeric(16, 4) check (numerator >= 0),
    add column denominator numeric(16, 4) check (denominator > 0),
    add constraint report_fraction check ((numerator is null) = (denominator is null));
