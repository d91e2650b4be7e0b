//! A personnel office: an agency without people, a folder, and workbooks as others write them.

#![expect(clippy::expect_used, reason = "a test that cannot go on says so by panicking")]

use jiff::{
    Timestamp,
    civil::{Date, date},
};
use kinerja::{
    domain::id::AgencyId,
    features::admin::action::{ImportError, Summary, import},
};
use sqlx::{AssertSqlSafe, PgPool};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};
use uuid::Uuid;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

pub const AGENCY: AgencyId = AgencyId(Uuid::from_u128(1));
pub const TODAY: Date = date(2026, 11, 22);

/// An agency, and a folder that goes with the test.
pub struct Office {
    pub pool: PgPool,
    pub folder: PathBuf,
}

impl Office {
    pub async fn open(pool: PgPool) -> Self {
        Self::named(pool, "Pemerintah Kota Sagara").await
    }

    pub async fn named(pool: PgPool, agency: &str) -> Self {
        sqlx::query("insert into agency (id, name, zone, created_at) values ($1, $2, 'WIB', now())")
            .bind(AGENCY.0)
            .bind(agency)
            .execute(&pool)
            .await
            .expect("an agency");
        let database: String = sqlx::query_scalar("select current_database()").fetch_one(&pool).await.expect("a name");
        let folder = std::env::temp_dir().join(format!("kinerja-import-{database}"));
        fs::create_dir_all(&folder).expect("a folder");
        Self { pool, folder }
    }

    /// The export of the city, in a place where files may be written beside it.
    pub fn city(&self) -> PathBuf {
        let path = self.folder.join("pegawai-kota.xlsx");
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/pegawai-kota.xlsx"), &path).expect("a copy");
        path
    }

    /// A copy of a file of `tests/fixtures/import`.
    pub fn case(&self, name: &str) -> PathBuf {
        let path = self.folder.join(name);
        let from = format!("{}/tests/fixtures/import/{name}", env!("CARGO_MANIFEST_DIR"));
        fs::copy(from, &path).expect("a copy");
        path
    }

    /// Imports a file of `tests/fixtures/import` with answers: label, column, answer.
    pub async fn apply(&self, name: &str, answers: &[(&str, &str, &str)], today: Date) -> (Summary, String) {
        let file = self.case(name);
        self.apply_file(&file, answers, today).await
    }

    pub async fn apply_file(&self, file: &Path, answers: &[(&str, &str, &str)], today: Date) -> (Summary, String) {
        let decisions = self.folder.join("jawaban.csv");
        let (seen, out) = self.run_on(file, None, false, today).await;
        seen.expect("a preview");
        if answers.is_empty() {
            let (done, out) = self.run_on(file, None, true, today).await;
            return (done.expect("an import"), out);
        }
        fs::copy(questions_of(file), &decisions).expect("questions");
        let used = std::cell::Cell::new(0);
        decide(&decisions, |question| {
            let answer = answers.iter().find(|(label, column, _)| question[0] == **label && question[2] == **column);
            used.set(used.get() + usize::from(answer.is_some()));
            answer.map(|(.., answer)| (*answer).to_owned()).unwrap_or_default()
        });
        assert_eq!(used.get(), answers.len(), "not every answer has a question\n{out}");
        let (done, out) = self.run_on(file, Some(&decisions), true, today).await;
        (done.expect("an import"), out)
    }

    pub fn file(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join("berkas.xlsx");
        fs::write(&path, bytes).expect("a file");
        path
    }

    pub async fn run_on(
        &self,
        file: &Path,
        decisions: Option<&Path>,
        apply: bool,
        today: Date,
    ) -> (Result<Summary, ImportError>, String) {
        let mut out = vec![];
        let mut tx = self.pool.begin().await.expect("a transaction");
        let now: Timestamp = "2026-11-22T02:00:00Z".parse().expect("a time");
        let done = import(&mut tx, AGENCY, file, decisions, apply, today, now, &mut out).await;
        if done.is_ok() {
            tx.commit().await.expect("a commit");
        }
        (done, String::from_utf8(out).expect("text"))
    }

