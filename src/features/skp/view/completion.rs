//! `/skp/kelengkapan`: how far the plans of a year have come, unit by unit; each count leads to its people. The address is the
//! state: `tahun`, `unit`, `kelompok`, `keadaan` and `langsung` for the people behind a count, `templat` for plans for many,
//! with `status`, `jabatan` and `orang`.

use super::batch::Offer;
use crate::{
    domain::{
        id::{EmployeeId, UnitId},
        skp::{Completion, Completions},
    },
    error::Error,
    features::{
        dashboard::BoardTabs,
        skp::{
            api::{get_plan_board, remind_of_plans},
            model::{
                BatchList, BatchQuery, DIRECT, PlanBoard, PlanBoardQuery, PlanGroup, PlanPeople, PlanPerson, PlanUnit,
                employment_of, is_template_code,
            },
        },
    },
    query::Query,
    ui::{
        address::{KnownPart, UnknownParts},
        empty::Empty,
        form::written_for,
        format,
        notice::{Notice, NoticeKind},
        rows::part_of_file,
        shell::PageHead,
        submission::{Attempt, Fields, Receipt, Spec, Submission, SubmissionOutcome, transport},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;

/// The parts of the address.
const PARTS: &[KnownPart] = &[
    ("tahun", |value| value.parse::<i16>().is_ok()),
    ("unit", |value| value.parse::<UnitId>().is_ok()),
    ("kelompok", |value| !value.is_empty()),
    ("keadaan", |value| Completion::of_code(value).is_some()),
    ("langsung", |value| value == DIRECT),
    ("setelah", |value| value.parse::<EmployeeId>().is_ok()),
    ("templat", |value| value == DIRECT),
    ("status", |value| employment_of(value).is_some()),
    ("jabatan", is_template_code),
    ("orang", |value| BatchList::of_code(value).is_some()),
];

const fn word(completion: Completion) -> &'static str {
    match completion {
        Completion::Missing => "Belum ada",
        Completion::Draft => "Sedang diisi",
        Completion::Returned => "Dikembalikan",
        Completion::Submitted => "Menunggu persetujuan",
        Completion::Agreed => "Disetujui",
    }
}

#[component]
pub fn PlanBoardPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        let part = |name: &str| query.get(name);
        PlanBoardQuery {
            year: part("tahun").and_then(|year| year.parse().ok()),
            unit: part("unit").and_then(|unit| unit.parse().ok()),
            of: part("keadaan").as_deref().and_then(Completion::of_code),
            is_direct: part("langsung").as_deref() == Some(DIRECT),
            after: part("setelah").and_then(|after| after.parse().ok()),
            group: part("kelompok"),
        }
    });
    let is_offer = Memo::new(move |_| query.read().get("templat").as_deref() == Some(DIRECT));
    let board = Query::load(move || asked.get(), get_plan_board);
    let unit = Memo::new(move |_| asked.get().unit);
    let spec = Spec::new("/skp/kelengkapan", transport(move |attempt| remind(attempt, asked, board)));
    let submission = Submission::new(spec, crate::document::use_typed().as_ref());
    // Its links name year and unit.
    let offered = Memo::new(move |_| {
        let query = query.read();
        let part = |name: &str| query.get(name);
        let (year, unit) = asked.with(|asked| asked.year.zip(asked.unit)).filter(|_| is_offer.get())?;
        Some(BatchQuery {
            year,
            unit,
            employment: part("status").as_deref().and_then(employment_of),
            template: part("jabatan").filter(|code| is_template_code(code)),
            listed: part("orang").as_deref().and_then(BatchList::of_code),
            after: part("setelah").and_then(|after| after.parse().ok()),
        })
    });
    let is_offered = Memo::new(move |_| offered.with(Option::is_some));
    let offer = move || {
        let noted = Callback::new(move |()| board.refetch());
        is_offered.get().then(|| view! { <Offer asked=offered noted /> })
    };
    view! {
        <PageHead title="Kelengkapan SKP" />
        <BoardTabs here="/skp/kelengkapan" unit />
        <UnknownParts known=PARTS />
        {board.draw(8, move |found| draw(found, submission, is_offer))}
        {offer}
    }
    .into_any()
}

async fn remind(attempt: Attempt, asked: Memo<PlanBoardQuery>, board: Query<PlanBoard>) -> Result<Receipt, Error> {
    let body = attempt.body;
    let asked = PlanBoardQuery {
        year: body.get("tahun").parse().ok(),
        unit: body.get("unit").parse().ok(),
        after: None,
        ..asked.get_untracked()
    };
    let words = remind_of_plans(asked).await?;
    Ok(Receipt { words, then: Box::new(move |_| board.refetch()) })
}

