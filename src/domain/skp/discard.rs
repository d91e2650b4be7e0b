//! Discarding a version in work: a plan that was begun by mistake, a revision that nobody wants any more.

use super::{Revision, RevisionStep, Skp, SkpContent, SkpRefusal, SkpState};
use crate::domain::{actor::Actor, id::RhkId};

impl Skp {
    /// Drops the version in work. Returns the plan with its version in force; `None` where there is none, so that the
    /// plan goes.
    ///
    /// # Errors
    /// For anybody but the owner, where nothing is in work, and while it waits for the assessor.
    pub fn discard(self, by: &Actor) -> Result<Option<Self>, SkpRefusal> {
        self.owned_by(by)?;
        let step = self.revision().map(|revision| &revision.step);
        if matches!(step, Some(RevisionStep::Submitted { .. })) {
            return Err(SkpRefusal::Waiting);
        }
        match self.state {
            SkpState::Planned(_) => Ok(None),
            SkpState::Agreed { agreement, revision: Some(_) } => {
                Ok(Some(Self { state: SkpState::Agreed { agreement, revision: None }, ..self }))
            }
            SkpState::Agreed { revision: None, .. } => Err(SkpRefusal::NothingInWork),
            SkpState::Closed { .. } => Err(SkpRefusal::Closed),
        }
    }

    /// Returns the results that only the version in work has.
    pub fn new_results(&self) -> Vec<RhkId> {
        let in_force = |id: RhkId| self.agreement().is_some_and(|it| it.content.results.iter().any(|is| is.id == id));
        let results = self.revision().into_iter().flat_map(|revision| &revision.content.results);
        results.map(|result| result.id).filter(|id| !in_force(*id)).collect()
    }

    /// Returns whether the plan is a first draft in which nothing is written.
    pub fn is_blank(&self) -> bool {
        let SkpState::Planned(Revision { content, step: RevisionStep::Draft, .. }) = &self.state else { return false };
        *content == SkpContent::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        id::{EmployeeId, PostId, SkpId},
        skp::{Agreement, Classification, Rhk, RhkKind, result_id},
    };
    use jiff::{Timestamp, civil::date};
    use std::collections::BTreeMap;
    use uuid::Uuid;

    const SKP: SkpId = SkpId(Uuid::from_u128(9 << 40));

    fn actor(n: u128) -> Actor {
        Actor { employee: Some(EmployeeId(Uuid::from_u128(n))), ..Actor::example() }
    }

    fn content(numbers: &[u16]) -> SkpContent {
        let result = |number: &u16| Rhk {
            id: result_id(SKP, *number),
            text: "Terbitnya akta".to_owned(),
            kind: RhkKind::Main,
            classification: Classification::Organisation,
            supports: None,
            assigned_by: None,
            basis: String::new(),
            actions: BTreeMap::new(),
            cascade: Box::default(),
            indicators: vec![],
        };
        SkpContent { results: numbers.iter().map(result).collect(), further: Box::default() }
    }

    fn draft(numbers: &[u16]) -> Skp {
        let (owner, post) = (EmployeeId(Uuid::from_u128(1)), PostId(Uuid::nil()));
        Skp::draft(SKP, owner, post, date(2026, 1, 1), date(2026, 12, 31), content(numbers))
    }

    fn revised(step: RevisionStep) -> Skp {
        let agreement =
            Agreement { version: 1, content: content(&[1]), agreed_at: Timestamp::UNIX_EPOCH, agreed_by: None };
        let revision = Some(Revision { version: 2, content: content(&[1, 2]), step });
        Skp { state: SkpState::Agreed { agreement, revision }, ..draft(&[]) }
    }

    #[test]
    fn what_was_begun_by_mistake_goes_and_what_is_in_force_stays() {
        assert_eq!(draft(&[1]).discard(&actor(1)), Ok(None));
        assert_eq!(draft(&[1]).discard(&actor(2)), Err(SkpRefusal::NotOwner));
        let kept = revised(RevisionStep::Draft).discard(&actor(1)).expect("a draft").expect("a version in force");
        assert_eq!((kept.agreement().map(|it| it.version), kept.revision()), (Some(1), None));
        assert_eq!(kept.discard(&actor(1)), Err(SkpRefusal::NothingInWork));
        let submitted = revised(RevisionStep::Submitted { submitted_at: Timestamp::UNIX_EPOCH });
        assert_eq!(submitted.discard(&actor(1)), Err(SkpRefusal::Waiting));
    }

    #[test]
    fn only_what_is_not_in_force_is_new() {
        assert_eq!(revised(RevisionStep::Draft).new_results(), [result_id(SKP, 2)]);
        assert_eq!(draft(&[1, 3]).new_results(), [result_id(SKP, 1), result_id(SKP, 3)]);
        assert!(draft(&[]).is_blank() && !draft(&[1]).is_blank() && !revised(RevisionStep::Draft).is_blank());
    }
}
