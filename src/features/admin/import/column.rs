//! The columns of an export. Offices write the same heading in many ways; case, spaces and punctuation never matter. To
//! add a spelling, add it to [`Column::spellings`].

use super::cell::{Cell, squeezed, words};

/// A column that the import understands, or the subject of a question that no column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Column {
    Nip,
    Name,
    TitleBefore,
    TitleAfter,
    Sex,
    BirthDate,
    Grade,
    Post,
    PostDetail,
    PostKind,
    Echelon,
    Unit,
    Parent,
    Superior,
    Status,
    LegalStatus,
    /// How a post in capitals is written.
    PostCase,
    /// Where a unit of the agency lies.
    UnitPlace,
    /// Whether somebody whom the export does not contain still works in the agency.
    Presence,
    /// Which unit is the agency itself.
    Root,
    /// Whether a post that a letter gave in Kinerja stays.
    ActPost,
    /// Whether a superior by an accepted request stays.
    ActSuperior,
}

impl Column {
    /// The columns of a sheet.
    pub(crate) const ALL: [Self; 16] = [
        Self::Nip,
        Self::Name,
        Self::TitleBefore,
        Self::TitleAfter,
        Self::Sex,
        Self::BirthDate,
        Self::Grade,
        Self::Post,
        Self::PostDetail,
        Self::PostKind,
        Self::Echelon,
        Self::Unit,
        Self::Parent,
        Self::Superior,
        Self::Status,
        Self::LegalStatus,
    ];

    /// The subjects of questions that are no columns.
    const SUBJECTS: [Self; 6] =
        [Self::PostCase, Self::UnitPlace, Self::Presence, Self::Root, Self::ActPost, Self::ActSuperior];

    /// The columns without which a sheet is no list of people.
    const REQUIRED: [Self; 3] = [Self::Nip, Self::Name, Self::Post];

