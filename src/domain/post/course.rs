//! The agency on a later day, as the scheduler will have it: the ends of services and acting times are followed day by day,
//! and what is signed is carried out.

use super::{HeadChange, KnownAssessor, Organisation, PostRefusal, Reassignment, earlier, reassignments};
use jiff::civil::Date;
use std::collections::BTreeSet;

impl Organisation {
    /// Returns the organisation whose data follows the holders up to a day, and is read from the eve of `from` on; the
    /// same one if it does already.
    pub(super) fn followed_to(mut self, day: Date, from: Date) -> Self {
        let Some(followed) = self.followed.filter(|followed| *followed < day) else { return self };
        for end in self.ends(followed, day) {
            let eve = eve(end);
            self = self.read_again((eve, eve));
            let turns = self.turns(end);
            self.store(&turns);
        }
        self.read_again((eve(from.min(day)), day))
    }

    /// Returns the organisation after a replacement is carried out, with its data from the eve of `from` on.
    ///
    /// # Errors
    /// [`PostRefusal`].
    pub(super) fn carried_out(&self, change: &HeadChange, from: Date) -> Result<Self, PostRefusal> {
        let mut after = self.replace(change)?.organisation;
        let Some(followed) = self.followed else { return Ok(after) };
        let span = (change.since, change.since.max(followed));
        let touched = reassignments(self, &after, span, Some(change.post));
        after.store(&touched);
        Ok(after.read_again((eve(from), followed)))
    }

    /// Returns the days after `from` and up to `to` on which an acting time or a service ends.
    fn ends(&self, from: Date, to: Date) -> BTreeSet<Date> {
        let acting = self.holdings.iter().filter(|held| held.is_acting).filter_map(|held| held.until);
        acting.chain(self.service_ends.values().copied()).filter(|day| *day > from && *day <= to).collect()
    }

    /// Replaces what the data has of people from their first step on.
    fn store(&mut self, touched: &[Reassignment]) {
        for one in touched {
            let Some(first) = one.steps.first().map(|step| step.since) else { continue };
            let mut rows = self.known.remove(&one.person).unwrap_or_default();
            rows.retain(|row| row.since < first);
            for row in &mut rows {
                row.until = earlier(row.until, Some(&first));
            }
            for (at, step) in one.steps.iter().enumerate() {
                let Some(assessor) = step.assessor else { continue };
                let post = self.exception_of(one.person, step.since);
                rows.push(KnownAssessor {
                    person: one.person,
                    assessor: assessor.person,
                    since: step.since,
                    until: one.steps.get(at + 1).map(|next| next.since),
                    post,
                    is_by_rule: post.is_none(),
                });
            }
            self.known.insert(one.person, rows);
        }
    }

    /// Reads the data anew: the exceptions follow from it.
    fn read_again(mut self, (from, followed): (Date, Date)) -> Self {
        self.exceptions.clear();
        self.head_exceptions.clear();
        let known: Vec<KnownAssessor> = std::mem::take(&mut self.known).into_values().flatten().collect();
        self.following(&known, (from, followed))
    }
}

fn eve(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}
