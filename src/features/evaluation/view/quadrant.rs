//! The quadrant (kuadran kinerja): the predikat of every pair of ratings, with the place of the person.

use crate::domain::evaluation::{Rating, Ratings};
use leptos::prelude::*;

/// Draws the quadrant. `ratings` are those of the person, once both are given.
pub(super) fn quadrant(ratings: Option<Ratings>) -> AnyView {
    let column = |conduct: Rating| view! { <th scope="col">{conduct.short_name()}</th> };
    let row = |results: Rating| {
        let cell = |conduct: Rating| {
            let of_cell = Ratings { results, conduct };
            let is_here = ratings == Some(of_cell);
            let here = is_here.then(|| view! { " " <span class="evaluation-here">"di sini"</span> });
            view! {
                <td class:here=is_here aria-current=is_here.then_some("true")>
                    {of_cell.predikat().name()} {here}
                </td>
            }
        };
        view! {
            <tr>
                <th scope="row">{results.short_name()}</th>
                {Rating::ALL.map(cell).collect_view()}
            </tr>
        }
    };
    let rows = Rating::ALL.into_iter().rev().map(row).collect_view();
    let explained = ratings.map(explained);
    view! {
        <div class="evaluation-quadrant">
            <table>
                <caption>"Terhadap ekspektasi: hasil kerja menurut baris, perilaku kerja menurut kolom."</caption>
                <thead>
                    <tr>
                        <td></td>
                        {Rating::ALL.map(column).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {explained}
        </div>
    }
    .into_any()
}

/// Says why the person is there, and what another rating would have led to.
fn explained(ratings: Ratings) -> AnyView {
    let others = ratings.alternatives().into_iter().map(|other| {
        let Ratings { results, conduct } = other.ratings;
        let name = |rating: Rating| rating.name().to_lowercase();
        let changed = match (results == ratings.results, conduct == ratings.conduct) {
            (false, true) => format!("Bila hasil kerja {}", name(results)),
            (true, false) => format!("Bila perilaku kerja {}", name(conduct)),
            _ => format!("Bila hasil kerja {} dan perilaku kerja {}", name(results), name(conduct)),
        };
        view! { <li>{format!("{changed}: {}.", other.predikat.name())}</li> }
    });
    let others = others.collect_view();
    view! {
        <p>
            <b>{ratings.predikat().name()}</b>
            ". "
            {ratings.reason()}
        </p>
        <p>"Yang akan mengubahnya:"</p>
        <ul class="plan-differences">{others}</ul>
    }
    .into_any()
}