    /// Returns its word on the screen and in the file of decisions.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Nip => "NIP",
            Self::Name => "Nama",
            Self::TitleBefore => "Gelar depan",
            Self::TitleAfter => "Gelar belakang",
            Self::Sex => "Jenis kelamin",
            Self::BirthDate => "Tanggal lahir",
            Self::Grade => "Golongan",
            Self::Post => "Jabatan",
            Self::PostDetail => "Subjabatan",
            Self::PostKind => "Jenis jabatan",
            Self::Echelon => "Eselon",
            Self::Unit => "Unit kerja",
            Self::Parent => "Unit induk",
            Self::Superior => "NIP atasan",
            Self::Status => "Status kepegawaian",
            Self::LegalStatus => "Kedudukan hukum",
            Self::PostCase => "Penulisan jabatan",
            Self::UnitPlace => "Letak unit",
            Self::Presence => "Masih bekerja",
            Self::Root => "Puncak instansi",
            Self::ActPost => "Jabatan menurut surat",
            Self::ActSuperior => "Atasan menurut permintaan",
        }
    }

    /// Returns headings that would do, for a sheet that lacks the column.
    pub(crate) const fn examples(self) -> &'static str {
        match self {
            Self::Nip => "NIP, NIP Baru, Nomor Induk Pegawai",
            Self::Name => "Nama, Nama Lengkap, Nama Pegawai",
            Self::Post => "Jabatan, Nama Jabatan, Jabatan Terakhir",
            other => other.label(),
        }
    }

    /// Returns the column of a label or heading.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = squeezed(text);
        Self::ALL
            .into_iter()
            .find(|column| squeezed(column.label()) == text || column.spellings().split(' ').any(|known| known == text))
    }

    /// Returns the column or subject of a label, as the file of decisions has it.
    pub(crate) fn parse_label(text: &str) -> Option<Self> {
        let label = squeezed(text);
        Self::parse(text).or_else(|| Self::SUBJECTS.into_iter().find(|column| squeezed(column.label()) == label))
    }

    pub(crate) fn is_subject(self) -> bool {
        Self::SUBJECTS.contains(&self)
    }

    /// Returns the column of a heading that counts only where no other heading means that column: offices write the
    /// golongan below `Pangkat`.
    fn parse_weak(text: &str) -> Option<Self> {
        matches!(squeezed(text).as_str(), "pangkat" | "pangkatnama" | "namapangkat").then_some(Self::Grade)
    }

    /// Returns headings, reduced to letters and digits in lower case, with spaces between them.
    const fn spellings(self) -> &'static str {
        match self {
            Self::Nip => {
                "nip nipbaru nonip nomornip nomorindukpegawai nipnipppk nipni nipnippppk \
                 nip18digit nippegawai"
            }
            Self::Name => {
                "nama namalengkap namapegawai namaasn namapns namadangelar \
                 namalengkapdangelar namalengkapdengangelar namadengangelar \
                 namalengkapgelar namagelar pegawainama"
            }
            Self::TitleBefore => "gelardepan glrdepan gelardidepan gelardpn gelardepannama",
            Self::TitleAfter => "gelarbelakang glrbelakang gelardibelakang gelarblk gelarbelakangnama",
            Self::Sex => "lp jk jeniskelamin kelamin jeniskelaminlp jklp gender sex",
            Self::BirthDate => {
                "tanggallahir tgllahir tgllhr tanggallhr tempattanggallahir \
                 tempattgllahir tempatdantanggallahir tempatdantgllahir tmptgllahir ttl"
            }
            Self::Grade => {
                "golruang gol golongan golonganruang golru golakhir golonganakhir \
                 golakhirnama golonganakhirnama golonganterakhir golnama golongannama \
                 pangkatgol pangkatgolruang pangkatgolru pangkatgolongan \
                 pangkatgolonganruang pangkatdangolongan golpangkat"
            }
            Self::Post => "jabatan namajabatan jabatannama jabatanterakhir jabatansekarang jabatansaatini",
            Self::PostDetail => "subjabatan detailjabatan rincianjabatan",
            Self::PostKind => "jenisjabatan jenisjab jenisjabatannama tipejabatan kelompokjabatan kategorijabatan",
            Self::Echelon => "eselon esl eselonering eselonisasi tingkateselon eselonnama",
            Self::Unit => {
                "unitkerja unit namaunitkerja unitkerjanama unitkerjasekarang unitkerjasaatini unor \
                 namaunor unornama unitorganisasi satuankerja satker tempattugas tempatbekerja"
            }
            Self::Parent => {
                "unitkerjainduk unitinduk indukunitkerja unorinduk namaunorinduk unorinduknama unornamainduk \
                 unorindukan unitorganisasiinduk satuankerjainduk satkerinduk \
                 perangkatdaerah opd skpd atasanunitkerja"
            }
            Self::Superior => {
                "nipatasanlangsung nipatasan atasannip nippejabatpenilai \
                 nippejabatpenilaikinerja nippenilai nippimpinan"
            }
            Self::Status => {
                "statuskepegawaian status statuspegawai jenispegawai jenispegawainama jeniskepegawaian \
                 statusasn jenisasn"
            }
            Self::LegalStatus => "kedudukanhukum kedudukanhukumnama kedudukanpegawai statusaktif keaktifan",
            Self::PostCase | Self::UnitPlace | Self::Presence | Self::Root | Self::ActPost | Self::ActSuperior => "",
        }
    }
}

/// Returns whether a heading is that of name and number in one cell.
fn is_name_and_number(text: &str) -> bool {
    let text = squeezed(text).replace("dan", "");
    ["nama", "namalengkap", "namapegawai", "namagelar"].iter().any(|name| {
        ["nip", "nipbaru"].iter().any(|nip| text == format!("{name}{nip}") || text == format!("{nip}{name}"))
    })
}

/// The position in a row of each [`Column`].
pub(crate) type Places = [Option<usize>; Column::ALL.len()];