fn draw(found: PlanBoard, submission: Submission, is_offer: Memo<bool>) -> AnyView {
    let PlanBoard { year, years, unit, name, above, counts, summary, units, groups, group, notes, people, may_plan } =
        found;
    let shown = groups.iter().find(|known| Some(&known.name) == group.as_ref()).map(|known| known.address.clone());
    let of_unit = move |unit: UnitId, year: i16| PlanBoardQuery {
        year: Some(year),
        unit: Some(unit),
        group: shown.clone(),
        ..<_>::default()
    };
    let crumbs =
        above.into_iter().map(|(unit, name)| view! { <li><a href=of_unit(unit, year).address(false)>{name}</a></li> });
    let crumbs = crumbs.collect_view();
    let other_years = years.into_iter().map(|other| {
        let current = (other == year).then_some("true");
        view! {
            <a class="quiet" href=of_unit(unit, other).address(false) aria-current=current>
                {other.to_string()}
            </a>
        }
    });
    let other_years = other_years.collect_view();
    let figures = Completion::ALL.map(|of| {
        view! {
            <div>
                <dt>{word(of)}</dt>
                <dd>{link(counts, of, PlanBoardQuery { of: Some(of), ..of_unit(unit, year) }, &name)}</dd>
            </div>
        }
    });
    let figures = figures.collect_view();
    let rows = units.into_iter().map(|row| unit_row(row, of_unit(unit, year))).collect_view();
    let heads = Completion::ALL.map(|of| view! { <th scope="col">{word(of)}</th> }).collect_view();
    let table = view! {
        <table class="unit-table">
            <caption>"Unit di bawahnya"</caption>
            <thead>
                <tr>
                    <th scope="col">"Unit"</th>
                    <th scope="col">"Pegawai"</th>
                    <th scope="col">"Selesai"</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    let has_people = people.is_some();
    let people = people.map(|people| listed(people, of_unit(unit, year), &name, submission));
    let all = PlanBoardQuery { group: None, ..of_unit(unit, year) };
    let by_group = (!has_people).then(|| group_table(groups, group.as_deref(), &all));
    let notes = notes.into_iter().map(|note| view! { <Notice kind=NoticeKind::Info>{note}</Notice> }).collect_view();
    let title = match &group {
        Some(group) => format!("{name}, {year}: {group}"),
        None => format!("{name}, {year}"),
    };
    let offered = of_unit(unit, year).address(true);
    let offer = move || {
        (may_plan && !has_people && !is_offer.get()).then(|| {
            view! {
                <p>
                    <a class="button" href=format!("{offered}#dari-templat")>
                        "Buat SKP dari templat"
                    </a>
                </p>
            }
        })
    };
    view! {
        <nav class="crumbs" aria-label="Unit di atasnya">
            <ol>{crumbs}</ol>
        </nav>
        <nav class="pager" aria-label="Tahun">
            {other_years}
        </nav>
        <section class="plan-board">
            <h2>{title}</h2>
            <p>{summary}</p>
            {notes}
            <p class="plan-about">
                "Kepala daerah tidak menyusun SKP, jadi tidak dihitung. SKP yang berlaku tetap dihitung berlaku sementara perubahannya menunggu persetujuan; yang dibuat dari templat langsung berlaku."
            </p>
            <dl class="figures">{figures}</dl>
            {offer}
            {people}
            {(!has_people).then_some(table)}
            {by_group}
        </section>
    }
    .into_any()
}

/// A count that leads to its people, where there are any.
fn link(counts: Completions, of: Completion, asked: PlanBoardQuery, unit: &str) -> AnyView {
    let count = counts.of(of);
    if count == 0 {
        return view! { "0" }.into_any();
    }
    let about = format!(" {} di {unit}", word(of));
    view! {
        <a href=asked.address(false)>
            {format::count(count)} <span class="visually-hidden">{about}</span>
        </a>
    }
    .into_any()
}

/// The groups of people with rules of their own, and the way back from one of them; nothing where all are of one.
fn group_table(groups: Vec<PlanGroup>, shown: Option<&str>, all: &PlanBoardQuery) -> Option<AnyView> {
    let back = shown.map(|_| {
        view! {
            <p class="pager">
                <a href=all.address(false)>"Kembali ke semua kelompok"</a>
            </p>
        }
    });
    if groups.len() < 2 && back.is_none() {
        return None;
    }
    let row = |group: PlanGroup| {
        let PlanGroup { address, name, counts, agreed } = group;
        let asked = PlanBoardQuery { group: Some(address), ..all.clone() };
        let cells = Completion::ALL.map(|of| {
            let cell = link(counts, of, PlanBoardQuery { of: Some(of), ..asked.clone() }, &name);
            view! { <td data-label=word(of)>{cell}</td> }
        });
        let current = (shown == Some(name.as_str())).then_some("true");
        view! {
            <tr>
                <th scope="row">
                    <a href=asked.address(false) aria-current=current>
                        {name}
                    </a>
                </th>
                <td data-label="Pegawai">{format::count(counts.people())}</td>
                <td data-label="Selesai">{agreed}</td>
                {cells.collect_view()}
            </tr>
        }
    };
    let heads = Completion::ALL.map(|of| view! { <th scope="col">{word(of)}</th> }).collect_view();
    let table = view! {
        <table class="unit-table">
            <caption>"Kelompok menurut aturannya"</caption>
            <thead>
                <tr>
                    <th scope="col">"Kelompok"</th>
                    <th scope="col">"Pegawai"</th>
                    <th scope="col">"Selesai"</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{groups.into_iter().map(row).collect_view()}</tbody>
        </table>
        {back}
    };
    Some(table.into_any())
}

fn unit_row(row: PlanUnit, of_parent: PlanBoardQuery) -> AnyView {
    let PlanUnit { id, name, is_own, counts, agreed } = row;
    let asked = PlanBoardQuery { unit: Some(id), is_direct: is_own, ..of_parent };
    let cells = Completion::ALL.map(|of| {
        let cell = link(counts, of, PlanBoardQuery { of: Some(of), ..asked.clone() }, &name);
        view! { <td data-label=word(of)>{cell}</td> }
    });
    let cells = cells.collect_view();
    let head = if is_own { name.into_any() } else { view! { <a href=asked.address(false)>{name}</a> }.into_any() };
    view! {
        <tr>
            <th scope="row">{head}</th>
            <td data-label="Pegawai">{format::count(counts.people())}</td>
            <td data-label="Selesai">{agreed}</td>
            {cells}
        </tr>
    }
    .into_any()
}

fn listed(people: PlanPeople, of_unit: PlanBoardQuery, unit: &str, submission: Submission) -> AnyView {
    let PlanPeople { of, is_direct, total, shown, opens, people, next, remind } = people;
    let asked = PlanBoardQuery { of: Some(of), is_direct, ..of_unit.clone() };
    let next = next.map(|after| {
        let address = PlanBoardQuery { after: Some(after), ..asked.clone() }.address(false);
        view! { <a class="button" href=address>"Berikutnya"</a> }
    });
    let group = of_unit.group.clone();
    let (year, id) = (of_unit.year.unwrap_or_default().to_string(), of_unit.unit.map(|unit| unit.to_string()));
    let remind = remind.map(|words| {
        let fields = {
            let (year, id) = (year.clone(), id.clone().unwrap_or_default());
            move || Fields::default().with("tahun", &year).with("unit", &id)
        };
        view! {
            <form method="post" action="/skp/kelengkapan" on:submit=move |event: SubmitEvent| submission.act(&event, fields())>
                {written_for()}
                <input type="hidden" name="tahun" value=year />
                <input type="hidden" name="unit" value=id />
                <input type="hidden" name="keadaan" value=of.code() />
                {group.map(|group| view! { <input type="hidden" name="kelompok" value=group /> })}
                {is_direct.then(|| view! { <input type="hidden" name="langsung" value=DIRECT /> })}
                <button class="quiet" type="submit">
                    {words}
                </button>
            </form>
        }
    });
    let person = |person: PlanPerson| {
        let name = person.name;
        let name = if opens {
            view! { <a href=format!("/tim/{}", person.id)>{name}</a> }.into_any()
        } else {
            view! { <b>{name}</b> }.into_any()
        };
        view! {
            <li>
                {name}
                <span>{person.post}</span>
                <span>{person.about}</span>
                {person.reminded.map(|reminded| view! { <small>{reminded}</small> })}
            </li>
        }
    };
    let list = if people.is_empty() {
        view! { <Empty sentence="Tidak ada lagi yang di sini sekarang." /> }.into_any()
    } else {
        view! { <ul class="people-list">{people.into_iter().map(person).collect_view()}</ul> }.into_any()
    };
    let direct = if is_direct { "langsung di" } else { "di" };
    view! {
        <section class="board-people" aria-label=word(of)>
            <h2>{format!("{} {direct} {unit}: {} pegawai", word(of), format::count(total))}</h2>
            <p class="pager">
                <a href=of_unit.address(false)>"Kembali ke semua unit"</a>
            </p>
            {remind}
            <SubmissionOutcome submission />
            {part_of_file(shown)}
            {list}
            {next}
        </section>
    }
    .into_any()
}
