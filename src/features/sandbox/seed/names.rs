//! Names from Aceh to Papua, combined randomly: they belong to no real person.

use super::dice::Dice;

struct Region {
    men: &'static [&'static str],
    women: &'static [&'static str],
    /// Family or second names, for both.
    last: &'static [&'static str],
}

const REGIONS: &[Region] = &[
    // Jawa
    Region {
        men: &[
            "Agus", "Bayu", "Catur", "Dimas", "Eko", "Galih", "Hendro", "Joko", "Nugroho", "Sigit", "Slamet", "Wahyu",
        ],
        women: &[
            "Ajeng", "Dwi", "Endah", "Kartini", "Lestari", "Ningsih", "Puji", "Ratih", "Sri", "Sulastri", "Tri",
            "Wulan",
        ],
        last: &[
            "Handoko",
            "Kusumo",
            "Lestariono",
            "Mulyanto",
            "Prabandaru",
            "Purwanto",
            "Raharjo",
            "Santosa",
            "Setyawan",
            "Sudarmaji",
            "Utomo",
            "Wijayanto",
        ],
    },
    // Sunda
    Region {
        men: &["Asep", "Cecep", "Dadan", "Deden", "Encep", "Jajang", "Ujang", "Yayan"],
        women: &["Ai", "Euis", "Imas", "Neneng", "Nining", "Teti", "Tita", "Yayah"],
        last: &["Gumilang", "Hidayat", "Koswara", "Nugraha", "Permana", "Rukmana", "Sutisna", "Wiguna"],
    },
    // Batak
    Region {
        men: &["Binsar", "Hotman", "Jonggi", "Maruli", "Parlindungan", "Poltak", "Saut", "Tigor"],
        women: &["Berliana", "Dameria", "Lamria", "Marlina", "Nurhaida", "Rotua", "Tiurma", "Uli"],
        last: &[
            "Harahap",
            "Hutabarat",
            "Lubis",
            "Manurung",
            "Nainggolan",
            "Nasution",
            "Pasaribu",
            "Ritonga",
            "Siregar",
            "Simbolon",
            "Tambunan",
        ],
    },
    // Minang
    Region {
        men: &["Afrizal", "Buyung", "Dasril", "Syafril", "Yusrizal", "Zulhendri"],
        women: &["Desi", "Elfira", "Gusnita", "Mutia", "Upik", "Yulinar"],
        last: &["Caniago", "Koto", "Piliang", "Sikumbang", "Tanjung", "Jambak"],
    },
    // Aceh
    Region {
        men: &["Iskandar", "Mahdi", "Munawar", "Razali", "Teuku Fauzan", "Zulkifli"],
        women: &["Cut Meurah", "Nurlaila", "Rahmah", "Safrida", "Syarifah", "Yusnidar"],
        last: &["Abdullah", "Ismail", "Jamaluddin", "Mahmud", "Usman", "Yunus"],
    },
    // Melayu and Banjar
    Region {
        men: &["Abdul Hamid", "Fahrurrazi", "Hasanuddin", "Khairul", "Muhammad Arsyad", "Syahrani"],
        women: &["Aminah", "Fatimah", "Halimah", "Khadijah", "Noor Hayati", "Siti Rahmah"],
        last: &["Anwar", "Effendi", "Hakim", "Rahman", "Saleh", "Syukur"],
    },
    // Bugis and Makassar
    Region {
        men: &["Andi Baso", "Daeng Ngalle", "La Ode Hamka", "Muhammad Tahir", "Rusdi", "Sultan"],
        women: &["Andi Tenri", "Besse", "Hasnawati", "Nur Aeni", "Rosdiana", "Wa Ode Sarina"],
        last: &["Mappasessu", "Palaguna", "Pattiroi", "Sanusi", "Tenrigangka", "Yasin"],
    },
    // Bali
    Region {
        men: &["I Gede Artana", "I Kadek Suardana", "I Made Wirata", "I Nyoman Sudira", "I Wayan Kerta"],
        women: &["Ni Kadek Ayu", "Ni Luh Sekar", "Ni Made Rai", "Ni Nyoman Suci", "Ni Wayan Sari"],
        last: &["Adnyana", "Darmawan", "Mahendra", "Pradnyana", "Suryani", "Wirawati"],
    },
    // Manado and Maluku
    Region {
        men: &["Alfrets", "Denny", "Ferry", "Jopie", "Rommy", "Steven"],
        women: &["Deasy", "Fenny", "Jeane", "Lidya", "Merry", "Syane"],
        last: &["Kaligis", "Latuconsina", "Lumowa", "Mandagi", "Pattinama", "Rumagit", "Tomasoa", "Wowor"],
    },
    // Nusa Tenggara Timur
    Region {
        men: &["Antonius", "Benediktus", "Fransiskus", "Kornelis", "Yohanes", "Yosef"],
        women: &["Agustina", "Bernadete", "Elisabet", "Maria Goreti", "Theresia", "Yuliana"],
        last: &["Bria", "Kase", "Lamak", "Neolaka", "Seran", "Tefa"],
    },
    // Papua
    Region {
        men: &["Elias", "Frengki", "Marthen", "Obed", "Yanuarius", "Yulianus"],
        women: &["Adriana", "Dorkas", "Fransina", "Marice", "Orpa", "Yosina"],
        last: &["Kambu", "Mandacan", "Rumbiak", "Wanggai", "Wonda", "Yoku"],
    },
    // Tionghoa and Dayak
    Region {
        men: &["Hendra", "Lukas", "Markus Igo", "Petrus Lawing", "Rudy", "Willy"],
        women: &["Fransiska", "Lanny", "Meliana", "Oktaviana Tara", "Silvia", "Yenny"],
        last: &["Gunadi", "Halimkusuma", "Jelayan", "Lawai", "Suhartono", "Tandiono"],
    },
];

/// The weight of each region, for a city with many newcomers.
const WEIGHTS: &[u32] = &[26, 10, 14, 8, 5, 12, 7, 4, 5, 4, 3, 2];

/// A full name without degrees.
pub(crate) fn name(dice: &mut Dice, female: bool) -> String {
    let numbered: Vec<_> = REGIONS.iter().zip(WEIGHTS).collect();
    let region = dice.weighted(&numbered, |(_, weight)| **weight).0;
    let given = if female { region.women } else { region.men };
    let first = dice.pick(given);
    // About one in five has a second given name.
    if dice.chance(20) {
        let second = dice.pick(given);
        if second != first && !second.contains(' ') {
            return format!("{first} {second} {}", dice.pick(region.last));
        }
    }
    format!("{first} {}", dice.pick(region.last))
}

/// Returns the name that colleagues use: `Bu Ratih`, `Pak Made`.
pub(crate) fn called(name: &str, female: bool) -> String {
    let bare = name.split(',').next().unwrap_or(name);
    let particle =
        |word: &&str| !matches!(*word, "I" | "Ni" | "La" | "Ode" | "Wa" | "Cut" | "Teuku") && !word.ends_with('.');
    let first = bare.split(' ').find(particle).unwrap_or(bare);
    format!("{} {first}", if female { "Bu" } else { "Pak" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_called_by_their_own_first_name() {
        assert_eq!(called("dr. I Made Wirata Adnyana, M.Kes.", false), "Pak Made");
        assert_eq!(called("Nurlaila Usman, A.Md.Keb.", true), "Bu Nurlaila");
        assert_eq!(WEIGHTS.len(), REGIONS.len());
    }
}
