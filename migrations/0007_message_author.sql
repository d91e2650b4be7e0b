-- A leader's list of threads asks which threads somebody has written in.
create index message_author_idx on message (agency_id, author_id, thread_id);
