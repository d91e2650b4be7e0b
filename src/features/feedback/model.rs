//! What crosses the wire for feedback threads.

use crate::domain::{
    feedback::{MessageKind, Subject},
    id::{EmployeeId, MessageId, ThreadId},
};
use serde::{Deserialize, Serialize};

/// The destination of a message: a thread, or a subject that may have none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreadPlace {
    Thread(ThreadId),
    Subject(Subject),
}

impl ThreadPlace {
    /// Reads an address: the last part of the path, and the subject from the query if that part is `baru`.
    pub fn parse(thread: &str, query: impl Fn(&str) -> Option<String>) -> Option<Self> {
        if thread != "baru" {
            return thread.parse().ok().map(Self::Thread);
        }
        Subject::from_field(query).map(Self::Subject)
    }

    /// Returns the address of the page.
    pub fn path(self) -> String {
        match self {
            Self::Thread(id) => format!("/percakapan/{id}"),
            Self::Subject(subject) => format!("/percakapan/baru?{}={}", subject.field(), subject.id()),
        }
    }

    /// Returns the address of the plain form.
    pub fn action(self) -> String {
        match self {
            Self::Thread(id) => format!("/percakapan/{id}"),
            Self::Subject(_) => "/percakapan/baru".to_owned(),
        }
    }
}

/// The request for a page of a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ThreadQuery {
    pub place: ThreadPlace,
    /// Asks for the messages before this one; `None` asks for the newest.
    pub before: Option<MessageId>,
}

/// A page of the threads in which somebody takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadList {
    pub threads: Vec<ThreadRow>,
    /// How much of the list this is, if it is not all of it: `30 dari 112 percakapan`.
    pub shown: Option<String>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadRow {
    pub id: ThreadId,
    /// The other person: the person concerned, or the one who writes to them.
    pub person: String,
    pub initials: String,
    /// `Laporan 21 Nov: 540 akta`
    pub subject: String,
    /// The newest message, and its beginning: `Anda: Terima kasih …`
    pub newest: MessageId,
    pub excerpt: String,
    pub kind: MessageKind,
    pub at: String,
    pub unread: i32,
}

/// A thread with its messages, as one of its readers sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// `None` until the first message is stored.
    pub id: Option<ThreadId>,
    pub subject: Subject,
    pub title: String,
    /// The person concerned and, for a report, its indicator.
    pub about: String,
    /// Address and words of the link to the work behind it.
    pub link: Option<(String, String)>,
    /// Oldest first.
    pub messages: Vec<MessageRow>,
    /// What happened after the newest message: sentences of the program.
    pub notes: Vec<String>,
    /// How much of the thread this is, if it is not all of it: `100 dari 140 pesan`.
    pub shown: Option<String>,
    /// The oldest message here, if there are older ones.
    pub older: Option<MessageId>,
    /// The newest message that this person has not read yet.
    pub unread: Option<MessageId>,
    pub guests: Vec<GuestRow>,
    /// The readers by right, in a sentence.
    pub readers: String,
    /// The newest message that waits for an answer of this person.
    pub awaited: Option<AwaitedMessage>,
    /// Since when a request for support of the person concerned waits, and for whose answer, in a sentence for them.
    pub requested: Option<String>,
    /// What follows a request for support, in a sentence for the person concerned; none while one waits.
    pub promise: Option<String>,
    /// Whether this person may add guests.
    pub hosts: bool,
    /// The id of the next message that the plain form sends.
    pub next: MessageId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    pub id: MessageId,
    /// What happened before it: sentences of the program.
    pub notes: Vec<String>,
    pub author: String,
    pub initials: String,
    pub own: bool,
    pub kind: MessageKind,
    pub text: String,
    pub at: String,
    /// `Dibaca Siti Aminah 14.05`
    pub read: Vec<String>,
}

/// A message that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedMessage {
    pub id: MessageId,
    pub kind: MessageKind,
    pub text: String,
}

/// A guest, with who added them and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestRow {
    pub id: EmployeeId,
    pub name: String,
    /// `Ditambahkan oleh Budi Santoso pada 21 Nov 14.05`
    pub added: String,
}

/// A person who can be added as a guest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub id: EmployeeId,
    pub name: String,
    /// Post and unit.
    pub post: String,
}

/// A message as the browser sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageBody {
    pub id: MessageId,
    pub kind: MessageKind,
    pub text: String,
    /// The message that it answers, if the author says so.
    pub answers: Option<MessageId>,
}

/// The acknowledgement of a stored message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub thread: ThreadId,
    pub message: MessageId,
    /// `14.05`
    pub time: String,
}

/// Returns the word of a kind of message; that of a plain one is shown only where the kind is chosen.
pub const fn kind_word(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Appreciation => "Apresiasi",
        MessageKind::Improvement => "Perbaikan",
        MessageKind::Support => "Dukungan",
        MessageKind::Question => "Pertanyaan",
        MessageKind::Reply => "Pesan biasa",
    }
}

/// Returns the value of a kind in forms.
pub const fn kind_code(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Appreciation => "apresiasi",
        MessageKind::Improvement => "perbaikan",
        MessageKind::Support => "dukungan",
        MessageKind::Question => "pertanyaan",
        MessageKind::Reply => "biasa",
    }
}

/// Reads [`kind_code`]; any other word is a plain message.
pub fn kind_of(code: &str) -> MessageKind {
    known_kind(code).unwrap_or(MessageKind::Reply)
}

/// Reads [`kind_code`]; `None` for any other word.
pub fn known_kind(code: &str) -> Option<MessageKind> {
    MessageKind::ALL.into_iter().find(|kind| kind_code(*kind) == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{ReportId, RhkId, SkpId};
    use uuid::Uuid;

    #[test]
    fn an_address_is_read_as_it_is_written() {
        let id = Uuid::from_u128(7);
        for place in [
            ThreadPlace::Thread(ThreadId(id)),
            ThreadPlace::Subject(Subject::Report(ReportId(id))),
            ThreadPlace::Subject(Subject::Rhk(RhkId(id))),
            ThreadPlace::Subject(Subject::Skp(SkpId(id))),
        ] {
            let path = place.path();
            let (last, query) = path.split_once('?').unwrap_or((&path, ""));
            let thread = last.strip_prefix("/percakapan/").expect("a path");
            let field = |name: &str| {
                query.split_once('=').filter(|(field, _)| *field == name).map(|(_, value)| value.to_owned())
            };
            assert_eq!(ThreadPlace::parse(thread, field), Some(place));
        }
    }

    #[test]
    fn what_is_no_address_leads_nowhere() {
        assert_eq!(ThreadPlace::parse("x", |_| None), None);
        assert_eq!(ThreadPlace::parse("baru", |_| None), None);
        assert_eq!(ThreadPlace::parse("baru", |name| (name == "rhk").then(|| "x".to_owned())), None);
    }

    #[test]
    fn kinds_are_read_as_they_are_written() {
        for kind in MessageKind::ALL {
            assert_eq!(kind_of(kind_code(kind)), kind);
        }
        assert_eq!(kind_of("<script>"), MessageKind::Reply);
    }
}
