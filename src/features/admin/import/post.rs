//! The post of each person: its kind, and whether it heads its unit.

use super::{
    Column, ImportDraft, Questioned, RepairKind, WarningKind,
    cell::squeezed,
    name::proper_phrase,
    question::{Desk, Question, Verdict},
    storable,
    tree::Tree,
    unit::unit_key,
};
use crate::domain::{nip::Nip, org::PostKind, template::template_for, text::Name};
use std::collections::HashMap;

/// A post as the export names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Post {
    pub name: Name,
    pub kind: PostKind,
    pub is_head: bool,
}

impl Post {
    /// Returns the template of plans for this post.
    pub(crate) fn template(&self) -> &'static str {
        template_for(self.name.as_str(), self.kind, self.is_head)
    }
}

pub(super) fn settle(drafts: &mut [ImportDraft<'_>], desk: &mut Desk<'_>, tree: &Tree) {
    let mut spellings: HashMap<String, String> = HashMap::new();
    for draft in drafts.iter_mut().filter(|draft| draft.counts()) {
        let text = spelling(draft, desk, &mut spellings);
        let doubt = match storable(&text) {
            Err(reason) => Some(format!("jabatan {reason}")),
            Ok(_) if is_acting(&text) => {
                Some("jabatan Plt/Plh bukan jabatan definitif; ketik jabatan definitifnya".into())
            }
            Ok(_) => None,
        };
        let name = match doubt {
            Some(reason) => draft.must(desk, Questioned { column: Column::Post, reason, proposal: None }, storable),
            None => storable(&text).ok(),
        };
        let Some(name) = name else { continue };
        let kind = kind_of(draft, name.as_str());
        let is_head = draft.unit.is_some_and(|unit| heads(name.as_str(), &tree.units[unit].key));
        draft.post = Some(Post { name, kind, is_head });
    }
    followed(drafts);
}

/// Returns the post, in proper case unless a decision keeps its capitals. Each spelling is offered once, at the first
/// row that has it.
fn spelling(draft: &mut ImportDraft<'_>, desk: &mut Desk<'_>, spellings: &mut HashMap<String, String>) -> String {
    let text = draft.row.get(Column::Post).words();
    let Some(proper) = proper_phrase(&text) else {
        return text;
    };
    let chosen = spellings.get(&text).cloned().unwrap_or_else(|| {
        let question = Question {
            row: draft.row.id,
            label: draft.row.label.clone(),
            name: draft.name.clone(),
            column: Column::PostCase,
            given: text.clone(),
            reason: "ditulis kapital; `lewati` membiarkannya, atau ketik penulisan yang benar".into(),
            proposal: Some(proper.clone()),
            answer: String::new(),
            open: false,
        };
        match desk.offer(question, proper, |typed| storable(typed).map(String::from)) {
            Verdict::Take(chosen) => chosen,
            Verdict::Skip | Verdict::Open => text.clone(),
        }
    });
    spellings.insert(text.clone(), chosen.clone());
    if chosen != text {
        draft.repair(RepairKind::PostCase, text, chosen.clone());
    }
    chosen
}

/// Recognises heads whose title does not repeat the name of the unit: most of the unit reports to them.
fn followed(drafts: &mut [ImportDraft<'_>]) {
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    let mut headed: Vec<usize> = vec![];
    let mut followers: HashMap<(usize, Nip), usize> = HashMap::new();
    for draft in drafts.iter().filter(|draft| draft.counts()) {
        let Some(unit) = draft.unit else { continue };
        *sizes.entry(unit).or_default() += 1;
        headed.extend(draft.post.as_ref().filter(|post| post.is_head).map(|_| unit));
        if let Some(nip) = draft.cites.nip() {
            *followers.entry((unit, nip.clone())).or_default() += 1;
        }
    }
    for draft in drafts.iter_mut().filter(|draft| draft.counts()) {
        let (Some(unit), Some(nip), Some(post)) = (draft.unit, &draft.nip, &mut draft.post) else {
            continue;
        };
        let leads = followers.get(&(unit, nip.clone())).is_some_and(|count| count * 2 >= sizes[&unit]);
        if leads && sizes[&unit] > 2 && !headed.contains(&unit) && leading_title(post.name.as_str()) {
            post.is_head = true;
        }
    }
}

fn is_acting(title: &str) -> bool {
    let first = title.split(['.', ' ']).next().unwrap_or_default().to_lowercase();
    matches!(first.as_str(), "plt" | "plh" | "pj" | "pjs")
}

fn leading_title(title: &str) -> bool {
    let first = title.split(' ').next().unwrap_or_default().to_lowercase();
    matches!(first.as_str(), "kepala" | "ketua" | "direktur" | "pimpinan" | "koordinator" | "inspektur" | "sekretaris")
}

/// Returns whether the title heads this very unit: a "Kepala Seksi" in a kelurahan does not head the kelurahan.
fn heads(title: &str, unit: &str) -> bool {
    let title = unit_key(title);
    let starts = |words: &[&str]| words.iter().any(|word| unit == *word || unit.starts_with(&format!("{word} ")));
    match title.split_once(' ') {
        None => match title.as_str() {
            "camat" => starts(&["kecamatan"]),
            "lurah" => starts(&["kelurahan"]),
            "inspektur" => starts(&["inspektorat"]),
            "direktur" => starts(&["rsud", "rumah sakit", "uptd rsud", "uptd rumah sakit"]),
            _ => false,
        },
        Some(("camat", _)) => starts(&["kecamatan"]),
        Some(("lurah", _)) => starts(&["kelurahan"]),
        Some(("inspektur", rest)) => starts(&["inspektorat"]) && !rest.starts_with("pembantu"),
        Some(("direktur", _)) => starts(&["rsud", "rumah sakit", "uptd rsud", "uptd rumah sakit"]),
        Some(("sekretaris", rest)) => unit.starts_with("sekretariat") && (rest == "daerah" || contains(unit, rest)),
        Some(("kepala", "sekolah")) => {
            starts(&["sd", "smp", "sma", "smk", "tk", "paud", "sekolah", "uptd sd", "uptd smp", "skb"])
        }
        Some(("kepala", "pelaksana")) => starts(&["badan penanggulangan bencana daerah"]),
        Some(("kepala", rest)) => {
            let rest = rest.strip_prefix("pelaksana ").unwrap_or(rest);
            starts(&[rest]) || starts(&[&format!("uptd {rest}")]) || rest.starts_with("uptd") && contains(rest, unit)
        }
        _ => false,
    }
}

/// Returns whether the text contains the words one after another.
fn contains(text: &str, words: &str) -> bool {
    format!(" {text} ").contains(&format!(" {words} "))
}

/// Returns the kind in the file, else that of the eselon, else that of the title.
fn kind_of(draft: &mut ImportDraft<'_>, title: &str) -> PostKind {
    let said = squeezed(&draft.row.get(Column::PostKind).words());
    let echelon = draft.row.get(Column::Echelon).words().to_uppercase();
    let by_echelon = match echelon.split(['.', '/', ' ', '-']).next().unwrap_or_default() {
        "I" | "II" | "1" | "2" => Some(PostKind::Jpt),
        "III" | "3" => Some(PostKind::Administrator),
        "IV" | "V" | "4" | "5" => Some(PostKind::Pengawas),
        _ => None,
    };
    let by_said = match said.as_str() {
        _ if said.starts_with("jpt") || said.contains("pimpinantinggi") => Some(PostKind::Jpt),
        "administrator" | "jabatanadministrator" => Some(PostKind::Administrator),
        "pengawas" | "jabatanpengawas" => Some(PostKind::Pengawas),
        "fungsionalumum" | "jfu" | "pelaksana" | "jabatanpelaksana" | "staf" => Some(PostKind::Pelaksana),
        _ if said.contains("fungsional") || said == "jf" || said == "jft" => Some(PostKind::Fungsional),
        "struktural" | "jabatanstruktural" | "" => by_echelon,
        _ => {
            let text = format!(
                "jenis jabatan “{}” tidak dikenal, mengikuti nama jabatan",
                draft.row.get(Column::PostKind).shown()
            );
            draft.warn(WarningKind::Post, text);
            None
        }
    };
    by_said.or(by_echelon).unwrap_or_else(|| kind_by_title(title))
}

fn kind_by_title(title: &str) -> PostKind {
    let key = unit_key(title);
    let starts = |words: &[&str]| words.iter().any(|word| key.starts_with(word));
    let last = key.rsplit(' ').next().unwrap_or_default();
    if matches!(last, "pemula" | "terampil" | "mahir" | "penyelia") || contains(&key, "ahli") || key == "kepala sekolah"
    {
        PostKind::Fungsional
    } else if starts(&["kepala dinas", "kepala badan", "kepala pelaksana", "sekretaris daerah", "asisten", "staf ahli"])
        || key == "inspektur"
        || key == "sekretaris dprd"
    {
        PostKind::Jpt
    } else if starts(&[
        "kepala bidang",
        "kepala bagian",
        "sekretaris dinas",
        "sekretaris badan",
        "camat",
        "inspektur pembantu",
    ]) {
        PostKind::Administrator
    } else if starts(&["kepala", "lurah", "sekretaris"]) {
        PostKind::Pengawas
    } else {
        PostKind::Pelaksana
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_heads_the_unit_that_it_names() {
        for (title, unit) in [
            ("Kepala Dinas Kesehatan", "Dinas Kesehatan"),
            ("Kepala Bidang Data dan Informasi", "Bidang Data & Informasi Dinas Sosial"),
            ("Sekretaris Dinas Kesehatan", "Sekretariat Dinas Kesehatan"),
            ("Sekretaris Daerah", "Sekretariat Daerah"),
            ("Kepala Sekolah", "SMP Negeri 03"),
            ("Kepala Puskesmas", "UPTD Puskesmas 08"),
            ("Camat Sagara Utara", "Kecamatan Sagara Utara"),
            ("Lurah", "Kelurahan Barat 1"),
            ("Kepala Subbagian Keuangan", "Sub Bagian Keuangan Dinas Sosial"),
            ("Kepala Pelaksana BPBD", "Badan Penanggulangan Bencana Daerah"),
        ] {
            assert!(heads(title, &unit_key(unit)), "{title} / {unit}");
        }
        for (title, unit) in [
            ("Kepala Seksi Pelayanan", "Kelurahan Barat 1"),
            ("Sekretaris Lurah", "Kelurahan Barat 1"),
            ("Sekretaris Dinas Sosial", "Dinas Sosial"),
            ("Guru Ahli Muda", "SMP Negeri 03"),
            ("Inspektur Pembantu I", "Inspektorat"),
            ("", ""),
        ] {
            assert!(!heads(title, &unit_key(unit)), "{title} / {unit}");
        }
    }

    #[test]
    fn titles_tell_their_kind_when_the_file_does_not() {
        for (title, kind) in [
            ("Guru Ahli Pertama", PostKind::Fungsional),
            ("Perawat Terampil", PostKind::Fungsional),
            ("Kepala Dinas Sosial", PostKind::Jpt),
            ("Camat", PostKind::Administrator),
            ("Kepala Subbagian Umum", PostKind::Pengawas),
            ("Pengadministrasi Umum", PostKind::Pelaksana),
        ] {
            assert_eq!(kind_by_title(title), kind, "{title}");
        }
    }
}
