//! Further posts of schools: counselling and early years.

use super::{Template, TemplateRhk, count, coverage, half_yearly, share};

pub(crate) static GURU_BK: Template = Template {
    code: "guru_bk",
    name: "Guru bimbingan dan konseling",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Terwujudnya siswa yang terdampingi dalam belajar dan bergaul",
            tags: &["siswa", "pembelajaran"],
            indicators: &[
                count("Sesi konseling yang tercatat", "sesi", 240),
                half_yearly("Siswa dampingan yang kehadirannya membaik", "%", [6000, 7500]),
            ],
        },
        TemplateRhk {
            text: "Menurunnya perundungan di sekolah melalui layanan yang dipercaya siswa",
            tags: &["mutu", "sekolah"],
            indicators: &[share("Laporan siswa yang ditangani paling lama 3 hari", 95)],
        },
        TemplateRhk {
            text: "Terarahnya pilihan studi siswa tingkat akhir",
            tags: &["studi"],
            indicators: &[coverage("Siswa tingkat akhir dengan rencana studi", 95)],
        },
    ],
};

pub(crate) static GURU_PAUD: Template = Template {
    code: "guru_paud",
    name: "Guru PAUD dan TK",
    version: 1,
    results: &[
        TemplateRhk {
            text: "Meningkatnya kesiapan anak untuk bersekolah",
            tags: &["mutu", "pembelajaran"],
            indicators: &[half_yearly("Anak yang berkembang sesuai usianya", "%", [7500, 8500])],
        },
        TemplateRhk {
            text: "Terwujudnya pembelajaran lewat bermain yang terencana",
            tags: &["pembelajaran"],
            indicators: &[count("Rencana bermain mingguan yang dinilai", "rencana", 40)],
        },
        TemplateRhk {
            text: "Meningkatnya peran orang tua dalam pengasuhan",
            tags: &["orang tua"],
            indicators: &[count("Pertemuan pengasuhan dengan orang tua", "pertemuan", 12)],
        },
    ],
};
