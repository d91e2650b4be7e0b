//! Papers: PDF documents that typst sets from a template and data. Knows templates, not features.
//!
//! What people typed is data that the template reads (`json("data.json")`), never markup: nothing in it can be a command.
//! A template sees its data, the common look and the two fonts; no other file, no package, no clock, so that the same data
//! gives the same bytes.
//!
//! Where somebody signs, the paper has a heading of that name with a box of a known size below it. The heading is a named
//! destination of the PDF, by which a signing service finds the place.

use super::attachment::attachment;
use crate::error::{Error, Result};
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use std::{
    io::{Cursor, Write},
    sync::LazyLock,
};
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    foundations::{Bytes, Datetime, Duration, Smart},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// The common look, which each template imports.
const COMMON: (&str, &str) = ("kinerja.typ", include_str!("paper/kinerja.typ"));
/// The name under which a template reads its data.
const DATA: &str = "data.json";
const FONTS: [&[u8]; 2] =
    [include_bytes!("paper/fonts/LiberationSans-Regular.ttf"), include_bytes!("paper/fonts/LiberationSans-Bold.ttf")];
/// After how many further papers that did not need it something is forgotten that typst has laid out.
const KEPT: usize = 1;

/// A template in the language of typst: its name and its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Template {
    pub name: &'static str,
    pub text: &'static str,
}

/// A document to be set.
#[derive(Debug)]
pub(crate) struct Paper {
    template: Template,
    data: Vec<u8>,
}

impl Paper {
    /// Returns a paper; `data` is what the template reads.
    ///
    /// # Errors
    /// [`Error::Unavailable`] for data that JSON cannot express.
    pub(crate) fn new(template: Template, data: &impl Serialize) -> Result<Self> {
        let data = serde_json::to_value(data).map(breakable).and_then(|data| serde_json::to_vec(&data));
        let data = data.map_err(|error| broken(&error))?;
        Ok(Self { template, data })
    }

    /// Sets the paper. Takes a processor for some ten milliseconds.
    ///
    /// # Errors
    /// What the template could not do with its data.
    fn pdf(&self) -> std::result::Result<Vec<u8>, String> {
        let _forget = Forget;
        let desk = Desk::new(self.template, &self.data).map_err(|error| error.to_string())?;
        let document: PagedDocument = typst::compile(&desk).output.map_err(|errors| said(&errors))?;
        let options = PdfOptions { creator: Smart::Custom(Some("Kinerja".to_owned())), ..PdfOptions::default() };
        typst_pdf::pdf(&document, &options).map_err(|errors| said(&errors))
    }
}

/// Longer words can be broken every so many letters, so that nothing leaves its column. A template that did it by a rule of
/// typst would fail on a long text.
const LONG_WORD: usize = 24;
const PART: usize = 12;

/// Adds places to break long words to all texts.
fn breakable(data: Value) -> Value {
    match data {
        Value::String(text) => Value::String(broken_words(&text)),
        Value::Array(items) => items.into_iter().map(breakable).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, field)| (name, breakable(field))).collect(),
        other => other,
    }
}

fn broken_words(text: &str) -> String {
    let part = |word: &str| {
        if word.chars().count() <= LONG_WORD {
            return word.to_owned();
        }
        let letters = word.chars().enumerate();
        letters
            .flat_map(|(at, letter)| (at > 0 && at % PART == 0).then_some('\u{200b}').into_iter().chain([letter]))
            .collect()
    };
    text.split_inclusive(char::is_whitespace).map(part).collect()
}

fn said(errors: &[SourceDiagnostic]) -> String {
    let messages: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
    messages.join("; ")
}

fn broken(error: &dyn std::fmt::Display) -> Error {
    tracing::error!(%error, "could not set a paper");
    Error::Unavailable(String::new())
}

/// typst keeps what it has laid out for the next paper. Forgets it also after a paper that could not be set.
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        typst::comemo::evict(KEPT);
    }
}

/// What is the same for all papers.
struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.into_iter().flat_map(|font| Font::iter(Bytes::new(font))).collect();
    Shop {
        library: LazyHash::new(<Library as LibraryExt>::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

/// What typst sees of one paper.
struct Desk {
    main: Source,
    common: Source,
    data: (FileId, Bytes),
}

impl Desk {
    fn new(template: Template, data: &[u8]) -> FileResult<Self> {
        let source = |(name, text): (&str, &str)| file(name).map(|id| Source::new(id, text.to_owned()));
        Ok(Self {
            main: source((template.name, template.text))?,
            common: source(COMMON)?,
            data: (file(DATA)?, Bytes::new(data.to_vec())),
        })
    }
}

/// Templates have few names: typst keeps each for ever.
fn file(name: &str) -> FileResult<FileId> {
    let path = VirtualPath::new(name).map_err(|_| FileError::NotFound(name.into()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &SHOP.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHOP.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let known = [&self.main, &self.common].into_iter().find(|source| source.id() == id);
        known.cloned().ok_or_else(|| FileError::NotFound(id.get().vpath().get_without_slash().into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (known, data) = &self.data;
        if id == *known {
            Ok(data.clone())
        } else {
            Err(FileError::NotFound(id.get().vpath().get_without_slash().into()))
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHOP.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Returns the paper as a file to be saved under `name`. It is set outside of the threads that answer requests.
///
/// # Errors
/// [`Error::Unavailable`] when it cannot be set.
pub(crate) async fn download(name: &str, paper: Paper) -> Result<Response> {
    let set = tokio::task::spawn_blocking(move || paper.pdf()).await;
    let bytes = set.unwrap_or_else(|error| Err(error.to_string())).map_err(|error| broken(&error))?;
    Ok(attachment(name, "application/pdf", bytes))
}

/// Returns papers, each with its name, as an archive to be saved under `name`. A paper that cannot be set is named in a list
/// beside the others; `none` is what the archive says when there are none.
///
/// # Errors
/// [`Error::Unavailable`] when the archive cannot be written.
pub(crate) async fn archive(name: &str, papers: Vec<(String, Paper)>, none: &'static str) -> Result<Response> {
    let packed = tokio::task::spawn_blocking(move || pack(papers, none).map_err(|error| error.to_string())).await;
    let bytes = packed.unwrap_or_else(|error| Err(error.to_string())).map_err(|error| broken(&error))?;
    Ok(attachment(name, "application/zip", bytes))
}

fn pack(papers: Vec<(String, Paper)>, none: &str) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(vec![]));
    // PDF is compressed already.
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    if papers.is_empty() {
        archive.start_file("kosong.txt", plain)?;
        archive.write_all(none.as_bytes())?;
    }
    let mut unset = vec![];
    for (name, paper) in papers {
        match paper.pdf() {
            Ok(bytes) => {
                archive.start_file(name, plain)?;
                archive.write_all(&bytes)?;
            }
            Err(error) => {
                tracing::error!(error, name, "could not set a paper");
                unset.push(name);
            }
        }
    }
    if !unset.is_empty() {
        archive.start_file("tidak-dapat-dibuat.txt", plain)?;
        archive.write_all(unset.join("\r\n").as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Returns a part of a file's name: `Siti Rahmah, S.Keb.` is `siti-rahmah-s-keb`.
pub(crate) fn slug(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    slug.truncate(MAX_SLUG);
    slug
}

const MAX_SLUG: usize = 60;

#[cfg(test)]
mod tests;
