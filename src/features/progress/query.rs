//! Reading results and reports: the results of Beranda, the API's lists.

use super::{
    card::{CardRow, cards},
    model::{ChosenReport, CoverageCard, Results, RhkCard, Support},
    rest::{ApiIndicator, ApiReport},
    store::{self, Asks},
};
use crate::{
    domain::{
        id::{EmployeeId, IkiId, ReportId, SkpId},
        measure::{Fraction, Status, Value},
        plausible::PlausibleRange,
        progress::NewReport,
        rhythm::Receipt,
    },
    error::{Error, FieldErrors, Result},
    features::feedback::{
        model::ThreadPlace,
        request::{self, RequestState},
    },
    server::{door::Tx, due::DueRules, pilot, plan_deadline},
    ui::format,
};
use jiff::civil::Date;

/// The results of a person: the own ones, or somebody's whose work one follows.
pub(crate) async fn results(tx: &mut Tx, employee: EmployeeId) -> Result<Results> {
    let (zone, today) = (tx.actor.zone, tx.today());
    let rows = cards(tx, employee, None).await?;
    let mut rhk: Vec<RhkCard> = Vec::new();
    for row in &rows {
        if rhk.last().is_none_or(|card| card.id != row.rhk) {
            rhk.push(RhkCard {
                id: row.rhk,
                text: row.rhk_text.clone(),
                supports: row.supports.clone(),
                indicators: vec![],
            });
        }
        if let Some(card) = rhk.last_mut() {
            card.indicators.push(row.card(zone, today));
        }
    }
    let missing = if rows.is_empty() {
        let is_own = tx.actor.employee == Some(employee);
        Some(plan_deadline::missing_words(tx, employee, is_own).await?)
    } else {
        None
    };
    Ok(Results {
        asks: vec![],
        chosen: None,
        missing,
        employee,
        skp: rows.first().map(|row| row.skp),
        today: format::long_day(today),
        rhk,
    })
}

/// The own results, and what waits for this person.
pub(crate) async fn own_results(tx: &mut Tx) -> Result<Results> {
    let employee = tx.actor.employee.ok_or(Error::NotFound)?;
    let today = tx.today();
    let mut waiting = store::asks(tx, employee).await?;
    // A reminder from before the pilot.
    if let Some(year) = waiting.reminded_year
        && pilot::outside(tx, employee, year, true).await?.is_some()
    {
        waiting.reminded_year = None;
    }
    let mut asks = asks(waiting, today);
    let deadline = plan_deadline::waiting_for(tx, employee).await?;
    asks.extend(deadline.map(|deadline| ("/skp".to_owned(), plan_deadline::words(&deadline, today))));
    let mut results = results(tx, employee).await?;
    // Without a plan it is said where the results would be.
    if results.missing.is_none() {
        let outside = pilot::outside(tx, employee, today.year(), true).await?;
        asks.extend(outside.map(|words| ("/kalender".to_owned(), words)));
    }
    let assessor = store::assessor(tx, employee).await?;
    let requests = request::states(tx, employee).await?;
    for rhk in &mut results.rhk {
        let support = match requests.get(&rhk.id) {
            Some(RequestState::Waits { thread, sent_at }) => Support {
                href: ThreadPlace::Thread(*thread).path(),
                link: "Lihat permintaan dukungan".to_owned(),
                state: request::told(tx, *sent_at, assessor.as_deref()),
            },
            newest => Support {
                // The box of the message: without JavaScript the browser leads to it.
                href: format!("/percakapan/baru?rhk={0}&jenis=dukungan#tulis-{0}", rhk.id),
                link: "Minta dukungan".to_owned(),
                state: match newest {
                    Some(RequestState::Answered { at }) => request::answered(tx, *at),
                    _ => request::offered(tx, assessor.as_deref()),
                },
            },
        };
        for card in rhk.indicators.iter_mut().filter(|card| card.status == Status::NeedsSupport) {
            card.support = Some(support.clone());
        }
    }
    Ok(Results { asks, ..results })
}

/// The longest part of a note that stands on Beranda, in characters.
const MAX_NOTE: usize = 120;

