-- Who began a plan for somebody else, and whose agreement is recorded.

-- The leader with whose result the plan began, as long as its owner has written nothing in it; null for any other plan.
alter table skp add column begun_by uuid;
alter table skp add foreign key (agency_id, begun_by) references employee;
create index skp_begun_by_idx on skp (agency_id, begun_by) where begun_by is not null;

-- Nobody has agreed on what was made for many from templates: the assessor of that day was recorded without being asked.
update skp k set agreed_by = null from event e
where e.agency_id = k.agency_id and e.kind = 'plans_created' and e.at = k.agreed_at and k.agreed_by is not null;
update skp_revision v set agreed_by = null from event e
where e.agency_id = v.agency_id and e.kind = 'plans_created' and e.at = v.agreed_at and v.agreed_by is not null;
