//! The health of the system as sentences.

use super::{
    model::{HealthLine, SystemHealth},
    store::{self, SystemState},
};
use crate::{
    domain::{calendar::Zone, health::Health, org::AgencyKind},
    error::{Error, Result},
    server::{
        App, VERSION,
        diagnostics::{BackupState, Disk},
        door::Caller,
    },
    ui::format,
};
use jiff::{Timestamp, civil::Date};
use tokio::time::Instant;

const NOTHING_TO_DO: &str = "Tidak ada yang perlu dilakukan.";

/// Returns the current health of the system.
///
/// # Errors
/// [`Error::NotFound`] for everybody but the Pengelola.
pub(crate) async fn health(caller: &Caller) -> Result<SystemHealth> {
    if !caller.actor()?.may_watch_health() {
        return Err(Error::NotFound);
    }
    let app = caller.app();
    let started = Instant::now();
    let kind = caller.actor()?.agency_kind;
    let (found, unread, zone, today, now) = caller
        .read(async |tx| {
            let (zone, today, now) = (tx.actor.zone, tx.today(), tx.now);
            let unread = app.live.unread(tx.db(), now).await?;
            Ok((store::system_state(tx).await?, unread, zone, today, now))
        })
        .await?;
    let took = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let place = Local { zone, today };
    let mut lines = vec![saved(&found), database(&found, took)];
    lines.extend(app.diagnostics.disk().map(disk));
    lines.push(backups(app, kind, now, place));
    lines.extend(app.diagnostics.certificate_end().map(|end| certificate(end, now, place)));
    lines.extend([
        boards(app, unread),
        people(&found),
        reports(&found, place),
        failure(app, now, place),
        program(app, place),
    ]);
    Ok(SystemHealth {
        checked: zone.local(now).strftime("%H.%M.%S").to_string(),
        health: lines.iter().filter_map(|line| line.health).max().unwrap_or(Health::Good),
        lines,
    })
}

/// The day and zone in which moments are written.
#[derive(Clone, Copy)]
struct Local {
    zone: Zone,
    today: Date,
}

impl Local {
    fn moment(self, at: Timestamp) -> String {
        format::moment_within(self.zone.local(at), self.today)
    }
}

fn line(name: &str, health: impl Into<Option<Health>>, says: impl Into<String>, advice: &str) -> HealthLine {
    HealthLine { name: name.to_owned(), health: health.into(), says: says.into(), advice: advice.to_owned() }
}

fn saved(found: &SystemState) -> HealthLine {
    let name = "Penyimpanan laporan";
    if found.read_only {
        let says = "Basis data hanya dapat dibaca: laporan baru tidak dapat disimpan.";
        return line(name, Health::Act, says, "Minta petugas TI menghubungkan Kinerja ke PostgreSQL utama.");
    }
    if !found.durable {
        let says = "Basis data tidak menunggu disk: laporan terakhir dapat hilang bila listrik padam.";
        return line(
            name,
            Health::Act,
            says,
            "Minta petugas TI menyalakan fsync dan synchronous_commit di PostgreSQL.",
        );
    }
    let says = "Setiap laporan sudah ada di disk sebelum pengirimnya membaca Diterima.";
    line(name, Health::Good, says, NOTHING_TO_DO)
}

fn database(found: &SystemState, took: u64) -> HealthLine {
    let health = Health::of_answer(took);
    let advice = match health {
        Health::Good => NOTHING_TO_DO,
        Health::Watch => "Halaman terasa lebih lambat. Lihat lagi beberapa menit lagi; bila tetap, kabari petugas TI.",
        Health::Act => "Halaman terasa sangat lambat. Kabari petugas TI sekarang.",
    };
    let size = bytes(u64::try_from(found.size).unwrap_or_default());
    line("Basis data", health, format!("Menjawab dalam {took} milidetik; isinya {size}."), advice)
}

fn disk(disk: Disk) -> HealthLine {
    let used = (disk.size - disk.free.min(disk.size)) * 100 / disk.size.max(1);
    let health = Health::of_disk(used);
    let advice = match health {
        Health::Good => NOTHING_TO_DO,
        Health::Watch => "Minta petugas TI menambah ruang dalam pekan ini.",
        Health::Act => "Minta petugas TI menambah ruang hari ini: bila penuh, laporan baru tidak dapat disimpan.",
    };
    line("Disk", health, format!("Terisi {used} %; masih ada {}.", bytes(disk.free)), advice)
}

