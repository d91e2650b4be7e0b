//! The list behind a count.

use super::reporting::ReportingQuery;
use crate::{
    domain::{
        board::Lack,
        id::{EmployeeId, UnitId},
        measure::Status,
    },
    features::dashboard::model::{PeopleList, lack_word},
    ui::{
        empty::Empty,
        field::TextField,
        form::SubmitButton,
        icon::Glyph,
        rows::part_of_file,
        status::{StatusMark, status_code, status_word},
    },
};
use leptos::prelude::*;
use leptos_router::location::Url;

/// Which people a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Listed {
    At(Status),
    Without(Lack),
}

impl Listed {
    /// Returns the part of the address, name and value.
    const fn part(self) -> (&'static str, &'static str) {
        match self {
            Self::At(status) => ("status", status_code(status)),
            Self::Without(lack) => ("tanpa", lack.code()),
        }
    }
}

/// Returns the address of the list of people who lack something.
pub(super) fn without(unit: UnitId, lack: Lack) -> String {
    format!("/dasbor/pelaporan?unit={unit}&tanpa={}", lack.code())
}

/// Draws the name of a person, as a link where the reader may open their page.
fn person_link(person: EmployeeId, name: String, opens: bool) -> AnyView {
    if opens {
        view! { <a href=format!("/tim/{person}")>{name}</a> }.into_any()
    } else {
        view! { <b>{name}</b> }.into_any()
    }
}

/// The list behind a count, with a way back.
#[component]
pub(super) fn People(found: PeopleList, listed: Listed, asked: Memo<ReportingQuery>) -> impl IntoView {
    let ReportingQuery { unit, is_direct, wanted, .. } = asked.get_untracked();
    let back = unit.map_or_else(|| "/dasbor".to_owned(), |unit| format!("/dasbor?unit={unit}"));
    let (part, value) = listed.part();
    let direct = if is_direct { "&langsung=ya" } else { "" };
    let list = format!("unit={}&{part}={value}{direct}", found.unit);
    let searched = if wanted.is_empty() { String::new() } else { format!("&cari={}", Url::escape(&wanted)) };
    let file = format!("/dasbor/daftar/unduh.xlsx?{list}{searched}");
    let next = found.next.map(|after| {
        let href = format!("/dasbor/pelaporan?{list}{searched}&setelah={after}");
        view! { <a class="button" href=href>"Berikutnya"</a> }
    });
    let empty = found.people.is_empty();
    let opens = found.opens;
    let (nobody, all) = if wanted.is_empty() {
        ("Tidak ada lagi yang di sini sekarang.", None)
    } else {
        let href = format!("/dasbor/pelaporan?{list}");
        ("Tidak ada nama yang cocok di daftar ini.", Some(view! { <p><a href=href>"Tampilkan semua"</a></p> }))
    };
    let people = found
        .people
        .into_iter()
        .map(|person| {
            view! {
                <li>
                    {person_link(person.id, person.name, opens)}
                    <span>{format!("{} · {}", person.post, person.unit)}</span>
                    {person.reason.map(|reason| view! { <span>{reason}</span> })}
                    {matches!(listed, Listed::At(_))
                        .then(|| {
                            let reported = person.last_report.unwrap_or_else(|| "belum pernah melapor".to_owned());
                            view! { <small>{reported}</small> }
                        })}
                </li>
            }
        })
        .collect_view();
    let (label, title) = match listed {
        Listed::At(status) => (status_word(status), view! { <StatusMark status /> }.into_any()),
        Listed::Without(lack) => (lack_word(lack), view! { "Pegawai yang " {lack_word(lack)} }.into_any()),
    };
    view! {
        <section class="board-people" aria-label=label>
            <h2>{title} {if is_direct { " langsung di " } else { " di " }} {found.unit_name} {format!(": {} pegawai", found.total)}</h2>
            {found.way.map(|way| view! { <p>{way}</p> })}
            <p class="pager">
                <a href=back>"Kembali ke dasbor"</a>
                <a href=file rel="external">
                    "Unduh Excel"
                </a>
            </p>
            <form method="get" action="/dasbor/pelaporan">
                <input type="hidden" name="unit" value=found.unit.to_string() />
                <input type="hidden" name=part value=value />
                {is_direct.then(|| view! { <input type="hidden" name="langsung" value="ya" /> })}
                <TextField id="cari-pegawai" name="cari" label="Cari nama di daftar ini" kind="search" value=wanted />
                <SubmitButton label="Cari" icon=Glyph::Search />
            </form>
            {all}
            {part_of_file(found.shown)}
            {if empty {
                view! { <Empty sentence=nobody /> }.into_any()
            } else {
                view! { <ul class="people-list">{people}</ul> }.into_any()
            }}
            {next}
        </section>
    }
    .into_any()
}
