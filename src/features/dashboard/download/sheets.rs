//! The sheets of a board's workbook: counts, exact shares, days and moments, each in a column of its own.

use crate::{
    domain::{
        actor::{BoardScope, MIN_GROUP},
        board::Counts,
        calendar::Zone,
        forecast::{Likely, coming},
        measure::Status,
    },
    features::dashboard::{
        query::{BoardNumbers, Current, INDICATORS, MEASURES, PEOPLE, Totals, days_of},
        store::{Sums, Week},
    },
    server::xlsx::{Cell, Sheet, as_of, head},
    ui::{
        plot::{COMPLETE, REACHED, STACK},
        status::status_word,
    },
};
use jiff::civil::{Date, DateTime};

/// Returns the sheets of a board, as its readers see it at a moment.
pub(super) fn board(board: BoardNumbers, zone: Zone, at: DateTime) -> Vec<Sheet> {
    let BoardNumbers { name, scope, totals, units, course, compared, .. } = board;
    let state = match scope {
        BoardScope::Full => as_of(at),
        BoardScope::Totals => "Keadaan akhir minggu lalu".to_owned(),
    };
    let notes = vec![name, state];
    let Some(totals) = totals else {
        let reason = "Angka untuk kelompok yang kurang dari lima orang tidak ditampilkan.".to_owned();
        let notes = [notes, vec![reason]].concat();
        return vec![Sheet { name: "Ringkasan", notes, head: vec![], rows: vec![] }];
    };
    let mut sheets = vec![summary(notes.clone(), totals, zone)];
    if !units.is_empty() {
        sheets.push(of_units(notes.clone(), &units, zone));
    }
    sheets.extend(compared.map(|(last, now)| weeks(notes.clone(), last, now, at.date())));
    if !units.is_empty() {
        sheets.push(shares(notes.clone(), &units));
    }
    sheets.push(trend(notes, &course));
    sheets
}

fn summary(notes: Vec<String>, totals: Totals, zone: Zone) -> Sheet {
    let Totals { employees, people, indicators, current } = totals;
    let row = |name: &str, value: Cell| vec![name.into(), value, Cell::Empty];
    let mut rows = vec![
        row("Indikator mencapai rencana", indicators.progress().into()),
        row("Kelengkapan laporan", indicators.completeness().into()),
        row("Pegawai", employees.into()),
    ];
    if let Some(Current { reports_today, reported, last_report_at, without_plan }) = current {
        rows.extend([
            row("Laporan hari ini", reports_today.into()),
            row("Sudah melapor bulan ini", reported.into()),
            row("Laporan terakhir", last_report_at.map(|at| zone.local(at)).into()),
            row("Belum punya SKP tahun ini", without_plan.into()),
        ]);
    }
    for (name, counts) in [(PEOPLE, people), (INDICATORS, indicators)] {
        rows.extend(STACK.into_iter().filter(|status| counts.of(*status) > 0).map(|status| {
            let name = format!("{name}: {}", status_word(status).to_lowercase());
            vec![name.into(), counts.of(status).into(), counts.share_of(status).into()]
        }));
    }
    Sheet { name: "Ringkasan", notes, head: head(["Ukuran", "Angka", "Porsi"]), rows }
}

fn of_units(notes: Vec<String>, units: &[Sums], zone: Zone) -> Sheet {
    let titles = head(["Unit", "Pegawai", "Mencapai rencana", "Kelengkapan", "Laporan hari ini", "Terakhir"]);
    let head = titles.into_iter().chain(Status::ALL.map(|status| Cell::from(status_word(status))));
    let rows = units.iter().map(|unit| {
        let counts = Status::ALL.map(|status| Cell::from(unit.people.of(status)));
        let first: [Cell; 6] = [
            unit.name.clone().into(),
            unit.employees.into(),
            unit.indicators.progress().into(),
            unit.indicators.completeness().into(),
            unit.reports_today.into(),
            unit.last_report_at.map(|at| zone.local(at)).into(),
        ];
        first.into_iter().chain(counts).collect()
    });
    Sheet { name: "Unit", notes, head: head.collect(), rows: rows.collect() }
}

