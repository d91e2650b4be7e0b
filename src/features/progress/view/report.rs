//! `/lapor`: choose an indicator, then report. Works without JavaScript.
//!
//! The download of this page contains the form of Beranda's cards, too. Beranda fetches it once it is usable, so that
//! both are there without a signal.

use super::{cards::KeyFigures, form::ReportForm};
use crate::{
    document::{mark_missing, next_form_id, use_typed},
    domain::{
        event::Topic,
        id::{IkiId, ReportId},
        measure::{Fraction, Status},
    },
    error::Error,
    features::progress::{
        api::my_results,
        model::{ChosenReport, IkiCard, Results},
    },
    form_input::SubmittedForm,
    query::{LoadError, Query, sign_in_again},
    ui::{
        chart::Bullet,
        empty::{Empty, Skeleton},
        field::{TextArea, TextField},
        form::{SubmitButton, written_for},
        live::on_change,
        notice::{Notice, NoticeKind},
        shell::PageHead,
        status::StatusMark,
    },
};
use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local};
use leptos_router::{
    LazyRoute,
    hooks::{use_navigate, use_query_map},
    lazy_route,
};
use uuid::Uuid;

/// The download of what reports: the page, or a form.
#[derive(Debug)]
pub struct ReportRoute(Option<OnCard>);

/// The form on a card.
#[derive(Debug)]
struct OnCard {
    card: IkiCard,
    now: Memo<Option<IkiCard>>,
    preview: RwSignal<Option<i32>>,
    on_cancel: Callback<()>,
}

#[lazy_route]
impl LazyRoute for ReportRoute {
    fn data() -> Self {
        Self(None)
    }

    fn view(this: Self) -> AnyView {
        let ReportRoute(form) = this;
        match form {
            Some(OnCard { card, now, preview, on_cancel }) => {
                view! { <ReportForm card now preview on_cancel /> }.into_any()
            }
            None => view! { <ReportPage /> }.into_any(),
        }
    }
}

/// Draws the form of a card once its download is there; `preview` is where the bar of the card goes while somebody types.
pub(super) fn form_on_card(
    now: Memo<Option<IkiCard>>,
    preview: RwSignal<Option<i32>>,
    on_cancel: Callback<()>,
) -> Option<AnyView> {
    let card = now.get_untracked()?;
    let form = RwSignal::new_local(None);
    let on_card = OnCard { card, now, preview, on_cancel };
    let drawn = ScopedFuture::new(ReportRoute::view(ReportRoute(Some(on_card))));
    spawn_local(async move {
        form.try_set(Some(drawn.await));
    });
    let form = move || {
        form.track();
        form.try_update_untracked(Option::take).flatten()
    };
    Some(form.into_any())
}

#[component]
fn ReportPage() -> impl IntoView {
    let query = use_query_map();
    // What is no id is of no indicator.
    let indicator = Memo::new(move |_| {
        let id = query.read().get("indikator").filter(|id| !id.is_empty())?;
        Some(id.parse().unwrap_or(IkiId(Uuid::nil())))
    });
    view! {
        {move || match indicator.get() {
            Some(id) => view! { <ReportOne indicator=id /> }.into_any(),
            None => view! { <ReportChoice /> }.into_any(),
        }}
    }
    .into_any()
}

/// The own results, with a report that is to be corrected.
fn own_results(corrects: Option<ReportId>) -> Query<Results> {
    Query::load_kept(move || corrects, my_results)
}

