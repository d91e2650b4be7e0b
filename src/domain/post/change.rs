//! Replacing the holder of a post from a day.

use super::{Holding, Lines, Organisation, Reassignment, end_exceptions, reassignments};
use crate::domain::id::{AssignmentId, EmployeeId, PostChangeId, PostId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How somebody holds a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tenure {
    Definitive,
    /// Pelaksana tugas: the post has no definitive holder.
    Plt,
    /// Pelaksana harian: the definitive holder is away for a time.
    Plh,
}

impl Tenure {
    pub const ALL: [Self; 3] = [Self::Definitive, Self::Plt, Self::Plh];

    pub const fn is_acting(self) -> bool {
        matches!(self, Self::Plt | Self::Plh)
    }

    /// Returns its word on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Definitive => "Definitif",
            Self::Plt => "Plt",
            Self::Plh => "Plh",
        }
    }
}

/// The order that somebody holds a post from a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeadChange {
    pub id: PostChangeId,
    pub post: PostId,
    pub successor: EmployeeId,
    pub tenure: Tenure,
    pub since: Date,
    /// The first day after an acting time; a definitive one has no end.
    pub until: Option<Date>,
}

/// The reason why a replacement is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostRefusal {
    /// The successor holds the post already.
    AlreadyHolds,
    /// Somebody took the post on that day or later.
    TakenLater(Date),
    /// The successor took the present post on that day or later.
    SuccessorTakenLater(Date),
    /// An acting holder needs a definitive post.
    NoSeat,
    /// An acting time ends after it begins; a definitive one has no end.
    WrongEnd,
    /// The successor's service ends on that day or before.
    ServiceEnds(Date),
    /// A replacement that is signed for that later day could not be carried out any more.
    Hinders(Date),
    /// Somebody would assess themself through this post, directly or through others, and there is nobody above.
    AssessesThemself(PostId),
    /// An acting time ends today at the earliest, and before the end that it has.
    NoEarlyEnd,
    /// Somebody would have no assessor: this post is above theirs, and neither it nor one above it has a holder.
    NobodyAbove(PostId),
}

impl PostRefusal {
    /// Returns the post that the sentence names.
    pub const fn post(self) -> Option<PostId> {
        match self {
            Self::AssessesThemself(post) | Self::NobodyAbove(post) => Some(post),
            _ => None,
        }
    }

    /// Returns the sentence for the screen. `name` names posts.
    pub fn sentence(self, name: impl Fn(PostId) -> String, day: impl Fn(Date) -> String) -> String {
        match self {
            Self::AlreadyHolds => "Orang ini sudah memegang jabatan itu pada tanggal itu.".to_owned(),
            Self::TakenLater(since) => {
                format!("Jabatan ini sudah berganti pemegang mulai {}. Pilih tanggal sesudahnya.", day(since))
            }
            Self::SuccessorTakenLater(since) => {
                format!("Orang ini baru memegang jabatannya sekarang mulai {}. Pilih tanggal sesudahnya.", day(since))
            }
            Self::NoSeat => {
                "Orang ini tidak punya jabatan definitif pada tanggal itu, jadi tidak dapat menjadi Plt atau Plh."
                    .to_owned()
            }
            Self::WrongEnd => "Tanggal selesai harus sama dengan atau sesudah tanggal mulai.".to_owned(),
            Self::ServiceEnds(end) => format!("Orang ini tidak bekerja lagi mulai {}. Pilih orang lain.", day(end)),
            Self::Hinders(since) => format!(
                "Pergantian yang sudah ditandatangani untuk {} tidak dapat berlaku lagi sesudah ini. Batalkan dahulu \
                 pergantian itu.",
                day(since)
            ),
            Self::NoEarlyEnd => {
                "Isi hari terakhir: paling cepat hari ini, dan sebelum hari terakhir yang sekarang.".to_owned()
            }
            Self::NobodyAbove(post) => format!(
                "Ada yang tidak lagi punya pejabat penilai: jabatan {} akan kosong, dan di atasnya tidak ada pejabat. \
                 Isi dahulu jabatan itu.",
                name(post)
            ),
            Self::AssessesThemself(post) => format!(
                "Tidak ada yang boleh menilai dirinya sendiri: lewat jabatan {} ia akan menilai dirinya, dan di atasnya \
                 tidak ada pejabat lain. Isi dahulu jabatan di atasnya, atau pilih orang lain.",
                name(post)
            ),
        }
    }
}

