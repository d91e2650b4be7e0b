//! The wire types of rules.

use crate::domain::id::RuleId;
use serde::{Deserialize, Serialize};

/// The rules of the agency, group by group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleBook {
    pub groups: Vec<GroupRules>,
}

/// The rules about one group of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRules {
    pub name: String,
    /// Who is in it.
    pub about: String,
    /// What holds today; `None` where the group is one no more, or not yet.
    pub in_force: Option<RuleLine>,
    /// What will hold, the next one first.
    pub coming: Vec<RuleLine>,
    /// What held or was replaced, the newest first.
    pub earlier: Vec<RuleLine>,
}

/// A rule in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleLine {
    /// `Berlaku sejak 1 Januari 2026`
    pub since: String,
    /// `Dinilai tiap triwulan dan sekali setahun; bukti diunggah; …`
    pub regime: String,
    pub source: String,
    /// `Dicatat 22 Jun 10.00 oleh Rina Hartati`; that it comes with the program.
    pub entered: String,
}

/// A rule as it is typed. The sender makes its id. Choices carry the words of the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleBody {
    pub id: RuleId,
    #[serde(default)]
    pub group: String,
    /// The name of a group of the agency's own.
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub employment: String,
    /// Words in the title of the post.
    #[serde(default)]
    pub title: String,
    /// `2026-07-01`, as a date field sends it.
    #[serde(default)]
    pub holds_from: String,
    /// `true` where the rule ends.
    #[serde(default)]
    pub ends: String,
    #[serde(default)]
    pub periods: String,
    #[serde(default)]
    pub evidence: String,
    #[serde(default)]
    pub origin: String,
    /// `true` where it is asked for.
    #[serde(default)]
    pub daily_log: String,
    /// One on each line.
    #[serde(default)]
    pub phases: String,
    #[serde(default)]
    pub source: String,
}

impl RuleBody {
    /// Returns its fields by name, as a form shows them.
    pub fn fields(&self) -> [(&'static str, &str); 12] {
        [
            ("group", &self.group),
            ("name", &self.name),
            ("employment", &self.employment),
            ("title", &self.title),
            ("holds_from", &self.holds_from),
            ("ends", &self.ends),
            ("periods", &self.periods),
            ("evidence", &self.evidence),
            ("origin", &self.origin),
            ("daily_log", &self.daily_log),
            ("phases", &self.phases),
            ("source", &self.source),
        ]
    }
}
