//! The error of a page's data, and the ways on.

use crate::{
    error::Error,
    ui::notice::{Notice, NoticeKind, button, link},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// The error of a page's data, with a way to retry.
#[component]
pub fn LoadError(error: Memo<Option<Error>>, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    let location = use_location();
    let here = move || format!("{}{}", location.pathname.get_untracked(), location.search.get_untracked());
    move || {
        error.get().map(|error| {
            let kind = if error.is_transient() { NoticeKind::Error } else { NoticeKind::Info };
            let sentence = match error {
                // The person typed nothing here.
                Error::Offline => "Tidak tersambung ke server. Yang tampil mungkin bukan keadaan terbaru.".to_owned(),
                ref error => error.to_string(),
            };
            let way = match error {
                Error::SignIn | Error::OtherAccount => link(sign_in_again(&here()), "Masuk lagi", false),
                Error::Outdated => link(here(), "Muat ulang", false),
                error if error.is_transient() => button("Coba lagi", Box::new(move || retry.run(()))),
                _ => link("/".to_owned(), "Ke Beranda", false),
            };
            view! {
                <Notice kind>
                    {sentence} " " {way}
                </Notice>
            }
        })
    }
}

/// Returns the address of the sign-in page that leads back to `address`.
pub fn sign_in_again(address: &str) -> String {
    let mut link = "/masuk?lanjut=".to_owned();
    for letter in address.chars() {
        match letter {
            '%' => link.push_str("%25"),
            '&' => link.push_str("%26"),
            '#' => link.push_str("%23"),
            '+' => link.push_str("%2B"),
            other => link.push(other),
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::sign_in_again;

    #[test]
    fn the_way_back_survives_the_sign_in() {
        assert_eq!(sign_in_again("/tim?cari=Siti&dari=20"), "/masuk?lanjut=/tim?cari=Siti%26dari=20");
    }
}