/// Returns the end of an acting time whose last day is put earlier.
///
/// # Errors
/// [`PostRefusal::NoEarlyEnd`].
pub fn early_end(acting: &Holding, last: Date, today: Date) -> Result<Date, PostRefusal> {
    let end = last.tomorrow().map_err(|_| PostRefusal::NoEarlyEnd)?;
    let is_early = last >= today && acting.until.is_none_or(|until| end < until);
    if is_early { Ok(end) } else { Err(PostRefusal::NoEarlyEnd) }
}

/// The organisation after a replacement.
#[derive(Clone, Debug)]
pub struct Replacement {
    pub organisation: Organisation,
    /// The times in a post that end on the day of the replacement.
    pub closed: Vec<Holding>,
}

impl Replacement {
    /// Returns the ids of the times in a post that end.
    pub fn closed_ids(&self) -> Vec<AssignmentId> {
        self.closed.iter().map(|held| held.id).collect()
    }
}

impl Organisation {
    /// Replaces the holder of a post from a day. A definitive successor leaves the present post, and a definitive one or a
    /// Plt ends the time of the definitive holder; each ends that of whoever acts.
    ///
    /// # Errors
    /// [`PostRefusal`].
    pub fn replace(&self, change: &HeadChange) -> Result<Replacement, PostRefusal> {
        let HeadChange { id, post, successor, tenure, since, until } = *change;
        let ends_well = match until {
            Some(until) => tenure.is_acting() && until > since,
            None => !tenure.is_acting(),
        };
        if !ends_well {
            return Err(PostRefusal::WrongEnd);
        }
        if let Some(end) = self.service_ends.get(&successor).filter(|end| **end <= since) {
            return Err(PostRefusal::ServiceEnds(*end));
        }
        if tenure.is_acting() && self.seat(successor, since).is_none() {
            return Err(PostRefusal::NoSeat);
        }
        let holds =
            |held: &Holding| held.person == successor && held.covers(since) && (!held.is_acting || tenure.is_acting());
        if self.of_post(post).any(holds) {
            return Err(PostRefusal::AlreadyHolds);
        }
        let begins_later = |held: &&Holding| held.since >= since;
        if let Some(later) = self.of_post(post).find(begins_later) {
            return Err(PostRefusal::TakenLater(later.since));
        }
        let leaves = |held: &&Holding| tenure == Tenure::Definitive && held.person == successor && !held.is_acting;
        if let Some(later) = self.of_person(successor).filter(leaves).find(begins_later) {
            return Err(PostRefusal::SuccessorTakenLater(later.since));
        }
        let ends = |held: &&Holding| {
            let of_post = held.post == post && (held.is_acting || tenure != Tenure::Plh);
            held.covers(since) && (of_post || leaves(held))
        };
        let closed: Vec<Holding> = self.holdings.iter().filter(ends).copied().collect();
        let mut organisation = self.clone();
        let mut holdings = std::mem::take(&mut organisation.holdings);
        for held in holdings.iter_mut().filter(|held| closed.iter().any(|closed| closed.id == held.id)) {
            held.until = Some(since);
        }
        let (id, is_acting) = (AssignmentId(id.0), tenure.is_acting());
        let until = super::earlier(until, self.service_ends.get(&successor));
        holdings.push(Holding { id, person: successor, post, is_acting, since, until });
        organisation = organisation.with_holdings(holdings);
        if tenure == Tenure::Definitive {
            // They belonged to the post that is left.
            end_exceptions(organisation.exceptions.get_mut(&successor), since);
        }
        // A post that is vacant has no exception any more: no row of a holder keeps it.
        for vacated in closed.iter().filter(|held| !held.is_acting).map(|held| held.post) {
            if !organisation.of_post(vacated).any(|held| !held.is_acting && held.covers(since)) {
                end_exceptions(organisation.head_exceptions.get_mut(&vacated), since);
            }
        }
        match self.lines(since).refusal(&organisation.lines(since), successor) {
            Some(refusal) => Err(refusal),
            None => Ok(Replacement { organisation, closed }),
        }
    }
}

