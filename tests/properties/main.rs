//! Properties for all inputs: rules are total and monotone, printed values parse back to themselves, and no bytes make
//! a parser panic.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

mod cascade;

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use kinerja::domain::{
    account::{check_password, normal_login, retry_at},
    board::Counts,
    calendar::{Month, Zone, week_of},
    event::Topic,
    forecast,
    id::{EmployeeId, IkiId, SessionId, ThreadId, UnitId},
    measure::{
        Accumulation, Achievement, Frequency, MonthTargets, Polarity, Standing, Status, Target, Thresholds, Value,
        achievement,
    },
    nip::Nip,
    plausible::{Implausible, PlausibleRange, makes_sense},
    rhythm::{ReportDay, WeekStatus, week_status},
    text::{Name, Note, Paragraph},
};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Every storable value: 12 digits before and 4 after the point, the bounds included.
fn values() -> BoxedStrategy<Value> {
    let most = 9_999_999_999_999_999_i64;
    prop_oneof![
        4 => -most..=most,
        2 => -20_000_000_i64..=20_000_000,
        1 => prop_oneof![Just(0), Just(1), Just(-1), Just(most), Just(-most)],
    ]
    .prop_map(|units| Value::new(Decimal::new(units, 4)).expect("within the bounds"))
    .boxed()
}

fn polarities() -> impl Strategy<Value = Polarity> {
    prop_oneof![Just(Polarity::Maximise), Just(Polarity::Minimise), Just(Polarity::Stabilise)]
}

fn accumulations() -> impl Strategy<Value = Accumulation> {
    prop_oneof![Just(Accumulation::Year), Just(Accumulation::Month), Just(Accumulation::Level)]
}

fn frequencies() -> impl Strategy<Value = Frequency> {
    prop_oneof![Just(Frequency::Weekly), Just(Frequency::Monthly), Just(Frequency::Quarterly)]
}

/// Days from November 2024 to March 2028: before, in and after the plans.
fn days() -> impl Strategy<Value = Date> {
    (-400_i64..=800).prop_map(|offset| date(2026, 1, 1).checked_add(offset.days()).expect("a day"))
}

fn plans() -> impl Strategy<Value = (Date, Date)> {
    (0_i64..365, 0_i64..365).prop_map(|(a, b)| {
        let day = |offset: i64| date(2026, 1, 1).checked_add(offset.days()).expect("a day");
        (day(a.min(b)), day(a.max(b)))
    })
}

fn month_targets() -> BoxedStrategy<MonthTargets> {
    prop_oneof![
        values().prop_map(MonthTargets::even),
        values().prop_map(MonthTargets::constant),
        prop::collection::vec(prop::option::of(values()), 12)
            .prop_map(|months| MonthTargets(months.try_into().expect("twelve"))),
        Just(MonthTargets([None; 12])),
    ]
    .boxed()
}

prop_compose! {
    fn targets()(
        polarity in polarities(), accumulation in accumulations(), baseline in prop::option::of(values()),
        months in month_targets(), frequency in frequencies(), (starts_on, ends_on) in plans(),
    ) -> Target {
        Target { polarity, accumulation, baseline, months, frequency, starts_on, ends_on, asked_from: Some(starts_on) }
    }
}

fn standings() -> impl Strategy<Value = Option<Standing>> {
    prop::option::of((values(), days()).prop_map(|(value, observed_on)| Standing { value, observed_on }))
}

fn thresholds() -> impl Strategy<Value = Thresholds> {
    (1_i16..200, 1_i16..200).prop_map(|(on_plan, more)| Thresholds { ahead: on_plan + more, on_plan })
}

fn statuses() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::ALL.to_vec())
}

/// The rank of a status with an expected value; `None` for a status without one.
fn goodness(status: Status) -> Option<u8> {
    match status {
        Status::NeedsSupport => Some(0),
        Status::OnPlan => Some(1),
        Status::Ahead => Some(2),
        Status::Silent | Status::NotDue => None,
    }
}