    pub async fn run(&self, file: &Path, decisions: Option<&Path>, apply: bool) -> (Summary, String) {
        let (done, out) = self.run_on(file, decisions, apply, TODAY).await;
        (done.expect("an import"), out)
    }

    pub async fn refusal(&self, bytes: &[u8]) -> String {
        let (done, out) = self.run_on(&self.file(bytes), None, true, TODAY).await;
        assert_eq!(out, "");
        assert_eq!(self.count("employee").await, 0);
        done.expect_err("a refusal").to_string()
    }

    pub async fn count(&self, from: &str) -> i64 {
        let sql = format!("select count(*) from {from}");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&self.pool).await.expect("a count")
    }

    /// Returns the units as `name < the one above`.
    pub async fn tree(&self) -> Vec<String> {
        let rows: Vec<(String, Option<String>)> = sqlx::query_as(
            "select u.name, p.name from unit u left join unit p on p.agency_id = u.agency_id and p.id = u.parent_id
             order by p.name nulls first, u.name",
        )
        .fetch_all(&self.pool)
        .await
        .expect("units");
        let line = |(name, above): (String, Option<String>)| match above {
            Some(above) => format!("{name} < {above}"),
            None => name,
        };
        rows.into_iter().map(line).collect()
    }

    /// Returns the assessor of each person now, as `person < assessor`.
    pub async fn assessors(&self) -> Vec<String> {
        sqlx::query_scalar(
            "select e.name || ' < ' || s.name from assessor a join employee e on e.id = a.employee_id
             join employee s on s.id = a.assessor_id where a.until is null order by e.name",
        )
        .fetch_all(&self.pool)
        .await
        .expect("assessors")
    }

    /// Returns the values of a column of text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(&self.pool).await.expect("texts")
    }

    pub async fn execute(&self, sql: &str) {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&self.pool).await.expect("a statement");
    }

    pub async fn text(&self, sql: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.pool).await.expect("a text")
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub fn last_line(out: &str) -> &str {
    out.lines().last().unwrap_or_default()
}

pub fn questions_of(file: &Path) -> PathBuf {
    PathBuf::from(format!("{}.keputusan.csv", file.display()))
}

/// Fills the column of decisions: the answer for a question, by its fields.
pub fn decide(path: &Path, answer: impl Fn(&csv::StringRecord) -> String) {
    let bytes = fs::read(path).expect("questions");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(bytes.as_slice());
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(vec![]);
    writer.write_record(reader.headers().expect("headings")).expect("a row");
    for record in reader.records() {
        let record = record.expect("a question");
        let mut fields: Vec<String> = record.iter().map(str::to_owned).collect();
        fields[6] = answer(&record);
        writer.write_record(&fields).expect("a row");
    }
    fs::write(path, writer.into_inner().expect("rows")).expect("decisions");
}

/// A workbook with one sheet of texts; a cell that starts with `#` is a number.
pub fn workbook(rows: &[Vec<&str>]) -> Vec<u8> {
    let mut sheet = String::from("<worksheet><sheetData>");
    for row in rows {
        sheet.push_str("<row>");
        for cell in row {
            let cell = cell.replace('&', "&amp;").replace('<', "&lt;");
            match cell.strip_prefix('#') {
                Some(number) => sheet.extend(["<c><v>", number, "</v></c>"]),
                None => sheet.extend(["<c t=\"inlineStr\"><is><t>", &cell, "</t></is></c>"]),
            }
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    workbook_with(sheet.as_bytes())
}

pub fn workbook_with(sheet: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(vec![]));
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                "<Relationships><Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"{relations}\"><sheets><sheet name=\"Data\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships><Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
    ];
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, text) in parts {
        zip.start_file(name, options).expect("a part");
        zip.write_all(text.as_bytes()).expect("a part");
    }
    zip.start_file("xl/worksheets/sheet1.xml", options).expect("a part");
    zip.write_all(sheet).expect("a part");
    zip.finish().expect("a workbook").into_inner()
}

pub const HEADINGS: [&str; 8] =
    ["NIP", "Nama", "L/P", "Jabatan", "Unit Kerja", "Unit Kerja Induk", "NIP Atasan", "Status"];
