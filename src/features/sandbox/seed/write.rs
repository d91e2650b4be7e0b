//! Writes the agency, table by table, in the order of the foreign keys.

use super::{
    Agency, SeedOptions,
    agreed::{ikis, rhks, skps},
    copy::{Table, row},
    dice::Dice,
    evaluations, meeting,
    people::Person,
    plans::Plan,
    revisions::revisions,
    rules,
    standings::{IndicatorStanding, last_report_at, open_standings, weeks},
    trail,
};
use crate::{
    domain::{
        board::Counts,
        calendar::Period,
        measure::{Fraction, Status},
        org::{AgencyKind, Employment},
    },
    server::codec::word,
};
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::{collections::BTreeMap, iter::once_with};
use uuid::Uuid;

pub(crate) async fn write(conn: &mut PgConnection, options: &SeedOptions, agency: &Agency) -> Result<(), sqlx::Error> {
    insert_agency(conn, options, agency).await?;
    trail::make_months(conn, options, agency).await?;
    let standings = open_standings(&agency.plans, &agency.horizon);
    for table in tables(options, agency, &standings) {
        table.send(conn).await?;
    }
    if options.kind != AgencyKind::Real {
        insert_accounts(conn, options, agency).await?;
    }
    sqlx::query!(
        "insert into job_run (agency_id, job, done_on) values ($1, 'standings', $2)",
        agency.id.0,
        options.today.to_sqlx() as _,
    )
    .execute(&mut *conn)
    .await?;
    // The next statement must not be planned as if the tables were empty.
    sqlx::query!(
        "analyze unit, post, employee, assignment, assessor, skp, skp_revision, rhk, iki, report, standing, person_standing,
             unit_week, evaluation, evaluation_version, thread, message, follow_up, event"
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Everything but the agency itself and the demo's accounts.
pub(crate) fn tables<'a>(
    options: &SeedOptions,
    agency: &'a Agency,
    standings: &'a [(&'a Plan, Vec<IndicatorStanding>)],
) -> Vec<Table<'a>> {
    let master = [
        units(agency),
        posts(agency),
        employees(agency),
        assignments(agency, options.dice("assignments")),
        assessors(agency),
        periods(agency),
        rules::table(agency),
        rules::holidays(agency),
        rules::deadline_rules(agency),
        rules::plan_deadlines(agency),
        rules::extensions(agency),
        rules::template_versions(agency),
    ];
    let planned = [skps(agency), rhks(agency), ikis(agency), revisions(agency)];
    let work = [
        reports(agency),
        evaluations::evaluations(agency),
        evaluations::versions(agency),
        evaluations::self_assessments(agency),
        evaluations::achievements(agency),
    ];
    let derived = [indicator_standings(agency, standings), person_standings(agency, standings), unit_weeks(agency)];
    let said = [threads(agency), messages(agency), guests(agency), marks(agency)];
    let agreed = [meeting::follow_ups(options, agency), trail::events(options, agency)];
    master.into_iter().chain(planned).chain(work).chain(derived).chain(said).chain(agreed).collect()
}

async fn insert_agency(conn: &mut PgConnection, options: &SeedOptions, agency: &Agency) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into agency (id, name, zone, kind, created_at) values ($1, $2, $3, $4, $5)",
        agency.id.0,
        options.name,
        options.zone.code(),
        word(&options.kind),
        agency.begun.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn units(agency: &Agency) -> Table<'_> {
    let rows = agency.units.iter().map(|unit| {
        let parent = unit.parent.map(|parent| agency.units[parent].id.0);
        row(&[&agency.id.0, &unit.id.0, &parent, &unit.name, &unit.ordinal])
    });
    Table::new("unit (agency_id, id, parent_id, name, ordinal)", rows)
}

fn posts(agency: &Agency) -> Table<'_> {
    let rows = agency.staff.posts.iter().map(|post| {
        let unit = agency.units[post.unit].id.0;
        row(&[&agency.id.0, &post.id.0, &unit, &post.name, &word(&post.kind), &post.template, &post.is_head])
    });
    Table::new("post (agency_id, id, unit_id, name, kind, template, is_head)", rows)
}

fn employees(agency: &Agency) -> Table<'_> {
    let rows = agency.staff.people.iter().map(|person| {
        let Person { id, nip, name, employment, grade, birth, female, .. } = person;
        let sex = (*employment != Employment::Elected).then_some(if *female { "f" } else { "m" });
        row(&[&agency.id.0, &id.0, nip, name, &word(employment), grade, birth, &sex, &agency.begun])
    });
    Table::new("employee (agency_id, id, nip, name, kind, grade, birth_date, sex, access_at)", rows)
}

