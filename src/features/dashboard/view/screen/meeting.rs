//! What the meeting room shows and writes beyond counts: reports as they come in and what is agreed on. In a download
//! of its own, which the browser fetches once the screen stands.
//!
//! The screen is read by a whole room: persons are told by post and unit until somebody shows the names, and those
//! do not leave the server before.

use super::Scene;
use crate::{
    domain::{event::Topic, id::UnitId},
    features::{
        dashboard::{
            api::get_arrivals,
            model::{Arrival, Arrivals},
            view::rows::{Rows, rows},
        },
        follow_up::{FollowUpForm, OpenFollowUps},
    },
    loaded::{Shown, Trouble},
    ui::{
        empty::{Empty, Skeleton},
        live::on_change,
        status::StatusMark,
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::hash::Hash;
use uuid::Uuid;

/// How the screen and the meeting's own views hold together.
#[derive(Clone, Copy)]
pub(super) struct Meeting {
    pub unit: UnitId,
    pub scene: Memo<Scene>,
    /// Whether persons are shown by name.
    pub names: RwSignal<bool>,
    /// Whether something is being written down.
    pub writing: RwSignal<bool>,
    /// Runs when it is saved.
    pub saved: Callback<()>,
}

/// Draws the meeting's own views.
type Draw = fn(Meeting) -> AnyView;

/// Fetches the download. A function and no view, so that what is drawn belongs to the page that draws it.
#[lazy]
fn meeting() -> Draw {
    draw
}

/// Fetches what only the meeting of a leader needs.
pub(super) fn load_meeting(leads: Signal<bool>) -> RwSignal<Option<Draw>> {
    let draw = RwSignal::new(None);
    Effect::new(move |begun: Option<bool>| {
        let begin = leads.get();
        if begin && begun != Some(true) {
            spawn_local(async move {
                draw.try_set(Some(meeting().await));
            });
        }
        begin || begun == Some(true)
    });
    draw
}

fn draw(meeting: Meeting) -> AnyView {
    let Meeting { unit, scene, names, writing, saved } = meeting;
    let form = move || {
        let closed = Callback::new(move |()| writing.set(false));
        writing.get().then(|| view! { <FollowUpForm unit on_saved=saved on_closed=closed /> })
    };
    let own = move || match scene.get() {
        Scene::Arrivals => Some(view! { <ComingIn unit names /> }.into_any()),
        Scene::FollowUps => Some(view! { <OpenFollowUps unit names /> }.into_any()),
        _ => None,
    };
    view! {
        {form}
        {own}
    }
    .into_any()
}

/// The newest reports, each lit briefly when it comes in.
#[component]
fn ComingIn(unit: UnitId, names: RwSignal<bool>) -> impl IntoView {
    let arrivals = Shown::load(move || names.get(), move |names| get_arrivals(unit, names));
    on_change(move || vec![Topic::Unit(unit)], move || arrivals.refetch());
    // Another list for each, so that showing names lights nothing.
    let named = arrivals.part(|found| (found.named, found.rows.is_empty()));
    let list = move || match named.get() {
        None if arrivals.trouble.with(Option::is_some) => ().into_any(),
        None => view! { <Skeleton lines=6 /> }.into_any(),
        // Names that are hidden again go at once, not only with the next answer.
        Some((true, _)) if !names.get() => view! { <Skeleton lines=6 /> }.into_any(),
        Some((_, true)) => view! { <Empty sentence="Belum ada laporan yang masuk tahun ini." /> }.into_any(),
        Some((_, false)) => view! { <ol class="arrivals">{rows(arrivals, &ROWS)}</ol> }.into_any(),
    };
    view! {
        <Trouble trouble=arrivals.trouble again=move |()| arrivals.refetch() />
        {list}
    }
    .into_any()
}

static ROWS: Rows<Arrivals> = Rows {
    ids: |found| found.rows.iter().map(|row| row.id.0).collect(),
    shows: |found, id, mark| find(found, id).hash(mark),
    row: |_, _, lit, told| Some(view! { <li class=move || lit.class()>{told}</li> }.into_any()),
    inside: |found, id| find(found, id).cloned().map(line),
    lights_new: true,
};

fn find(found: &Arrivals, id: Uuid) -> Option<&Arrival> {
    found.rows.iter().find(|row| row.id.0 == id)
}

fn line(row: Arrival) -> AnyView {
    view! {
        <p>
            <b>{row.who}</b>
            <small>{row.received}</small>
        </p>
        <p>
            {row.indicator}
            {row.correction.then(|| view! { <span class="tag">"perbaikan"</span> })}
        </p>
        <p>
            {row.value}
            <StatusMark status=row.status />
        </p>
    }
    .into_any()
}