proptest! {
    #[test]
    fn every_achievement_can_be_computed_and_shown(
        polarity in polarities(), baseline in prop::option::of(values()), target in values(), value in values(),
    ) {
        let achieved = achievement(polarity, baseline, target.decimal(), value);
        if let Some(shown) = achieved.shown_percent() {
            prop_assert!(shown.scale() <= 1);
        }
    }

    #[test]
    fn reaching_the_target_exactly_is_all_of_it(
        polarity in polarities(), baseline in prop::option::of(values()), target in values(),
    ) {
        let all = achievement(polarity, baseline, target.decimal(), target);
        prop_assert!(matches!(all, Achievement::Percent(p) if p == Decimal::ONE_HUNDRED) || all == Achievement::Reached(true));
    }

    #[test]
    fn every_day_has_a_status_and_an_outlook(
        target in targets(), standing in standings(), on in days(), thresholds in thresholds(),
    ) {
        let (status, until) = target.outlook(standing, on, thresholds);
        prop_assert_eq!(status, target.status(standing, on, thresholds));
        prop_assert!(until.is_none_or(|until| until > on));
        if standing.is_none() {
            prop_assert!(matches!(status, Status::NotDue | Status::Silent));
        }
    }

    #[test]
    fn the_outlook_names_the_very_first_day_of_change(
        target in targets(), standing in standings(), on in days(), thresholds in thresholds(),
    ) {
        let (status, until) = target.outlook(standing, on, thresholds);
        // Up to the named day, or up to a day after the end of every plan.
        let last = until.unwrap_or(date(2027, 12, 31));
        let mut day = on;
        while day < last {
            prop_assert_eq!(target.status(standing, day, thresholds), status, "{}", day);
            day = day.tomorrow().expect("a day");
        }
        if let Some(until) = until {
            prop_assert_ne!(target.status(standing, until, thresholds), status);
        }
    }

    #[test]
    fn more_is_never_worse_where_more_is_wanted(
        target in targets(), observed_on in days(), on in days(), a in values(), b in values(), thresholds in thresholds(),
    ) {
        // A negative target would reverse the scale; plans have none.
        let target = Target {
            polarity: Polarity::Maximise,
            months: MonthTargets(target.months.0.map(|month| month.map(|value| {
                Value::new(value.decimal().abs()).expect("within the bounds")
            }))),
            ..target
        };
        let (less, more) = (a.min(b), a.max(b));
        let status = |value| goodness(target.status(Some(Standing { value, observed_on }), on, thresholds));
        prop_assert!(status(less) <= status(more), "{:?} {:?}", status(less), status(more));
        prop_assert_eq!(status(less).is_some(), status(more).is_some());
    }

    #[test]
    fn less_is_never_worse_where_less_is_wanted(
        baseline in values(), target in values(), a in values(), b in values(),
    ) {
        // A falling target is below its baseline.
        prop_assume!(target < baseline);
        let percent = |value| match achievement(Polarity::Minimise, Some(baseline), target.decimal(), value) {
            Achievement::Percent(percent) => percent,
            Achievement::Reached(_) => Decimal::ZERO,
        };
        prop_assert!(percent(a.min(b)) >= percent(a.max(b)));
    }

    #[test]
    fn further_from_a_steady_target_is_never_better(target in values(), a in values(), b in values()) {
        prop_assume!(!target.decimal().is_zero());
        let off = |value: Value| (value.decimal() - target.decimal()).abs();
        let percent = |value| match achievement(Polarity::Stabilise, None, target.decimal(), value) {
            Achievement::Percent(percent) => percent,
            Achievement::Reached(_) => Decimal::ZERO,
        };
        let (near, far) = if off(a) <= off(b) { (a, b) } else { (b, a) };
        prop_assert!(percent(near) >= percent(far));
    }

    #[test]
    fn nothing_is_expected_before_the_plan_and_all_of_it_at_its_end(total in values(), early in 1_i64..400) {
        let target = Target {
            polarity: Polarity::Maximise,
            accumulation: Accumulation::Year,
            baseline: None,
            months: MonthTargets::even(total),
            frequency: Frequency::Monthly,
            starts_on: date(2026, 1, 1),
            ends_on: date(2026, 12, 31),
            asked_from: Some(date(2026, 1, 1)),
        };
        prop_assert_eq!(target.expected(date(2026, 1, 1).checked_sub(early.days()).expect("a day")), None);
        let at_the_end = target.expected(date(2026, 12, 31)).unwrap_or_default();
        prop_assert_eq!(at_the_end, total.decimal());
        prop_assert_eq!(target.expected(date(2027, 6, 1)).unwrap_or_default(), total.decimal());
    }

    #[test]
    fn a_rising_plan_line_never_falls(total in 0_i64..9_000_000_000_000, a in 0_i64..365, b in 0_i64..365) {
        let target = Target {
            polarity: Polarity::Maximise,
            accumulation: Accumulation::Year,
            baseline: None,
            months: MonthTargets::even(Value::new(Decimal::new(total, 4)).expect("a value")),
            frequency: Frequency::Monthly,
            starts_on: date(2026, 1, 1),
            ends_on: date(2026, 12, 31),
            asked_from: Some(date(2026, 1, 1)),
        };
        let at = |offset: i64| target.expected(date(2026, 1, 1).checked_add(offset.days()).expect("a day")).unwrap_or_default();
        prop_assert!(at(a.min(b)) <= at(a.max(b)));
    }

    #[test]
    fn a_person_stands_no_better_than_any_indicator(all in prop::collection::vec(statuses(), 0..20)) {
        let worst = Status::worst(all.iter().copied());
        prop_assert!(all.iter().all(|status| worst <= *status));
        prop_assert!(all.is_empty() && worst == Status::NotDue || all.contains(&worst));
    }

    #[test]
    fn a_number_is_old_exactly_while_its_indicator_is_silent(
        target in targets(), standing in standings(), on in days(), thresholds in thresholds(),
    ) {
        let silent = target.status(standing, on, thresholds) == Status::Silent;
        prop_assert_eq!(target.old_since(standing, on).is_some(), silent && standing.is_some());
    }

    #[test]
    fn a_report_in_time_is_never_missed_and_makes_no_other_week_worse(
        target in targets(), reports in prop::collection::vec((days(), any::<bool>()), 0..12), report in days(),
        week in days(), today in days(),
    ) {
        let mut report_days: Vec<_> = reports.into_iter().map(|(on, late)| ReportDay { on, late }).collect();
        let monday = week_of(week);
        let before = week_status(&target, &report_days, monday, today);
        report_days.push(ReportDay { on: report, late: false });
        let after = week_status(&target, &report_days, monday, today);
        if week_of(report) == monday && report <= today {
            prop_assert!(after != WeekStatus::Missing && after != WeekStatus::NotDue);
        } else {
            prop_assert!(after >= before, "{:?} became {:?}", before, after);
        }
    }

    #[test]
    fn a_forecast_stays_a_share_and_is_no_surer_the_further_it_looks(
        weeks in prop::collection::vec(0_i32..=100, 0..60),
    ) {
        let likely = forecast::likely(&weeks);
        prop_assert_eq!(likely.is_empty(), weeks.len() < forecast::MIN_WEEKS);
        for week in &likely {
            prop_assert!(0 <= week.low && week.low <= week.middle);
            prop_assert!(week.middle <= week.high && week.high <= 100);
        }
        // If neither end is cut at 0 or 100, the band is as wide as the reach, but for rounding.
        for pair in likely.windows(2).filter(|pair| pair.iter().all(|week| week.low > 0 && week.high < 100)) {
            prop_assert!(pair[1].high - pair[1].low + 1 >= pair[0].high - pair[0].low, "{:?}", pair);
        }
    }

    #[test]
    fn counts_are_sums_and_differences_of_ones(
        a in prop::collection::vec(statuses(), 0..200), b in prop::collection::vec(statuses(), 0..200),
    ) {
        let (of_a, of_b): (Counts, Counts) = (a.iter().copied().collect(), b.iter().copied().collect());
        let of_both: Counts = a.iter().chain(&b).copied().collect();
        prop_assert_eq!(of_a + of_b, of_both);
        prop_assert_eq!(of_a + of_a.change_to(of_b), of_b);
        for status in Status::ALL {
            let counted = a.iter().filter(|one| **one == status).count();
            prop_assert_eq!(usize::try_from(of_a.of(status)).expect("not negative"), counted);
        }
        let not_due = usize::try_from(of_a.not_due).expect("not negative");
        prop_assert_eq!(usize::try_from(of_a.due()).expect("not negative") + not_due, a.len());
        for share in [of_a.progress_percent(), of_a.completeness_percent(), of_a.support_percent()] {
            prop_assert_eq!(share.is_some(), of_a.due() > 0);
            prop_assert!(share.is_none_or(|share| (0..=100).contains(&share)));
        }
    }

    #[test]
    fn what_was_reported_today_is_not_odd_today(
        target in targets(), value in values(), today in days(), is_percentage in any::<bool>(),
    ) {
        let last = Standing { value, observed_on: today };
        let range = PlausibleRange::of(&target, is_percentage, &[last], today);
        prop_assert_eq!(range.implausible(value, &value.to_string(), false), None);
    }

    #[test]
    fn only_what_makes_no_sense_is_refused(
        target in targets(), standing in standings(), on in days(), value in values(), is_percentage in any::<bool>(),
    ) {
        let past: Vec<Standing> = standing.into_iter().collect();
        let usual = PlausibleRange::of(&target, is_percentage, &past, on);
        let typed = value.to_string();
        let sense = makes_sense(&target, standing.map(|standing| standing.value), value);
        prop_assert_eq!(usual.implausible(value, &typed, false) != Some(Implausible::BelowZero), sense);
        prop_assert!(sense || value < Value::ZERO);
        prop_assert_ne!(usual.implausible(value, &typed, true), Some(Implausible::Decreased));
        // A confirmed value is no fall.
        prop_assert_ne!(usual.after(value).implausible(value, &typed, false), Some(Implausible::Decreased));
    }

    #[test]
    fn a_value_is_read_as_it_is_printed(value in values()) {
        prop_assert_eq!(value.to_string().parse::<Value>(), Ok(value));
        let json = serde_json::to_string(&value).expect("json");
        prop_assert_eq!(serde_json::from_str::<Value>(&json).ok(), Some(value));
    }

    #[test]
    fn a_value_is_read_as_indonesians_write_it(whole in 0_u64..1_000_000_000_000, fraction in 0_u32..10_000) {
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        let value: Value = format!("{whole}.{fraction:04}").parse().expect("a value");
        prop_assert_eq!(Value::parse_typed(&format!("{grouped},{fraction:04}")), Ok(value));
        prop_assert_eq!(Value::parse_typed(&format!(" -{whole},{fraction:04}")).map(Value::decimal), Ok(-value.decimal()));
    }

    #[test]
    fn a_number_of_an_employee_is_read_as_it_is_printed(
        birth in 0_i64..30_000, years in 17_i16..45, month in prop_oneof![1_u8..=12, 21_u8..=99], sex in 1_u8..=2, serial in 1_u16..=999,
    ) {
        let born = date(1940, 1, 1).checked_add(birth.days()).expect("a day");
        prop_assume!(born.year() + years <= 2100);
        let text = format!(
            "{:04}{:02}{:02}{:04}{month:02}{sex}{serial:03}",
            born.year(), born.month(), born.day(), born.year() + years
        );
        let nip = Nip::parse(&text).expect("a number");
        prop_assert_eq!(nip.as_str(), &text);
        prop_assert_eq!(nip.birth_date(), Some(born));
        prop_assert_eq!(Nip::parse(nip.as_str()), Ok(nip.clone()));
        prop_assert!(!format!("{nip:?}").contains(&text[4..14]), "never whole in a log");
    }

    #[test]
    fn a_month_is_read_as_it_is_printed(year in 0_i16..=9999, day in 0_i64..366) {
        let day = date(year, 1, 1).checked_add(day.days()).unwrap_or(date(year, 1, 1));
        let month = Month::of(day);
        prop_assert_eq!(month.to_string().parse::<Month>().ok(), Some(month));
        prop_assert!(month.first() <= day && day <= month.last());
    }

    #[test]
    fn topics_and_ids_are_read_as_they_are_printed(number in any::<u128>()) {
        let id = uuid::Uuid::from_u128(number);
        for topic in [
            Topic::Unit(UnitId(id)), Topic::Person(EmployeeId(id)), Topic::Team(EmployeeId(id)),
            Topic::Thread(ThreadId(id)), Topic::Session(SessionId(id)),
        ] {
            prop_assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        prop_assert_eq!(IkiId(id).to_string().parse().ok(), Some(IkiId(id)));
    }

    #[test]
    fn what_was_cleaned_is_clean(text in "\\PC*") {
        for once in [Note::parse(&text).map(String::from), Name::parse(&text).map(String::from)].into_iter().flatten() {
            prop_assert_eq!(Note::parse(&once).map(String::from), Ok(once));
        }
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in any::<String>()) {
        no_parser_panics(&text)?;
    }

    #[test]
    fn no_near_miss_makes_a_parser_panic(text in "[-+0-9.,:eE 'NaInf\u{a0}\u{0}\u{202e}a-fx-]{0,60}") {
        no_parser_panics(&text)?;
    }

    #[test]
    fn no_bytes_make_a_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        no_parser_panics(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn days_and_instants_agree_in_every_zone(second in -377_000_000_000_i64..=253_000_000_000) {
        let at = jiff::Timestamp::from_second(second).expect("an instant");
        for zone in Zone::ALL {
            prop_assert_eq!(zone.instant(zone.local(at)), at);
            prop_assert_eq!(zone.local(at).date(), zone.day(at));
            prop_assert_eq!(zone.code().parse::<Zone>().ok(), Some(zone));
        }
        let day = Zone::Wib.day(at);
        let monday = week_of(day);
        prop_assert!(monday <= day && (day - monday).get_days() < 7);
    }

    #[test]
    fn waiting_grows_with_failures_and_ends(failures in 0_i32..i32::MAX, free in 0_i32..1000) {
        let last = jiff::Timestamp::UNIX_EPOCH;
        let wait = |failures| retry_at(failures, free, last).duration_since(last).as_secs();
        prop_assert!(wait(failures) <= wait(failures.saturating_add(1)));
        prop_assert!((0..=900).contains(&wait(failures)));
        prop_assert_eq!(wait(failures) > 0, failures >= free);
    }
}

/// Reads a text by every parser of outside input.
fn no_parser_panics(text: &str) -> Result<(), TestCaseError> {
    let typed = Value::parse_typed(text);
    if let Ok(value) = typed {
        prop_assert_eq!(value.to_string().parse::<Value>(), Ok(value));
    }
    if let Ok(value) = text.parse::<Value>() {
        prop_assert!(value.decimal().scale() <= 4);
    }
    if let Ok(nip) = Nip::parse(text) {
        prop_assert_eq!(nip.as_str().len(), 18);
    }
    if let Ok(note) = Note::parse(text) {
        prop_assert!(!note.as_str().is_empty() && !note.as_str().contains('\0'));
        prop_assert!(note.as_str().chars().count() <= Note::MAX_CHARS);
    }
    let _ = (Name::parse(text).is_ok(), Paragraph::parse(text).is_ok());
    if let Ok(month) = text.parse::<Month>() {
        prop_assert_eq!(month.to_string(), text);
    }
    if let Ok(topic) = text.parse::<Topic>() {
        prop_assert_eq!(topic.to_string().parse::<Topic>(), Ok(topic));
    }
    let _ = (text.parse::<IkiId>().is_ok(), text.parse::<Zone>().is_ok());
    let login = normal_login(text);
    prop_assert!(!login.chars().any(char::is_whitespace) && login.chars().count() <= 240);
    let _ = check_password(text, std::slice::from_ref(&login));
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let place = kinerja::features::feedback::model::ThreadPlace::parse(path, |_| Some(query.to_owned()));
    if let Some(place) = place {
        prop_assert!(place.path().starts_with("/percakapan/"));
    }
    Ok(())
}
