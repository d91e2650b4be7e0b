//! Invitations on paper: a printable page for each person with a QR code, and the list as CSV.

use super::PersonalInvitation;
use crate::{
    domain::calendar::Zone,
    features::auth::{model::QrCode, qr::draw},
    server::static_page::escaped,
    ui::format,
};
use std::fmt::Write;

/// The document until its first letter.
const HEAD: &str = include_str!("letter.html");

/// Returns a printable page for each invitation; `base` is the public address. The links let their holders choose a
/// password: the text is a secret until they are used.
pub fn letters(agency: &str, zone: Zone, base: &str, invitations: &[PersonalInvitation]) -> String {
    let mut text = HEAD.to_owned();
    for invitation in invitations {
        let link = link(base, invitation);
        let [agency, name, login, unit] =
            [agency, &invitation.name, &invitation.login, invitation.unit.as_deref().unwrap_or_default()].map(escaped);
        // Writing into a string cannot fail.
        let _ = write!(
            text,
            "<section>\n<p>{agency}</p>\n<h1>Undangan masuk ke Kinerja</h1>\n<p><strong>{name}</strong><br>{login}<br>{unit}</p>\n\
             <p>Arahkan kamera HP ke kode ini, lalu pilih kata sandi Anda sendiri:</p>\n{}\n\
             <p>Atau ketik alamat ini di peramban:<br><code>{}</code></p>\n\
             <p>Berlaku sampai {}, untuk satu kali pakai. Jangan berikan kepada orang lain: siapa pun yang memegang surat \
             ini dapat masuk sebagai Anda. Setelah itu Anda masuk di {} dengan NIP dan kata sandi Anda.</p>\n</section>\n",
            qr(&link),
            escaped(&link),
            until(zone, invitation),
            escaped(base)
        );
    }
    text.push_str("</body>\n</html>\n");
    text
}

/// Returns the invitations as CSV, one line each, for mail or messages.
///
/// # Errors
/// Never: a string takes every line.
pub fn table(zone: Zone, base: &str, invitations: &[PersonalInvitation]) -> Result<String, csv::Error> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["nip", "nama", "unit", "tautan", "berlaku_sampai"])?;
    for invitation in invitations {
        let unit = invitation.unit.as_deref().unwrap_or_default();
        let [login, name, unit] = [&invitation.login, &invitation.name, unit].map(plain_cell);
        table.write_record([login, name, unit, link(base, invitation), until(zone, invitation)])?;
    }
    let bytes = table.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns the address of an invitation.
pub fn link(base: &str, invitation: &PersonalInvitation) -> String {
    format!("{}/undangan/{}", base.trim_end_matches('/'), invitation.token.text())
}

/// Returns until when an invitation can be used, in the agency's zone: `6 Desember 2026 pukul 13.54 WIB`.
pub fn until(zone: Zone, invitation: &PersonalInvitation) -> String {
    let local = zone.local(invitation.expires_at);
    format!("{} pukul {} {}", format::long_day(local.date()), format::time(local), zone.code())
}

/// Returns a cell that a spreadsheet takes for text, never for a formula.
fn plain_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn qr(text: &str) -> String {
    let QrCode { side, path } = draw(text);
    format!(
        "<svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"Kode QR\"><rect width=\"{side}\" height=\"{side}\" \
         fill=\"#fff\"/><path d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_neither_markup_nor_a_formula() {
        assert_eq!(escaped("<b>&\""), "&lt;b&gt;&amp;&quot;");
        assert_eq!(plain_cell("=1+1"), "'=1+1");
        assert_eq!(plain_cell("Dewi"), "Dewi");
    }
}