/// The rows of the headings, and the column of the sheet for each [`Column`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Position in the rows that were searched.
    pub at: usize,
    /// One, or two where groups of columns have a heading above them.
    pub height: usize,
    /// The headings by position in a row, those of a group with the group's before them.
    pub headings: Vec<String>,
    pub places: Places,
}

impl Header {
    /// Returns how many columns were recognised.
    pub(crate) fn known(&self) -> usize {
        self.places.iter().flatten().count()
    }

    /// Reads the headings in a row, and in the one below it if that continues them.
    fn read(at: usize, first: &[Cell], below: Option<&[Cell]>) -> Self {
        let below = below.filter(|below| continues(first, below));
        let width = first.len().max(below.map_or(0, <[Cell]>::len));
        let mut header =
            Self { at, height: 1 + usize::from(below.is_some()), headings: vec![], places: Places::default() };
        let mut found: Vec<(usize, Column)> = vec![];
        let mut groups: Vec<(usize, Column)> = vec![];
        let mut group = String::new();
        for place in 0..width {
            let own = text_at(first, place);
            let sub = below.map(|below| text_at(below, place)).unwrap_or_default();
            if !own.is_empty() {
                group.clone_from(&own);
            }
            let heading = match (own.is_empty(), sub.is_empty()) {
                (_, true) => own.clone(),
                (_, false) => format!("{group} {sub}"),
            };
            let column = Column::parse(&heading).or_else(|| {
                // A name below `Jabatan` is that of the post.
                Column::parse(&sub).filter(|column| *column != Column::Name)
            });
            found.extend(column.map(|column| (place, column)));
            if !sub.is_empty() && !own.is_empty() {
                groups.extend(Column::parse(&own).or_else(|| Column::parse_weak(&own)).map(|column| (place, column)));
            }
            header.headings.push(heading);
        }
        // Of two columns with the same meaning the first counts; the other is listed as not used.
        for (place, column) in found.into_iter().chain(groups) {
            header.places[column as usize].get_or_insert(place);
        }
        for (place, heading) in header.headings.iter().enumerate() {
            if is_name_and_number(heading) {
                for column in [Column::Name, Column::Nip] {
                    header.places[column as usize].get_or_insert(place);
                }
            } else if let Some(column) = Column::parse_weak(heading) {
                header.places[column as usize].get_or_insert(place);
            }
        }
        header
    }
}

fn text_at(cells: &[Cell], place: usize) -> String {
    match cells.get(place) {
        Some(Cell::Text(text)) => words(text),
        _ => String::new(),
    }
}

/// Returns whether a row continues the headings above it: it has texts only, and at least two below each heading that
/// has any, which therefore is one of a group.
fn continues(first: &[Cell], below: &[Cell]) -> bool {
    let is_heading =
        |cell: &Cell| matches!(cell, Cell::Text(text) if text.chars().filter(char::is_ascii_digit).count() < 4);
    let mut groups: Vec<(usize, usize)> = vec![];
    for (place, cell) in below.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let Some(group) = (0..=place).rev().find(|above| first.get(*above).is_some_and(|cell| !cell.is_empty())) else {
            return false;
        };
        if !is_heading(cell) {
            return false;
        }
        match groups.last_mut() {
            Some((last, count)) if *last == group => *count += 1,
            _ => groups.push((group, 1)),
        }
    }
    !groups.is_empty() && groups.iter().all(|(_, count)| *count > 1)
}