/// What waits, in sentences with their addresses.
fn asks(asks: Asks, today: Date) -> Vec<(String, String)> {
    let returned = asks.returned.zip(asks.returned_year).map(|(skp, year)| {
        let note = asks.return_note.unwrap_or_default();
        let begin = match note.char_indices().nth(MAX_NOTE) {
            Some((at, _)) => format!("{}…", note[..at].trim_end()),
            None => note,
        };
        (format!("/skp/{skp}"), format!("SKP {year} dikembalikan: {begin}"))
    });
    let given = asks.given.zip(asks.given_year).zip(asks.given_results).map(|((skp, year), results)| {
        (format!("/skp/{skp}"), format!("{results} hasil kerja dari atasan menunggu dilengkapi di SKP {year}"))
    });
    let submitted = (asks.submitted > 0)
        .then(|| ("/skp/menunggu".to_owned(), format!("{} SKP menunggu persetujuan Anda", asks.submitted)));
    let follow_ups = asks.first_due.map(|first| {
        let first = first.to_jiff();
        let until = if first < today {
            "ada yang lewat waktu".to_owned()
        } else {
            format!("paling dekat {}", format::short_day(first))
        };
        ("/tindak-lanjut".to_owned(), format!("{} tindak lanjut rapat untuk Anda, {until}", asks.follow_ups))
    });
    // Where it was returned that sentence says what to do.
    let reminded = asks.reminded_year.filter(|year| asks.returned_year != Some(*year)).map(|year| {
        let who = asks.reminded_by.unwrap_or_else(|| "Pengelola".to_owned());
        ("/skp".to_owned(), format!("{who} mengingatkan: SKP {year} Anda belum diajukan"))
    });
    [returned, given, reminded, submitted, follow_ups].into_iter().flatten().collect()
}

/// Returns the own results, with the report that the caller has chosen to be corrected and what is plausible in its place.
pub(crate) async fn own_results_for(tx: &mut Tx, corrects: Option<ReportId>) -> Result<Results> {
    let mut results = own_results(tx).await?;
    let Some(id) = corrects else { return Ok(results) };
    let (agency, zone, me) = (tx.actor.agency, tx.actor.zone, tx.actor.employee);
    let stored = store::stored(tx.db(), agency, id).await?.filter(|stored| me == Some(stored.employee));
    if let Some(stored) = stored
        && store::correctable(tx, stored.iki).await?.contains(&id)
        && let Some(row) = cards(tx, stored.employee, Some(stored.iki)).await?.into_iter().next()
    {
        let (day, value) =
            (format::short_day(zone.day(stored.observed_at)), row.reported(stored.value, stored.fraction));
        let plausible = range_in_place(tx, &row, id, zone.day(stored.observed_at)).await?;
        for card in results.rhk.iter_mut().flat_map(|rhk| &mut rhk.indicators).filter(|card| card.id == stored.iki) {
            card.plausible = plausible;
            card.coverage = card.coverage.take().map(|coverage| in_place(coverage, stored.fraction));
        }
        results.chosen = Some(ChosenReport {
            id,
            is_correctable: true,
            words: format!("Memperbaiki laporan {day}: {value}"),
            receipt: format!("laporan {day} diperbaiki"),
            note: stored.note,
        });
        return Ok(results);
    }
    let words = "Laporan yang dipilih tidak dapat diperbaiki: sudah diperbaiki, penilaian periodenya sudah final, atau \
                 SKP-nya ditutup. Isian ini menjadi laporan baru.";
    let (words, receipt) = (words.to_owned(), String::new());
    results.chosen = Some(ChosenReport { id, is_correctable: false, words, receipt, note: None });
    Ok(results)
}

/// What stands in the fields of a coverage when a report is corrected: what that one said.
fn in_place(coverage: CoverageCard, corrected: Option<Fraction>) -> CoverageCard {
    let typed = |value: Value| format::number(value.decimal());
    corrected.map_or(coverage, |fraction| CoverageCard {
        numerator: typed(fraction.numerator()),
        denominator: typed(fraction.denominator()),
    })
}

/// What is plausible in the place of a report of the day `on` that is corrected.
async fn range_in_place(tx: &mut Tx, row: &CardRow, report: ReportId, on: Date) -> Result<PlausibleRange> {
    let (past, next) = store::neighbours(tx, row.iki, report).await?;
    Ok(row.range_of_correction(&past, next, on))
}

