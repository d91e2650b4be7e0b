//! The values that the server sends with each document: the signed-in person, whether the demo is offered, an id for
//! the next report, and a rejected form. They are one value, read once; hydration uses it unchanged.

use crate::{
    domain::{
        actor::Actor,
        id::{AccountId, EmployeeId, ReportId},
        org::AgencyKind,
    },
    form_input::SubmittedForm,
    query::{SERVER, given},
    ui::format,
};
use leptos::prelude::*;
use leptos_router::location::RequestUrl;
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub me: Option<Me>,
    /// The account for which its forms are written: the signed-in one, or that of a rejected form which somebody else's
    /// session has sent. The server takes a form from its own account only (`server/sender.rs`).
    pub account: Option<AccountId>,
    /// Whether prepared persons can be tried without an account.
    pub demo: bool,
    /// The id of the report that a form without JavaScript sends: sent twice, it is stored once.
    pub next_report: Option<ReportId>,
    /// The id of the last live event that the document's data includes.
    pub live: String,
    /// Whether the person asked their browser to spare data (`Save-Data: on`).
    pub spares_data: bool,
    /// A plain form that was not accepted.
    pub typed: Option<SubmittedForm>,
}

/// What the server writes into the root element of a signed-in document: the style sheet prints it on every sheet
/// (`style/_print.scss`), scripts beside the application read it (`end2end/print.js`, `end2end/unsent.js`).
#[derive(Clone, Debug)]
pub struct RootMarks {
    pub person: Option<EmployeeId>,
    /// `Siti Aminah · Puskesmas Melati · Kota Sagara`
    pub printer: String,
    /// The moment of the document where the agency is: `2026-11-22T14:05`.
    pub moment: String,
    /// The same in words: `22 November 2026 pukul 14.05`.
    pub printed: String,
}

impl RootMarks {
    /// Returns those of the document that is being rendered.
    pub fn current() -> Option<Self> {
        use_context()
    }
}

/// The signed-in person, as the frame around every page needs them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub employee: Option<EmployeeId>,
    pub name: String,
    pub initials: String,
    pub unit: Option<String>,
    pub agency: String,
    pub agency_kind: AgencyKind,
    /// Whether there is a team to look after.
    pub assesses: bool,
    /// Whether this person is the Pengelola, who sees the health of the system and the rules.
    pub watches_health: bool,
    /// Whether this person reads how many objections there are.
    pub counts_objections: bool,
}

impl Me {
    pub fn of(actor: &Actor) -> Self {
        Self {
            employee: actor.employee,
            name: actor.name.clone(),
            initials: format::initials(&actor.name),
            unit: actor.unit_name.clone(),
            agency: actor.agency_name.clone(),
            agency_kind: actor.agency_kind,
            assesses: actor.assesses,
            watches_health: actor.may_watch_health(),
            counts_objections: actor.may_count_objections(),
        }
    }
}

impl Document {
    /// Provides the document's values to all pages. Called first of all.
    pub fn provide() {
        let document = given(|| use_context::<Self>().unwrap_or_default());
        provide_context(StoredValue::new(document));
    }

    /// Returns the account of the document that is being rendered, for its root element.
    pub fn rendered_account() -> Option<AccountId> {
        use_context::<Self>()?.account
    }

    /// Returns the path of the page that is being rendered; empty if it is none.
    pub fn rendered_path() -> String {
        let url = use_context::<RequestUrl>().unwrap_or_default();
        url.parse().map(|url| url.path().to_owned()).unwrap_or_default()
    }
}

fn read<T: Default>(pick: impl FnOnce(&Document) -> T) -> T {
    use_context::<StoredValue<Document>>().map(|document| document.with_value(pick)).unwrap_or_default()
}

/// Returns the signed-in person; `None` before sign-in.
pub fn use_me() -> Option<Me> {
    read(|document| document.me.clone())
}

/// Returns the account for which the forms of this document are written.
pub fn written_for() -> Option<AccountId> {
    read(|document| document.account)
}

/// Sets the status of a document that shows that something does not exist. Only the server provides it.
#[derive(Clone, Copy, Debug)]
pub struct MarkMissing(pub fn());

/// Answers the document that is being rendered as one about nothing; in the browser without effect.
pub fn mark_missing() {
    if SERVER && let Some(MarkMissing(mark)) = use_context() {
        mark();
    }
}

/// Returns the key under which the device keeps this person's draft of a form; `None` without an employee.
pub fn draft_place(form: impl fmt::Display) -> Option<String> {
    let person = use_me()?.employee?;
    Some(format!("draf:{person}:{form}"))
}

/// Returns whether prepared persons can be tried.
pub fn demo_offered() -> bool {
    read(|document| document.demo)
}

/// Returns the id for the report form of this document.
pub fn next_form_id() -> Option<ReportId> {
    read(|document| document.next_report)
}

/// Returns the id of the last live event that the document's data includes.
pub fn live_since() -> String {
    read(|document| document.live.clone())
}

/// Returns whether the person asked their browser to spare data.
pub fn spares_data() -> bool {
    read(|document| document.spares_data)
}

/// Returns the rejected form that came back with this document, once, to the page that sent it.
pub fn use_typed() -> Option<SubmittedForm> {
    use_context::<StoredValue<Document>>()?.try_update_value(|document| document.typed.take()).flatten()
}
