//! The meeting room's views beyond counts: reports as they arrive and follow-ups. In downloads of their own, which the
//! browser fetches once the screen is drawn.
//!
//! A whole room reads the screen: persons are described without their names until somebody shows the names, and names
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
    query::{LoadError, Query},
    ui::{
        empty::{Empty, Skeleton},
        live::on_change,
        status::StatusMark,
    },
};
use leptos::{prelude::*, task::spawn_local};
use std::hash::Hash;
use uuid::Uuid;

/// The state shared by the screen and the meeting's own views.
#[derive(Clone, Copy)]
pub(super) struct Meeting {
    pub unit: UnitId,
    pub scene: Memo<Scene>,
    /// Whether persons are shown by name.
    pub names: RwSignal<bool>,
    /// Whether a follow-up is being written.
    pub writing: RwSignal<bool>,
    /// Runs after it is saved.
    pub saved: Callback<()>,
}

/// Draws one of the views.
pub(super) type DrawMeeting = fn(Meeting) -> AnyView;

/// The views whose download has arrived.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    pub views: RwSignal<Option<DrawMeeting>>,
    pub form: RwSignal<Option<DrawMeeting>>,
}

impl Parts {
    /// Fetches the views that only a leader's meeting needs, once.
    pub fn load(leads: Signal<bool>) -> Self {
        let parts = Self { views: RwSignal::new(None), form: RwSignal::new(None) };
        Effect::new(move |begun: Option<bool>| {
            let begun = begun == Some(true);
            let wanted = leads.get();
            if wanted && !begun {
                spawn_local(async move {
                    parts.views.try_set(Some(views().await));
                    parts.form.try_set(Some(form().await));
                });
            }
            wanted || begun
        });
        parts
    }
}

// Functions instead of views, so that the page owns what they draw.

#[lazy]
fn views() -> DrawMeeting {
    |Meeting { unit, scene, names, .. }| {
        let view = move || match scene.get() {
            Scene::Arrivals => Some(view! { <ComingIn unit names /> }.into_any()),
            Scene::FollowUps => Some(view! { <OpenFollowUps unit names /> }.into_any()),
            _ => None,
        };
        view.into_any()
    }
}

#[lazy]
fn form() -> DrawMeeting {
    |Meeting { unit, names, writing, saved, .. }| {
        let closed = Callback::new(move |()| writing.set(false));
        let form = move || writing.get().then(|| view! { <FollowUpForm unit names on_saved=saved on_closed=closed /> });
        form.into_any()
    }
}

/// The newest reports, each highlighted briefly when it arrives.
#[component]
fn ComingIn(unit: UnitId, names: RwSignal<bool>) -> impl IntoView {
    let arrivals = Query::load(move || names.get(), move |names| get_arrivals(unit, names));
    on_change(move || vec![Topic::Unit(unit)], move || arrivals.refetch());
    // Separate lists, so that showing names highlights nothing.
    let named = arrivals.select(|found| (found.named, found.rows.is_empty()));
    let list = move || match named.get() {
        None if arrivals.error.with(Option::is_some) => ().into_any(),
        None => view! { <Skeleton lines=6 /> }.into_any(),
        // Hidden names disappear at once, not only with the next answer.
        Some((true, _)) if !names.get() => view! { <Skeleton lines=6 /> }.into_any(),
        Some((_, true)) => view! { <Empty sentence="Belum ada laporan yang masuk tahun ini." /> }.into_any(),
        Some((_, false)) => view! { <ol class="arrivals">{rows(arrivals, &ROWS)}</ol> }.into_any(),
    };
    view! {
        <LoadError error=arrivals.error retry=move |()| arrivals.refetch() />
        {list}
    }
    .into_any()
}

static ROWS: Rows<Arrivals> = Rows {
    ids: |found| found.rows.iter().map(|row| row.id.0).collect(),
    shows: |found, id, mark| find(found, id).hash(mark),
    row: |_, _, lit, content| Some(view! { <li class=move || lit.class()>{content}</li> }.into_any()),
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
        </p>
        <p>
            {row.indicator} <small>{row.received}</small>
            {row.correction.then(|| view! { <span class="tag">"diperbaiki"</span> })}
            {row.corrected.map(|at| view! { <span class="tag">{format!("diperbaiki {at}")}</span> })}
        </p>
        <p>
            {row.value}
            <StatusMark status=row.status />
        </p>
    }
    .into_any()
}
