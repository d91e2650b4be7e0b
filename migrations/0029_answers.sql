-- Which message of another person a message answers: that one and every message before it in the thread are answered
-- then. Until now each message of another person counted as an answer.
alter table message add column answers_id uuid;
update message m set answers_id = (
    select b.id from message b
    where b.agency_id = m.agency_id and b.thread_id = m.thread_id and b.author_id <> m.author_id
      and (b.sent_at, b.id) < (m.sent_at, m.id)
    order by b.sent_at desc, b.id desc limit 1
);
alter table message add foreign key (agency_id, answers_id) references message, add check (answers_id <> id);
create index message_answers_idx on message (agency_id, answers_id) where answers_id is not null;
