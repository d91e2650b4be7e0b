//! The columns of an export. Offices write the same heading in many ways; case, spaces and punctuation never matter. To
//! add a spelling, add it to [`Column::spellings`].

use super::cell::{Cell, squeezed};

/// A column that the import understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Column {
    Nip,
    Name,
    Sex,
    BirthDate,
    Grade,
    Post,
    PostKind,
    Echelon,
    Unit,
    Parent,
    Superior,
    Status,
}

impl Column {
    pub(crate) const ALL: [Self; 12] = [
        Self::Nip,
        Self::Name,
        Self::Sex,
        Self::BirthDate,
        Self::Grade,
        Self::Post,
        Self::PostKind,
        Self::Echelon,
        Self::Unit,
        Self::Parent,
        Self::Superior,
        Self::Status,
    ];

    /// The columns without which an export cannot be imported.
    const REQUIRED: [Self; 4] = [Self::Nip, Self::Name, Self::Post, Self::Unit];

    /// Returns its word on the screen and in the file of decisions.
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Nip => "NIP",
            Self::Name => "Nama",
            Self::Sex => "Jenis kelamin",
            Self::BirthDate => "Tanggal lahir",
            Self::Grade => "Golongan",
            Self::Post => "Jabatan",
            Self::PostKind => "Jenis jabatan",
            Self::Echelon => "Eselon",
            Self::Unit => "Unit kerja",
            Self::Parent => "Unit induk",
            Self::Superior => "NIP atasan",
            Self::Status => "Status kepegawaian",
        }
    }

    /// Returns the column of a label or heading.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = squeezed(text);
        Self::ALL
            .into_iter()
            .find(|column| squeezed(column.label()) == text || column.spellings().split(' ').any(|known| known == text))
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
                 namalengkapgelar namagelar"
            }
            Self::Sex => "lp jk jeniskelamin kelamin jeniskelaminlp jklp gender sex",
            Self::BirthDate => {
                "tanggallahir tgllahir tgllhr tanggallhr tempattanggallahir \
                 tempattgllahir tempatdantanggallahir tempatdantgllahir tmptgllahir ttl"
            }
            Self::Grade => {
                "golruang gol golongan golonganruang golru golakhir golonganakhir \
                 pangkatgol pangkatgolruang pangkatgolru pangkatgolongan \
                 pangkatgolonganruang pangkatdangolongan golpangkat"
            }
            Self::Post => "jabatan namajabatan jabatanterakhir jabatansekarang jabatansaatini",
            Self::PostKind => "jenisjabatan jenisjab tipejabatan kelompokjabatan kategorijabatan",
            Self::Echelon => "eselon esl eselonering eselonisasi tingkateselon",
            Self::Unit => {
                "unitkerja unit namaunitkerja unitkerjasekarang unitkerjasaatini unor \
                 namaunor unitorganisasi satuankerja satker tempattugas tempatbekerja"
            }
            Self::Parent => {
                "unitkerjainduk unitinduk indukunitkerja unorinduk namaunorinduk \
                 unorindukan unitorganisasiinduk satuankerjainduk satkerinduk \
                 perangkatdaerah opd skpd atasanunitkerja"
            }
            Self::Superior => {
                "nipatasanlangsung nipatasan atasannip nippejabatpenilai \
                 nippejabatpenilaikinerja nippenilai nippimpinan"
            }
            Self::Status => {
                "statuskepegawaian status statuspegawai jenispegawai jeniskepegawaian \
                 statusasn jenisasn"
            }
        }
    }
}

/// The row of the headings, and the column of the sheet for each [`Column`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Position in the rows that were searched.
    pub at: usize,
    /// For each [`Column`] in order, its position in a row.
    pub places: [Option<usize>; Column::ALL.len()],
}

impl Header {
    /// Returns how many columns were recognised.
    pub(crate) fn known(&self) -> usize {
        self.places.iter().flatten().count()
    }
}

/// Finds the row of headings: the one with the most recognised columns.
///
/// # Errors
/// The required columns that even the best row lacks.
pub(crate) fn find_header<'a>(rows: impl IntoIterator<Item = &'a [Cell]>) -> Result<Header, Vec<Column>> {
    let mut best = Header { at: 0, places: [None; Column::ALL.len()] };
    for (at, cells) in rows.into_iter().enumerate() {
        let mut header = Header { at, places: [None; Column::ALL.len()] };
        for (place, cell) in cells.iter().enumerate() {
            if let Cell::Text(text) = cell
                && let Some(column) = Column::parse(text)
            {
                // Of two columns with the same meaning the first counts; the other is listed as not used.
                header.places[column as usize].get_or_insert(place);
            }
        }
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
        assert_eq!(find_header(rows.iter().map(Vec::as_slice)), Err(vec![Column::Post, Column::Unit]));
    }

    #[test]
    fn a_label_is_read_as_it_is_printed_and_no_spelling_means_two_columns() {
        for column in Column::ALL {
            assert_eq!(Column::parse(column.label()), Some(column));
            for spelling in column.spellings().split(' ') {
                assert_eq!(Column::parse(spelling), Some(column), "{spelling}");
            }
        }
    }
}
