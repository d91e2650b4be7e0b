//! Rules about deadlines in words, and what one would give before it is saved.

use crate::{
    domain::calendar::{
        Counting, DayCount, DeadlineKind, DeadlineRule, DeadlineRules, Period, PeriodKind, WorkWeek, periods_of,
    },
    error::{Error, FieldErrors, Result},
    features::calendar::{
        action,
        model::{CalendarChange, RuleDraft, RuleLine, RulePreview},
    },
    server::{door::Tx, plan_deadline},
    ui::format,
};
use jiff::civil::Date;

/// `7 hari kerja sesudah bulan berakhir`
fn counted(kind: DeadlineKind, DayCount { days, counting }: DayCount) -> String {
    let of = match counting {
        Counting::Calendar => "hari kalender",
        Counting::Working => "hari kerja",
    };
    let after = match kind {
        DeadlineKind::Month => "sesudah bulan berakhir",
        DeadlineKind::Quarter => "sesudah triwulan berakhir",
        DeadlineKind::Year => "sesudah tahun berakhir",
        DeadlineKind::Plan => "sejak 1 Januari",
    };
    format!("{days} {of} {after}")
}

fn from(rule: &DeadlineRule) -> String {
    let words = counted(rule.kind, rule.count);
    format!("Mulai {}: {words}. Sumber: {}", format::day(rule.holds_from), rule.source)
}

/// Returns how deadlines are counted today, and by later rules.
pub(super) fn lines(rules: &DeadlineRules, today: Date) -> Vec<RuleLine> {
    let line = |kind: DeadlineKind| {
        let now = match (rules.in_force(kind, today), kind.periods()) {
            (Some(rule), _) => from(rule),
            (None, Some(periods)) => format!("{} (bawaan aplikasi)", counted(kind, periods.default_count())),
            (None, None) => "Belum ada aturan; batas tiap tahun dicatat sendiri-sendiri.".to_owned(),
        };
        let later = rules.about(kind).filter(|rule| rule.holds_from > today).map(from);
        RuleLine { kind, words: [now].into_iter().chain(later).collect() }
    };
    DeadlineKind::ALL.map(line).into()
}

/// Returns the working week of today, and later ones.
pub(super) fn week(rules: &DeadlineRules, today: Date) -> String {
    let word = |week| match week {
        WorkWeek::Five => "Senin sampai Jumat",
        WorkWeek::Six => "Senin sampai Sabtu",
    };
    let later = rules.working.weeks_after(today);
    let later = later.map(|(since, week)| format!("; mulai {} {}", format::day(since), word(week)));
    format!("{}{}", word(rules.working.week(today)), later.collect::<String>())
}

/// Returns what a rule would give: the days of the year from which it holds, or what is wrong beside its fields.
pub(super) async fn preview(tx: &mut Tx, rules: &DeadlineRules, draft: &RuleDraft) -> Result<RulePreview> {
    let RuleDraft { kind, days, counting, holds_from, source } = draft.clone();
    let typed = CalendarChange { kind, days, counting, day: holds_from, reason: source, ..CalendarChange::default() };
    match action::parse_rule(&typed, tx.today()) {
        Ok(rule) => Ok(RulePreview { errors: vec![], says: Some(says(tx, rules, rule).await?) }),
        Err(Error::Invalid(FieldErrors(errors))) => Ok(RulePreview { errors, says: None }),
        Err(error) => Err(error),
    }
}

async fn says(tx: &mut Tx, rules: &DeadlineRules, rule: DeadlineRule) -> Result<String> {
    let (kind, from) = (rule.kind, rule.holds_from);
    let rules = rules.with(rule);
    let Some(periods) = kind.periods() else {
        // The first year that begins on that day or later.
        let year = if from == from.first_of_year() { from.year() } else { from.year().saturating_add(1) };
        let Some((due_on, _)) = rules.plans_due_on(year) else { return Ok(String::new()) };
        let set = plan_deadline::set(tx, year, year).await?.pop();
        let set = set.map(|set| {
            let day = format::day(set.due_on);
            format!(" Untuk SKP {year} sudah dicatat batas tersendiri, {day}; itu tetap berlaku.")
        });
        return Ok(format!("SKP {year} diajukan paling lambat {}.{}", format::day(due_on), set.unwrap_or_default()));
    };
    let due = |period: Period| {
        let due_on = format::day(rules.due_on(periods, period.ends_on));
        format!("{} sampai {due_on}", format::period(periods, period.starts_on))
    };
    let touched = periods_of(from.year()).into_iter().filter(|period| period.kind == periods && period.ends_on >= from);
    let touched: Vec<String> = touched.map(due).collect();
    let kind = match periods {
        PeriodKind::Month => "bulanan",
        PeriodKind::Quarter => "triwulanan",
        PeriodKind::Year => "tahunan",
    };
    Ok(format!("Laporan {kind} tepat waktu: {}. Tenggat yang sudah dipindah sendiri tetap.", touched.join("; ")))
}