fn assignments(agency: &Agency, mut dice: Dice) -> Table<'_> {
    let spans = agency.staff.people.iter().flat_map(|person| person.spans.iter().map(move |span| (person, span)));
    let rows = spans.map(move |(person, span)| {
        let post = &agency.staff.posts[span.post];
        let (id, unit) = (dice.id(agency.begun), agency.units[post.unit].id.0);
        row(&[&agency.id.0, &id, &person.id.0, &post.id.0, &unit, &span.definitive, &span.since, &span.until])
    });
    Table::new("assignment (agency_id, id, employee_id, post_id, unit_id, definitive, since, until)", rows)
}

fn assessors(agency: &Agency) -> Table<'_> {
    let rows = agency.assessments.iter().map(|held| {
        row(&[&agency.id.0, &agency.person(held.person), &agency.person(held.assessor), &held.since, &held.until])
    });
    Table::new("assessor (agency_id, employee_id, assessor_id, since, until)", rows)
}

fn periods(agency: &Agency) -> Table<'_> {
    let rows = agency.periods.iter().map(|seeded| {
        let Period { kind, starts_on, ends_on, due_on } = &seeded.period;
        row(&[&agency.id.0, &seeded.id.0, &word(kind), starts_on, ends_on, due_on])
    });
    Table::new("period (agency_id, id, kind, starts_on, ends_on, due_on)", rows)
}

/// The reports in the order of receipt, as a database in use stores them.
fn reports(agency: &Agency) -> Table<'_> {
    let sorted = || {
        let mut reports: Vec<_> = agency
            .plans
            .iter()
            .flat_map(|plan| plan.indicators().map(move |iki| (plan, iki)))
            .flat_map(|(plan, iki)| iki.reports.iter().map(move |report| (plan, iki, report)))
            .collect();
        reports.sort_unstable_by_key(|(.., report)| (report.received_at, report.id));
        reports
    };
    let rows = once_with(sorted).flatten().map(|(plan, indicator, report)| {
        let person = agency.person(plan.person);
        let corrects = report.corrects.map(|id| id.0);
        let population = indicator.template.population();
        let fraction = population.and_then(|population| Fraction::nearest(report.value, population));
        row(&[
            &agency.id.0,
            &report.id.0,
            &indicator.id.0,
            &person,
            &report.value,
            &report.note,
            &report.observed_at,
            &report.received_at,
            &corrects,
            &fraction.map(Fraction::numerator),
            &fraction.map(Fraction::denominator),
        ])
    });
    Table::new(
        "report (agency_id, id, iki_id, employee_id, value, note, observed_at, received_at, corrects_id, numerator, \
         denominator)",
        rows,
    )
}

/// The standings of the open plans' indicators.
fn indicator_standings<'a>(agency: &'a Agency, standings: &'a [(&'a Plan, Vec<IndicatorStanding>)]) -> Table<'a> {
    let indicators = standings
        .iter()
        .flat_map(|(plan, standings)| plan.indicators().zip(standings).map(move |(iki, now)| (plan, iki, now)));
    let rows = indicators.map(|(plan, indicator, now)| {
        let person = agency.person(plan.person);
        let report = now.report.and_then(|at| indicator.reports.get(at));
        let id = report.map(|report| report.id.0);
        let value = report.map(|report| report.value);
        let observed = report.map(|report| report.observed_at);
        let status = word(&now.status);
        row(&[&agency.id.0, &indicator.id.0, &person, &id, &value, &observed, &status, &now.until])
    });
    Table::new("standing (agency_id, iki_id, employee_id, report_id, value, observed_at, status, until)", rows)
}

/// The standings of the people with an open plan.
fn person_standings<'a>(agency: &'a Agency, standings: &'a [(&'a Plan, Vec<IndicatorStanding>)]) -> Table<'a> {
    let today = agency.horizon.today;
    let mut of_year: BTreeMap<usize, Vec<&Plan>> = BTreeMap::new();
    for plan in agency.plans.iter().filter(|plan| plan.year == today.year()) {
        of_year.entry(plan.person).or_default().push(plan);
    }
    let rows = standings.iter().map(move |(plan, standings)| {
        let unit = agency.units[plan.unit].id.0;
        let last = of_year.get(&plan.person).and_then(|plans| last_report_at(plans));
        let turns = standings.iter().filter_map(|now| now.until).min();
        let status = word(&Status::worst(standings.iter().map(|now| now.status)));
        row(&[&agency.id.0, &agency.person(plan.person), &plan.year, &unit, &status, &today, &turns, &last])
    });
    Table::new("person_standing (agency_id, employee_id, year, unit_id, status, as_of, until, last_report_at)", rows)
}

