//! The words of plans on the screen.

use super::store::PlanBeginning;
use crate::{
    domain::{
        calendar::{PeriodKind, Zone},
        measure::{Accumulation, Frequency, Polarity, Value, step_words},
        skp::{
            Agreement, Approach, Aspect, Cascade, Classification, Control, Division, Iki, Link, Manual, Perspective,
            PlanSource, ResultStage, Rhk, RhkKind, Skp, percent_of,
        },
    },
    ui::format,
};
use jiff::{Timestamp, civil::Date};

/// How moments are told, in the agency's zone: on a page from today, on paper with the whole date.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moments {
    pub zone: Zone,
    pub today: Date,
    pub is_dated: bool,
}

impl Moments {
    pub(crate) fn say(self, at: Timestamp) -> String {
        let at = self.zone.local(at);
        if self.is_dated {
            format!("{} {}", format::day(at.date()), format::time(at))
        } else {
            format::moment_within(at, self.today)
        }
    }
}

/// `SKP 2026`
pub(crate) fn title(skp: &Skp) -> String {
    format!("SKP {}", skp.starts_on.year())
}

/// `1 Jan – 31 Des 2026`
pub(crate) fn span(starts_on: Date, ends_on: Date) -> String {
    format!("{} – {} {}", format::short_day(starts_on), format::short_day(ends_on), ends_on.year())
}

/// `Versi 1 disetujui 5 Jan 09.12 oleh Siti Aminah`; where nobody agreed, `Versi 1 dibuat dari templat 5 Jan 09.12`
pub(crate) fn agreed(version: i16, at: Option<Timestamp>, by: Option<&str>, moments: Moments) -> String {
    let at = at.map(|at| format!(" {}", moments.say(at))).unwrap_or_default();
    match by {
        Some(name) => format!("Versi {version} disetujui{at} oleh {name}"),
        None => format!("Versi {version} dibuat dari templat{at}"),
    }
}

/// `Dimulai 5 Jan 09.12 oleh Dewi dari templat jabatan. Pejabat penilai saat itu: Sari.`
pub(crate) fn beginning(beginning: Option<&PlanBeginning>, owner: &str, moments: Moments) -> String {
    let Some(PlanBeginning { at, source, assessor }) = beginning else {
        return ended(format!("SKP {owner}; awalnya belum dicatat"));
    };
    let assessor = assessor.as_deref().unwrap_or("belum ada");
    let how = match source {
        PlanSource::Empty => format!("oleh {owner} dari lembar kosong"),
        PlanSource::Earlier => format!("oleh {owner} dari SKP tahun sebelumnya"),
        PlanSource::Predecessor => format!("oleh {owner} dari SKP pejabat sebelumnya"),
        PlanSource::Template => format!("oleh {owner} dari templat jabatan"),
        PlanSource::Leader => format!("untuk {owner} dengan hasil kerja yang dibagikan atasan"),
        PlanSource::Batch => format!("untuk {owner} dari templat jabatan, bersama SKP pegawai lain"),
    };
    ended(format!("Dimulai {} {how}. Pejabat penilai saat itu: {assessor}", moments.say(*at)))
}

/// The same of the version in force.
pub(crate) fn in_force(agreement: &Agreement, by: Option<&str>, moments: Moments) -> String {
    agreed(agreement.version, Some(agreement.agreed_at), by, moments)
}

/// `1.200 kali`; a step in words.
pub(crate) fn measured(value: Value, unit: &str) -> String {
    if let Some(words) = step_words(value, unit) {
        return words.to_owned();
    }
    format!("{} {unit}", format::number(value.decimal())).trim_end().to_owned()
}

pub(crate) const fn kind(kind: RhkKind) -> &'static str {
    match kind {
        RhkKind::Main => "Utama",
        RhkKind::Additional => "Tambahan",
    }
}

pub(crate) const fn classification(classification: Classification) -> &'static str {
    match classification {
        Classification::Organisation => "Organisasi",
        Classification::Individual => "Individu",
    }
}

pub(crate) const fn link(link: Link) -> &'static str {
    match link {
        Link::Direct => "langsung",
        Link::NonDirect => "tidak langsung",
    }
}

/// `, bagian 25 % menurut wilayah`: the part that a direct link is of the superior's result.
pub(crate) fn part(cascade: &Cascade) -> String {
    let share = cascade.share.map(|share| format!(", bagian {} %", format::number(percent_of(share))));
    let division = match (cascade.division, &share) {
        (Division::Volume, None) => "",
        (Division::Volume, Some(_)) => " menurut jumlah",
        (Division::Region, None) => ", menurut wilayah",
        (Division::Region, Some(_)) => " menurut wilayah",
        (Division::Aspect, None) => ", menurut aspek",
        (Division::Aspect, Some(_)) => " menurut aspek",
    };
    share.unwrap_or_default() + division
}

pub(crate) const fn aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Quantity => "Kuantitas",
        Aspect::Quality => "Kualitas",
        Aspect::Time => "Waktu",
        Aspect::Cost => "Biaya",
    }
}

pub(crate) const fn perspective(perspective: Perspective) -> &'static str {
    match perspective {
        Perspective::Customer => "Penerima layanan",
        Perspective::Process => "Proses bisnis",
        Perspective::Internal => "Penguatan internal",
        Perspective::Budget => "Anggaran",
    }
}

