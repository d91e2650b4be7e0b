//! Papers of a line: hostile text, what a template can reach, memory.

use super::{Paper, Template, pack, slug};
use std::{fs, io::Cursor};
use zip::ZipArchive;

const LINE: Template = Template { name: "line.typ", text: "#let data = json(\"data.json\")\n#data.text" };

fn line(text: &str) -> Paper {
    Paper::new(LINE, &serde_json::json!({ "text": text })).expect("data")
}

#[test]
fn what_people_typed_is_no_command() {
    for text in ["#panic(1)", "$x$ *y* _z_ `w`", "#import \"/etc/passwd\"", "= Judul\n- satu", "\\ #{ }"] {
        let pdf = line(text).pdf().expect("a paper");
        let read = pdf_extract::extract_text_from_mem(&pdf).expect("text");
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(squeezed(&read), squeezed(text));
    }
}

#[test]
fn a_long_text_without_spaces_is_printed() {
    let text = "a".repeat(20_000);
    let read = pdf_extract::extract_text_from_mem(&line(&text).pdf().expect("a paper")).expect("text");
    assert_eq!(read.matches('a').count(), 20_000);
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    assert_eq!(line("Sama").pdf(), line("Sama").pdf());
}

#[test]
fn a_template_reads_nothing_else() {
    for asked in ["read(\"/etc/passwd\")", "read(\"../main.rs\")", "datetime.today()", "import \"@preview/x:1.0.0\""] {
        let text = format!("#{asked}");
        let paper = Paper::new(Template { name: "asks.typ", text: text.leak() }, &()).expect("data");
        assert!(paper.pdf().is_err(), "{asked}");
    }
}

/// The memory of the process, in bytes.
fn memory() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").expect("memory");
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).expect("pages") * 4096
}

#[test]
fn of_five_hundred_papers_the_broken_ones_are_named_and_nothing_is_kept() {
    let papers = |from: u32| -> Vec<_> {
        (from..from + 500)
            .map(|number| {
                let data = match number % 100 {
                    50 => serde_json::json!({}),
                    _ => serde_json::json!({ "text": format!("Lembar {number}: {}", "kata ".repeat(200)) }),
                };
                (format!("{number}.pdf"), Paper::new(LINE, &data).expect("data"))
            })
            .collect()
    };
    pack(papers(0), "").expect("an archive");
    let before = memory();
    let packed = pack(papers(1_000), "").expect("an archive");
    let mut archive = ZipArchive::new(Cursor::new(&packed)).expect("an archive");
    let unset = std::io::read_to_string(archive.by_name("tidak-dapat-dibuat.txt").expect("the list")).expect("text");
    assert_eq!(unset, "1050.pdf\r\n1150.pdf\r\n1250.pdf\r\n1350.pdf\r\n1450.pdf");
    assert_eq!(archive.len(), 495 + 1);
    let kept = memory().saturating_sub(before).saturating_sub(packed.len());
    assert!(kept < 20 << 20, "{kept} bytes are kept");
}

#[test]
fn names_of_files_are_plain() {
    assert_eq!(slug("Siti Rahmah, S.Keb."), "siti-rahmah-s-keb");
    assert_eq!(slug("../../\"x\"\r\n é"), "x");
}
