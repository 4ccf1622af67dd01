"""Pages of the plan room."""

from django.urls import path

from plans.views import filing_register, filings, imports, notices, plans, previews, projects, rounds

app_name = "plans"
urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/open/<slug:kind>/<int:organisation>/", rounds.open_round, name="open_round"),
    path("rounds/village/<int:pk>/", rounds.village_round, name="village_round"),
    path("rounds/village/<int:pk>/notice/", previews.village_notice, name="village_notice_preview"),
    path("rounds/township/<int:pk>/notice/", previews.township_notice, name="township_notice_preview"),
    path("rounds/township/<int:pk>/", rounds.township_round, name="township_round"),
    path("rounds/library/<int:pk>/", rounds.library_round, name="library_round"),
    path("projects/", projects.library, name="library"),
    path("projects/new/<int:organisation>/", projects.propose, name="propose"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("projects/<int:pk>/change/", projects.change, name="change_project"),
    path("projects/<int:pk>/withdraw/", projects.withdraw, name="withdraw_project"),
    path("projects/<int:pk>/correct/", projects.correct, name="correct_project"),
    path("projects/<int:pk>/drop/", rounds.drop_project, name="drop_project"),
    path("imports/<slug:key>/<int:organisation>/", imports.upload, name="import_upload"),
    path("imports/<slug:key>/<int:organisation>/template/", imports.template, name="import_template"),
    path("imports/<int:pk>/", imports.review, name="import"),
    path("imports/<int:pk>/report/", imports.import_report, name="import_report"),
    path("plans/", plans.plans, name="plans"),
    path("plans/open/<int:organisation>/", plans.open_plan, name="open_plan"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/texts/", plans.texts, name="texts"),
    path("plans/<int:pk>/draw/", plans.draw, name="draw"),
    path("plans/items/<int:pk>/", plans.item, name="item"),
    path("filings/register/", filing_register.filing_register, name="filing_register"),
    path("filings/", filings.filings, name="filings"),
    path("filings/<int:pk>/", filings.filing, name="filing"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/objections/", notices.notice_objections, name="notice_objections"),
    path("notices/objections/<int:pk>/", notices.objection, name="objection"),
]
