//! Every page that shows data, opened one after the other at a steady rate by people for whom it holds something.

use super::{
    Result,
    beranda::{get, show},
    client::{Connection, Cookie},
    pace::open,
    stage::Stage,
    table::{Row, ms},
};
use kinerja::domain::id::AccountId;
use std::time::Duration;

const RATE: u32 = 20;
const SPAN: Duration = Duration::from_secs(6);
const CONNECTIONS: u32 = 16;

/// A page, a text of it when it is complete, and the people with their addresses of it.
struct Page {
    path: &'static str,
    mark: &'static str,
    visits: &'static str,
}

/// People with a plan, in an order that says nothing.
macro_rules! people {
    ($path:literal, $more:literal) => {
        concat!(
            "select a.id, ",
            $path,
            " from person_standing p
             join account a on a.agency_id = p.agency_id and a.employee_id = p.employee_id ",
            $more,
            " order by md5(a.id::text) limit 64"
        )
    };
}

/// Those with the most people to assess.
macro_rules! leaders {
    ($path:literal, $more:literal) => {
        concat!(
            "select a.id, ",
            $path,
            " from (select assessor_id, count(*) as people from assessor where until is null
                    group by assessor_id order by people desc limit 64) l
             join account a on a.employee_id = l.assessor_id ",
            $more,
            " order by l.people desc limit 64"
        )
    };
}

/// The heads of the perangkat daerah: those below the root.
macro_rules! heads {
    ($path:literal) => {
        concat!(
            "select a.id, ",
            $path,
            " from unit u
             join unit root on root.id = u.parent_id and root.parent_id is null
             join assignment h on h.unit_id = u.id and h.until is null
             join post p on p.id = h.post_id and p.is_head
             join account a on a.employee_id = h.employee_id
             order by md5(a.id::text) limit 64"
        )
    };
}

