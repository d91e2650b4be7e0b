//! QR codes, drawn by the server.

use super::model::QrCode;
use qrcodegen::QrCodeEcc;
use std::fmt::Write;

/// The light border around a QR code that scanners need, in modules.
const QUIET_ZONE: i32 = 4;

/// Draws a QR code; empty for a text that is too long for one.
pub(super) fn draw(text: &str) -> QrCode {
    let Ok(code) = qrcodegen::QrCode::encode_text(text, QrCodeEcc::Medium) else { return QrCode::default() };
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let length = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            let length = i32::try_from(length).unwrap_or_default();
            if length > 0 {
                let _ = write!(path, "M{},{}h{length}v1h-{length}z", x + QUIET_ZONE, y + QUIET_ZONE);
            }
            x += length + 1;
        }
    }
    QrCode { side: code.size() + 2 * QUIET_ZONE, path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_quiet_zone() {
        let QrCode { side, path } = draw("https://kinerja.example.go.id/undangan/abc");
        assert_eq!(side, 37);
        assert!(path.starts_with("M4,4h7v1h-7z"), "{path}");
        assert_eq!(draw(&"x".repeat(5000)), QrCode::default());
    }

    #[test]
    fn a_drawing_has_every_dark_module_and_no_other() {
        let text = "otpauth://totp/Kinerja:bkpsdm?secret=JBSWY3DPEHPK3PXP&issuer=Kinerja";
        let code = qrcodegen::QrCode::encode_text(text, QrCodeEcc::Medium).expect("a code");
        let all = || (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
        let dark = all().filter(|(x, y)| code.get_module(*x, *y)).count();
        let drawn: usize = draw(text)
            .path
            .split('M')
            .filter_map(|run| run.split_once('h')?.1.split_once('v')?.0.parse::<usize>().ok())
            .sum();
        assert_eq!(drawn, dark);
    }
}
