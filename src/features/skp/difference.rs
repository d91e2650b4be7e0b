//! What a version changes about the one before it, in sentences.

use super::words;
use crate::{
    domain::{
        id::RhkId,
        measure::Value,
        skp::{APPENDIX, Approach, CORE_VALUES, Further, Iki, Link, Rhk, SkpContent},
    },
    ui::format,
};
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

/// Returns the differences in the order of the new version, what was removed last. `texts` are those of the supported
/// results.
pub(crate) fn differences(before: &SkpContent, after: &SkpContent, texts: &HashMap<RhkId, String>) -> Vec<String> {
    let mut said = Vec::new();
    for result in &after.results {
        if let Some(earlier) = before.results.iter().find(|earlier| earlier.id == result.id) {
            changed(earlier, result, texts, &mut said);
        } else {
            said.push(format!("Hasil kerja baru: {}.", words::quoted(&result.text)));
            said.extend(result.indicators.iter().map(added));
        }
    }
    let is_gone = |earlier: &&Rhk| after.results.iter().all(|result| result.id != earlier.id);
    said.extend(
        before
            .results
            .iter()
            .filter(is_gone)
            .map(|earlier| format!("Hasil kerja dihapus: {}.", words::quoted(&earlier.text))),
    );
    further(&before.further, &after.further, &mut said);
    said
}

fn further(before: &Further, after: &Further, said: &mut Vec<String>) {
    let expectations = CORE_VALUES.iter().zip(before.expectations.iter().zip(&after.expectations));
    said.extend(expectations.filter(|(_, (from, to))| from != to).map(|(value, (_, to))| {
        let name = value.name;
        match to.as_str() {
            "" => format!("{name}: ekspektasi khusus dihapus."),
            to => format!("{name}: ekspektasi khusus menjadi {}.", words::quoted(to)),
        }
    }));
    for (name, (from, to)) in APPENDIX.iter().zip(before.appendix.iter().zip(&after.appendix)) {
        let said_of = |what: &str, row: &String| format!("{name}: baris {what} {}.", words::quoted(row));
        said.extend(to.iter().filter(|row| !from.contains(row)).map(|row| said_of("baru", row)));
        said.extend(from.iter().filter(|row| !to.contains(row)).map(|row| said_of("dihapus", row)));
    }
}

fn changed(before: &Rhk, after: &Rhk, texts: &HashMap<RhkId, String>, said: &mut Vec<String>) {
    let name = words::quoted(&after.text);
    if before.text != after.text {
        said.push(format!("Rumusan hasil kerja: dari {} menjadi {name}.", words::quoted(&before.text)));
    }
    let mut word = |what: &str, from: &str, to: &str| {
        if from != to {
            said.push(format!("{name}: {what} dari {from} menjadi {to}."));
        }
    };
    word("jenis", words::kind(before.kind), words::kind(after.kind));
    word("klasifikasi", words::classification(before.classification), words::classification(after.classification));
    match (before.basis.as_str(), after.basis.as_str()) {
        (from, to) if from == to => {}
        (_, "") => said.push(format!("{name}: dasarnya dihapus.")),
        (_, to) => said.push(format!("{name}: dasarnya {}.", words::quoted(to))),
    }
    let months: BTreeSet<i8> = before.actions.keys().chain(after.actions.keys()).copied().collect();
    for month in months.into_iter().filter(|month| before.actions.get(month) != after.actions.get(month)) {
        let until = words::until(month);
        said.push(match after.actions.get(&month) {
            Some(action) => format!("{name}: rencana aksi {until} {}.", words::quoted(action)),
            None => format!("{name}: rencana aksi {until} kembali mengikuti target."),
        });
    }
    let part = |result: &Rhk| (result.supports, result.cascade.division, result.cascade.share);
    if part(before) != part(after) {
        said.push(match supported(after, texts) {
            Some(supported) => format!("{name}: mendukung {supported}."),
            None => format!("{name}: tidak lagi mendukung hasil atasan."),
        });
    }
    let (was, is) = (&before.cascade.also, &after.cascade.also);
    let quoted = |above: &RhkId| words::quoted(texts.get(above).map_or("", String::as_str));
    said.extend(
        is.iter()
            .filter(|above| !was.contains(above))
            .map(|above| format!("{name}: juga mendukung {}.", quoted(above))),
    );
    said.extend(
        was.iter()
            .filter(|above| !is.contains(above))
            .map(|above| format!("{name}: tidak lagi mendukung {}.", quoted(above))),
    );
    for iki in &after.indicators {
        match before.indicators.iter().find(|earlier| earlier.id == iki.id) {
            Some(earlier) => measure(earlier, iki, said),
            None => said.push(added(iki)),
        }
    }
    let is_gone = |earlier: &&Iki| after.indicators.iter().all(|iki| iki.id != earlier.id);
    said.extend(before.indicators.iter().filter(is_gone).map(|iki| format!("Indikator dihapus: {}.", iki.name)));
}

