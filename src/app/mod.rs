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
            AchievementPage, CalibrationPage, EvaluationFormPage, EvaluationPage, EvaluationRulesPage, EvaluationsPage,
            ObjectionPage, ObjectionsPage,
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
use leptos::tachys::view::iterators::StaticVec;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    ChooseView, LazyRoute, NestedRoute, SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::{Router, Routes},
    lazy_route,
};
use pages::{Address, Page};

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
        // Before the address that would match them too.
        "/penilaian/capaian" => AchievementRoute(AchievementPage),
        "/penilaian/kalibrasi" => CalibrationRoute(CalibrationPage),
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

/// Returns every route: the pages before the sign-in, and those inside the frame.
fn routes() -> StaticVec<AnyNestedRoute> {
    let inside: Vec<AnyNestedRoute> = first().into_iter().chain(INSIDE.iter().map(Page::route)).collect();
    let framed = NestedRoute::new((), Frame).ssr_mode(SsrMode::Async).child(StaticVec::from(inside));
    let routes: Vec<AnyNestedRoute> = OUTSIDE.iter().map(Page::route).chain([framed.into_any_nested_route()]).collect();
    routes.into()
}

/// Fetches the separate download of the page at an address, if it has one.
pub async fn preload(address: &str) {
    if let Some(page) = OUTSIDE.iter().chain(INSIDE).find(|page| page.is_at(address)) {
        page.preload().await;
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
            <Routes fallback=NotFound children=ToChildren::to_children(routes) />
        </Router>
    }
}

/// Returns the title of the browser's tab without angle brackets: the server writes it unescaped.
fn page_title(title: String) -> String {
    let title = title.replace('<', "‹").replace('>', "›");
    if title.is_empty() { "Kinerja".to_owned() } else { format!("{title} – Kinerja") }
}
