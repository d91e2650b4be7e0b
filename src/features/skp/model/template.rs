//! The wire types of templates and of their offers.

use super::ResultSheet;
use crate::domain::id::SkpId;
use serde::{Deserialize, Serialize};

/// The templates of the agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateList {
    pub year: i16,
    pub templates: Vec<TemplateLine>,
}

/// A template in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateLine {
    pub code: String,
    /// `Bidan`
    pub name: String,
    pub version: i16,
    /// `3 hasil kerja · 75 SKP 2026: 70 versi 1, 5 versi 2`
    pub about: String,
    pub is_retired: bool,
    pub results: Vec<String>,
}

/// What the page of a template shows beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TemplateAddress {
    pub code: String,
    /// The plan whose content is proposed as the next version.
    pub skp: Option<SkpId>,
    /// The earlier version that is proposed as the next one.
    pub version: Option<i16>,
}

impl TemplateAddress {
    /// Returns the address of the page.
    pub fn address(&self) -> String {
        let mut address = format!("/pengelola/templat/{}", self.code);
        if let Some(skp) = self.skp {
            address.extend(["?dari=", skp.to_string().as_str()]);
        } else if let Some(version) = self.version {
            address.extend(["?versi=", version.to_string().as_str()]);
        }
        address
    }
}

/// Returns whether an address can name a template so.
pub fn is_template_code(code: &str) -> bool {
    (1..=40).contains(&code.len())
        && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// A template with its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSheet {
    pub code: String,
    pub name: String,
    /// `Versi 2 · 75 SKP 2026: 70 versi 1, 5 versi 2`
    pub about: String,
    /// Why it is out of use, since when and by whom.
    pub retired: Option<String>,
    /// Whether it can be taken out of use: general ones cannot.
    pub is_retirable: bool,
    pub results: Vec<ResultSheet>,
    /// The newest first.
    pub versions: Vec<TemplateVersionLine>,
    /// Plans whose content may become the next version.
    pub sources: Vec<TemplateSource>,
    pub proposal: Option<TemplateProposal>,
}

/// A version of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateVersionLine {
    pub version: i16,
    /// `Versi 2, diterbitkan 5 Jan 07.00 oleh Sari`
    pub words: String,
    pub note: String,
    /// What it changes about the version before it.
    pub differences: Vec<String>,
    pub is_newest: bool,
}

/// A plan whose content may become a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSource {
    pub skp: SkpId,
    pub words: String,
}

/// What would be published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateProposal {
    /// Where its content is from.
    pub from: String,
    /// What changes against the newest version.
    pub differences: Vec<String>,
    /// How many plans of the year it will be offered to.
    pub plans: String,
    pub results: Vec<ResultSheet>,
    /// What was shown: this is published and nothing else. `None` where nothing can be.
    pub seen: Option<String>,
    /// Why nothing can be published.
    pub refusal: Option<String>,
}

/// What a Pengelola does with a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateAct {
    Publish,
    Retire,
    Restore,
}

impl TemplateAct {
    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Publish => "terbitkan",
            Self::Retire => "tarik",
            Self::Restore => "pakai",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Publish, Self::Retire, Self::Restore].into_iter().find(|act| act.code() == code)
    }
}

/// What a Pengelola does with a template, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateBody {
    pub at: TemplateAddress,
    pub act: TemplateAct,
    /// What was shown, of a publication.
    pub seen: String,
    /// What was improved, or why it goes out of use.
    pub note: String,
}

/// What the newest version of the template would change about a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferSheet {
    pub skp: SkpId,
    /// `SKP 2026`
    pub title: String,
    /// `Templat Bidan sudah versi 3; SKP Anda memakai versi 1.`
    pub about: String,
    /// What was improved since: version and note.
    pub notes: Vec<String>,
    /// What changes in this plan.
    pub differences: Vec<String>,
    /// What stays as it is, and why.
    pub kept: Vec<String>,
    /// What was shown: this is applied and nothing else.
    pub seen: String,
    /// Why it cannot be applied now.
    pub refusal: Option<String>,
    pub version: i16,
}

/// What the owner of a plan answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferAnswer {
    Apply,
    Decline,
}

impl OfferAnswer {
    /// Returns its word in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Apply => "terapkan",
            Self::Decline => "tolak",
        }
    }

    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Apply, Self::Decline].into_iter().find(|answer| answer.code() == code)
    }
}
