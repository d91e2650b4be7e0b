//! Reads threads: the list, and one thread for its page.

use super::{
    action::enter,
    model::{AwaitedMessage, GuestRow, MessageRow, Thread, ThreadList, ThreadQuery, ThreadRow},
    request,
    store::{self, AssessorTurn, Cursor, Head},
};
use crate::{
    domain::{
        calendar::Zone,
        feedback::{MessageKind, Part, Said, Subject, awaited, marked_message, requested, support_due},
        id::{EmployeeId, MessageId, ThreadId},
    },
    error::{Error, Result},
    server::{clock::new_id, door::Tx},
    ui::format,
};
use jiff::{Timestamp, civil::Date};

/// Threads of one page of the list.
const THREADS_LIMIT: usize = 30;
/// Messages of one page of a thread.
const MESSAGES_LIMIT: usize = 100;

/// Returns a name without the titles behind it.
pub(super) fn called(name: &str) -> &str {
    name.split_once(',').map_or(name, |(name, _)| name).trim()
}

/// Returns the title of a report: `Laporan 21 Nov: 540 akta`
pub(crate) fn report_title(zone: Zone, observed_at: Timestamp, said: &str) -> String {
    format!("Laporan {}: {said}", format::short_day(zone.day(observed_at)))
}

/// Returns the title of a thread: of a report what it says and its time, of a result its text, else the plan's year.
fn title(zone: Zone, subject: Subject, year: i16, result: Option<&str>, report: Option<(String, Timestamp)>) -> String {
    match (subject, report, result) {
        (Subject::Report(_), Some((said, at)), _) => report_title(zone, at, &said),
        (Subject::Rhk(_), _, Some(result)) => result.to_owned(),
        (Subject::Report(_) | Subject::Rhk(_) | Subject::Skp(_), ..) => format!("SKP {year}"),
    }
}

/// Returns a message on one line of at most 120 characters.
fn excerpt(text: &str) -> String {
    const MAX_CHARS: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MAX_CHARS) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}

/// Returns the threads in which the caller takes part: unread ones first, then the newest.
pub(crate) async fn threads(tx: &mut Tx, after: Option<&str>) -> Result<ThreadList> {
    let Some(me) = tx.actor.employee else { return Ok(ThreadList { threads: vec![], shown: None, next: None }) };
    let (zone, today) = (tx.actor.zone, tx.today());
    let rows = store::listed(tx, me, after.and_then(Cursor::parse), THREADS_LIMIT + 1).await?;
    let next = (rows.len() > THREADS_LIMIT)
        .then(|| &rows[THREADS_LIMIT - 1])
        .map(|row| Cursor { unread: row.unread > 0, at: row.sent_at.to_jiff(), thread: row.id.0 }.text());
    let threads: Vec<ThreadRow> = rows
        .into_iter()
        .take(THREADS_LIMIT)
        .map(|row| {
            let report = row.report();
            let person = if row.concerned == me {
                row.talker.or(row.assessor).unwrap_or_else(|| "Atasan".to_owned())
            } else {
                row.person
            };
            let text = excerpt(&row.text);
            let excerpt = if row.author_id == me {
                format!("Anda: {text}")
            } else if row.author == person {
                text
            } else {
                format!("{}: {text}", called(&row.author))
            };
            ThreadRow {
                id: row.id,
                initials: format::initials(&person),
                person,
                subject: title(zone, row.subject, row.year, row.result.as_deref(), report),
                newest: row.newest,
                excerpt,
                kind: row.kind,
                at: format::moment(zone.local(row.sent_at.to_jiff()), today),
                unread: row.unread,
            }
        })
        .collect();
    let is_part = next.is_some() || after.is_some();
    let total = if is_part { store::count_threads(tx, me).await? } else { 0 };
    Ok(ThreadList { shown: format::part_of(0, threads.len(), total, "percakapan"), threads, next })
}

