//! Why an indicator stands where it stands, in one or two sentences beside its numbers.

use super::CardRow;
use crate::{
    domain::measure::{Achievement, Frequency, Polarity, STEP_UNIT, Standing, Status, Value},
    ui::format,
};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Returns the sentences: what counts as better where that is not plainly more, the comparison behind the share, and
/// the rule where support is needed or a report is missing. `None` where the numbers speak for themselves.
pub(super) fn sentence(row: &CardRow, standing: Option<Standing>, today: Date) -> Option<String> {
    if row.unit == STEP_UNIT {
        return in_words(row, standing);
    }
    let compared = standing.and_then(|standing| compared(row, standing, today));
    let parts: Vec<String> = [direction(row), compared, rule(row, standing)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// Returns when a measure in words is to be reached, where it should be by now; nothing is computed with it.
fn in_words(row: &CardRow, standing: Option<Standing>) -> Option<String> {
    if row.status != Status::NeedsSupport {
        return (row.status == Status::Silent).then(|| rule(row, standing)).flatten();
    }
    let (month, _) = (1_i8..).zip(&row.target.months.0).find(|(_, target)| target.is_some())?;
    let month = Date::new(row.target.starts_on.year(), month, 1).ok()?;
    Some(format!("Menurut SKP tercapai paling lambat akhir {}.", format::month(month)))
}

/// Returns what counts as better.
fn direction(row: &CardRow) -> Option<String> {
    let aim = row.measured(row.target.months.last()?);
    match row.target.polarity {
        Polarity::Maximise => None,
        Polarity::Minimise => {
            let from = row.target.baseline.map(|baseline| format!("dari {} ", row.measured(baseline)));
            Some(format!("Makin kecil makin baik: {}menuju {aim}.", from.unwrap_or_default()))
        }
        Polarity::Stabilise => Some(format!("Makin dekat ke {aim} makin baik.")),
    }
}

/// Returns the value beside the one expected, with the share that follows.
fn compared(row: &CardRow, standing: Standing, today: Date) -> Option<String> {
    let target = &row.target;
    let expected = target.expected(target.judged_on(Some(standing), today))?;
    let value = standing.value.decimal();
    let achieved = target.achieved(standing, today)?;
    if let Achievement::Reached(reached) = achieved {
        let word = if reached { "sudah" } else { "belum" };
        return Some(format!("Yang seharusnya, {}, {word} tercapai.", row.amount(expected)));
    }
    let percent = achieved.shown_percent().map(format::percent)?;
    let when = target.closed_month(Some(standing), today);
    let when = when.map(|on| format!(" akhir {}", format::short_month(on))).unwrap_or_default();
    Some(match target.polarity {
        Polarity::Maximise => {
            format!("{} dari {} yang seharusnya{when}: {percent}.", row.amount(value), row.amount(expected))
        }
        Polarity::Minimise => {
            let baseline = target.baseline.map_or(Decimal::ZERO, Value::decimal);
            let (moved, due) = (baseline - value, baseline - expected);
            let word = if moved.is_sign_negative() { "Naik" } else { "Turun" };
            format!("{word} {}, seharusnya turun {}: {percent}.", row.amount(moved.abs()), row.amount(due))
        }
        Polarity::Stabilise => {
            format!("Selisihnya {} dari {}: {percent}.", row.amount((value - expected).abs()), row.amount(expected))
        }
    })
}

/// Returns the rule behind a status that asks for something.
fn rule(row: &CardRow, standing: Option<Standing>) -> Option<String> {
    let often = match row.target.frequency {
        Frequency::Weekly => "tiap minggu",
        Frequency::Monthly => "tiap bulan",
        Frequency::Quarterly => "tiap triwulan",
    };
    match (row.status, standing) {
        (Status::NeedsSupport, _) => Some(format!("Di bawah {} % disebut perlu dukungan.", row.on_plan)),
        (Status::Silent, Some(_)) => Some(format!("Dilaporkan {often}; laporan terakhir lebih lama dari itu.")),
        (Status::Silent, None) => Some(format!("Dilaporkan {often}; laporan pertama belum ada.")),
        _ => None,
    }
}