const PAGES: [Page; 37] = [
    Page { path: "/lapor", mark: "Pilih yang ingin dilaporkan", visits: people!("'/lapor'", "") },
    Page {
        path: "/riwayat/{indikator}",
        mark: "Unduh Excel",
        visits: people!(
            "'/riwayat/' || i.id",
            "join indicator i on i.employee_id = p.employee_id and i.year = p.year and i.is_open"
        ),
    },
    Page {
        path: "/percakapan",
        mark: "href=\"/percakapan/",
        visits: people!("'/percakapan'", "where p.employee_id in (select employee_id from thread)"),
    },
    Page {
        path: "/percakapan/{percakapan}",
        mark: "<textarea",
        visits: people!("'/percakapan/' || t.id", "join thread t on t.employee_id = p.employee_id"),
    },
    Page { path: "/skp", mark: "plan-results", visits: people!("'/skp'", "") },
    Page {
        path: "/skp/{skp}",
        mark: "plan-sheet",
        visits: people!("'/skp/' || k.id", "join skp k on k.employee_id = p.employee_id and k.year = p.year"),
    },
    Page {
        path: "/skp/{skp}/ubah",
        mark: "Simpan hasil kerja",
        visits: people!(
            "'/skp/' || k.id || '/ubah'",
            "join skp k on k.employee_id = p.employee_id and k.year = p.year
             join skp_revision v on v.skp_id = k.id and v.state in ('draft', 'returned')"
        ),
    },
    Page {
        path: "/skp/{skp}/matriks",
        mark: "Matriks peran dan hasil",
        visits: leaders!(
            "'/skp/' || k.id || '/matriks'",
            "join skp k on k.employee_id = l.assessor_id and k.closed_at is null"
        ),
    },
    Page {
        path: "/skp/{skp}/templat",
        mark: "Terapkan ke rancangan",
        visits: people!(
            "'/skp/' || k.id || '/templat'",
            "join skp k on k.employee_id = p.employee_id and k.year = p.year and k.template = 'bidan' and k.closed_at is null
                and not exists (select from skp_revision v where v.skp_id = k.id and v.state = 'submitted')"
        ),
    },
    Page { path: "/skp/menunggu", mark: "Menunggu persetujuan Anda", visits: leaders!("'/skp/menunggu'", "") },
    Page {
        path: "/skp/kelengkapan?unit={unit}",
        mark: "pegawai sudah punya SKP",
        visits: heads!("'/skp/kelengkapan?unit=' || u.id"),
    },
    Page {
        path: "/skp/kelengkapan?templat=ya&unit={unit}",
        mark: "Untuk siapa",
        visits: "select a.id, '/skp/kelengkapan?templat=ya&orang=tidak&tahun=' || extract(year from now()) || '&unit=' || u.id
            from account a join unit u on u.agency_id = a.agency_id
            where 'pengelola' = any (a.roles) order by md5(u.id::text) limit 64",
    },
    Page { path: "/penilaian", mark: "Lembar tim", visits: leaders!("'/penilaian'", "") },
    Page {
        path: "/penilaian/{penilaian}",
        mark: "Pejabat penilai",
        visits: leaders!(
            "'/penilaian/' || k.id || '_' || to_char(date_trunc('quarter', now()) - interval '1 day', 'YYYY\"-tw\"Q')",
            "join assessor s on s.assessor_id = l.assessor_id and s.until is null
             join skp k on k.employee_id = s.employee_id and k.closed_at is null
                and exists (select from evaluation e join period p on p.id = e.period_id and p.kind = 'quarter'
                    where e.skp_id = k.id)
                and not exists (select from evaluation e join period p on p.id = e.period_id and p.kind = 'quarter'
                    and p.ends_on > now() - interval '3 months' where e.skp_id = k.id)"
        ),
    },
    Page {
        path: "/penilaian/{penilaian}/nilai",
        mark: "Rating perilaku kerja",
        visits: leaders!(
            "'/penilaian/' || k.id || '_' || to_char(date_trunc('quarter', now()) - interval '1 day', 'YYYY\"-tw\"Q') || '/nilai'",
            "join assessor s on s.assessor_id = l.assessor_id and s.until is null
             join skp k on k.employee_id = s.employee_id and k.closed_at is null
                and exists (select from evaluation e join period p on p.id = e.period_id and p.kind = 'quarter'
                    where e.skp_id = k.id)
                and not exists (select from evaluation e join period p on p.id = e.period_id and p.kind = 'quarter'
                    and p.ends_on > now() - interval '3 months' where e.skp_id = k.id)"
        ),
    },
    Page {
        path: "/penilaian/{penilaian}/keberatan",
        mark: "Keberatan",
        visits: people!(
            "'/penilaian/' || e.skp_id || '_' || to_char(q.starts_on, 'YYYY\"-tw\"Q') || '/keberatan'",
            "join evaluation e on e.employee_id = p.employee_id
             join period q on q.id = e.period_id and q.kind = 'quarter'
             join evaluation_version v on v.skp_id = e.skp_id and v.period_id = e.period_id and v.released_at is not null"
        ),
    },
    Page { path: "/keberatan", mark: "Keberatan", visits: leaders!("'/keberatan'", "") },
    Page {
        path: "/penilaian/kalibrasi?unit={unit}",
        mark: "calibration-card",
        visits: "select a.id, '/penilaian/kalibrasi?unit=' || s.unit_id || '&periode=' || s.period
            from (
                select u.id as unit_id, to_char(q.starts_on, 'YYYY\"-tw\"Q') as period, count(*) as people
                from evaluation e
                join period q on q.id = e.period_id and q.kind = 'quarter'
                join evaluation_version v on v.skp_id = e.skp_id and v.period_id = e.period_id
                join skp k on k.id = e.skp_id
                join post p on p.id = k.post_id
                join unit u on u.id = p.unit_id
                group by u.id, q.starts_on
            ) s
            join post p on p.unit_id = s.unit_id and p.is_head
            join assignment h on h.post_id = p.id and h.until is null
            join account a on a.employee_id = h.employee_id
            order by s.people desc limit 64",
    },
    Page { path: "/penilaian/capaian", mark: "Tetapkan capaian", visits: heads!("'/penilaian/capaian?unit=' || (
        select c.id from unit c where c.parent_id = u.id order by c.id limit 1)") },
    Page { path: "/tindak-lanjut", mark: "Tindak lanjut rapat", visits: people!("'/tindak-lanjut'", "") },
    Page { path: "/akun", mark: "Akun", visits: people!("'/akun'", "") },
    Page { path: "/tim", mark: "Unduh Excel", visits: leaders!("'/tim'", "") },
    Page {
        path: "/tim/{pegawai}",
        mark: "/riwayat/",
        visits: leaders!(
            "'/tim/' || s.employee_id",
            "join assessor s on s.assessor_id = l.assessor_id and s.until is null
             join person_standing p on p.employee_id = s.employee_id"
        ),
    },
    Page { path: "/dasbor?unit={unit}", mark: "Unduh Excel", visits: heads!("'/dasbor?unit=' || u.id") },
    Page {
        path: "/dasbor/hasil?hasil={indikator}",
        mark: "Dasbor: dari mana angka ini?",
        visits: "select a.id, '/dasbor/hasil?hasil=' || c.adds_to
            from (select i.agency_id, i.adds_to, count(*) as contributions from iki i where i.adds_to is not null
                group by i.agency_id, i.adds_to) c
            join iki i on i.agency_id = c.agency_id and i.id = c.adds_to
            join rhk r on r.agency_id = i.agency_id and r.id = i.rhk_id
            join skp k on k.agency_id = r.agency_id and k.id = r.skp_id and k.closed_at is null
            join post p on p.agency_id = k.agency_id and p.id = k.post_id and p.is_head
            join account a on a.agency_id = k.agency_id and a.employee_id = k.employee_id
            order by c.contributions desc, a.id limit 64",
    },
    Page {
        path: "/dasbor/pelaporan?unit={unit}",
        mark: "Baru masuk",
        visits: heads!("'/dasbor/pelaporan?unit=' || u.id"),
    },
    Page {
        path: "/dasbor/pelaporan?status={keadaan}",
        mark: "Perlu dukungan",
        visits: heads!("'/dasbor/pelaporan?status=needs_support&unit=' || u.id"),
    },
    Page {
        path: "/dasbor/layar?unit={unit}",
        mark: "Kendali layar",
        visits: heads!("'/dasbor/layar?lihat=masuk&unit=' || u.id"),
    },
    Page { path: "/atasan", mark: "Riwayat pejabat penilai", visits: people!("'/atasan'", "") },
    Page {
        path: "/pengelola/atasan",
        mark: "Permintaan perbaikan atasan",
        visits: "select id, '/pengelola/atasan' from account where 'pengelola' = any (roles) limit 64",
    },
    Page {
        path: "/pengelola/pejabat",
        mark: "Pejabat hari ini",
        visits: "select id, '/pengelola/pejabat' from account where 'pengelola' = any (roles) limit 64",
    },
    Page {
        path: "/pengelola/pejabat/{unit}",
        mark: "Pemegang jabatan",
        visits: "select a.id, '/pengelola/pejabat/' || p.unit_id
            from account a join post p on p.agency_id = a.agency_id and p.is_head
            where 'pengelola' = any (a.roles) limit 64",
    },
    Page { path: "/kalender", mark: "Hari kerja dan hari libur", visits: people!("'/kalender'", "") },
    Page {
        path: "/pengelola/aturan",
        mark: "Aturan baru",
        visits: "select id, '/pengelola/aturan' from account where 'pengelola' = any (roles) limit 64",
    },
    Page {
        path: "/pengelola/templat",
        mark: "SKP baru memakai versi terbaru",
        visits: "select id, '/pengelola/templat' from account where 'pengelola' = any (roles) limit 64",
    },
    Page {
        path: "/pengelola/templat/{kode}",
        mark: "Isi versi terbaru",
        visits: "select a.id, '/pengelola/templat/' || t.code
            from account a cross join (values ('bidan'), ('guru_kelas'), ('pelaksana')) t (code)
            where 'pengelola' = any (a.roles) limit 64",
    },
    Page {
        path: "/pengelola/sistem",
        mark: "Kesehatan sistem",
        visits: "select id, '/pengelola/sistem' from account where 'pengelola' = any (roles) limit 64",
    },
];

pub async fn run(stage: &Stage) -> Result<Vec<Row>> {
    let mut rows = Vec::with_capacity(PAGES.len());
    for Page { path, mark, visits } in PAGES {
        let visits: Vec<(AccountId, String)> = sqlx::query_as(visits).fetch_all(&stage.owner).await?;
        let accounts: Vec<AccountId> = visits.iter().map(|(account, _)| *account).collect();
        let cookies: Vec<Cookie> = stage.sign_in(&accounts).await?;
        let first = visits.first().zip(cookies.first()).ok_or_else(|| format!("nobody opens {path}"))?;
        show(stage, &first.0.1, first.1, mark).await.map_err(|failure| format!("{path}: {failure}"))?;
        let page = async |connection: &mut Connection, turn: u32| {
            let at = usize::try_from(turn)? % visits.len();
            get(connection, &visits[at].1, &cookies, turn).await
        };
        let run = open(stage.address(), CONNECTIONS, RATE, SPAN, page).await?;
        rows.push(Row {
            scenario: format!("`{path}`, {RATE}/s due"),
            goal: "p99 < 60 ms",
            measured: format!(
                "p50 {}, p99 {}, {} refused",
                ms(run.latencies.percentile(50)),
                ms(run.latencies.percentile(99)),
                run.refused
            ),
            raw: "–".to_owned(),
        });
    }
    Ok(rows)
}
