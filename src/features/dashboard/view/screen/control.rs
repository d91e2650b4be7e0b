//! Controls of the meeting room: by time, by keyboard, by remote control or by touch.

use super::{Scene, place};
use crate::{domain::id::UnitId, features::dashboard::view::tabs::address, ui::awake::stay_awake};
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast, web_sys::Element};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// How long a view is shown before the next one.
const TURN_INTERVAL: Duration = Duration::from_secs(20);

/// How long names are shown: somebody who enters the room later was not there when they were.
const NAMES_TIMEOUT: Duration = Duration::from_mins(5);

/// The state that keys, buttons and time change.
#[derive(Clone, Copy)]
pub(super) struct Control {
    /// Whether this person leads the unit: shows names, assigns follow-ups.
    pub leads: Signal<bool>,
    pub paused: RwSignal<bool>,
    /// Whether persons are shown by name.
    pub names: RwSignal<bool>,
    /// Whether a follow-up is being written.
    pub writing: RwSignal<bool>,
    /// The button that opens the form, which gets the focus back afterwards.
    pub pen: NodeRef<html::Button>,
}

impl Control {
    pub fn new(leads: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        let names = RwSignal::new(false);
        Effect::new(move |_| {
            if names.get()
                && let Ok(hide) = set_timeout_with_handle(
                    move || {
                        names.try_set(false);
                    },
                    NAMES_TIMEOUT,
                )
            {
                on_cleanup(move || hide.clear());
            }
        });
        let (writing, pen) = (RwSignal::new(false), NodeRef::<html::Button>::new());
        Effect::new(move |was: Option<bool>| {
            let is = writing.get();
            if was == Some(true)
                && !is
                && let Some(pen) = pen.get_untracked()
            {
                let _ = pen.focus();
            }
            is
        });
        Self { leads: Signal::derive(leads), paused: RwSignal::new(false), names, writing, pen }
    }

    pub fn pause(self) {
        self.paused.update(|paused| *paused = !*paused);
    }

    pub fn name(self) {
        self.names.update(|names| *names = self.leads.get_untracked() && !*names);
    }

    pub fn write(self) {
        self.writing.set(self.leads.get_untracked());
    }
}

/// Turning replaces the address, so that the way back does not lead through every view.
pub(super) fn turned() -> NavigateOptions {
    NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() }
}

/// Returns whether a chart shows its table.
fn is_reading() -> bool {
    document().query_selector(":popover-open").is_ok_and(|open| open.is_some())
}

/// Turns the views: by time, by keyboard or by remote control; and keeps the screen on.
pub(super) fn drive(
    unit: Memo<Option<UnitId>>,
    scene: Memo<Scene>,
    beside: impl Fn(isize) -> Scene + Copy + 'static,
    control: Control,
) {
    let Control { paused, writing, .. } = control;
    let navigate = use_navigate();
    let leave = navigate.clone();
    let turn = move |step| navigate(&place(unit.get_untracked(), untrack(|| beside(step))), turned());
    let by_key = turn.clone();
    Effect::new(move |_| {
        let (turn, leave) = (by_key.clone(), leave.clone());
        let keys = window_event_listener(ev::keydown, move |event| {
            if writing.get_untracked() {
                // Typed keys are not for the screen.
                if event.key() == "Escape" {
                    writing.set(false);
                }
                return;
            }
            // A chart walks through its points by the same keys, Space presses a button; the browser has keys of its
            // own.
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let pressed = target.is_some_and(|target| target.tag_name() == "BUTTON");
            let own = event.ctrl_key() || event.meta_key() || event.alt_key();
            if event.default_prevented() || own || is_reading() {
                return;
            }
            match event.key().as_str() {
                "ArrowRight" | "PageDown" => turn(1),
                "ArrowLeft" | "PageUp" => turn(-1),
                " " if !pressed => control.pause(),
                "n" | "N" => control.name(),
                "t" | "T" => control.write(),
                "Escape" => leave(&address("/dasbor", unit.get_untracked()), NavigateOptions::default()),
                _ => return,
            }
            event.prevent_default();
        });
        on_cleanup(move || keys.remove());
        stay_awake();
    });
    // Each view is shown for its whole time, also after it was chosen by hand.
    Effect::new(move |_| {
        let _ = scene.get();
        if paused.get() || writing.get() {
            return;
        }
        let turn = turn.clone();
        let next = move || {
            if !is_reading() {
                turn(1);
            }
        };
        if let Ok(clock) = set_interval_with_handle(next, TURN_INTERVAL) {
            on_cleanup(move || clock.clear());
        }
    });
}
