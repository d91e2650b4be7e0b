//! The fields of one indicator in the form of its result. Their names begin with the indicator's id.

use super::curve::TargetCurve;
use crate::{
    features::skp::model::IndicatorForm,
    ui::{
        field::{Checkbox, DecimalField, SelectField, TextField},
        submission::Submission,
    },
};
use leptos::prelude::*;

pub(super) const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];

const PERSPECTIVES: [(&str, &str); 5] = [
    ("-", "Belum dipilih"),
    ("customer", "Penerima layanan"),
    ("process", "Proses bisnis"),
    ("internal", "Penguatan internal"),
    ("budget", "Anggaran"),
];
const STAGES: [(&str, &str); 4] =
    [("-", "Belum dipilih"), ("outcome", "Outcome"), ("intermediate", "Outcome antara"), ("output", "Output")];
const CONTROLS: [(&str, &str); 4] =
    [("-", "Belum dipilih"), ("high", "Tinggi"), ("moderate", "Sedang"), ("low", "Rendah")];
const ASPECTS: [(&str, &str); 4] =
    [("quantity", "Kuantitas"), ("quality", "Kualitas"), ("time", "Waktu"), ("cost", "Biaya")];
const FREQUENCIES: [(&str, &str); 3] =
    [("monthly", "Tiap bulan"), ("weekly", "Tiap minggu"), ("quarterly", "Tiap triwulan")];
const POLARITIES: [(&str, &str); 3] = [
    ("maximise", "Makin besar makin baik"),
    ("minimise", "Makin kecil makin baik"),
    ("stabilise", "Tetap di sekitar target"),
];
const ACCUMULATIONS: [(&str, &str); 3] = [
    ("year", "Jumlah sejak awal tahun"),
    ("month", "Jumlah tiap bulan"),
    ("level", "Keadaan terakhir, misalnya persen"),
];

const FIXED: &str = "Satuan, arah, dan cara hitung sudah disetujui dan tetap, supaya laporan lama dapat dibandingkan. Untuk \
                     ukuran lain, hapus indikator ini dan tambahkan yang baru.";

const POPULATION: &str = "Untuk satuan % yang dihitung dari suatu jumlah, misalnya 240 bayi; selain itu kosongkan. \
                          Laporan lalu menyebut dua angka: 228 dari 240.";

/// Where an indicator stands in the form, and to what it can be added.
pub(super) struct IndicatorPlace<'a> {
    /// Counted from 1.
    pub number: u16,
    pub is_open: bool,
    /// Whether the owner leads an office (JPT): indicators have a manual.
    pub has_manual: bool,
    /// The first and the last month of the plan.
    pub span: (i8, i8),
    /// The superiors' indicators: id and label.
    pub above: &'a [(String, String)],
    /// Whether results are measured in words.
    pub is_qualitative: bool,
}

impl IndicatorPlace<'_> {
    /// `Indikator 2: Akta terbit`
    fn title(&self, name: &str) -> String {
        let noun = if self.is_qualitative { "Ukuran" } else { "Indikator" };
        let colon = if name.is_empty() { "" } else { ": " };
        format!("{noun} {}{colon}{name}", self.number)
    }
}

