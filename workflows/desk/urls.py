"""Where the desk's pages live."""

from django.urls import path

from workflows.desk.views import (
    aside,
    attachments,
    batches,
    dossiers,
    flows,
    inbox,
    limits,
    meetings,
    packages,
    papers,
    phrases,
    reminders,
    saved_views,
    search,
    separation,
    suspension,
    tasks,
    urgency,
)

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("search/", search.found, name="search"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("tasks/<int:pk>/aside/", aside.aside, name="aside"),
    path("dossiers/<int:pk>/urgency/", urgency.urgency, name="urgency"),
    path("phrases/", phrases.listing, name="phrases"),
    path("views/", saved_views.save, name="save_view"),
    path("views/<int:pk>/", saved_views.give_up, name="give_up_view"),
    path("batch/", batches.batch, name="batch"),
    path("batch/<int:pk>/", batches.done, name="batch_done"),
    path("limits/", limits.limit_list, name="limits"),
    path("limits/<str:key>/", limits.limit, name="limit"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/draft/<slug:kind>/", papers.of_task, name="task_draft"),
    path("tasks/<int:pk>/draft/<slug:kind>/<int:number>/", papers.of_task, name="task_draft"),
    path("attachments/<int:pk>/", attachments.file, name="attachment"),
    path("attachments/<int:pk>/pictures/<int:page>/", attachments.picture, name="attachment_picture"),
    path("dossiers/<int:pk>/", dossiers.dossier, name="dossier"),
    path("dossiers/<int:pk>/suspension/", suspension.suspension, name="suspension"),
    path("dossiers/<int:pk>/package/", packages.package, name="package"),
    path("separation/", separation.separation, name="separation"),
    path("flows/<slug:key>/bpmn/", flows.bpmn_file, name="flow_bpmn"),
    path("meetings/", meetings.listing, name="meetings"),
    path("meetings/new/", meetings.convene, name="meeting_new"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/draft/", papers.of_meeting, name="meeting_draft"),
]