fn unit_weeks(agency: &Agency) -> Table<'_> {
    let counted = || weeks(&agency.plans, &agency.staff, &agency.units, &agency.horizon);
    let weeks = once_with(counted).flatten();
    let rows = weeks.flat_map(|(monday, units)| agency.units.iter().zip(units).map(move |unit| (monday, unit)));
    let rows = rows.map(|(monday, (unit, week))| {
        let Counts { ahead, on_plan, needs_support, silent, not_due } = week.people;
        let iki = week.indicators;
        row(&[
            &agency.id.0,
            &unit.id.0,
            &monday,
            &week.employees,
            &ahead,
            &on_plan,
            &needs_support,
            &silent,
            &not_due,
            &iki.ahead,
            &iki.on_plan,
            &iki.needs_support,
            &iki.silent,
            &iki.not_due,
            &week.reported,
            &week.reports,
            &week.last_report_at,
        ])
    });
    Table::new(
        "unit_week (agency_id, unit_id, week, employees, ahead, on_plan, needs_support, silent, not_due, iki_ahead, \
         iki_on_plan, iki_needs_support, iki_silent, iki_not_due, reported, reports, last_report_at)",
        rows,
    )
}

fn threads(agency: &Agency) -> Table<'_> {
    let rows = agency.threads.iter().map(|thread| {
        let plan = &agency.plans[thread.plan];
        let begun = thread.messages.first().map_or(plan.agreed_at, |message| message.sent_at);
        let (kind, subject) = (thread.subject.word(), thread.subject.id());
        row(&[&agency.id.0, &thread.id.0, &agency.person(plan.person), &plan.id.0, &kind, &subject, &begun])
    });
    Table::new("thread (agency_id, id, employee_id, skp_id, subject_kind, subject_id, created_at)", rows)
}

fn messages(agency: &Agency) -> Table<'_> {
    let messages = agency.threads.iter().flat_map(|thread| (0..thread.messages.len()).map(move |at| (thread, at)));
    let rows = messages.map(|(thread, at)| {
        let said = &thread.messages[at];
        let (author, kind) = (agency.person(said.author), word(&said.kind));
        let before = thread.messages[..at].iter().rev().find(|before| before.author != said.author);
        let answers = before.filter(|_| said.kind.may_answer()).map(|before| before.id.0);
        row(&[&agency.id.0, &said.id.0, &thread.id.0, &author, &kind, &said.text, &said.sent_at, &answers])
    });
    Table::new("message (agency_id, id, thread_id, author_id, kind, text, sent_at, answers_id)", rows)
}

fn guests(agency: &Agency) -> Table<'_> {
    let rows = agency.threads.iter().filter_map(|thread| {
        let ((guest, at), by) = (thread.guest?, agency.plans[thread.plan].assessor?);
        Some(row(&[&agency.id.0, &thread.id.0, &agency.person(guest), &agency.person(by), &at]))
    });
    Table::new("thread_guest (agency_id, thread_id, employee_id, added_by, added_at)", rows)
}

fn marks(agency: &Agency) -> Table<'_> {
    let marks = agency.threads.iter().flat_map(|thread| thread.marks.iter().map(move |mark| (thread, mark)));
    let rows = marks.map(|(thread, (reader, at))| row(&[&agency.id.0, &thread.id.0, &agency.person(*reader), at]));
    Table::new("read_mark (agency_id, thread_id, employee_id, read_at)", rows)
}

/// The accounts behind the demo's four buttons.
async fn insert_accounts(conn: &mut PgConnection, options: &SeedOptions, agency: &Agency) -> Result<(), sqlx::Error> {
    let mut dice = options.dice("accounts");
    let cast = agency.staff.cast;
    for (demo, person) in
        [("pegawai", cast.pegawai), ("atasan", cast.atasan), ("pimpinan", cast.pimpinan), ("pengelola", cast.pengelola)]
    {
        let roles: &[String] = if demo == "pengelola" { &[demo.to_owned()] } else { &[] };
        sqlx::query!(
            "insert into account (id, agency_id, login, employee_id, name, roles, demo, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)",
            dice.id(agency.begun),
            agency.id.0,
            format!("demo.{demo}"),
            agency.person(person),
            agency.staff.people[person].name,
            roles,
            demo,
            agency.begun.to_sqlx() as _,
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

impl Agency {
    pub(crate) fn person(&self, at: usize) -> Uuid {
        self.staff.people[at].id.0
    }
}
