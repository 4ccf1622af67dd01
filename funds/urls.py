"""Pages of money."""

from django.urls import path

from funds import (
    adjusting_views,
    batch_views,
    changing_views,
    coverage_views,
    movement_views,
    pool_views,
    views,
    year_end_views,
)

app_name = "funds"
urlpatterns = [
    path("funds/", views.sources, name="sources"),
    path("funds/new/<int:organisation>/", views.add_source, name="add_source"),
    path("plans/<int:pk>/preview/", views.preview, name="preview"),
    path("plans/<int:dossier>/consultation/", views.consultation_preview, name="consultation_preview"),
    path("plans/<int:pk>/adjust/", adjusting_views.open_adjustment, name="open_adjustment"),
    path("plans/<int:pk>/compare/", adjusting_views.compare, name="compare"),
    path("plans/<int:pk>/compare.xlsx", adjusting_views.compare_sheet, name="compare_sheet"),
    path("plans/<int:pk>/reasons/", adjusting_views.explain, name="explain"),
    path("plans/<int:pk>/restore/", adjusting_views.restore, name="restore"),
    path("plans/<int:pk>/emergency/", adjusting_views.emergency, name="emergency"),
    path("plans/changes/", changing_views.changes, name="changes"),
    path("plans/items/<int:item>/change/", changing_views.apply, name="apply_change"),
    path("plans/<int:pk>/amend/", changing_views.amend, name="amend_change"),
    path("funds/sources/<int:source>/", views.correct_source, name="correct_source"),
    path("funds/sources/<int:source>/movements/", movement_views.account, name="source"),
    path("funds/sources/<int:source>/move/", movement_views.move, name="move"),
    path("funds/movements/<int:movement>/reverse/", movement_views.reverse, name="reverse"),
    path("funds/pool/", pool_views.pools, name="pools"),
    path("funds/pool/<int:county>/<int:year>/", pool_views.pool, name="pool"),
    path("funds/pool/<int:county>/<int:year>/reconciliation/", pool_views.reconciliation, name="reconciliation"),
    path("funds/plans/<int:plan>/batches/", batch_views.plan_batches, name="plan_batches"),
    path("funds/plans/<int:plan>/batches/new/", batch_views.open_batch, name="open_batch"),
    path("funds/batches/<int:pk>/", batch_views.batch, name="batch"),
    path("funds/batches/<int:pk>/rows/", batch_views.write_batch, name="write_batch"),
    path("funds/batches/<int:pk>/follow/", batch_views.follow_batch, name="follow_batch"),
    path("funds/plans/<int:pk>/coverage/", coverage_views.coverage, name="coverage"),
    path("funds/plans/<int:plan>/year-end/", year_end_views.year_end, name="year_end"),
    path("funds/plans/<int:plan>/year-end/new/", year_end_views.draw, name="draw_year_end"),
    path("funds/year-end/<int:pk>/rows/", year_end_views.write, name="write_year_end"),
    path("funds/year-end/<int:pk>/submit/", year_end_views.submit, name="submit_year_end"),
    path("funds/year-end/<int:pk>/withdraw/", year_end_views.withdraw, name="withdraw_year_end"),
    path("funds/year-end/<int:pk>/confirm/", year_end_views.confirm, name="confirm_year_end"),
    path("funds/year-end/<int:pk>/give-back/", year_end_views.give_back, name="give_back_year_end"),
    path("funds/items/<int:item>/", views.arrange, name="arrange"),
    path("funds/items/<int:item>/put-back/", views.put_back, name="put_back"),
]