/// `“Meningkatnya layanan” (langsung, bagian 25 % menurut wilayah)`
pub(crate) fn supported(result: &Rhk, texts: &HashMap<RhkId, String>) -> Option<String> {
    let (above, link) = result.supports?;
    let text = texts.get(&above).map_or("", String::as_str);
    let part = if link == Link::Direct { words::part(&result.cascade) } else { String::new() };
    Some(format!("{} ({}{part})", words::quoted(text), words::link(link)))
}

fn added(iki: &Iki) -> String {
    let target = words::target(iki).map(|target| format!(", target {target}"));
    let population = iki.population.map(|population| format!(" dari {}", format::number(population.decimal())));
    format!("Indikator baru: {}{}{}.", iki.name, target.unwrap_or_default(), population.unwrap_or_default())
}

fn measure(before: &Iki, after: &Iki, said: &mut Vec<String>) {
    let (name, unit) = (&after.name, &after.unit_of_measure);
    if before.name != after.name {
        said.push(format!("Nama indikator: dari “{}” menjadi “{name}”.", before.name));
    }
    if before.aspect != after.aspect {
        let (from, to) = (words::aspect(before.aspect), words::aspect(after.aspect));
        said.push(format!("{name}: aspek dari {from} menjadi {to}."));
    }
    if (&before.unit_of_measure, before.polarity, before.accumulation) != (unit, after.polarity, after.accumulation) {
        said.push(format!("{name}: satuan, arah, atau cara hitung diubah menjadi {}.", words::about(after)));
    }
    if before.baseline != after.baseline {
        said.push(format!("{name}: angka awal {}.", moved(before.baseline, after.baseline, unit)));
    }
    let of_words = |iki: &Iki| (iki.approach() == Approach::Qualitative).then(|| words::target(iki)).flatten();
    match (before.months.last(), after.months.last()) {
        _ if let (Some(from), Some(to)) = (of_words(before), of_words(after))
            && from != to =>
        {
            said.push(format!("{name}: tercapai {to}, sebelumnya {from}."));
        }
        (from, to) if from != to => said.push(format!("{name}: target {}.", moved(from, to, unit))),
        _ if before.months != after.months => {
            said.push(format!("{name}: target setahun tetap, target per bulan diubah: {}.", months(before, after)));
        }
        _ => {}
    }
    if before.adds_to != after.adds_to {
        said.push(match after.adds_to {
            Some(_) if before.adds_to.is_some() => format!("{name}: ditambahkan ke indikator atasan yang lain."),
            Some(_) => format!("{name}: ditambahkan ke indikator atasan."),
            None => format!("{name}: tidak lagi ditambahkan ke indikator atasan."),
        });
    }
    if before.population != after.population {
        said.push(format!("{name}: sasaran {}.", moved(before.population, after.population, "")));
    }
    if before.perspective != after.perspective {
        let to = after.perspective.map_or("tidak ada", words::perspective);
        said.push(format!("{name}: perspektif menjadi {to}."));
    }
    let earlier = words::manual(&before.manual);
    let now = words::manual(&after.manual);
    for (label, to) in now.iter().filter(|row| !earlier.contains(row)) {
        said.push(format!("{name}: {} {}.", label.to_lowercase(), words::quoted(to)));
    }
    for (label, _) in earlier.iter().filter(|(label, _)| now.iter().all(|(kept, _)| kept != label)) {
        said.push(format!("{name}: {} dihapus.", label.to_lowercase()));
    }
    if before.frequency != after.frequency {
        let (from, to) = (words::frequency(before.frequency), words::frequency(after.frequency));
        said.push(format!("{name}: {to}, dulu {from}."));
    }
}