/// Returns a thread as the caller sees it.
///
/// # Errors
/// [`Error::NotFound`] if the caller takes no part.
pub(crate) async fn thread(tx: &mut Tx, asked: ThreadQuery) -> Result<Thread> {
    let (head, part) = enter(tx, asked.place).await?;
    let me = tx.actor.employee.ok_or(Error::NotFound)?;
    let (zone, today) = (tx.actor.zone, tx.today());
    let talk = match head.thread {
        Some(thread) => talk(tx, thread, me, asked.before).await?,
        None => Talk::default(),
    };
    let report = head.report.as_ref().map(|report| (report.said.clone(), report.observed_at));
    let requested = talk
        .requested(me)
        .filter(|_| part == Part::Concerned && asked.before.is_none())
        .map(|sent_at| request::told(tx, sent_at, head.assessor.as_deref()));
    let mut messages = talk.rows(me, zone, today, asked.before.is_none());
    let after = place_turns(&mut messages, &talk, turns(tx, &head, &talk).await?, zone);
    Ok(Thread {
        id: head.thread,
        subject: head.subject,
        title: title(zone, head.subject, head.year, head.result.as_deref(), report),
        about: about(&head, part),
        link: part.sees_results().then(|| link(&head, part)),
        messages,
        notes: if asked.before.is_none() { after } else { vec![] },
        shown: format::part_of(0, talk.messages.len(), talk.total, "pesan"),
        older: talk.older,
        unread: talk.unread.filter(|_| asked.before.is_none()),
        guests: talk
            .guests
            .iter()
            .map(|guest| GuestRow {
                id: guest.id,
                name: guest.name.clone(),
                added: format!(
                    "Ditambahkan oleh {} pada {}",
                    called(&guest.by),
                    format::moment_within(zone.local(guest.at), today)
                ),
            })
            .collect(),
        readers: readers(&head, part),
        awaited: talk.awaited(me).filter(|_| asked.before.is_none()),
        promise: (part == Part::Concerned && requested.is_none()).then(|| promise(&head, today)),
        requested,
        hosts: head.thread.is_some() && tx.actor.may_add_guest(head.concerned, head.follows),
        next: MessageId(new_id()),
    })
}

/// Returns the changes of the assessor since the first message that is shown.
async fn turns(tx: &mut Tx, head: &Head, talk: &Talk) -> Result<Vec<AssessorTurn>> {
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let Some(first) = talk.messages.first() else { return Ok(vec![]) };
    Ok(store::assessor_turns(tx.db(), agency, head.concerned, zone.day(first.sent_at), today).await?)
}

/// Puts each change of the assessor before the first message of its day or later; returns those after the last message.
fn place_turns(rows: &mut [MessageRow], talk: &Talk, turns: Vec<AssessorTurn>, zone: Zone) -> Vec<String> {
    let words = |AssessorTurn { since, before, after }| {
        format!(
            "Mulai {} pejabat penilai adalah {after}, menggantikan {before}. Yang belum dijawab atau diputuskan \
             diteruskan kepada {after}.",
            format::day(since)
        )
    };
    let mut turns = turns.into_iter().peekable();
    for (row, message) in rows.iter_mut().zip(&talk.messages) {
        while let Some(turn) = turns.next_if(|turn| turn.since <= zone.day(message.sent_at)) {
            row.notes.push(words(turn));
        }
    }
    turns.map(words).collect()
}

fn about(head: &Head, part: Part) -> String {
    let indicator = head.report.as_ref().map(|report| report.indicator.as_str());
    match (part, indicator) {
        (Part::Concerned, Some(indicator)) => indicator.to_owned(),
        (Part::Concerned, None) if matches!(head.subject, Subject::Skp(_)) => "SKP Anda".to_owned(),
        (Part::Concerned, None) => "Hasil kerja Anda".to_owned(),
        (_, Some(indicator)) => format!("{} · {indicator}", head.person),
        (_, None) => head.person.clone(),
    }
}

