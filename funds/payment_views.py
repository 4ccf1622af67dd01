"""Pages of payments: those of one row of a batch, entering one, taking one back, and how far a plan's money is spent."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.enums import Sector
from core.pages.forms import Answered, DateField, PrintedTexts, WanField
from core.templatetags.words import cn_date
from funds import payments as services
from funds.batch_drafting import named
from funds.enums import BatchState
from funds.models import BatchItem, Payment
from funds.payments import Paid
from funds.reading import counties_of
from plans.models import AnnualPlan, PayeeConsent
from plans.rules.measures import waits_for_acceptance
from plans.services.organs import bureau
from plans.views.access import actor_of
from roles.duties import Duty
from roles.policies import may, require


class PaymentForm(PrintedTexts, forms.Form):
    """One payment as its voucher says it."""

    amount = WanField(label=gettext_lazy("支付金额（万元）"))
    paid_on = DateField(label=gettext_lazy("支付日期"))
    voucher_no = forms.CharField(label=gettext_lazy("支付凭证号"), max_length=60)
    payee = forms.CharField(
        label=gettext_lazy("收款单位"), max_length=120, required=False,
        help_text=gettext_lazy("写单位名称；补助到户的写“农户（名单见凭证）”，不写个人姓名和账号"),
    )  # fmt: skip
    consent = forms.ModelChoiceField(
        label=gettext_lazy("代领"), queryset=PayeeConsent.objects.none(), required=False,
        help_text=gettext_lazy("由他人代领的，选择已登记的代领，不填收款单位"),
    )  # fmt: skip

    def __init__(self, *args: object, row: BatchItem, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        chosen, standing = self.fields["consent"], services.consents_of(row)
        chosen.queryset = standing  # type: ignore[attr-defined]
        chosen.label_from_instance = _household  # type: ignore[attr-defined]
        if not standing.exists():
            del self.fields["consent"]

    def paid(self) -> Paid:
        """As `payments.pay` takes it."""
        said = self.cleaned_data
        return Paid(
            amount=said["amount"], paid_on=said["paid_on"], voucher_no=said["voucher_no"], payee=said["payee"],
            consent=said["consent"].pk if said.get("consent") else None,
        )  # fmt: skip


def _household(consent: PayeeConsent) -> str:
    """Two of one surname in a project are told apart by the kind of household and the day of the consent."""
    told = {
        "name": consent.beneficiary, "relation": consent.relation, "kind": consent.get_household_kind_display(),
        "day": cn_date(consent.consented_on),
    }  # fmt: skip
    return _("%(name)s（%(kind)s，%(relation)s代领，%(day)s同意）") % told


class ReversePaymentForm(PrintedTexts, forms.Form):
    """Why a payment is taken back."""

    reason = forms.CharField(label=gettext_lazy("事由"), max_length=200)


@login_required
def row_payments(request: HttpRequest, pk: int) -> HttpResponse:
    """Every payment of one row of an issued batch."""
    row = _row(request, pk)
    found = Payment.objects.filter(row=row).select_related("entered_by", "consent")
    listed = list(found.in_order())
    spent = services.spent_of(row)
    context = {
        "row": row, "called": named(row.batch.seq), "payments": listed, "spent": spent,
        "waits": _waits(row), "taken": {one.reverses_id for one in listed},
        "keeps": may(actor_of(request), Duty.MANAGE_SOURCES, bureau(row.batch.plan.county, Sector.FINANCE)),
    }  # fmt: skip
    return render(request, "funds/row_payments.html", context)


@login_required
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a payment."""
    row = _kept_row(request, pk)
    form = PaymentForm(request.POST or None, row=row, initial={"paid_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            services.pay(actor=actor_of(request), row=pk, said=form.paid())
            messages.success(request, _("已登记支付"))
            return redirect("funds:row_payments", pk)
    context = {
        "row": row, "form": form, "called": named(row.batch.seq), "waits": _waits(row), "left": services.left_of(row),
        "lead": bureau(row.batch.plan.county, Sector.FINANCE).pk,
    }  # fmt: skip
    return render(request, "funds/payment_form.html", context, status=422 if form.errors else 200)


@login_required
def reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a payment back."""
    payment = get_object_or_404(Payment, pk=pk)
    row = _kept_row(request, payment.row_id)
    services.require_standing(payment)
    form = ReversePaymentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Answered(form):
            services.reverse(actor=actor_of(request), payment=pk, reason=form.cleaned_data["reason"])
            messages.success(request, _("已冲销该笔支付"))
            return redirect("funds:row_payments", payment.row_id)
    context = {"row": row, "form": form, "payment": payment, "called": named(row.batch.seq)}
    return render(request, "funds/payment_form.html", context, status=422 if form.errors else 200)


@login_required
def spending(request: HttpRequest, plan: int) -> HttpResponse:
    """支出进度 of a plan by department and by township, the furthest first (B33)."""
    counties = counties_of(actor_of(request)).values("pk")
    found = get_object_or_404(AnnualPlan.objects.select_related("county").filter(county__in=counties), pk=plan)
    lines = services.spent_lines(plan)
    lead = bureau(found.county, Sector.FINANCE)
    keeps = may(actor_of(request), Duty.MANAGE_SOURCES, lead)
    context = {
        "lead": lead.pk if keeps and lines else None,
        "plan": found, "whole": services.summed(lines), "today": clock.today(),
        "ranks": [
            (_("按主管部门"), _("主管部门"), services.ranked(lines, "department")),
            (_("按乡镇"), _("乡镇"), services.ranked(lines, "township")),
        ],
    }  # fmt: skip
    return render(request, "funds/spending.html", context)


def _waits(row: BatchItem) -> bool:
    """Whether nothing is paid of it before the work was accepted; nobody enters here that it was."""
    return waits_for_acceptance(row.item.project.support_mode)


def _row(request: HttpRequest, pk: int) -> BatchItem:
    """404 for a row of a batch that is not issued, and of a county whose money the reader does not follow."""
    rows = BatchItem.objects.select_related(
        "batch__plan__county", "batch__document", "item__project__competent", "source", "budget_subject"
    )
    counties = counties_of(actor_of(request)).values("pk")
    return get_object_or_404(rows, pk=pk, batch__state=BatchState.ISSUED, batch__plan__county__in=counties)


def _kept_row(request: HttpRequest, pk: int) -> BatchItem:
    """Raises Refused for whoever does not keep the county's funds."""
    found = get_object_or_404(BatchItem.objects.select_related("batch__plan__county"), pk=pk)
    require(actor_of(request), Duty.MANAGE_SOURCES, bureau(found.batch.plan.county, Sector.FINANCE))
    return _row(request, pk)
