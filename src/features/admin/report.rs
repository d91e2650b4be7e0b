//! The report of an import for the personnel officer: the columns that were used, repairs, oddities, and each row that
//! needs a decision. Numbers (NIP) are masked throughout.

use super::{
    import::{AgencyData, Column, Outcome, RepairKind, Superior, Table, WarningKind, leaving_label},
    store::Written,
};
use std::{
    collections::{BTreeMap, HashSet},
    io::{Result, Write},
    path::Path,
};

/// The examples of each repair.
const MAX_EXAMPLES: usize = 3;

pub(crate) fn print(
    out: &mut impl Write,
    file: &Path,
    table: &Table,
    known: &AgencyData,
    outcome: &Outcome,
    open: &Path,
    written: Option<&Written>,
) -> Result<()> {
    source(out, file, table)?;
    taken(out, known, outcome)?;
    repairs(out, table, outcome)?;
    posts(out, outcome, open)?;
    warnings(out, table, outcome)?;
    if !outcome.duplicates.is_empty() {
        let rows =
            outcome.duplicates.iter().map(|(row, first)| format!("{} (= {})", table.label(*row), table.label(*first)));
        writeln!(out, "\nBaris ganda, dihitung sekali: {}", rows.collect::<Vec<_>>().join(", "))?;
    }
    if !outcome.skipped.is_empty() {
        let rows: Vec<_> = outcome.skipped.iter().map(|row| table.label(*row)).collect();
        writeln!(out, "\nDilewati menurut keputusan: baris {}", rows.join(", "))?;
    }
    if !outcome.leaving.is_empty() {
        writeln!(out, "\nBerhenti menurut keputusan: {}", outcome.leaving.len())?;
        for (nip, name, end) in &outcome.leaving {
            let day = end.on.strftime("%d-%m-%Y");
            writeln!(out, "  {name} ({}): {} sejak {day}", nip.masked(), leaving_label(end.reason))?;
        }
    }
    questions(out, outcome, open)?;
    if !outcome.notes.is_empty() {
        writeln!(out, "\nCatatan")?;
        for note in &outcome.notes {
            writeln!(out, "  {note}")?;
        }
    }
    writeln!(out)?;
    match written {
        None => writeln!(out, "Pratinjau: belum ada yang ditulis. Tambahkan --apply untuk menyimpan."),
        Some(written) if written.total() == 0 => {
            writeln!(out, "Tidak ada yang berubah: 0 ditulis.")
        }
        Some(written) => writeln!(
            out,
            "Ditulis: {} unit, {} jabatan, {} pegawai, {} penempatan, {} atasan, {} berhenti.",
            written.units, written.posts, written.employees, written.assignments, written.assessors, written.ended
        ),
    }
}

