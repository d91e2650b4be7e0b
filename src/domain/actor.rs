//! The acting person and every question of what they may do.
//!
//! SQL narrows the rows that are seen; these functions decide what is done. Add a `may_…` here, never an `if`
//! elsewhere.

use crate::domain::{
    calendar::Zone,
    id::{AccountId, AgencyId, EmployeeId, SessionId, UnitId},
    org::AgencyKind,
};
use serde::{Deserialize, Serialize};

/// A right of an account beyond those of its person's post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// BKPSDM or the personnel office: people, periods, completeness.
    Pengelola,
    /// The internal auditor: reads the boards.
    Inspektorat,
}

impl Role {
    pub const ALL: [Self; 2] = [Self::Pengelola, Self::Inspektorat];

    /// Returns its name in the database and in the audit trail.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pengelola => "pengelola",
            Self::Inspektorat => "inspektorat",
        }
    }
}

/// The signed-in person of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub account: AccountId,
    pub session: SessionId,
    pub agency: AgencyId,
    pub agency_name: String,
    pub agency_kind: AgencyKind,
    pub zone: Zone,
    /// The employee behind the account; administrators may have none.
    pub employee: Option<EmployeeId>,
    pub name: String,
    pub roles: Vec<Role>,
    /// The unit of the definitive post.
    pub unit: Option<UnitId>,
    pub unit_name: Option<String>,
    /// The units whose head this person is, definitive or acting.
    pub leads: Vec<UnitId>,
    /// Whether somebody has this person as assessor today.
    pub assesses: bool,
}

/// The part of a unit's board that a person sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardScope {
    /// The unit, all units below it, and the people behind each count.
    Full,
    /// The totals of the own unit only.
    Totals,
}

/// The smallest group whose counts are shown to people who see totals only: from fewer, a count would point at a
/// person (UU 27/2022 protects personal data; the number is the program's own).
pub const MIN_GROUP: i32 = 5;

impl Actor {
    /// Returns the program itself, which loads what is cached for all readers of an agency: nobody, and
    /// without rights of its own.
    pub const fn program(agency: AgencyId, zone: Zone) -> Self {
        Self {
            account: AccountId(uuid::Uuid::nil()),
            session: SessionId(uuid::Uuid::nil()),
            agency,
            agency_name: String::new(),
            agency_kind: AgencyKind::Real,
            zone,
            employee: None,
            name: String::new(),
            roles: vec![],
            unit: None,
            unit_name: None,
            leads: vec![],
            assesses: false,
        }
    }

    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Returns whether this person must sign in with a code where codes are required: with rights over a whole agency.
    /// The people of invented agencies sign in without a password.
    pub fn must_use_code(&self) -> bool {
        !self.roles.is_empty() && self.agency_kind == AgencyKind::Real
    }

    /// Returns whether this person oversees the whole agency.
    pub fn oversees(&self) -> bool {
        self.has(Role::Pengelola) || self.has(Role::Inspektorat)
    }

    /// Returns the default unit of this person's board: the one that they lead, else their own; `None` means the whole
    /// agency, for those who oversee it.
    pub fn board_unit(&self) -> Option<UnitId> {
        self.leads.first().copied().or_else(|| self.unit.filter(|_| !self.oversees()))
    }

    /// Returns whether there is a board for this person at all.
    pub fn has_board(&self) -> bool {
        self.oversees() || self.board_unit().is_some()
    }

    /// Returns how much of a unit's board this person sees. Leaders of the unit or above, Pengelola and Inspektorat see
    /// all of it, others the totals of their own unit. `path` is the unit with everything above it; it is empty if the
    /// agency has no such unit, of which nobody sees anything.
    pub fn board_scope(&self, path: &[UnitId]) -> Option<BoardScope> {
        if path.is_empty() {
            None
        } else if self.oversees() || self.is_leader_of(path) {
            Some(BoardScope::Full)
        } else if path.first().is_some_and(|unit| self.unit == Some(*unit)) {
            Some(BoardScope::Totals)
        } else {
            None
        }
    }

    /// Returns whether this person leads a unit or one above it: they hold its meeting, see its reports arrive and
    /// assign follow-ups. `path` as in [`Self::board_scope`].
    pub fn is_leader_of(&self, path: &[UnitId]) -> bool {
        path.iter().any(|unit| self.leads.contains(unit))
    }