/// Which indicator: those that need a report most come first.
#[component]
fn ReportChoice() -> impl IntoView {
    let results = own_results(None);
    let list = move |cards: Vec<IkiCard>| {
        let of = |wanted| cards.iter().filter(move |card| card.status == wanted).cloned();
        // By a walk for each status: sorting would be code of its own in the browser.
        Status::ALL
            .into_iter()
            .flat_map(of)
            .map(|card| {
                view! {
                    <li>
                        <a href=format!("/lapor?indikator={}", card.id)>
                            <span>{card.name}</span>
                            <small>
                                {card.reported.map_or_else(|| "Belum pernah dilaporkan".to_owned(), |at| format!("Terakhir: {at}"))}
                            </small>
                        </a>
                        <StatusMark status=card.status />
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <PageHead title="Lapor" subtitle="Pilih yang ingin dilaporkan" />
        <Suspense fallback=|| ()>
            {move || results.is_awaited().then(|| view! { <Skeleton lines=4 /> })}
            {move || {
                results.get().map(|results| {
                    let cards: Vec<_> = results.rhk.into_iter().flat_map(|card| card.indicators).collect();
                    if cards.is_empty() {
                        view! { <Empty sentence="Belum ada indikator yang perlu dilaporkan." /> }.into_any()
                    } else {
                        view! { <ul class="choice-list">{list(cards)}</ul> }.into_any()
                    }
                })
            }}
            <LoadError error=results.error retry=move |()| results.refetch() />
        </Suspense>
    }
    .into_any()
}

#[component]
fn ReportOne(indicator: IkiId) -> impl IntoView {
    let typed = use_typed();
    let query = use_query_map();
    let (received, corrects) = {
        let id = |name: &str| query.read_untracked().get(name).and_then(|id| id.parse::<ReportId>().ok());
        (id("diterima"), id("perbaiki"))
    };
    let results = own_results(corrects);
    let person = results.select(|results| results.employee);
    on_change(move || person.get().map(Topic::Person).into_iter().collect(), move || results.refetch());
    let card = Memo::new(move |_| results.with(|results| results.and_then(|results| pick(results, indicator))));
    // The form stays while the numbers around it follow what it sent.
    let is_there = results.select(move |results| pick(results, indicator).is_some());
    let next = next_form_id();
    let close = {
        let navigate = use_navigate();
        Callback::new(move |()| navigate("/", leptos_router::NavigateOptions::default()))
    };
    view! {
        <PageHead title="Lapor" />
        <Suspense fallback=|| ()>
            {move || results.is_awaited().then(|| view! { <Skeleton lines=6 /> })}
            {move || {
                let typed = typed.clone();
                match (is_there.get(), typed) {
                    (Some(true), typed) => report_one(card, next, typed, received, close),
                    (Some(false), _) => {
                        mark_missing();
                        view! { <Empty sentence=Error::NotFound.to_string() /> }.into_any()
                    }
                    (None, Some(typed)) if results.error.with(Option::is_some) => kept(indicator, &typed),
                    (None, _) => ().into_any(),
                }
            }}
            <LoadError error=results.error retry=move |()| results.refetch() />
        </Suspense>
    }
    .into_any()
}

/// An indicator with the result that it belongs to, and the report that was chosen to be corrected.
type Picked = (String, IkiCard, Option<ChosenReport>);

fn pick(results: &Results, indicator: IkiId) -> Option<Picked> {
    results.rhk.iter().find_map(|rhk| {
        let card = rhk.indicators.iter().find(|card| card.id == indicator)?;
        Some((rhk.text.clone(), card.clone(), results.chosen.clone()))
    })
}

/// Returns the receipt of a plain form: what the server stored, not what the address says.
fn receipt(card: &IkiCard, report: Option<ReportId>) -> Option<String> {
    let (received, value) = (card.received.as_ref()?, card.value.as_ref()?);
    (report.is_some() && card.last_report == report).then(|| format!("Diterima {received}: {value}"))
}

/// Draws the form of one indicator; `received` is the report that a plain form has just sent.
fn report_one(
    shown: Memo<Option<Picked>>,
    next: Option<ReportId>,
    typed: Option<SubmittedForm>,
    received: Option<ReportId>,
    on_cancel: Callback<()>,
) -> AnyView {
    // What was chosen is kept as it stood when the page was opened: once it is corrected it can be so no more.
    let Some((rhk, card, chosen)) = shown.get_untracked() else { return ().into_any() };
    let now = Memo::new(move |_| shown.get().map(|(_, card, _)| card));
    let preview = RwSignal::new(None);
    let (indicator, name) = (card.id, card.name.clone());
    let received = receipt(&card, received);
    let id = typed.as_ref().and_then(|typed| typed.field("id")).and_then(|id| id.parse().ok()).or(next);
    // Above the form only what is needed to fill it: the button stays within reach.
    let figures = move || {
        now.get()
            .map(|card| view! { <KeyFigures card=IkiCard { bullet: None, ..card } preview=Signal::stored(None) /> })
    };
    view! {
        <section class="indicator" aria-label=name.clone()>
            <div class="indicator-head">
                <h2>{name.clone()}</h2>
                {move || now.get().map(|card| view! { <StatusMark status=card.status /> })}
            </div>
            {move || now.get().and_then(|card| card.bullet).map(|plot| view! { <Bullet plot preview /> })}
            <ReportForm card now preview id typed received chosen on_cancel />
            {figures}
            <p class="result-supports">{rhk}</p>
            <p>
                <a href=format!("/riwayat/{indicator}")>"Riwayat indikator ini"</a>
            </p>
        </section>
    }
    .into_any()
}

/// A report that came back while nobody was signed in any more: what was typed stays, to be sent again after
/// signing in beside it. Its id stays too, so that it is stored once.
fn kept(indicator: IkiId, typed: &SubmittedForm) -> AnyView {
    let field = |name: &str| typed.field(name).unwrap_or_default();
    let sentence = typed.sentence();
    let numbers = [("value", "Realisasi"), (Fraction::NUMERATOR, "Jumlah"), (Fraction::DENOMINATOR, "Dari")];
    let numbers = numbers.into_iter().filter_map(|(name, label)| {
        let value = typed.field(name)?;
        Some(view! { <TextField id=format!("isian-{name}") name=name label=label value=value /> }.into_any())
    });
    let numbers: Vec<AnyView> = numbers.collect();
    view! {
        {sentence.map(|sentence| view! { <Notice kind=NoticeKind::Error>{sentence}</Notice> })}
        <p>
            <a href=sign_in_again(&format!("/lapor?indikator={indicator}")) rel="external" target="_blank">
                "Masuk lagi"
            </a>
            " di tab lain, lalu kirim isian ini sekali lagi."
        </p>
        <form class="report-form" method="post" action="/lapor">
            {written_for()}
            <input type="hidden" name="indikator" value=indicator.to_string() />
            <input type="hidden" name="id" value=field("id") />
            <input type="hidden" name="corrects" value=field("corrects") />
            <input type="hidden" name="sure" value=field("sure") />
            {numbers}
            <TextArea id="catatan" name="note" label="Catatan" value=field("note") rows=2 />
            <SubmitButton label="Kirim laporan" />
        </form>
    }
    .into_any()
}