/// The backups. In an agency that can be made anew, and where another program looks after the database, none is missed.
fn backups(app: &App, kind: AgencyKind, now: Timestamp, place: Local) -> HealthLine {
    let name = "Cadangan data";
    let runs_database = app.diagnostics.disk().is_some();
    let begun = match app.diagnostics.backup() {
        BackupState::Scheduled(begun) => begun,
        BackupState::Unscheduled if kind == AgencyKind::Real && runs_database => {
            let says = "Kinerja tidak membuat cadangan: bila disk rusak, semua laporan hilang.";
            return line(name, Health::Watch, says, "Minta petugas TI mengisi KINERJA_BACKUP_DIR.");
        }
        BackupState::Unscheduled => {
            return line(
                name,
                None,
                "Kinerja tidak membuat cadangan sendiri.",
                "Tanyakan kepada petugas TI siapa yang membuatnya.",
            );
        }
    };
    let hours = begun.map(|at| u64::try_from(now.duration_since(at).as_hours()).unwrap_or_default());
    let health = Health::of_backup(hours);
    let says = match begun {
        Some(at) => format!("Yang terakhir dibuat {}.", place.moment(at)),
        None => "Belum ada; yang pertama dibuat beberapa menit setelah server dinyalakan.".to_owned(),
    };
    let advice = match health {
        Health::Good => NOTHING_TO_DO,
        _ => "Minta petugas TI memeriksa ruang disk dan catatan server: cadangan dibuat setiap hari.",
    };
    line(name, health, says, advice)
}

fn certificate(end: Timestamp, now: Timestamp, place: Local) -> HealthLine {
    let days = u64::try_from(end.duration_since(now).as_hours() / 24).unwrap_or_default();
    let health = Health::of_certificate(days);
    let advice = match health {
        Health::Good => NOTHING_TO_DO,
        _ => "Minta petugas TI memperbarui sertifikat: setelah hari itu peramban memperingatkan semua orang.",
    };
    line("Sertifikat", health, format!("Berlaku sampai {}.", format::long_day(place.zone.day(end))), advice)
}

fn boards(app: &App, unread: f64) -> HealthLine {
    // The age of the oldest change that was not announced, or the time since the last poll.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a delay, in whole seconds")]
    let unread = unread as u64;
    let delay = app.diagnostics.last_poll_age().map(|look| look.as_secs().max(unread));
    let health = Health::of_delay(delay);
    let open = format::count(i32::try_from(app.diagnostics.streams().value()).unwrap_or(i32::MAX));
    let says = match (health, delay) {
        (Health::Good, _) => {
            format!("Laporan langsung tampil di dasbor yang terbuka; {open} layar mendengarkan.")
        }
        (_, Some(seconds)) => format!("Perubahan baru tampil di dasbor setelah {seconds} detik."),
        (_, None) => "Dasbor belum dapat mendengar perubahan sejak server dinyalakan.".to_owned(),
    };
    let advice = if health == Health::Good {
        NOTHING_TO_DO
    } else {
        "Laporan tetap tersimpan. Muat ulang dasbor untuk angka terbaru, dan kabari petugas TI bila ini berlanjut."
    };
    line("Papan langsung", health, says, advice)
}

fn people(found: &SystemState) -> HealthLine {
    let says = format!("{} orang memakai Kinerja dalam lima menit terakhir.", format::count(found.online));
    line("Sedang memakai", None, says, "Pilih saat yang sepi untuk memperbarui atau menyalakan ulang server.")
}

fn reports(found: &SystemState, place: Local) -> HealthLine {
    let count = format::count(found.reports_today);
    let says = match found.last_report {
        Some(at) => format!("{count} laporan diterima hari ini; yang terakhir {}.", place.moment(at)),
        None => "Belum ada laporan.".to_owned(),
    };
    let advice =
        "Bila biasanya jauh lebih banyak pada jam ini, tanyakan kepada satu unit apakah mereka dapat mengirim.";
    line("Laporan hari ini", None, says, advice)
}

fn failure(app: &App, now: Timestamp, place: Local) -> HealthLine {
    let name = "Galat terakhir";
    let Some(failure) = app.diagnostics.last_failure() else {
        let says = format!("Tidak ada sejak server dinyalakan {}.", place.moment(app.diagnostics.since()));
        return line(name, Health::Good, says, NOTHING_TO_DO);
    };
    let minutes = u64::try_from(now.duration_since(failure.at).as_mins()).unwrap_or_default();
    let says = format!("Kode galat {}, {}.", failure.code, place.moment(failure.at));
    let advice = "Satu permintaan tidak terlayani. Bila ada yang menyebut kode itu, teruskan kepada petugas TI: kode yang \
                  sama ada di catatan server.";
    line(name, Health::of_failure(Some(minutes)), says, advice)
}

fn program(app: &App, place: Local) -> HealthLine {
    let says = format!("Kinerja {VERSION}, menyala sejak {}.", place.moment(app.diagnostics.since()));
    line("Program", None, says, "Sebutkan nomor ini bila meminta bantuan.")
}

/// `12 GB`, `340 MB`.
fn bytes(bytes: u64) -> String {
    let (size, unit) = match bytes {
        0..10_000_000_000 => (bytes / 1_000_000, "MB"),
        _ => (bytes / 1_000_000_000, "GB"),
    };
    format!("{} {unit}", format::count(i32::try_from(size).unwrap_or(i32::MAX)))
}
