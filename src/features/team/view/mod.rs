//! Pages: the team by need, and the results of one member.

mod list;
mod person;
mod row;

pub use list::TeamRoute;
pub use person::MemberRoute;

use crate::{domain::event::Topic, ui::live::Live};
use leptos::prelude::*;

/// Reads the resource again when one of the topics changes.
fn follow(live: Live, topics: impl Fn() -> Vec<Topic> + Send + Sync + 'static, refetch: impl Fn() + 'static) {
    let version = live.version(topics);
    Effect::new(move |before: Option<u32>| {
        let version = version.get();
        if before.is_some_and(|before| before != version) {
            refetch();
        }
        version
    });
}