/// What is asked before a report is taken, because something in it looks like a slip, by the fields; `typed` is its value
/// as it was written.
pub(crate) async fn questions(tx: &mut Tx, report: &NewReport, typed: &str) -> Result<FieldErrors> {
    let (agency, zone, today) = (tx.actor.agency, tx.actor.zone, tx.today());
    let mut asked = FieldErrors::default();
    let Some(employee) = tx.actor.employee else { return Ok(asked) };
    // A foreign indicator is for the one who takes the report to refuse.
    let Some(row) = cards(tx, employee, Some(report.iki)).await?.into_iter().next() else { return Ok(asked) };
    let mut card = row.card(zone, today);
    if let Some(corrects) = report.corrects
        && let Some(stored) = store::stored(tx.db(), agency, corrects).await?
    {
        card.plausible = range_in_place(tx, &row, corrects, zone.day(stored.observed_at)).await?;
        card.coverage = card.coverage.take().map(|coverage| in_place(coverage, stored.fraction));
    }
    asked.0.extend(report.fraction.map(|fraction| card.coverage_questions(fraction)).unwrap_or_default());
    if asked.0.is_empty() {
        let field = if report.fraction.is_some() { Fraction::NUMERATOR } else { "value" };
        let odd = card.plausible.implausible(report.value, typed, report.corrects.is_some());
        asked.0.extend(odd.map(|odd| (field.to_owned(), card.question(odd, report.value))));
    }
    Ok(asked)
}

/// The person's open indicators.
pub(crate) async fn api_indicators(tx: &mut Tx) -> Result<Vec<ApiIndicator>> {
    let Some(employee) = tx.actor.employee else { return Ok(vec![]) };
    Ok(cards(tx, employee, None)
        .await?
        .into_iter()
        .map(|row| ApiIndicator {
            target: row.target.months.last().unwrap_or(Value::ZERO),
            id: row.iki,
            rhk: row.rhk_text,
            name: row.name,
            unit: row.unit,
            polarity: row.target.polarity,
            accumulation: row.target.accumulation,
            baseline: row.target.baseline,
            population: row.population,
            last_value: row.value,
            last_reported_at: row.received_at.map(|at| at.to_jiff().to_string()),
            status: row.status,
        })
        .collect())
}

/// The person's own reports of an indicator, newest first, behind the report `after`.
pub(crate) async fn api_reports(tx: &mut Tx, iki: IkiId, after: Option<ReportId>) -> Result<Vec<ApiReport>> {
    let (agency, me) = (tx.actor.agency, tx.actor.employee.ok_or(Error::NotFound)?);
    let indicator = sqlx::query!(
        r#"select i.skp_id as "skp!: SkpId", i.asked_from as "asked_from: jiff_sqlx::Date" from indicator i
        where i.agency_id = $1 and i.id = $2 and i.employee_id = $3"#,
        agency.0,
        iki.0,
        me.0
    )
    .fetch_optional(tx.db())
    .await?
    .ok_or(Error::NotFound)?;
    let asked_from = indicator.asked_from.map(jiff_sqlx::Date::to_jiff);
    let due = DueRules::of(tx, &[indicator.skp]).await?;
    let rows = sqlx::query!(
        r#"select r.id as "id: ReportId", r.value as "value: Value", r.numerator as "numerator: Value",
            r.denominator as "denominator: Value", r.note, r.observed_at as "observed_at: jiff_sqlx::Timestamp",
            r.received_at as "received_at: jiff_sqlx::Timestamp", r.corrects_id is not null as "is_correction!"
        from report r
        where r.agency_id = $1 and r.iki_id = $2 and ($3::uuid is null or (r.received_at, r.id) < (
            select a.received_at, a.id from report a where a.agency_id = $1 and a.id = $3 and a.iki_id = $2))
        order by r.received_at desc, r.id desc limit 200"#,
        agency.0,
        iki.0,
        after.map(|after| after.0)
    )
    .fetch_all(tx.db())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (observed_at, received_at) = (row.observed_at.to_jiff(), row.received_at.to_jiff());
            let receipt = Receipt { observed_at, received_at, is_correction: row.is_correction };
            ApiReport {
                id: row.id,
                value: row.value,
                numerator: row.numerator,
                denominator: row.denominator,
                note: row.note,
                observed_at: observed_at.to_string(),
                received_at: received_at.to_string(),
                late: due.is_late(indicator.skp, asked_from, receipt),
            }
        })
        .collect())
}