/// `Jan dari 20 menjadi 10, Feb dari 40 menjadi 30`
fn months(before: &Iki, after: &Iki) -> String {
    let said = |value: Option<Value>| value.map_or_else(|| "–".to_owned(), |value| format::number(value.decimal()));
    let pairs = before.months.0.iter().zip(&after.months.0).zip(1_i8..);
    let changed = pairs.filter(|((from, to), _)| from != to);
    let words = changed.filter_map(|((from, to), month)| {
        let month = format::short_month(Date::new(2000, month, 1).ok()?);
        Some(format!("{month} dari {} menjadi {}", said(*from), said(*to)))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// `naik dari 1.200 menjadi 1.350 kali`
fn moved(from: Option<Value>, to: Option<Value>, unit: &str) -> String {
    match (from, to) {
        (Some(from), Some(to)) => {
            let way = if to > from { "naik" } else { "turun" };
            format!("{way} dari {} menjadi {}", format::number(from.decimal()), words::measured(to, unit))
        }
        (None, Some(to)) => format!("diisi {}", words::measured(to, unit)),
        (Some(from), None) => format!("{} dikosongkan", words::measured(from, unit)),
        (None, None) => "tetap".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        id::IkiId,
        measure::{Accumulation, Frequency, MonthTargets, Polarity},
        skp::{Aspect, Classification, RhkKind},
    };
    use std::collections::BTreeMap;
    use uuid::Uuid;

    fn iki(n: u128, name: &str, target: i64) -> Iki {
        Iki {
            id: IkiId(Uuid::from_u128(n)),
            name: name.to_owned(),
            aspect: Aspect::Quantity,
            perspective: None,
            unit_of_measure: "kali".to_owned(),
            polarity: Polarity::Maximise,
            accumulation: Accumulation::Year,
            baseline: None,
            months: MonthTargets::even(Value::whole(target)),
            frequency: Frequency::Monthly,
            manual: Box::default(),
            population: None,
            adds_to: None,
        }
    }

    fn rhk(n: u128, text: &str, indicators: Vec<Iki>) -> Rhk {
        Rhk {
            id: RhkId(Uuid::from_u128(n)),
            text: text.to_owned(),
            kind: RhkKind::Main,
            classification: Classification::Organisation,
            supports: None,
            assigned_by: None,
            basis: String::new(),
            actions: BTreeMap::new(),
            cascade: Box::default(),
            indicators,
        }
    }

    #[test]
    fn the_population_of_a_coverage_is_told() {
        let of = |population| SkpContent {
            results: vec![rhk(1, "Cakupan", vec![Iki { population, ..iki(1, "Bayi diimunisasi", 95) }])],
            ..SkpContent::default()
        };
        let none = HashMap::new();
        let (before, after) = (of(Some(Value::whole(240))), of(Some(Value::whole(1260))));
        assert_eq!(differences(&before, &after, &none), ["Bayi diimunisasi: sasaran naik dari 240 menjadi 1.260."]);
        assert_eq!(differences(&of(None), &before, &none), ["Bayi diimunisasi: sasaran diisi 240."]);
        assert_eq!(differences(&before, &of(None), &none), ["Bayi diimunisasi: sasaran 240 dikosongkan."]);
        let empty = SkpContent::default();
        assert_eq!(
            differences(&empty, &before, &none)[1],
            "Indikator baru: Bayi diimunisasi, target 95 kali dari 240."
        );
    }

    #[test]
    fn a_difference_is_told_in_words() {
        let before = SkpContent {
            results: vec![
                rhk(1, "Meningkatnya layanan", vec![iki(1, "Persalinan ditolong", 1200), iki(2, "Rujukan", 12)]),
                rhk(2, "Tersusunnya laporan", vec![iki(3, "Laporan", 12)]),
            ],
            ..SkpContent::default()
        };
        assert_eq!(differences(&before, &before, &HashMap::new()), Vec::<String>::new());
        let above = RhkId(Uuid::from_u128(9));
        let weekly = Iki { frequency: Frequency::Weekly, ..iki(1, "Persalinan ditolong", 1350) };
        let first = Rhk {
            kind: RhkKind::Additional,
            supports: Some((above, Link::NonDirect)),
            ..rhk(1, "Meningkatnya layanan", vec![weekly, iki(4, "Kunjungan", 400)])
        };
        let mut added = Further::default();
        added.expectations[1] = "Setiap berkas tercatat sebelum pulang".to_owned();
        added.appendix[2].push("Usulan penghargaan bila terlampaui".to_owned());
        let results = vec![first, rhk(3, "Terwujudnya posyandu", vec![iki(5, "Posyandu", 8)])];
        let after = SkpContent { results, further: Box::new(added) };
        let texts = HashMap::from([(above, "Turunnya kematian ibu".to_owned())]);
        assert_eq!(
            differences(&before, &after, &texts),
            [
                "“Meningkatnya layanan”: jenis dari Utama menjadi Tambahan.",
                "“Meningkatnya layanan”: mendukung “Turunnya kematian ibu” (tidak langsung).",
                "Persalinan ditolong: target naik dari 1.200 menjadi 1.350 kali.",
                "Persalinan ditolong: dilaporkan tiap minggu, dulu dilaporkan tiap bulan.",
                "Indikator baru: Kunjungan, target 400 kali.",
                "Indikator dihapus: Rujukan.",
                "Hasil kerja baru: “Terwujudnya posyandu”.",
                "Indikator baru: Posyandu, target 8 kali.",
                "Hasil kerja dihapus: “Tersusunnya laporan”.",
                "Akuntabel: ekspektasi khusus menjadi “Setiap berkas tercatat sebelum pulang”.",
                "Konsekuensi: baris baru “Usulan penghargaan bila terlampaui”.",
            ]
        );
        let mut typed = MonthTargets::even(Value::whole(1200));
        typed.0[0] = None;
        let spread = Iki { months: typed, ..iki(1, "Persalinan ditolong", 1200) };
        let results = vec![rhk(1, "Meningkatnya layanan", vec![spread, iki(2, "Rujukan", 12)])];
        let after = SkpContent { results, ..SkpContent::default() };
        assert_eq!(
            differences(&before, &after, &texts)[0],
            "Persalinan ditolong: target setahun tetap, target per bulan diubah: Jan dari 100 menjadi –."
        );
    }
}
