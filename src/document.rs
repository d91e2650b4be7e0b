//! What the server gives with each document: who is signed in, whether the demo is offered, an id for the
//! next report, and the form that came back. One value, read once; the browser takes it over as it is.

use crate::{
    domain::{
        actor::Actor,
        id::{EmployeeId, ReportId},
        org::AgencyKind,
    },
    form_input::SubmittedForm,
    query::given,
    ui::format,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::fmt;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub me: Option<Me>,
    /// Whether prepared persons can be tried without an account.
    pub demo: bool,
    /// The id of the report that a form without JavaScript sends: sent twice, it is stored once.
    pub next_report: Option<ReportId>,
    /// The last live event that the document's numbers know of.
    pub live: String,
    /// Whether the person asked their browser to spare data (`Save-Data: on`).
    pub spares_data: bool,
    /// A plain form that was not accepted.
    pub typed: Option<SubmittedForm>,
}

/// What the frame around every page needs to know of the signed-in person.
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
    /// Whether the health of the system is theirs to watch.
    pub watches_health: bool,
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
        }
    }
}

impl Document {
    /// Makes the document's values known to all pages; the first thing that the application does.
    pub fn provide() {
        let document = given(|| use_context::<Self>().unwrap_or_default());
        provide_context(StoredValue::new(document));
    }
}

fn read<T: Default>(pick: impl FnOnce(&Document) -> T) -> T {
    use_context::<StoredValue<Document>>().map(|document| document.with_value(pick)).unwrap_or_default()
}

/// The signed-in person; nobody before the sign-in.
pub fn use_me() -> Option<Me> {
    read(|document| document.me.clone())
}

/// The place on the device for what this person types into a form; none for whoever has no forms of their own.
pub fn draft_place(form: impl fmt::Display) -> Option<String> {
    let person = use_me()?.employee?;
    Some(format!("draf:{person}:{form}"))
}

/// Whether prepared persons can be tried.
pub fn demo_offered() -> bool {
    read(|document| document.demo)
}

/// The id for the report form of this document.
pub fn next_report_id() -> Option<ReportId> {
    read(|document| document.next_report)
}

/// The last live event that the document's numbers know of.
pub fn live_since() -> String {
    read(|document| document.live.clone())
}

/// Whether the person asked their browser to spare data.
pub fn spares_data() -> bool {
    read(|document| document.spares_data)
}

/// The form that came back with this document; given once, to the page that sent it.
pub fn use_typed() -> Option<SubmittedForm> {
    use_context::<StoredValue<Document>>()?.try_update_value(|document| document.typed.take()).flatten()
}
