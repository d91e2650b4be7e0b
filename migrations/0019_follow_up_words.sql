-- Who assigned a follow-up, and when, in the words of the code.
alter table follow_up rename column giver_id to assigned_by;
alter table follow_up rename column given_at to assigned_at;
alter index follow_up_giver_idx rename to follow_up_assigned_by_idx;