/// The current week beside the last one. Part of a week is not compared with a whole one.
fn weeks(notes: Vec<String>, last: Week, now: Week, today: Date) -> Sheet {
    let measures = MEASURES.into_iter().map(|(name, of)| {
        let (before, after) = (of(&last), of(&now));
        let change = before.zip(after).map(|(before, after)| Cell::Percent(after.of_one() - before.of_one()));
        vec![name.into(), before.into(), after.into(), change.into()]
    });
    let counts = [
        vec!["Laporan masuk".into(), last.reports.into(), now.reports.into(), Cell::Empty],
        vec!["Hari yang dihitung".into(), 7.into(), days_of(now, today).into(), Cell::Empty],
    ];
    Sheet {
        name: "Dibanding minggu lalu",
        notes: [notes, vec!["Minggu ini masih berjalan; perubahan porsi dalam poin persen".to_owned()]].concat(),
        head: head(["Ukuran", "Akhir minggu lalu", "Sekarang", "Perubahan"]),
        rows: measures.chain(counts).collect(),
    }
}

/// The people of each unit by status. In a small unit a share would point at a person.
fn shares(notes: Vec<String>, units: &[Sums]) -> Sheet {
    let has_share = |status| status != Status::NotDue;
    let titles = STACK.into_iter().flat_map(|status| {
        let word = status_word(status);
        let share = has_share(status).then(|| Cell::from(format!("{word}: porsi")));
        [Some(Cell::from(format!("{word}: jumlah"))), share].into_iter().flatten()
    });
    let rows = units.iter().map(|unit| {
        let counts: Counts = unit.people;
        let is_small = counts.all() < MIN_GROUP;
        let shown = |cell: Cell| if is_small { Cell::Empty } else { cell };
        let columns = STACK.into_iter().flat_map(|status| {
            let share = has_share(status).then(|| shown(counts.share_of(status).into()));
            [Some(shown(Cell::from(counts.of(status)))), share].into_iter().flatten()
        });
        let remark = is_small.then(|| "terlalu kecil untuk dibandingkan".to_owned());
        let first: [Cell; 2] = [unit.name.clone().into(), shown(counts.all().into())];
        first.into_iter().chain(columns).chain([Cell::from(remark)]).collect()
    });
    let rows = rows.collect();
    let head = head(["Unit", "Semua"]).into_iter().chain(titles).chain([Cell::from("Keterangan")]).collect();
    Sheet { name: "Perbandingan unit", notes, head, rows }
}

/// The weeks of the year, the newest first; above them those that are forecast.
fn trend(notes: Vec<String>, course: &[(Date, Counts)]) -> Sheet {
    let due: Vec<_> =
        course.iter().filter_map(|(on, counts)| Some((*on, counts.progress()?, counts.completeness()?))).collect();
    let shares: Vec<_> = due.iter().map(|(on, progress, _)| (*on, progress.percent())).collect();
    let past = due.into_iter().map(|(on, progress, complete)| {
        let first: [Cell; 3] = [on.into(), progress.into(), complete.into()];
        first.into_iter().chain([Cell::Empty, Cell::Empty, Cell::Empty]).collect()
    });
    let ahead = coming(&shares).into_iter().map(|(on, Likely { low, middle, high })| {
        let first: [Cell; 3] = [on.into(), Cell::Empty, Cell::Empty];
        first.into_iter().chain([middle, low, high].map(Cell::percent)).collect()
    });
    let mut rows: Vec<Vec<Cell>> = past.chain(ahead).collect();
    rows.reverse();
    let head =
        head(["Pekan mulai", REACHED, COMPLETE, "Perkiraan", "Perkiraan paling rendah", "Perkiraan paling tinggi"]);
    Sheet { name: "Tren", notes, head, rows }
}
