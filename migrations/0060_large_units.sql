-- What the pages of plans and posts ask of an agency of 100,000 people.

-- The head post of a unit is found without its other posts.
create index post_head_idx on post (agency_id, unit_id, id) where is_head;

-- The posts of a template, whose plans it is improved from.
create index post_template_idx on post (agency_id, template);

-- Elected heads, who write no plan, are taken off the people without one.
create index post_elected_idx on post (agency_id, id) where kind = 'elected';

-- When plans were last made for many is looked up with each of these pages.
create index event_plans_created_idx on event (agency_id, subject_id, at) where kind = 'plans_created';

-- As before (0050), with the day since which they hold the post.
create or replace view planned_person with (security_invoker = true) as
    select a.agency_id, a.employee_id, a.post_id, a.unit_id, a.since
    from current_assignment a join post p on p.agency_id = a.agency_id and p.id = a.post_id
    where p.kind <> 'elected';