    /// Returns whether this person may see the health of the system.
    pub fn may_watch_health(&self) -> bool {
        self.has(Role::Pengelola)
    }

    /// Returns whether this person sees who holds the posts of the agency, and replaces their holders.
    pub fn may_replace_heads(&self) -> bool {
        self.has(Role::Pengelola)
    }

    /// Returns whether this person may decide who becomes or has an assessor where these people are concerned: not about
    /// themself, since who keeps the data rates nobody by it.
    pub fn may_decide_about(&self, people: &[EmployeeId]) -> bool {
        self.employee.is_none_or(|me| !people.contains(&me))
    }

    /// Returns whether this person may read the agency's rules about groups of people and enter new ones.
    pub fn may_set_rules(&self) -> bool {
        self.has(Role::Pengelola)
    }

    /// Returns whether this person may see who has sent a unit's reports: leaders of the unit or of one above within the
    /// perangkat daerah. Higher leaders and overseers see the people behind a count ([`BoardScope::Full`]) and the
    /// counts of reports. `path` as in [`Self::board_scope`]; its last unit is the agency, which is above every perangkat
    /// daerah.
    pub fn may_see_reporters(&self, path: &[UnitId]) -> bool {
        path.split_last().is_some_and(|(_, within)| within.iter().any(|unit| self.leads.contains(unit)))
    }

    /// Returns whether this person may assign follow-ups of a unit's meeting and see them on the meeting's screen.
    /// `path` as in [`Self::board_scope`].
    pub fn may_assign_follow_up(&self, path: &[UnitId]) -> bool {
        self.employee.is_some() && self.is_leader_of(path)
    }

    /// Returns whether this person may mark a follow-up as done or as open again: the assignee, its author, and the
    /// unit's current leader. `path` as in [`Self::board_scope`].
    pub fn may_finish_follow_up(&self, assignee: EmployeeId, assigned_by: EmployeeId, path: &[UnitId]) -> bool {
        self.employee == Some(assignee) || self.employee == Some(assigned_by) || self.may_assign_follow_up(path)
    }

    /// Returns whether this person writes the plan of `owner` and submits it: one writes one's own.
    pub fn may_write_skp(&self, owner: EmployeeId) -> bool {
        self.employee == Some(owner)
    }

    /// Returns whether this person makes plans of many people at once.
    pub fn may_plan_for_others(&self) -> bool {
        self.has(Role::Pengelola)
    }

    /// Returns whether this person reminds the people of a unit of their plans: leaders of the unit or above, and the
    /// Pengelola. The Inspektorat reads how far plans are. `path` as in [`Self::board_scope`].
    pub fn may_remind_of_plans(&self, path: &[UnitId]) -> bool {
        self.is_leader_of(path) || (self.has(Role::Pengelola) && !path.is_empty())
    }

    /// Returns whether this person returns or agrees on the plan of `owner`, whom `assessor` assesses. Nobody agrees on
    /// their own.
    pub fn may_agree_skp(&self, owner: EmployeeId, assessor: EmployeeId) -> bool {
        self.employee == Some(assessor) && assessor != owner
    }

    /// Returns whether this person gives results to `to`: who assesses somebody may give them to anybody else, because
    /// teams reach across units. The owner decides about them together with the assessor.
    pub fn may_assign_result(&self, to: EmployeeId) -> bool {
        self.assesses && self.employee.is_some_and(|me| me != to)
    }

    /// Returns whether this person reads the plan of `owner`: their own, or that of somebody whose work they follow. A
    /// draft is its owner's alone until it is submitted.
    pub fn may_read_skp(&self, owner: EmployeeId, follows: bool) -> bool {
        follows || self.may_write_skp(owner)
    }

    /// Returns whether this person evaluates `owner`, whose evaluation is the task of `evaluator`. Nobody evaluates
    /// themself.
    pub fn may_evaluate(&self, owner: EmployeeId, evaluator: EmployeeId) -> bool {
        self.employee == Some(evaluator) && evaluator != owner
    }