fn link(head: &Head, part: Part) -> (String, String) {
    match (&head.report, part) {
        (Some(report), _) => (format!("/riwayat/{}", report.iki), "Lihat riwayat indikator".to_owned()),
        (None, Part::Concerned) if matches!(head.subject, Subject::Skp(_)) => {
            ("/skp".to_owned(), "Lihat SKP saya".to_owned())
        }
        (None, Part::Concerned) => ("/".to_owned(), "Lihat hasil kerja saya".to_owned()),
        (None, _) => (format!("/tim/{}", head.concerned), format!("Lihat hasil kerja {}", called(&head.person))),
    }
}

fn readers(head: &Head, part: Part) -> String {
    match part {
        Part::Concerned => "Anda, pejabat penilai Anda, dan atasannya di perangkat daerah yang sama.".to_owned(),
        Part::Follower | Part::Guest => format!(
            "{}, pejabat penilainya, dan atasan pejabat itu di perangkat daerah yang sama.",
            called(&head.person)
        ),
    }
}

/// Returns what follows a request for support that is made today.
fn promise(head: &Head, today: Date) -> String {
    let due = format::long_day(support_due(today));
    match &head.assessor {
        Some(assessor) => format!(
            "{} melihat permintaan ini di bagian atas halaman Tim dan diminta menjawab paling lambat {due}. Jawabannya \
             muncul di sini.",
            called(assessor)
        ),
        None => "Anda belum punya pejabat penilai, jadi belum ada yang melihat permintaan ini. Hubungi pengelola \
                 kepegawaian."
            .to_owned(),
    }
}

/// The messages of a thread with its read marks and guests.
#[derive(Debug, Default)]
struct Talk {
    /// Oldest first.
    messages: Vec<Message>,
    /// The messages of the whole thread.
    total: i32,
    older: Option<MessageId>,
    unread: Option<MessageId>,
    marks: Vec<Mark>,
    guests: Vec<Guest>,
}

#[derive(Debug)]
struct Message {
    id: MessageId,
    author: EmployeeId,
    name: String,
    kind: MessageKind,
    text: String,
    sent_at: Timestamp,
    answers: Option<MessageId>,
}

#[derive(Debug)]
struct Mark {
    reader: EmployeeId,
    name: String,
    read_at: Timestamp,
}

#[derive(Debug)]
struct Guest {
    id: EmployeeId,
    name: String,
    by: String,
    at: Timestamp,
}

async fn talk(tx: &mut Tx, thread: ThreadId, me: EmployeeId, before: Option<MessageId>) -> Result<Talk> {
    let agency = tx.actor.agency;
    let rows = sqlx::query!(
        r#"select m.id as "id: MessageId", m.author_id as "author: EmployeeId", e.name,
            m.kind as "kind: MessageKind", m.text, m.sent_at as "sent_at: jiff_sqlx::Timestamp",
            m.answers_id as "answers: MessageId",
            (select count(*) from message c where c.agency_id = $1 and c.thread_id = $2)::int as "total!"
        from message m
        join employee e on e.agency_id = $1 and e.id = m.author_id
        where m.agency_id = $1 and m.thread_id = $2 and ($3::uuid is null or (m.sent_at, m.id) < (
            select b.sent_at, b.id from message b where b.agency_id = $1 and b.id = $3 and b.thread_id = $2))
        order by m.sent_at desc, m.id desc limit $4"#,
        agency.0,
        thread.0,
        before.map(|before| before.0),
        i64::try_from(MESSAGES_LIMIT + 1).unwrap_or(i64::MAX)
    )
    .fetch_all(tx.db())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let older = (rows.len() > MESSAGES_LIMIT).then(|| rows[MESSAGES_LIMIT - 1].id);
    let mut messages: Vec<Message> = rows
        .into_iter()
        .take(MESSAGES_LIMIT)
        .map(|row| Message {
            id: row.id,
            author: row.author,
            name: row.name,
            kind: row.kind,
            text: row.text,
            sent_at: row.sent_at.to_jiff(),
            answers: row.answers,
        })
        .collect();
    messages.reverse();
    let marks: Vec<Mark> = sqlx::query!(
        r#"select r.employee_id as "reader: EmployeeId", e.name, r.read_at as "read_at: jiff_sqlx::Timestamp"
        from read_mark r join employee e on e.agency_id = $1 and e.id = r.employee_id
        where r.agency_id = $1 and r.thread_id = $2 order by r.read_at, e.name limit 200"#,
        agency.0,
        thread.0
    )
    .fetch_all(tx.db())
    .await?
    .into_iter()
    .map(|row| Mark { reader: row.reader, name: row.name, read_at: row.read_at.to_jiff() })
    .collect();
    let guests = sqlx::query!(
        r#"select e.id as "id: EmployeeId", e.name, b.name as by, g.added_at as "added_at: jiff_sqlx::Timestamp"
        from thread_guest g
        join employee e on e.agency_id = $1 and e.id = g.employee_id
        join employee b on b.agency_id = $1 and b.id = g.added_by
        where g.agency_id = $1 and g.thread_id = $2 order by g.added_at, e.name limit 200"#,
        agency.0,
        thread.0
    )
    .fetch_all(tx.db())
    .await?
    .into_iter()
    .map(|row| Guest { id: row.id, name: row.name, by: row.by, at: row.added_at.to_jiff() })
    .collect();
    let read_at = marks.iter().find(|mark| mark.reader == me).map(|mark| mark.read_at);
    let unread = messages
        .iter()
        .rev()
        .find(|message| message.author != me)
        .filter(|message| read_at.is_none_or(|read_at| read_at < message.sent_at))
        .map(|message| message.id);
    Ok(Talk { messages, total, older, unread, marks, guests })
}

