//! Every page, and the application around them. To add a page, write its component and add a line to the table.

#[expect(unreachable_pub, reason = "what the component macro generates is `pub`")]
mod frame;
#[macro_use]
mod pages;

pub use frame::shell;

use crate::{
    document::Document,
    features::{
        auth::{AccountPage, CodePage, InvitationPage, SignInPage},
        calendar::CalendarPage,
        dashboard::{BoardPage, ReportingPage, ResultPage, ScreenPage},
        evaluation::{
            AchievementPage, EvaluationFormPage, EvaluationPage, EvaluationRulesPage, EvaluationsPage, ObjectionPage,
            ObjectionsPage,
        },
        feedback::{ThreadPage, ThreadsPage},
        follow_up::FollowUpsPage,
        home::HomePage,
        post::{AssessorPage, OfficePage, OfficesPage, RequestsPage},
        progress::{HistoryPage, ReportRoute},
        regime::RulesPage,
        skp::{
            EditorPage, MatrixPage, OfferPage, PlanBoardPage, PlanPage, PlansPage, TemplatePage, TemplatesPage,
            WaitingPage,
        },
        system::SystemPage,
        team::{MemberPage, TeamPage},
    },
};
use frame::{Frame, NotFound};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    Lazy, LazyRoute, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    lazy_route, path,
};
use std::pin::Pin;

pages! {
    // Without the frame: before the sign-in.
    outside {
        "/masuk" => SignInRoute(SignInPage),
        "/masuk/kode" => CodeRoute(CodePage),
        "/undangan/:token" => InvitationRoute(InvitationPage),
    }
    // In the first download.
    first {
        "" => HomePage,
    }
    // Each in a download that draws parts of other pages, too.
    shared {
        "/lapor" => ReportRoute,
    }
    // Each in a download of its own, fetched when the page is opened.
    lazy {
        "/skp" => PlansRoute(PlansPage),
        // Before the address that would match them too.
        "/skp/menunggu" => WaitingRoute(WaitingPage),
        "/skp/kelengkapan" => PlanBoardRoute(PlanBoardPage),
        "/skp/:skp" => PlanRoute(PlanPage),
        "/skp/:skp/ubah" => EditorRoute(EditorPage),
        "/skp/:skp/matriks" => MatrixRoute(MatrixPage),
        "/skp/:skp/templat" => OfferRoute(OfferPage),
        "/riwayat/:indikator" => HistoryRoute(HistoryPage),
        "/dasbor" => BoardRoute(BoardPage),
        "/dasbor/hasil" => ResultRoute(ResultPage),
        "/dasbor/pelaporan" => ReportingRoute(ReportingPage),
        "/dasbor/layar" => ScreenRoute(ScreenPage),
        "/tim" => TeamRoute(TeamPage),
        "/tim/:employee" => MemberRoute(MemberPage),
        "/percakapan" => ThreadsRoute(ThreadsPage),
        "/percakapan/:thread" => ThreadRoute(ThreadPage),
        "/penilaian" => EvaluationsRoute(EvaluationsPage),
        // Before the address that would match it too.
        "/penilaian/capaian" => AchievementRoute(AchievementPage),
        "/penilaian/:penilaian" => EvaluationRoute(EvaluationPage),
        "/penilaian/:penilaian/nilai" => EvaluationFormRoute(EvaluationFormPage),
        "/penilaian/:penilaian/keberatan" => ObjectionRoute(ObjectionPage),
        "/keberatan" => ObjectionsRoute(ObjectionsPage),
        "/tindak-lanjut" => FollowUpsRoute(FollowUpsPage),
        "/atasan" => AssessorRoute(AssessorPage),
        "/pengelola/atasan" => RequestsRoute(RequestsPage),
        "/pengelola/pejabat" => OfficesRoute(OfficesPage),
        "/pengelola/pejabat/:unit" => OfficeRoute(OfficePage),
        "/pengelola/templat" => TemplatesRoute(TemplatesPage),
        "/pengelola/templat/:kode" => TemplateRoute(TemplatePage),
        "/pengelola/sistem" => SystemRoute(SystemPage),
        "/pengelola/aturan" => RulesRoute(RulesPage),
        "/pengelola/aturan/penilaian" => EvaluationRulesRoute(EvaluationRulesPage),
        "/kalender" => CalendarRoute(CalendarPage),
        "/akun" => AccountRoute(AccountPage),
    }
}

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Document::provide();
    // Marks the document as interactive, for journeys and help texts that wait for it.
    Effect::new(|_| {
        if let Some(root) = document().document_element()
            && let Err(error) = root.set_attribute("data-hydrated", "true")
        {
            leptos::logging::warn!("{error:?}");
        }
    });
    view! {
        <Title formatter=page_title />
        <Router>
            <Pages />
        </Router>
    }
}

/// Returns the title of the browser's tab without angle brackets: the server writes it unescaped.
fn page_title(title: String) -> String {
    let title = title.replace('<', "‹").replace('>', "›");
    if title.is_empty() { "Kinerja".to_owned() } else { format!("{title} – Kinerja") }
}