    /// Returns whether this person decides an objection of `owner`: who assesses the assessor. Nobody decides their own.
    pub fn may_decide_objection(&self, owner: EmployeeId, superior: EmployeeId) -> bool {
        self.employee == Some(superior) && superior != owner
    }

    /// Returns whether this person reads how many objections there are: leaders in their units, overseers everywhere.
    pub fn may_count_objections(&self) -> bool {
        self.oversees() || !self.leads.is_empty()
    }

    /// Returns whether this person assesses themself and answers a released evaluation: one's own.
    pub fn may_answer_evaluation(&self, owner: EmployeeId) -> bool {
        self.employee == Some(owner)
    }

    /// Returns whether this person sees the evaluations of a unit side by side, and sets how their predikat are spread: leaders
    /// of the unit or of one above within the perangkat daerah; of the agency itself, where only those directly below its
    /// head are, its own head. `path` as in [`Self::board_scope`].
    pub fn may_calibrate(&self, path: &[UnitId]) -> bool {
        let leads = match path {
            [only] => self.leads.contains(only),
            path => self.may_see_reporters(path),
        };
        leads && self.employee.is_some()
    }

    /// Returns whether this person sets what a unit achieved: who leads a unit above it; of the agency itself, which has none
    /// above it, its own head. `path` as in [`Self::board_scope`].
    pub fn may_set_achievement(&self, path: &[UnitId]) -> bool {
        match path {
            [] => false,
            [only] => self.employee.is_some() && self.leads.contains(only),
            [_, above @ ..] => self.employee.is_some() && self.is_leader_of(above),
        }
    }

    /// Returns whether this person may add guests to a thread: participants by right may, guests may not.
    pub fn may_add_guest(&self, subject: EmployeeId, follows: bool) -> bool {
        follows || self.employee == Some(subject)
    }
}