/// The parts of a manual that are filled, each with its label.
pub(crate) fn manual(manual: &Manual) -> Vec<(&'static str, String)> {
    let stage = manual.stage.map_or("", |stage| match stage {
        ResultStage::Outcome => "Outcome",
        ResultStage::Intermediate => "Outcome antara",
        ResultStage::Output => "Output",
    });
    let control = manual.control.map_or("", |control| match control {
        Control::High => "Tinggi",
        Control::Moderate => "Sedang",
        Control::Low => "Rendah",
    });
    let parts = [
        ("Sumber data", manual.data_source.as_str()),
        ("Tujuan", &manual.purpose),
        ("Definisi", &manual.definition),
        ("Formula", &manual.formula),
        ("Jenis indikator", stage),
        ("Tingkat kendali", control),
    ];
    parts.into_iter().filter(|(_, words)| !words.is_empty()).map(|(label, words)| (label, words.to_owned())).collect()
}

/// A day of a month, whose year is not shown.
fn in_month(month: i8) -> Date {
    Date::new(2026, month, 1).unwrap_or_default()
}

/// `sampai Mar`
pub(crate) fn until(month: i8) -> String {
    format!("sampai {}", format::short_month(in_month(month)))
}

/// `Triwulan I`, the period that ends with a month.
pub(crate) fn period(kind: PeriodKind, month: i8) -> String {
    const QUARTERS: [&str; 4] = ["Triwulan I", "Triwulan II", "Triwulan III", "Triwulan IV"];
    match kind {
        PeriodKind::Month => format::short_month(in_month(month)).to_owned(),
        PeriodKind::Quarter => {
            let quarter = usize::try_from((month - 1) / 3).ok().and_then(|at| QUARTERS.get(at));
            quarter.copied().unwrap_or_default().to_owned()
        }
        PeriodKind::Year => "Setahun".to_owned(),
    }
}

/// `1.200 kali`; of a measure in words `paling lambat akhir Mar`. `None` before there is a target.
pub(crate) fn target(iki: &Iki) -> Option<String> {
    if iki.approach() == Approach::Qualitative {
        return iki.due_month().map(|month| format!("paling lambat akhir {}", format::short_month(in_month(month))));
    }
    iki.months.last().map(|target| measured(target, &iki.unit_of_measure))
}

/// `Akta terbit mencapai 300 akta`: the action plan of a period, from its first to its last month, for which the owner has
/// written none. A measure in words is named in the period in which it is to be reached.
pub(crate) fn default_action(rhk: &Rhk, (first, last): (i8, i8)) -> String {
    let target = |iki: &Iki| {
        if iki.approach() == Approach::Qualitative {
            let is_due = iki.due_month().is_some_and(|month| (first..=last).contains(&month));
            return is_due.then(|| format!("tercapai: {}", iki.name));
        }
        let target = iki.months.until(last)?;
        Some(format!("{} mencapai {}", iki.name, measured(target, &iki.unit_of_measure)))
    };
    rhk.indicators.iter().filter_map(target).collect::<Vec<_>>().join("; ")
}

const fn polarity(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Maximise => "makin besar makin baik",
        Polarity::Minimise => "makin kecil makin baik",
        Polarity::Stabilise => "tetap di sekitar target",
    }
}

const fn accumulation(accumulation: Accumulation) -> &'static str {
    match accumulation {
        Accumulation::Year => "dijumlah sejak awal tahun",
        Accumulation::Month => "dijumlah tiap bulan",
        Accumulation::Level => "keadaan terakhir",
    }
}

pub(crate) const fn frequency(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Weekly => "dilaporkan tiap minggu",
        Frequency::Monthly => "dilaporkan tiap bulan",
        Frequency::Quarterly => "dilaporkan tiap triwulan",
    }
}

pub(crate) const fn approach(approach: Approach) -> &'static str {
    match approach {
        Approach::Quantitative => "Kuantitatif",
        Approach::Qualitative => "Kualitatif",
    }
}

/// How an indicator is measured.
pub(crate) fn about(iki: &Iki) -> String {
    if iki.approach() == Approach::Qualitative {
        return format!("Ukuran keberhasilan · {}", frequency(iki.frequency));
    }
    let baseline = iki.baseline.map(|value| format!("angka awal {}", measured(value, &iki.unit_of_measure)));
    let population = iki.population.map(|value| format!("dihitung dari sasaran {}", format::number(value.decimal())));
    let parts = [aspect(iki.aspect), polarity(iki.polarity), accumulation(iki.accumulation), frequency(iki.frequency)];
    let perspective = iki.perspective.map(perspective).into_iter();
    perspective.chain(parts).map(str::to_owned).chain(baseline).chain(population).collect::<Vec<_>>().join(" · ")
}

/// `Belum ada: target, satuan`, then the targets that mean nothing; `None` for a complete result.
pub(crate) fn missing(rhk: &Rhk) -> Option<String> {
    let missing: Vec<String> = rhk.missing().iter().map(ToString::to_string).collect();
    let missing = (!missing.is_empty()).then(|| format!("Belum ada: {}", missing.join(", ")));
    let wrong = |iki: &Iki| Some(format!("Perbaiki {}: {}", quoted(&iki.name), iki.contradiction()?));
    let said: Vec<String> = missing.into_iter().chain(rhk.indicators.iter().filter_map(wrong)).collect();
    (!said.is_empty()).then(|| said.join(". "))
}

/// Ends a sentence, whose last word may be a title with its own full stop.
pub(crate) fn ended(sentence: String) -> String {
    if sentence.ends_with('.') { sentence } else { sentence + "." }
}

/// Returns a text that is not longer than a line, in quotation marks.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    if text.is_empty() {
        return "(tanpa rumusan)".to_owned();
    }
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("“{}…”", text[..at].trim_end()),
        None => format!("“{text}”"),
    }
}
