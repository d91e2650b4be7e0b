//! The server's drawing of the meeting's views: they can be read before their download has come, and without JavaScript.

use super::{Scene, meeting::line};
use crate::{
    domain::id::UnitId,
    error::Error,
    features::{
        dashboard::{
            api::{get_arrivals, get_board},
            model::Arrivals,
        },
        follow_up::{api::list_unit_follow_ups, drawn_follow_ups, model::UnitFollowUps},
    },
    query::{Query, SERVER},
    ui::empty::Empty,
};
use leptos::prelude::*;

/// A view of the meeting, drawn by the server alone.
#[derive(Clone, Copy)]
pub(super) struct Drawing {
    /// The view in the address of the document, if the meeting has it.
    scene: Option<Scene>,
    /// Tells when [`Self::found`] is there. What the server draws needs not be sent as data too.
    loaded: Query<()>,
    found: StoredValue<Option<Found>>,
}

#[derive(Clone)]
enum Found {
    Arrivals(Arrivals),
    FollowUps(UnitFollowUps),
}

/// Returns what a view of the meeting shows, without names; nothing to callers who do not lead the unit.
async fn find(unit: Option<UnitId>, scene: Option<Scene>) -> Result<Option<Found>, Error> {
    let Some(scene) = scene else { return Ok(None) };
    let board = get_board(unit).await?;
    match scene {
        Scene::Arrivals if board.leads => get_arrivals(board.unit, false).await.map(Found::Arrivals).map(Some),
        Scene::FollowUps if board.leads => {
            list_unit_follow_ups(board.unit, false).await.map(Found::FollowUps).map(Some)
        }
        _ => Ok(None),
    }
}

impl Drawing {
    pub fn load(unit: Option<UnitId>, scene: Option<Scene>) -> Self {
        let scene = scene.filter(|scene| matches!(scene, Scene::Arrivals | Scene::FollowUps));
        let found = StoredValue::new(None);
        let loaded = Query::load(
            || (),
            move |()| async move {
                if SERVER {
                    found.try_set_value(find(unit, scene).await?);
                }
                Ok(())
            },
        );
        Self { scene, loaded, found }
    }

    /// Makes the server wait for what it draws.
    pub fn block_ssr(self) {
        self.loaded.block_ssr();
    }

    /// Returns the box of the drawing if it is of this view. Hydration takes the box alone, with the drawing in it.
    pub fn place(self, scene: Scene) -> Option<AnyView> {
        (self.scene == Some(scene)).then(|| {
            let content = if SERVER { self.content() } else { None };
            view! { <div class="screen-view screen-drawing">{content}</div> }.into_any()
        })
    }

    fn content(self) -> Option<AnyView> {
        self.found.try_get_value().flatten().map(|found| match found {
            Found::Arrivals(found) if found.rows.is_empty() => {
                view! { <Empty sentence="Belum ada laporan yang masuk tahun ini." /> }.into_any()
            }
            Found::Arrivals(found) => {
                let lines = found.rows.into_iter().map(|row| view! { <li>{line(row)}</li> });
                view! { <ol class="arrivals">{lines.collect_view()}</ol> }.into_any()
            }
            Found::FollowUps(found) => drawn_follow_ups(found),
        })
    }
}
