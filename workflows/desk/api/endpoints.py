"""Every address of the interface, in the order of the documentation. Rooms above register theirs at start-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt

VIEWS = "workflows.desk.api.views"


@dataclass(frozen=True)
class Endpoint:
    """An address below /api/v1/, its name and the class that answers, imported when it is first asked."""

    route: str
    name: str
    view: str

    def answering(self) -> Callable[..., HttpResponseBase]:
        """The view itself."""
        found: Callable[..., HttpResponseBase] = import_string(self.view).as_view()
        return found

    def later(self) -> Callable[..., HttpResponseBase]:
        """The view, not imported before the first request. Who asks is settled by the view: a token, never a session."""
        known: list[Callable[..., HttpResponseBase]] = []

        @login_not_required
        @csrf_exempt
        def view(request: HttpRequest, **given: Any) -> HttpResponseBase:
            if not known:
                known.append(self.answering())
            return known[0](request, **given)

        return view


_endpoints: list[Endpoint] = [
    Endpoint("inbox/", "inbox", f"{VIEWS}.inbox.InboxView"),
    Endpoint("tasks/<int:pk>/", "task", f"{VIEWS}.tasks.TaskView"),
    Endpoint("tasks/<int:pk>/decide/", "decide", f"{VIEWS}.acts.DecideView"),
    Endpoint("tasks/<int:pk>/return/", "return", f"{VIEWS}.acts.ReturnView"),
    Endpoint("tasks/<int:pk>/claim/", "claim", f"{VIEWS}.acts.ClaimView"),
    Endpoint("tasks/<int:pk>/release/", "release", f"{VIEWS}.acts.ReleaseView"),
    Endpoint("tasks/<int:pk>/transfer/", "transfer", f"{VIEWS}.acts.TransferView"),
    Endpoint("tasks/<int:pk>/entrust/", "entrust", f"{VIEWS}.assistance.EntrustView"),
    Endpoint("tasks/<int:pk>/sign/", "sign", f"{VIEWS}.assistance.SignView"),
    Endpoint("tasks/<int:pk>/answer/", "answer", f"{VIEWS}.assistance.AnswerView"),
    Endpoint("tasks/<int:pk>/recall/", "recall", f"{VIEWS}.assistance.RecallView"),
    Endpoint("tasks/<int:pk>/add_step/", "add_step", f"{VIEWS}.added_steps.AddStepView"),
    Endpoint("tasks/<int:pk>/recall_step/", "recall_step", f"{VIEWS}.added_steps.RecallStepView"),
    Endpoint("tasks/<int:pk>/consultations/", "consultations", f"{VIEWS}.consultations.ConsultationsView"),
    Endpoint("tasks/<int:pk>/consult/", "consult", f"{VIEWS}.consultations.ConsultView"),
    Endpoint("consulted/", "consulted", f"{VIEWS}.consultations.ConsultedView"),
    Endpoint("consulted/<int:pk>/answer/", "reply", f"{VIEWS}.consultations.ReplyView"),
    Endpoint("tasks/<int:pk>/withdraw/", "withdraw", f"{VIEWS}.acts.WithdrawView"),
    Endpoint("tasks/<int:pk>/attach/", "attach", f"{VIEWS}.attachments.AttachView"),
    Endpoint("tasks/<int:pk>/detach/", "detach", f"{VIEWS}.attachments.DetachView"),
    Endpoint("tasks/<int:pk>/aside/", "aside", f"{VIEWS}.acts.AsideView"),
    Endpoint("batches/", "batch", f"{VIEWS}.batches.BatchView"),
    Endpoint("claims/", "claims", f"{VIEWS}.bulk.ClaimsView"),
    Endpoint("in_hand/", "in_hand", f"{VIEWS}.bulk.InHandView"),
    Endpoint("hand_over/", "hand_over", f"{VIEWS}.bulk.HandOverView"),
    Endpoint("dossiers/<int:pk>/", "dossier", f"{VIEWS}.dossiers.DossierView"),
    Endpoint("dossiers/<int:pk>/timeline/", "timeline", f"{VIEWS}.dossiers.TimelineView"),
    Endpoint("dossiers/<int:pk>/termination/", "termination", f"{VIEWS}.terminations.TerminationView"),
    Endpoint("dossiers/<int:pk>/termination/propose/", "propose_end", f"{VIEWS}.terminations.ProposeEndView"),
    Endpoint("dossiers/<int:pk>/termination/decide/", "decide_end", f"{VIEWS}.terminations.DecideEndView"),
    Endpoint("dossiers/<int:pk>/termination/recall/", "recall_end", f"{VIEWS}.terminations.RecallEndView"),
    Endpoint("dossiers/<int:pk>/files/", "files", f"{VIEWS}.files.FilesView"),
    Endpoint("dossiers/<int:pk>/attachments/", "attachments", f"{VIEWS}.attachments.AttachmentsView"),
    Endpoint("attachments/<int:pk>/file/", "attachment", f"{VIEWS}.attachments.AttachmentView"),
    Endpoint("documents/<int:pk>/pdf/", "pdf", f"{VIEWS}.files.PdfView"),
    Endpoint("documents/<int:pk>/docx/", "docx", f"{VIEWS}.files.WordView"),
    Endpoint("documents/<int:pk>/annexes/<int:number>/xlsx/", "xlsx", f"{VIEWS}.files.SheetView"),
]


def register(route: str, name: str, view: str) -> None:
    """Offer one more address, at start-up; `view` is the dotted name of its class."""
    _endpoints.append(Endpoint(route, name, view))


def endpoints() -> tuple[Endpoint, ...]:
    """All of them."""
    return tuple(_endpoints)
