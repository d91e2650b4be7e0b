//! Somebody has no plan in force: what that means and who can help.

use std::fmt;

/// The plan of a year that is not in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingPlan {
    pub year: i16,
    /// The person as others call them; `None` for the person themself.
    pub name: Option<String>,
    /// The name of the person's assessor.
    pub assessor: Option<String>,
    /// Whether a first version is in work.
    pub is_in_work: bool,
}

/// Writes the sentence for the reader, with the way forward.
impl fmt::Display for MissingPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, name, assessor, is_in_work } = self;
        match (name, assessor) {
            (Some(name), _) if *is_in_work => write!(f, "SKP {year} {name} belum disetujui.")?,
            (Some(name), _) => write!(
                f,
                "{name} belum punya SKP {year}. Minta pengelola kepegawaian membuatnya dari templat jabatan."
            )?,
            (None, Some(assessor)) if *is_in_work => {
                write!(f, "SKP {year} Anda belum disetujui oleh {assessor}; tahapnya ada di SKP saya.")?;
            }
            (None, Some(assessor)) => write!(
                f,
                "Anda belum punya SKP {year}. Tanyakan kepada {assessor}, pejabat penilai Anda, atau minta pengelola \
                 kepegawaian membuatnya dari templat jabatan."
            )?,
            (None, None) => write!(
                f,
                "SKP {year} Anda belum ada atau belum disetujui, dan Anda belum punya pejabat penilai. Hubungi pengelola \
                 kepegawaian."
            )?,
        }
        f.write_str(" Begitu SKP ditetapkan, hasil kerja muncul di sini.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_reads_whom_to_ask() {
        let own = MissingPlan { year: 2026, name: None, assessor: Some("Sari".to_owned()), is_in_work: false };
        assert!(own.to_string().starts_with("Anda belum punya SKP 2026. Tanyakan kepada Sari, "), "{own}");
        let in_work = MissingPlan { is_in_work: true, ..own.clone() };
        assert!(in_work.to_string().contains("belum disetujui oleh Sari"), "{in_work}");
        let alone = MissingPlan { assessor: None, ..own.clone() };
        assert!(alone.to_string().contains("Hubungi pengelola kepegawaian."), "{alone}");
        let seen = MissingPlan { name: Some("Dewi".to_owned()), ..own };
        assert!(seen.to_string().starts_with("Dewi belum punya SKP 2026. Minta pengelola kepegawaian "), "{seen}");
    }
}
