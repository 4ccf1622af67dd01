"""Where the watchers' pages live."""

from django.urls import path

from oversight import (
    bulletin_views,
    calendar_views,
    deliveries,
    deviation_views,
    edition_views,
    event_log_views,
    filter_views,
    letter_views,
    operations,
    slip_views,
    trend_views,
    urge_page,
    views,
)
from oversight.unattended_views import unattended
from oversight.whole_flow_views import flows

app_name = "oversight"
urlpatterns = [
    path("oversight/", views.overdue, name="overdue"),
    path("oversight/bulletins/", bulletin_views.bulletins, name="bulletins"),
    path("oversight/bulletins/new/<str:kind>/", bulletin_views.draft, name="draft_bulletin"),
    path("oversight/bulletins/table/<int:county>/", bulletin_views.blank, name="blank_spending"),
    path("oversight/bulletins/<int:pk>/", bulletin_views.bulletin, name="bulletin"),
    path("oversight/trends/", trend_views.months, name="trends"),
    path("oversight/trends/<str:key>/", trend_views.flow, name="flow"),
    path("oversight/wall/", filter_views.wall, name="wall"),
    path("oversight/filters/", filter_views.save, name="save_filter"),
    path("oversight/filters/<int:pk>/delete/", filter_views.give_up, name="give_up_filter"),
    path("oversight/flows/", flows, name="flows"),
    path("oversight/editions/", edition_views.runs, name="editions"),
    path("oversight/editions/<int:pk>/", edition_views.run, name="edition_run"),
    path("oversight/unattended/", unattended, name="unattended"),
    path("oversight/export/<str:form>/", views.export, name="export"),
    path("oversight/items/<int:pk>/urge/", views.urge, name="urge"),
    path("oversight/items/<int:pk>/urge/one/", urge_page.urge_one, name="urge_one"),
    path("oversight/items/<int:pk>/slip/", slip_views.issue, name="issue_slip"),
    path("oversight/items/<int:pk>/letter/", letter_views.letter, name="letter"),
    path("oversight/slips/", slip_views.slips_page, name="slips"),
    path("oversight/slips/<int:pk>/", slip_views.slip, name="slip"),
    path("oversight/looks/", views.looks, name="looks"),
    path("oversight/ledger/", views.ledger, name="ledger"),
    path("oversight/ledger/<int:pk>/verify/", views.verify, name="verify"),
    path("oversight/calendar/", calendar_views.calendar, name="calendar"),
    path("oversight/log/", event_log_views.event_log_form, name="event_log"),
    path("oversight/log/<str:form>/", event_log_views.export, name="export_event_log"),
    path("oversight/deviations/", deviation_views.deviations, name="deviations"),
    path("oversight/operations/", operations.operations, name="operations"),
    path("oversight/messages/", deliveries.deliveries, name="deliveries"),
    path("oversight/messages/<int:pk>/again/", deliveries.resend, name="resend"),
    path("demo/clock/", views.clock_page, name="clock"),
]
