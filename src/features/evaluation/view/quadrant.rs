//! The quadrant: which predikat follows from both ratings, and where somebody stands in it.

use crate::{
    domain::evaluation::{Rating, Ratings},
    features::evaluation::model::{Quadrant, QuadrantCell},
};
use leptos::prelude::*;

/// Draws what follows from each pair of ratings, with the place of `ratings` and the sentences about it.
pub(super) fn quadrant(matrix: &Quadrant, ratings: Option<Ratings>) -> AnyView {
    let cell = |(rating, cell): (Ratings, &QuadrantCell)| {
        let is_here = ratings == Some(rating);
        let here = is_here.then(|| view! { " " <span class="evaluation-here">"di sini"</span> });
        view! {
            <td class:here=is_here aria-current=is_here.then_some("true")>
                {cell.predikat.clone()} {here}
            </td>
        }
    };
    let column = |conduct: Rating| view! { <th scope="col">{conduct.short_name()}</th> };
    let row = |(results, cells): (Rating, &Vec<QuadrantCell>)| {
        let cells = Rating::ALL.into_iter().map(|conduct| Ratings { results, conduct }).zip(cells);
        view! {
            <tr>
                <th scope="row">{results.short_name()}</th>
                {cells.map(cell).collect_view()}
            </tr>
        }
    };
    let rows = Rating::ALL.into_iter().zip(&matrix.rows).rev().map(row).collect_view();
    let explained = ratings.and_then(|ratings| matrix.at(ratings)).cloned().map(explained);
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
fn explained(cell: QuadrantCell) -> AnyView {
    let others = cell.others.into_iter().map(|other| view! { <li>{other}</li> }).collect_view();
    view! {
        <p>
            <b>{cell.predikat}</b>
            ". "
            {cell.reason}
        </p>
        <p>"Yang akan mengubahnya:"</p>
        <ul class="plan-differences">{others}</ul>
    }
    .into_any()
}