impl Lines {
    /// Returns why the lines after a replacement are none: nobody who has an assessor loses one, and nobody has the last
    /// one instead of one by a post. Whoever had none before is not refused for it now, except the successor.
    fn refusal(&self, after: &Self, successor: EmployeeId) -> Option<PostRefusal> {
        let alone = |person: EmployeeId| {
            let needs_post = self.by_post(person).is_some() || person == successor;
            let loses = self.assessor(person).is_some() && after.assessor(person).is_none();
            let above = after.above(person).filter(|_| loses || needs_post && after.by_post(person).is_none())?;
            Some(after.own(person).map_or(PostRefusal::NobodyAbove(above), PostRefusal::AssessesThemself))
        };
        after.people().find_map(alone)
    }
}

/// A replacement with everything that it changes.
#[derive(Debug)]
pub struct Prepared {
    pub replacement: Replacement,
    pub touched: Vec<Reassignment>,
}

impl Prepared {
    /// Returns the people to whom the replacement gives another assessor.
    pub fn reassigned(&self, change: &HeadChange) -> Vec<EmployeeId> {
        let moved = self.touched.iter().filter(|one| !one.moves(change.since, change.until).is_empty());
        moved.map(|one| one.person).collect()
    }
}

/// Returns what a replacement changes up to today, or on its day if that comes later. `pending` are the replacements that
/// are signed and not carried out, in the order in which they will be. A new one leaves each of them possible.
///
/// # Errors
/// [`PostRefusal`].
pub fn prepare(
    organisation: Organisation,
    pending: &[HeadChange],
    change: &HeadChange,
    today: Date,
) -> Result<Prepared, PostRefusal> {
    let signed = pending.iter().position(|other| other.id == change.id);
    let place = signed.unwrap_or_else(|| pending.partition_point(|other| other.since <= change.since));
    let (sooner, later) = pending.split_at(place);
    let mut before = organisation.followed_to(today, change.since);
    for other in sooner {
        before = before.followed_to(other.since, change.since);
        // One that is refused on its day changes nothing.
        before = before.carried_out(other, change.since).unwrap_or(before);
    }
    before = before.followed_to(change.since, change.since);
    let replacement = before.replace(change)?;
    let span = (change.since, change.since.max(today));
    let touched = reassignments(&before, &replacement.organisation, span, Some(change.post));
    let losses = touched.iter().flat_map(|one| &one.steps).filter(|step| step.is_new && step.assessor.is_none());
    for day in losses.map(|step| step.since).filter(|day| *day > change.since).collect::<BTreeSet<Date>>() {
        if let Some(refusal) = before.lines(day).refusal(&replacement.organisation.lines(day), change.successor) {
            return Err(refusal);
        }
    }
    if signed.is_none() {
        hinders(&before, change, later)?;
    }
    Ok(Prepared { replacement, touched })
}

/// Fails with [`PostRefusal::Hinders`] if a later replacement could be carried out only without this one.
fn hinders(before: &Organisation, change: &HeadChange, later: &[HeadChange]) -> Result<(), PostRefusal> {
    if later.is_empty() {
        return Ok(());
    }
    let (mut without, mut with) = (before.clone(), before.carried_out(change, change.since)?);
    for other in later {
        (without, with) = (without.followed_to(other.since, other.since), with.followed_to(other.since, other.since));
        let Ok(done) = without.carried_out(other, other.since) else { continue };
        with = with.carried_out(other, other.since).map_err(|_| PostRefusal::Hinders(other.since))?;
        without = done;
    }
    Ok(())
}
