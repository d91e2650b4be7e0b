//! The words of plans on the screen.

use crate::{
    domain::{
        calendar::Zone,
        measure::{Accumulation, Frequency, Polarity, Value},
        skp::{Agreement, Aspect, Classification, Iki, Link, Rhk, RhkKind, Skp},
    },
    ui::format,
};
use jiff::{Timestamp, civil::Date};

/// The moments of a page: in the agency's zone, told from today.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moments {
    pub zone: Zone,
    pub today: Date,
}

impl Moments {
    pub(crate) fn say(self, at: Timestamp) -> String {
        format::moment_within(self.zone.local(at), self.today)
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

/// The same of the version in force.
pub(crate) fn in_force(agreement: &Agreement, by: Option<&str>, moments: Moments) -> String {
    agreed(agreement.version, Some(agreement.agreed_at), by, moments)
}

/// `1.200 kali`
pub(crate) fn measured(value: Value, unit: &str) -> String {
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

pub(crate) const fn aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Quantity => "Kuantitas",
        Aspect::Quality => "Kualitas",
        Aspect::Time => "Waktu",
        Aspect::Cost => "Biaya",
    }
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

/// How an indicator is measured.
pub(crate) fn about(iki: &Iki) -> String {
    let baseline = iki.baseline.map(|value| format!("angka awal {}", measured(value, &iki.unit_of_measure)));
    let parts = [aspect(iki.aspect), polarity(iki.polarity), accumulation(iki.accumulation), frequency(iki.frequency)];
    parts.into_iter().map(str::to_owned).chain(baseline).collect::<Vec<_>>().join(" · ")
}

/// `Belum ada: target, satuan`, then the targets that mean nothing; `None` for a complete result.
pub(crate) fn missing(rhk: &Rhk) -> Option<String> {
    let missing: Vec<String> = rhk.missing().iter().map(ToString::to_string).collect();
    let missing = (!missing.is_empty()).then(|| format!("Belum ada: {}", missing.join(", ")));
    let wrong = |iki: &Iki| Some(format!("Perbaiki {}: {}", quoted(&iki.name), iki.contradiction()?));
    let said: Vec<String> = missing.into_iter().chain(rhk.indicators.iter().filter_map(wrong)).collect();
    (!said.is_empty()).then(|| said.join(". "))
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
