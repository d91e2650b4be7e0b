//! Writes the agency, table by table, in the order of the foreign keys.

use super::{
    Agency, SeedOptions,
    copy::Table,
    dice::Dice,
    people::Person,
    plans::Plan,
    standings::{last_report_at, standing, weeks},
};
use crate::{
    domain::{board::Counts, measure::Status, org::Employment, plan::SkpState},
    server::codec::word,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

pub async fn write(conn: &mut PgConnection, options: &SeedOptions, agency: &Agency) -> Result<(), sqlx::Error> {
    insert_agency(conn, options, agency).await?;
    for table in [
        units(agency),
        posts(agency),
        employees(agency),
        assignments(options, agency),
        assessors(agency),
        periods(agency),
    ] {
        table.send(conn).await?;
    }
    for table in [skps(agency), rhks(agency), ikis(agency), reports(agency)] {
        table.send(conn).await?;
    }
    let (standings, people) = standings(agency);
    standings.send(conn).await?;
    people.send(conn).await?;
    unit_weeks(agency).send(conn).await?;
    for table in talk(agency) {
        table.send(conn).await?;
    }
    if options.demo {
        insert_accounts(conn, options, agency).await?;
    }
    sqlx::query!(
        "insert into clockwork (agency_id, job, done_on) values ($1, 'standings', $2)",
        agency.id.0,
        options.today.to_sqlx() as _,
    )
    .execute(&mut *conn)
    .await?;
    // The next statement must not be planned as if the tables were empty.
    sqlx::query!(
        "analyze unit, post, employee, assignment, assessor, skp, rhk, iki, report, standing, person_standing"
    )
    .execute(conn)
    .await?;
    Ok(())
}

async fn insert_agency(conn: &mut PgConnection, options: &SeedOptions, agency: &Agency) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into agency (id, name, zone, demo, created_at) values ($1, $2, $3, $4, $5)",
        agency.id.0,
        options.name,
        options.zone.code(),
        options.demo,
        agency.begun.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

fn units(agency: &Agency) -> Table {
    let mut table = Table::new("unit (agency_id, id, parent_id, name, ordinal)");
    for unit in &agency.units {
        let parent = unit.parent.map(|parent| agency.units[parent].id.0);
        table.row(&[&agency.id.0, &unit.id.0, &parent, &unit.name, &unit.ordinal]);
    }
    table
}

fn posts(agency: &Agency) -> Table {
    let mut table = Table::new("post (agency_id, id, unit_id, name, kind, template, is_head)");
    for post in &agency.staff.posts {
        let unit = agency.units[post.unit].id.0;
        table.row(&[&agency.id.0, &post.id.0, &unit, &post.name, &word(&post.kind), &post.template, &post.is_head]);
    }
    table
}

fn employees(agency: &Agency) -> Table {
    let mut table = Table::new("employee (agency_id, id, nip, name, kind, grade, birth_date, sex)");
    for person in &agency.staff.people {
        let Person { id, nip, name, employment, grade, birth, female, .. } = person;
        let sex = (*employment != Employment::Elected).then_some(if *female { "f" } else { "m" });
        table.row(&[&agency.id.0, &id.0, nip, name, &word(employment), grade, birth, &sex]);
    }
    table
}

fn assignments(options: &SeedOptions, agency: &Agency) -> Table {
    let mut dice = Dice::new(options.seed, &options.name, "assignments");
    let mut table = Table::new("assignment (agency_id, id, employee_id, post_id, unit_id, definitive, since, until)");
    for person in &agency.staff.people {
        for span in &person.spans {
            let post = &agency.staff.posts[span.post];
            let (id, unit) = (dice.id(agency.begun), agency.units[post.unit].id.0);
            table.row(&[
                &agency.id.0,
                &id,
                &person.id.0,
                &post.id.0,
                &unit,
                &span.definitive,
                &span.since,
                &span.until,
            ]);
        }
    }
    table
}

fn assessors(agency: &Agency) -> Table {
    let mut table = Table::new("assessor (agency_id, employee_id, assessor_id, since, until)");
    for row in &agency.assessments {
        table.row(&[&agency.id.0, &agency.person(row.person), &agency.person(row.assessor), &row.since, &row.until]);
    }
    table
}

fn periods(agency: &Agency) -> Table {
    let mut table = Table::new("period (agency_id, id, kind, starts_on, ends_on, due_on, final_at)");
    for period in &agency.periods {
        let (id, kind) = (period.id.0, period.kind);
        table.row(&[&agency.id.0, &id, &kind, &period.starts_on, &period.ends_on, &period.due_on, &period.final_at]);
    }
    table
}

fn skps(agency: &Agency) -> Table {
    let mut table =
        Table::new("skp (agency_id, id, employee_id, post_id, year, starts_on, ends_on, state, agreed_at, agreed_by)");
    let (open, closed) = (word(&SkpState::Agreed), word(&SkpState::Closed));
    for plan in &agency.plans {
        let post = agency.staff.posts[plan.post].id.0;
        let by = plan.assessor.map(|assessor| agency.person(assessor));
        let state = if plan.open { &open } else { &closed };
        let person = agency.person(plan.person);
        table.row(&[
            &agency.id.0,
            &plan.id.0,
            &person,
            &post,
            &plan.year,
            &plan.starts_on,
            &plan.ends_on,
            state,
            &plan.agreed_at,
            &by,
        ]);
    }
    table
}

fn rhks(agency: &Agency) -> Table {
    let mut table = Table::new("rhk (agency_id, id, skp_id, ordinal, text, supports_id, link)");
    for plan in &agency.plans {
        for (ordinal, result) in (1_i16..).zip(&plan.results) {
            let supports = result.supports.map(|(id, _)| id.0);
            let link = result.supports.map(|(_, link)| word(&link));
            table.row(&[&agency.id.0, &result.id.0, &plan.id.0, &ordinal, &result.text, &supports, &link]);
        }
    }
    table
}

fn ikis(agency: &Agency) -> Table {
    let mut table = Table::new(
        "iki (agency_id, id, rhk_id, ordinal, name, aspect, perspective, unit_of_measure, polarity, accumulation, \
         baseline, month_targets, frequency)",
    );
    for result in agency.plans.iter().flat_map(|plan| &plan.results) {
        for (ordinal, indicator) in (1_i16..).zip(&result.indicators) {
            let iki = indicator.template;
            let targets = indicator.target.months.0.map(|target| target.map_or("NULL".to_owned(), |at| at.to_string()));
            let targets = format!("{{{}}}", targets.join(","));
            let perspective = iki.perspective.as_ref().map(word);
            let (name, unit, baseline) = (iki.name, iki.unit_of_measure, iki.baseline());
            table.row(&[
                &agency.id.0,
                &indicator.id.0,
                &result.id.0,
                &ordinal,
                &name,
                &word(&iki.aspect),
                &perspective,
                &unit,
                &word(&iki.polarity),
                &word(&iki.accumulation),
                &baseline,
                &targets,
                &word(&iki.frequency),
            ]);
        }
    }
    table
}

/// In the order in which they came in, as a database in use holds them.
fn reports(agency: &Agency) -> Table {
    let mut table =
        Table::new("report (agency_id, id, iki_id, employee_id, value, note, observed_at, received_at, corrects_id)");
    let mut rows: Vec<_> = agency
        .plans
        .iter()
        .flat_map(|plan| plan.indicators().map(move |iki| (plan, iki)))
        .flat_map(|(plan, iki)| iki.reports.iter().map(move |report| (plan, iki, report)))
        .collect();
    rows.sort_by_key(|(.., report)| (report.received_at, report.id));
    for (plan, indicator, report) in rows {
        let person = agency.person(plan.person);
        let corrects = report.corrects.map(|id| id.0);
        table.row(&[
            &agency.id.0,
            &report.id.0,
            &indicator.id.0,
            &person,
            &report.value,
            &report.note,
            &report.observed_at,
            &report.received_at,
            &corrects,
        ]);
    }
    table
}

/// The standings of the open plans' indicators and of their people.
fn standings(agency: &Agency) -> (Table, Table) {
    let mut indicators =
        Table::new("standing (agency_id, iki_id, employee_id, report_id, value, observed_at, status, until)");
    let mut people =
        Table::new("person_standing (agency_id, employee_id, year, unit_id, status, as_of, until, last_report_at)");
    let today = agency.horizon.today;
    let mut of_year: BTreeMap<usize, Vec<&Plan>> = BTreeMap::new();
    for plan in agency.plans.iter().filter(|plan| plan.year == today.year()) {
        of_year.entry(plan.person).or_default().push(plan);
    }
    for plan in agency.plans.iter().filter(|plan| plan.open) {
        let person = agency.person(plan.person);
        let mut statuses: Vec<Status> = vec![];
        let mut turns: Option<Date> = None;
        for indicator in plan.indicators() {
            let now = standing(indicator, &agency.horizon);
            let report = now.report.and_then(|at| indicator.reports.get(at));
            let id = report.map(|report| report.id.0);
            let value = report.map(|report| report.value);
            let observed = report.map(|report| report.observed_at);
            let status = word(&now.status);
            indicators.row(&[&agency.id.0, &indicator.id.0, &person, &id, &value, &observed, &status, &now.until]);
            statuses.push(now.status);
            turns = [turns, now.until].into_iter().flatten().min();
        }
        let unit = agency.units[plan.unit].id.0;
        let last = of_year.get(&plan.person).and_then(|plans| last_report_at(plans));
        let status = word(&Status::worst(statuses));
        people.row(&[&agency.id.0, &person, &plan.year, &unit, &status, &today, &turns, &last]);
    }
    (indicators, people)
}

fn unit_weeks(agency: &Agency) -> Table {
    let mut table = Table::new(
        "unit_week (agency_id, unit_id, week, employees, ahead, on_plan, needs_support, silent, not_due, iki_ahead, \
         iki_on_plan, iki_needs_support, iki_silent, iki_not_due, reported, reports, last_report_at)",
    );
    for (monday, units) in weeks(&agency.plans, &agency.staff, &agency.units, &agency.horizon) {
        for (unit, week) in agency.units.iter().zip(units) {
            let Counts { ahead, on_plan, needs_support, silent, not_due } = week.people;
            let iki = week.indicators;
            table.row(&[
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
            ]);
        }
    }
    table
}

/// Threads, messages, guests and read marks.
fn talk(agency: &Agency) -> [Table; 4] {
    let mut threads = Table::new("thread (agency_id, id, employee_id, skp_id, rhk_id, report_id, created_at)");
    let mut messages = Table::new("message (agency_id, id, thread_id, author_id, kind, text, sent_at)");
    let mut guests = Table::new("thread_guest (agency_id, thread_id, employee_id, added_by, added_at)");
    let mut marks = Table::new("read_mark (agency_id, thread_id, employee_id, read_at)");
    for thread in &agency.threads {
        let plan = &agency.plans[thread.plan];
        let begun = thread.messages.first().map_or(plan.agreed_at, |message| message.sent_at);
        let (rhk, report) = (thread.rhk.map(|id| id.0), thread.report.map(|id| id.0));
        let person = agency.person(plan.person);
        threads.row(&[&agency.id.0, &thread.id.0, &person, &plan.id.0, &rhk, &report, &begun]);
        for message in &thread.messages {
            let author = agency.person(message.author);
            let kind = word(&message.kind);
            messages.row(&[&agency.id.0, &message.id.0, &thread.id.0, &author, &kind, &message.text, &message.sent_at]);
        }
        if let (Some((guest, at)), Some(by)) = (thread.guest, plan.assessor) {
            guests.row(&[&agency.id.0, &thread.id.0, &agency.person(guest), &agency.person(by), &at]);
        }
        for (reader, at) in &thread.marks {
            marks.row(&[&agency.id.0, &thread.id.0, &agency.person(*reader), at]);
        }
    }
    [threads, messages, guests, marks]
}

/// The accounts behind the demo's four buttons.
async fn insert_accounts(conn: &mut PgConnection, options: &SeedOptions, agency: &Agency) -> Result<(), sqlx::Error> {
    let mut dice = Dice::new(options.seed, &options.name, "accounts");
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
    fn person(&self, at: usize) -> Uuid {
        self.staff.people[at].id.0
    }
}
