//! The report of an import for the personnel officer: the columns that were used, repairs, oddities, and each row that
//! needs a decision. Numbers (NIP) are masked throughout.

use super::{
    import::{AgencyData, Outcome, RepairKind, Superior, Table, WarningKind},
    store::Written,
};
use std::{
    collections::{BTreeMap, HashSet},
    io::{Result, Write},
    path::Path,
};

/// The examples of each repair.
const MAX_EXAMPLES: usize = 3;

#[expect(clippy::too_many_arguments, reason = "everything that there is to tell, once")]
pub(crate) fn print(
    out: &mut impl Write,
    file: &Path,
    sheet: &str,
    table: &Table,
    known: &AgencyData,
    outcome: &Outcome,
    open: &Path,
    written: Option<&Written>,
) -> Result<()> {
    source(out, file, sheet, table)?;
    taken(out, known, outcome)?;
    repairs(out, outcome)?;
    warnings(out, outcome)?;
    if !outcome.duplicates.is_empty() {
        let rows: Vec<_> = outcome.duplicates.iter().map(|(row, first)| format!("{row} (= {first})")).collect();
        writeln!(out, "\nBaris ganda, dihitung sekali: {}", rows.join(", "))?;
    }
    if !outcome.skipped.is_empty() {
        let rows: Vec<_> = outcome.skipped.iter().map(u32::to_string).collect();
        writeln!(out, "\nDilewati menurut keputusan: baris {}", rows.join(", "))?;
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
            "Ditulis: {} unit, {} jabatan, {} pegawai, {} penempatan, {} atasan.",
            written.units, written.posts, written.employees, written.assignments, written.assessors
        ),
    }
}

fn source(out: &mut impl Write, file: &Path, sheet: &str, table: &Table) -> Result<()> {
    let name = file.file_name().unwrap_or(file.as_os_str());
    writeln!(out, "{}, lembar “{sheet}”, judul kolom di baris {}", name.display(), table.header)?;
    writeln!(out, "\nKolom yang dipakai")?;
    for (column, letter, heading) in &table.columns {
        writeln!(out, "  {letter:<3} {heading} → {}", column.label())?;
    }
    if !table.unused.is_empty() {
        writeln!(out, "  tidak dipakai: {}", table.unused.join(", "))?;
    }
    if table.blank > 0 || !table.aside.is_empty() {
        writeln!(out, "\nDilompati: {} baris kosong, {} baris yang bukan pegawai", table.blank, table.aside.len())?;
        for (row, text) in &table.aside {
            writeln!(out, "  baris {row}: {text}")?;
        }
    }
    Ok(())
}

fn taken(out: &mut impl Write, known: &AgencyData, outcome: &Outcome) -> Result<()> {
    let people = &outcome.people;
    let posts: HashSet<_> = people.iter().map(|person| (person.unit, person.post.name.as_str())).collect();
    writeln!(out, "\nYang diambil")?;
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

fn repairs(out: &mut impl Write, outcome: &Outcome) -> Result<()> {
    let mut groups: BTreeMap<RepairKind, Vec<_>> = BTreeMap::new();
    for repair in &outcome.repairs {
        groups.entry(repair.kind).or_default().push(repair);
    }
    if !groups.is_empty() {
        writeln!(out, "\nDiperbaiki")?;
    }
    for (kind, repairs) in groups {
        writeln!(out, "  {}: {}", repair_label(kind), repairs.len())?;
        for repair in repairs.iter().take(MAX_EXAMPLES) {
            writeln!(out, "    baris {}: {} → {}", repair.row, visible(&repair.before), repair.after)?;
        }
    }
    Ok(())
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

fn warnings(out: &mut impl Write, outcome: &Outcome) -> Result<()> {
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
            writeln!(out, "    baris {}: {}", warning.row, warning.text)?;
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
        writeln!(
            out,
            "  baris {}, {}, {}{given}: {}; {proposal}",
            question.row,
            question.name,
            question.column.label(),
            question.reason
        )?;
    }
    writeln!(out, "  Isi kolom `keputusan` di {}: `ya` menerima usulan, `lewati` melewatkan,", path.display())?;
    writeln!(out, "  atau ketik isinya (NIP dengan spasi); lalu ulangi dengan --decisions berkas itu.")
}