#[cfg(test)]
impl Actor {
    /// Returns an account without employee, unit and roles, from which tests derive theirs.
    pub(crate) const fn example() -> Self {
        Self::program(AgencyId(uuid::Uuid::nil()), Zone::Wib)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    fn actor() -> Actor {
        Actor { unit: Some(unit(3)), ..Actor::example() }
    }

    #[test]
    fn a_member_sees_the_totals_of_the_own_unit_only() {
        let member = actor();
        assert_eq!(member.board_scope(&[unit(3), unit(2), unit(1)]), Some(BoardScope::Totals));
        assert_eq!(member.board_scope(&[unit(2), unit(1)]), None);
        assert_eq!(member.board_scope(&[unit(4), unit(2), unit(1)]), None);
        assert_eq!(member.board_scope(&[]), None);
    }

    #[test]
    fn a_leader_sees_the_unit_and_what_is_below() {
        let leader = Actor { leads: vec![unit(2)], ..actor() };
        assert_eq!(leader.board_scope(&[unit(4), unit(2), unit(1)]), Some(BoardScope::Full));
        assert_eq!(leader.board_scope(&[unit(2), unit(1)]), Some(BoardScope::Full));
        assert_eq!(leader.board_scope(&[unit(1)]), None);
    }

    #[test]
    fn one_begins_at_the_unit_that_one_leads_or_belongs_to() {
        assert_eq!(actor().board_unit(), Some(unit(3)));
        assert_eq!(Actor { leads: vec![unit(2)], ..actor() }.board_unit(), Some(unit(2)));
        assert_eq!(Actor { roles: vec![Role::Pengelola], ..actor() }.board_unit(), None);
    }

    #[test]
    fn the_system_is_watched_by_who_keeps_it() {
        assert!(Actor { roles: vec![Role::Pengelola], ..actor() }.may_watch_health());
        assert!(!Actor { roles: vec![Role::Inspektorat], leads: vec![unit(2)], ..actor() }.may_watch_health());
    }

    #[test]
    fn heads_are_replaced_by_who_keeps_the_personnel_data() {
        assert!(Actor { roles: vec![Role::Pengelola], ..actor() }.may_replace_heads());
        assert!(!Actor { roles: vec![Role::Inspektorat], leads: vec![unit(2)], ..actor() }.may_replace_heads());
    }

    #[test]
    fn nobody_decides_about_their_own_post_or_assessor() {
        let person = |n| EmployeeId(Uuid::from_u128(n));
        let officer = Actor { roles: vec![Role::Pengelola], employee: Some(person(1)), ..actor() };
        assert!(
            officer.may_decide_about(&[person(2), person(3)]) && !officer.may_decide_about(&[person(2), person(1)])
        );
        assert!(Actor { employee: None, ..officer }.may_decide_about(&[person(1)]));
    }

    #[test]
    fn whose_reports_they_are_is_seen_within_the_perangkat_daerah_only() {
        let path = [unit(3), unit(2), unit(1)];
        let leads = |n| Actor { leads: vec![unit(n)], ..actor() };
        assert!(leads(3).may_see_reporters(&path) && leads(2).may_see_reporters(&path));
        assert!(!leads(1).may_see_reporters(&path), "the head of the agency is above the perangkat daerah");
        assert!(!leads(1).may_see_reporters(&path[2..]));
        assert!(!leads(4).may_see_reporters(&path));
        for role in Role::ALL {
            assert!(!Actor { roles: vec![role], ..actor() }.may_see_reporters(&path));
        }
        assert!(!actor().may_see_reporters(&path), "a member of the unit");
    }

    #[test]
    fn a_follow_up_is_given_by_who_leads_and_finished_by_those_it_is_between() {
        let path = [unit(3), unit(2), unit(1)];
        let person = |n| EmployeeId(Uuid::from_u128(n));
        let (assignee, assigned_by) = (person(7), person(8));
        let leader = Actor { employee: Some(assigned_by), leads: vec![unit(2)], ..actor() };
        assert!(leader.may_assign_follow_up(&path));
        let head = Actor { leads: vec![unit(1)], ..leader.clone() };
        assert!(head.may_assign_follow_up(&path), "the head of the agency holds meetings, too");
        assert!(!Actor { employee: None, ..leader.clone() }.may_assign_follow_up(&path), "nobody stands behind it");
        let member = |n| Actor { employee: Some(person(n)), ..actor() };
        assert!(!member(7).may_assign_follow_up(&path));
        for (who, may) in [(member(7), true), (member(8), true), (member(9), false), (leader, true)] {
            assert_eq!(who.may_finish_follow_up(assignee, assigned_by, &path), may, "{:?}", who.employee);
        }
        let successor = Actor { employee: Some(person(10)), leads: vec![unit(3)], ..actor() };
        assert!(successor.may_finish_follow_up(assignee, assigned_by, &path));
    }

    #[test]
    fn what_a_unit_achieved_is_said_by_who_leads_above_it() {
        let path = [unit(3), unit(2), unit(1)];
        let leads = |n| Actor { leads: vec![unit(n)], employee: Some(EmployeeId(Uuid::from_u128(7))), ..actor() };
        assert!(leads(2).may_set_achievement(&path) && leads(1).may_set_achievement(&path));
        assert!(!leads(3).may_set_achievement(&path), "not by its own head");
        assert!(leads(1).may_set_achievement(&[unit(1)]), "nobody is above the agency");
        assert!(!leads(1).may_set_achievement(&[]) && !leads(4).may_set_achievement(&path));
        for role in Role::ALL {
            assert!(!Actor { roles: vec![role], ..actor() }.may_set_achievement(&path));
        }
    }

    #[test]
    fn who_only_oversees_reminds_nobody() {
        let path = [unit(3), unit(2), unit(1)];
        let overseer = |role| Actor { roles: vec![role], unit: None, ..actor() };
        assert!(overseer(Role::Pengelola).may_remind_of_plans(&path));
        assert!(!overseer(Role::Pengelola).may_remind_of_plans(&[]), "a unit that the agency does not have");
        assert!(!overseer(Role::Inspektorat).may_remind_of_plans(&path));
        assert!(Actor { leads: vec![unit(2)], ..overseer(Role::Inspektorat) }.may_remind_of_plans(&path));
        assert!(!actor().may_remind_of_plans(&path), "a member of the unit");
    }

    #[test]
    fn oversight_sees_every_board() {
        for role in Role::ALL {
            let overseer = Actor { roles: vec![role], unit: None, ..actor() };
            assert_eq!(overseer.board_scope(&[unit(1)]), Some(BoardScope::Full));
            assert_eq!(overseer.board_scope(&[]), None, "a unit that the agency does not have");
        }
    }
}