fn source(out: &mut impl Write, file: &Path, table: &Table) -> Result<()> {
    let name = file.file_name().unwrap_or(file.as_os_str()).display();
    for list in &table.lists {
        writeln!(out, "{name}, lembar “{}”, judul kolom di baris {}: {} orang", list.sheet, list.header, list.people)?;
        writeln!(out, "\nKolom yang dipakai")?;
        for (column, letter, heading) in &list.columns {
            writeln!(out, "  {letter:<3} {heading} → {}", column.label())?;
        }
        if !list.unused.is_empty() {
            writeln!(out, "  tidak dipakai: {}", list.unused.join(", "))?;
        }
        if !list.hidden.columns.is_empty() {
            writeln!(out, "  kolom tersembunyi, ikut dibaca: {}", list.hidden.columns.join(", "))?;
        }
        if !list.hidden.rows.is_empty() {
            let rows: Vec<_> = list.hidden.rows.iter().map(u32::to_string).collect();
            writeln!(out, "\nBaris tersembunyi, ikut dibaca: {}", rows.join(", "))?;
        }
        if list.blank > 0 || !list.aside.is_empty() {
            writeln!(out, "\nDilompati: {} baris kosong, {} baris yang bukan pegawai", list.blank, list.aside.len())?;
            for (row, text) in &list.aside {
                writeln!(out, "  baris {row}: {text}")?;
            }
        }
        writeln!(out)?;
    }
    if !table.left_out.is_empty() {
        writeln!(out, "Lembar yang tidak dibaca")?;
        for (sheet, rows, reason) in &table.left_out {
            writeln!(out, "  “{sheet}”, {rows} baris: {reason}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn taken(out: &mut impl Write, known: &AgencyData, outcome: &Outcome) -> Result<()> {
    let people = &outcome.people;
    let posts: HashSet<_> = people.iter().map(|person| (person.unit, person.post.name.as_str())).collect();
    writeln!(out, "Yang diambil")?;
    writeln!(
        out,
        "  {} pegawai, {} unit di bawah {}, {} jabatan",
        people.len(),
        outcome.units.len() - 1,
        outcome.units[0].name,
        posts.len()
    )?;
    let without = people.iter().filter(|person| person.superior == Superior::Unsaid).count();
    if without > 0 {
        writeln!(out, "  {without} di antaranya belum punya atasan; atasannya menyusul setelah diputuskan")?;
    }
    let taken: HashSet<_> = people.iter().map(|person| &person.nip).collect();
    let waiting = people.iter().filter(|person| match &person.superior {
        Superior::Person(nip) => !taken.contains(nip) && !known.people.contains_key(nip),
        _ => false,
    });
    let waiting = waiting.count();
    if waiting > 0 {
        writeln!(out, "  {waiting} di antaranya menunggu atasannya sendiri diputuskan")?;
    }
    if let Some(top) = &outcome.top {
        let heads = people.iter().filter(|person| person.superior == Superior::Top).count();
        writeln!(out, "  {heads} kepala perangkat daerah tanpa NIP atasan: atasannya {top} (tanpa NIP)")?;
    }
    let absent = known.people.keys().filter(|nip| !taken.contains(nip)).count();
    if absent > 0 {
        writeln!(out, "  {absent} pegawai di Kinerja tidak diambil dari berkas ini; datanya tidak diubah")?;
    }
    Ok(())
}

fn repairs(out: &mut impl Write, table: &Table, outcome: &Outcome) -> Result<()> {
    let mut groups: BTreeMap<RepairKind, Vec<_>> = BTreeMap::new();
    // The changes of posts are all listed by themselves.
    for repair in outcome.repairs.iter().filter(|repair| repair.kind != RepairKind::PostCase) {
        groups.entry(repair.kind).or_default().push(repair);
    }
    if !groups.is_empty() {
        writeln!(out, "\nDiperbaiki")?;
    }
    for (kind, repairs) in groups {
        writeln!(out, "  {}: {}", repair_label(kind), repairs.len())?;
        for repair in repairs.iter().take(MAX_EXAMPLES) {
            writeln!(out, "    baris {}: {} → {}", table.label(repair.row), visible(&repair.before), repair.after)?;
        }
    }
    Ok(())
}

/// Lists every spelling of a post that is changed.
fn posts(out: &mut impl Write, outcome: &Outcome, open: &Path) -> Result<()> {
    let mut rows: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for repair in outcome.repairs.iter().filter(|repair| repair.kind == RepairKind::PostCase) {
        *rows.entry((&repair.before, &repair.after)).or_default() += 1;
    }
    if rows.is_empty() {
        return Ok(());
    }
    let count: usize = rows.values().sum();
    writeln!(out, "\n{}: {count} orang", repair_label(RepairKind::PostCase))?;
    for ((before, after), count) in rows {
        writeln!(out, "  {before} → {after} ({count} orang)")?;
    }
    let column = Column::PostCase.label();
    writeln!(out, "  Jawab `lewati` di {}, kolom “{column}”, untuk membiarkannya.", open.display())
}

/// Makes outer spaces visible: they are what was repaired.
fn visible(text: &str) -> String {
    if text.is_empty() {
        "(kosong)".to_owned()
    } else if text.trim() == text {
        text.to_owned()
    } else {
        format!("“{text}”")
    }
}

const fn repair_label(kind: RepairKind) -> &'static str {
    match kind {
        RepairKind::NipSpaces => "NIP ditulis dengan spasi",
        RepairKind::NipQuote => "NIP diawali tanda petik",
        RepairKind::NipPrefix => "NIP diawali kata “NIP”",
        RepairKind::PostCase => "Jabatan ditulis kapital",
        RepairKind::NameCase => "Nama ditulis kapital",
        RepairKind::NameSpaces => "Spasi berlebih dalam nama",
        RepairKind::BirthDate => "Tanggal lahir berupa teks",
        RepairKind::Unit => "Nama unit ditulis lain",
        RepairKind::Grade => "Golongan ditulis lain",
        RepairKind::Status => "Status kosong, mengikuti NIP",
        RepairKind::SuperiorNip => "NIP atasan ditulis dengan spasi atau tanda petik",
        RepairKind::Decided => "Menurut keputusan",
    }
}

fn warnings(out: &mut impl Write, table: &Table, outcome: &Outcome) -> Result<()> {
    let mut groups: BTreeMap<WarningKind, Vec<_>> = BTreeMap::new();
    for warning in &outcome.warnings {
        groups.entry(warning.kind).or_default().push(warning);
    }
    if !groups.is_empty() {
        writeln!(out, "\nPerlu diperiksa, tetap diambil apa adanya")?;
    }
    for (kind, warnings) in groups {
        let label = match kind {
            WarningKind::Sex => "Jenis kelamin tidak cocok dengan NIP",
            WarningKind::BirthDate => "Tanggal lahir tidak cocok dengan NIP",
            WarningKind::Post => "Jabatan",
            WarningKind::Heads => "Lebih dari satu kepala",
        };
        writeln!(out, "  {label}: {}", warnings.len())?;
        for warning in warnings {
            writeln!(out, "    baris {}: {}", table.label(warning.row), warning.text)?;
        }
    }
    Ok(())
}

fn questions(out: &mut impl Write, outcome: &Outcome, path: &Path) -> Result<()> {
    let open: Vec<_> = outcome.questions.iter().filter(|question| question.open).collect();
    if open.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nPerlu keputusan")?;
    for question in &open {
        let proposal =
            question.proposal.as_ref().map_or_else(|| "tidak ada usulan".to_owned(), |text| format!("usulan: {text}"));
        let given = if question.given.is_empty() { String::new() } else { format!(" “{}”", question.given) };
        let place = if question.column.is_subject() && question.label.starts_with("Kinerja") {
            question.label.clone()
        } else {
            format!("baris {}", question.label)
        };
        let (name, column) = (&question.name, question.column.label());
        writeln!(out, "  {place}, {name}, {column}{given}: {}; {proposal}", question.reason)?;
    }
    writeln!(out, "  Isi kolom `keputusan` di {}: `ya` menerima usulan, `lewati` melewatkan,", path.display())?;
    writeln!(out, "  atau ketik isinya (NIP dengan spasi); lalu ulangi dengan --decisions berkas itu.")
}