impl Talk {
    /// Returns the newest message that waits for an answer of `me`.
    fn awaited(&self, me: EmployeeId) -> Option<AwaitedMessage> {
        let message = &self.messages[awaited(&self.said(), me)?];
        Some(AwaitedMessage { id: message.id, kind: message.kind, text: excerpt(&message.text) })
    }

    /// Returns when the newest request for support of `me` that waits was sent.
    fn requested(&self, me: EmployeeId) -> Option<Timestamp> {
        Some(self.messages[requested(&self.said(), me)?].sent_at)
    }

    fn said(&self) -> Vec<Said> {
        let said = |message: &Message| Said {
            id: message.id,
            author: message.author,
            kind: message.kind,
            answers: message.answers,
        };
        self.messages.iter().map(said).collect()
    }

    /// Returns the messages as `me` sees them, with read marks if they are the `newest`.
    fn rows(&self, me: EmployeeId, zone: Zone, today: Date, newest: bool) -> Vec<MessageRow> {
        let mut rows: Vec<MessageRow> = self
            .messages
            .iter()
            .map(|message| MessageRow {
                id: message.id,
                notes: vec![],
                author: message.name.clone(),
                initials: format::initials(&message.name),
                own: message.author == me,
                kind: message.kind,
                text: message.text.clone(),
                at: format::moment(zone.local(message.sent_at), today),
                read: vec![],
            })
            .collect();
        let sent: Vec<_> = self.messages.iter().map(|message| (message.author, message.sent_at)).collect();
        let others = self.marks.iter().filter(|mark| newest && mark.reader != me);
        for mark in others {
            let Some(at) = marked_message(&sent, mark.reader, mark.read_at) else { continue };
            let local = zone.local(mark.read_at);
            let when = if local.date() == today { format::time(local) } else { format::moment(local, today) };
            rows[at].read.push(format!("Dibaca {} {when}", called(&mark.name)));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt("satu\n\n dua"), "satu dua");
        let long = excerpt(&"é ".repeat(500));
        assert!(long.chars().count() <= 121 && long.ends_with('…'), "{long}");
    }

    #[test]
    fn people_are_called_without_the_titles_behind_their_names() {
        assert_eq!(called("Siti Aminah, S.Kep., Ners"), "Siti Aminah");
        assert_eq!(called("Sukarno"), "Sukarno");
    }
}
