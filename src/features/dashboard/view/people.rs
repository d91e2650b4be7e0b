//! The list behind a count.

use super::reporting::ReportingQuery;
use crate::{
    domain::measure::Status,
    features::dashboard::model::PeopleList,
    ui::{
        empty::Empty,
        field::TextField,
        form::SubmitButton,
        icon::Glyph,
        rows::part_of,
        status::{StatusMark, status_code, status_word},
    },
};
use leptos::prelude::*;
use leptos_router::location::Url;

/// The list behind a count, with a way back.
#[component]
pub(super) fn People(found: PeopleList, status: Status, asked: Memo<ReportingQuery>) -> impl IntoView {
    let ReportingQuery { unit, wanted, .. } = asked.get_untracked();
    let back = unit.map_or_else(|| "/dasbor".to_owned(), |unit| format!("/dasbor?unit={unit}"));
    let list = format!("unit={}&status={}", found.unit, status_code(status));
    let file = format!("/dasbor/daftar/unduh.xlsx?{list}");
    let searched = if wanted.is_empty() { String::new() } else { format!("&cari={}", Url::escape(&wanted)) };
    let next = found.next.map(|after| {
        let href = format!("/dasbor/pelaporan?{list}{searched}&setelah={after}");
        view! { <a class="button" href=href>"Berikutnya"</a> }
    });
    let empty = found.people.is_empty();
    let people = found
        .people
        .into_iter()
        .map(|person| {
            view! {
                <li>
                    <a href=format!("/tim/{}", person.id)>{person.name}</a>
                    <span>{format!("{} · {}", person.post, person.unit)}</span>
                    {person.reason.map(|reason| view! { <span>{reason}</span> })}
                    <small>{person.last_report.unwrap_or_else(|| "belum pernah melapor".to_owned())}</small>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="board-people" aria-label=status_word(status)>
            <h2>
                <StatusMark status /> " di " {found.unit_name} {format!(": {} pegawai", found.total)}
            </h2>
            <p class="pager">
                <a href=back>"Kembali ke dasbor"</a>
                <a href=file rel="external" download="">
                    "Unduh Excel"
                </a>
            </p>
            <form method="get" action="/dasbor/pelaporan">
                <input type="hidden" name="unit" value=found.unit.to_string() />
                <input type="hidden" name="status" value=status_code(status) />
                <TextField id="cari-pegawai" name="cari" label="Cari nama di daftar ini" kind="search" value=wanted />
                <SubmitButton label="Cari" icon=Glyph::Search />
            </form>
            {part_of(found.shown)}
            {if empty {
                view! { <Empty sentence="Tidak ada lagi yang di sini sekarang." /> }.into_any()
            } else {
                view! { <ul class="people-list">{people}</ul> }.into_any()
            }}
            {next}
        </section>
    }
    .into_any()
}