/// Draws the fields of an indicator. `value` gives the value of a field of the form by its name.
pub(super) fn fields(
    indicator: IndicatorForm,
    place: &IndicatorPlace<'_>,
    submission: Submission,
    value: &dyn Fn(&str) -> String,
) -> AnyView {
    let IndicatorForm { id, is_blank, is_measure_fixed } = indicator;
    let IndicatorPlace { is_open, has_manual, span, above, .. } = *place;
    let name_of = move |name: &str| format!("i{id}-{name}");
    let value_of = |name: &str| value(&name_of(name));
    let error = |name: &str| submission.error_of(name_of(name));
    let select = |name: &str, label: &'static str, options: &[(&str, &str)]| {
        let options = options.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
        view! {
            <SelectField
                id=name_of(name)
                name=name_of(name)
                label=label
                options=options
                selected=value_of(name)
                error=error(name)
            />
        }
        .into_any()
    };
    let decimal = |name: &str, label: String, hint: &'static str| {
        view! {
            <DecimalField
                id=name_of(name)
                name=name_of(name)
                label=label
                hint=RwSignal::new(hint.to_owned())
                value=value_of(name)
                error=error(name)
            />
        }
        .into_any()
    };
    let text = |name: &str, label: &'static str, hint: &'static str| {
        view! {
            <TextField
                id=name_of(name)
                name=name_of(name)
                label=label
                hint=hint
                value=value_of(name)
                error=error(name)
            />
        }
        .into_any()
    };
    let title = place.title(&value_of("name"));
    let remove = (!is_blank).then(|| {
        view! { <Checkbox id=name_of("remove") name=name_of("remove") label="Hapus indikator ini saat disimpan" /> }
    });
    if place.is_qualitative {
        return in_words((title, is_open), (span, has_manual), text, select, remove);
    }
    let fixed = is_measure_fixed.then(|| view! { <p class="field-hint">{FIXED}</p> });
    // Whether an indicator is a coverage stays as it was agreed.
    let has_population = !is_measure_fixed || !value_of("population").is_empty();
    let population = has_population.then(|| decimal("population", "Dari berapa (sasaran)".to_owned(), POPULATION));
    let typed_months = (1..=12).any(|month| !value_of(&format!("m{month}")).is_empty());
    let months = (1..).zip(MONTHS).map(|(month, word)| decimal(&format!("m{month}"), word.to_owned(), ""));
    let months = months.collect_view();
    let perspective = has_manual.then(|| select("perspective", "Perspektif", &PERSPECTIVES));
    let manual = has_manual.then(|| {
        let is_filled = ["purpose", "definition", "formula"].iter().any(|name| !value_of(name).is_empty());
        manual(is_filled, text, select)
    });
    let adds = (!above.is_empty()).then(|| {
        let own = [("", "Otomatis: yang diukur dengan cara sama"), ("-", "Tidak ditambahkan")];
        let options: Vec<(&str, &str)> =
            own.into_iter().chain(above.iter().map(|(id, label)| (id.as_str(), label.as_str()))).collect();
        select("adds", "Ditambahkan ke indikator atasan", &options)
    });
    view! {
        <details class="plan-indicator" open=is_open>
            <summary>{title}</summary>
            <div class="plan-choices">
                {text("name", "Nama indikator", "Apa yang diukur, misalnya “Akta terbit”.")}
                {decimal("target", "Target setahun".to_owned(), "Dibagi rata ke bulan-bulan SKP.")}
                {select("aspect", "Aspek", &ASPECTS)}
                {select("frequency", "Dilaporkan", &FREQUENCIES)}
            </div>
            {fixed}
            <fieldset class="plan-choices" disabled=is_measure_fixed>
                <legend class="visually-hidden">"Cara mengukur"</legend>
                {text("unit", "Satuan", "Misalnya akta, %, hari.")}
                {select("polarity", "Arah", &POLARITIES)}
                {select("accumulation", "Cara hitung", &ACCUMULATIONS)}
            </fieldset>
            <div class="plan-choices">
                {decimal("baseline", "Angka awal".to_owned(), "Wajib bila makin kecil makin baik, misalnya dari 14 hari.")}
                {population}
                {text("source", "Sumber data", "Misalnya laporan bulanan SIAK. Boleh kosong.")}
                {perspective} {adds}
            </div>
            <TargetCurve iki=id span is_open=typed_months>{months}</TargetCurve>
            {manual}
            {remove}
        </details>
    }
    .into_any()
}

/// Draws the fields of a measure in words.
fn in_words(
    (title, is_open): (String, bool),
    ((first, last), has_perspective): ((i8, i8), bool),
    text: impl Fn(&str, &'static str, &'static str) -> AnyView,
    select: impl Fn(&str, &'static str, &[(&str, &str)]) -> AnyView,
    remove: Option<impl IntoView + 'static>,
) -> AnyView {
    // The last month first: it is chosen where nothing else is.
    let due = (first..=last).rev().filter_map(|month| Some((month, *MONTHS.get(usize::try_from(month - 1).ok()?)?)));
    let due: Vec<(String, &str)> = due.map(|(month, word)| (month.to_string(), word)).collect();
    let due: Vec<(&str, &str)> = due.iter().map(|(month, word)| (month.as_str(), *word)).collect();
    let perspective = has_perspective.then(|| select("perspective", "Perspektif", &PERSPECTIVES));
    view! {
        <details class="plan-indicator" open=is_open>
            <summary>{title}</summary>
            {text("name", "Ukuran keberhasilan", "Apa yang terlihat bila hasil ini tercapai. Boleh memuat angka.")}
            <div class="plan-choices">
                {select("due", "Tercapai paling lambat akhir", &due)}
                {select("frequency", "Dilaporkan", &FREQUENCIES)}
                {text("source", "Sumber data", "Boleh kosong.")}
                {perspective}
            </div>
            {remove}
        </details>
    }
    .into_any()
}

/// Draws the fields of a leader's manual.
fn manual(
    is_filled: bool,
    text: impl Fn(&str, &'static str, &'static str) -> AnyView,
    select: impl Fn(&str, &'static str, &[(&str, &str)]) -> AnyView,
) -> AnyView {
    view! {
        <details class="plan-months" open=is_filled>
            <summary>"Manual indikator"</summary>
            <div class="plan-choices">
                {text("purpose", "Tujuan", "Untuk apa indikator ini diukur.")}
                {text("definition", "Definisi", "Apa yang dihitung dan apa yang tidak.")}
                {text("formula", "Formula", "Misalnya pembilang dibagi penyebut, kali 100.")}
                {select("stage", "Jenis indikator", &STAGES)}
                {select("control", "Tingkat kendali", &CONTROLS)}
            </div>
        </details>
    }
    .into_any()
}