/// Finds the row of headings: the one with the most recognised columns.
///
/// # Errors
/// The required columns that even the best row lacks.
pub(crate) fn find_header<'a>(rows: impl IntoIterator<Item = &'a [Cell]>) -> Result<Header, Vec<Column>> {
    let rows: Vec<&[Cell]> = rows.into_iter().collect();
    let mut best = Header::read(0, &[], None);
    for (at, cells) in rows.iter().enumerate() {
        let header = Header::read(at, cells, rows.get(at + 1).copied());
        if header.known() > best.known() {
            best = header;
        }
    }
    let missing: Vec<_> =
        Column::REQUIRED.into_iter().filter(|column| best.places[*column as usize].is_none()).collect();
    if missing.is_empty() { Ok(best) } else { Err(missing) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(texts: &[&str]) -> Vec<Cell> {
        texts.iter().map(|text| Cell::text(text)).collect()
    }

    #[test]
    fn headings_are_found_below_titles_in_any_order_and_spelling() {
        let rows = [
            row(&["DAFTAR NOMINATIF"]),
            row(&[]),
            row(&["No.", "UNIT  KERJA", "nama jabatan", "Nama (dengan gelar)", "N I P", "Pangkat/Gol. Ruang"]),
            row(&["1", "Dinas Sosial", "Analis", "Ani", "198609262015051001", "Penata (III/c)"]),
        ];
        let header = find_header(rows.iter().map(Vec::as_slice)).expect("a header");
        assert_eq!(header.at, 2);
        assert_eq!(header.places[Column::Unit as usize], Some(1));
        assert_eq!(header.places[Column::Post as usize], Some(2));
        assert_eq!(header.places[Column::Name as usize], Some(3));
        assert_eq!(header.places[Column::Nip as usize], Some(4));
        assert_eq!(header.places[Column::Grade as usize], Some(5));
        assert_eq!(header.places[Column::Superior as usize], None);
    }

    #[test]
    fn what_is_missing_is_named() {
        let rows = [row(&["Nama", "NIP", "Alamat"])];
        assert_eq!(find_header(rows.iter().map(Vec::as_slice)), Err(vec![Column::Post]));
    }

    #[test]
    fn headings_of_two_rows_are_read_with_their_group() {
        let rows = [
            row(&["NO", "NAMA", "NIP", "PANGKAT", "", "JABATAN", ""]),
            row(&["", "", "", "GOL/RUANG", "TMT", "TMT", "NAMA"]),
            row(&["1", "ANI", "19690412 199403 1 901", "IV/c", "01-04-2020", "02-01-2022", "ANALIS"]),
        ];
        let header = find_header(rows.iter().map(Vec::as_slice)).expect("a header");
        assert_eq!((header.at, header.height), (0, 2));
        let places =
            [Column::Name, Column::Nip, Column::Grade, Column::Post].map(|column| header.places[column as usize]);
        assert_eq!(places, [Some(1), Some(2), Some(3), Some(6)]);
        assert_eq!(header.headings[6], "JABATAN NAMA");
    }

    #[test]
    fn a_rank_counts_as_golongan_only_where_nothing_else_does() {
        let place = |texts: &[&str]| {
            let rows = [row(&[&["NIP", "Nama", "Jabatan"], texts].concat())];
            find_header(rows.iter().map(Vec::as_slice)).expect("a header").places[Column::Grade as usize]
        };
        assert_eq!(place(&["Pangkat"]), Some(3));
        assert_eq!(place(&["Pangkat", "Gol"]), Some(4));
    }

    #[test]
    fn name_and_number_may_share_a_column() {
        for heading in ["NAMA / NIP", "NIP/Nama Pegawai", "Nama dan NIP"] {
            let rows = [row(&["No", heading, "Jabatan"])];
            let header = find_header(rows.iter().map(Vec::as_slice)).expect("a header");
            assert_eq!(header.places[Column::Name as usize], header.places[Column::Nip as usize], "{heading}");
        }
    }

    #[test]
    fn a_label_is_read_as_it_is_printed_and_no_spelling_means_two_columns() {
        for column in Column::ALL {
            assert_eq!(Column::parse(column.label()), Some(column));
            assert_eq!(Column::parse_label(column.label()), Some(column));
            for spelling in column.spellings().split(' ') {
                assert_eq!(Column::parse(spelling), Some(column), "{spelling}");
            }
        }
    }
}
