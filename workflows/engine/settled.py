"""The result of a countersign in one sentence: by which rule, of which seats, with which answers, to what end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import LedgerEntry, Organisation
from workflows.engine import registry
from workflows.engine.enums import Act, Decision
from workflows.engine.nodes import votes
from workflows.engine.nodes.votes import AtLeast, Ballot, Cast, Rule, Weighed

COUNTINGS = {
    "everyone": gettext_lazy("汇总意见"),
    "at_least": gettext_lazy("达到单位数"),
    "veto": gettext_lazy("一票否决"),
    "unanimous": gettext_lazy("全体同意"),
    "ballot": gettext_lazy("按票数"),
}
"""What the rules are called, by the names under which they are kept."""
ANSWERS = (Decision.APPROVE, Decision.APPROVE_WITH_CHANGES, Decision.OBJECT, Decision.LAPSED)


@dataclass(frozen=True)
class Result:
    """How a countersign of a step and a round ended, when, in one sentence."""

    step: str
    round: int
    at: datetime.datetime
    told: str


def results(dossier: int) -> list[Result]:
    """Of each step and round of the dossier, of one that was closed again the last; two statements at most."""
    entries = LedgerEntry.objects.filter(dossier=dossier, action=Act.GATHER).order_by("seq")
    counted = (entry for entry in entries if is_answer(entry.detail))
    last = list({(entry.detail["step"], entry.detail["round"]): entry for entry in counted}.values())
    names = names_in(entry.detail["tally"] for entry in last)
    return [
        Result(one.detail["step"], one.detail["round"], one.clock_at, sentence(one.detail["tally"], names))
        for one in last
    ]


def is_answer(gathered: Mapping[str, Any]) -> bool:
    """Whether the seats that came together were asked what they say to something. Where each could but hand something in,
    as whoever applies for a change, nobody countersigned, and there is no result."""
    step = registry.step(gathered["flow"], gathered["step"])
    return step is None or bool(tuple(step.decisions) != (Decision.APPROVE,) or step.returns_to or step.lapses)


def names_in(every: Iterable[Mapping[str, Any]], known: Mapping[int, str] | None = None) -> dict[int, str]:
    """The names of all organisations that have a seat in these; one statement, none where all are `known`."""
    names = dict(known or {})
    seats = {seat["organisation"] for told in every for seat in told["seats"]} - names.keys()
    if seats:
        names |= Organisation.objects.filter(pk__in=seats).order_by("pk").values_list("pk", "name")
    return names


def sentence(told: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """Of what a countersign kept when it closed, counted anew; the names are those of `names_in`."""
    rule, cast = votes.read(told)
    parts = [_answers(cast, names, weighed=isinstance(rule, Ballot)), _rule(rule, cast), _end(rule, cast, names)]
    return "".join(f"{part}。" for part in parts)


def _answers(cast: list[Cast], names: Mapping[int, str], *, weighed: bool) -> str:
    """会签4个单位：同意3（县财政局2、县水利局1）…: how many, or what they weigh and whose they are."""
    said = []
    for answer, label in (*((str(one), one.label) for one in ANSWERS), (votes.OPEN, _("未答复"))):
        of_it = [one for one in cast if one.answer == answer]
        if not of_it:
            continue
        who = "、".join(f"{names.get(one.organisation, one.organisation)}{one.weight}" for one in of_it)
        told = {"answer": label, "number": sum(one.weight for one in of_it) if weighed else len(of_it), "who": who}
        said.append(_("%(answer)s%(number)d（%(who)s）") % told if weighed else _("%(answer)s%(number)d") % told)
    count = {"seats": len(cast), "total": sum(one.weight for one in cast), "said": "，".join(said)}
    if weighed:
        return _("会签%(seats)d个单位，共%(total)d票：%(said)s") % count
    return _("会签%(seats)d个单位：%(said)s") % count


def _rule(rule: Rule, cast: list[Cast]) -> str:
    if isinstance(rule, AtLeast):
        return _("规则：至少%(k)d个单位同意") % {"k": rule.k}
    if isinstance(rule, Ballot):
        told = {"share": rule.passes_at, "quorum": rule.quorum, "given": Weighed.of(cast).given}
        needed = _("规则：同意须达总票数的%(share)s") % told
        if rule.quorum:
            needed += _("，参加表决须达%(quorum)s（实到%(given)d票）") % told
        return needed + (_("，有否决权的单位不同意即不通过") if any(one.vetoes for one in cast) else "")
    if rule is votes.veto:
        return _("规则：任一单位不同意即不通过")
    return _("规则：须全部单位同意") if rule is votes.unanimous else _("规则：各单位意见供汇总，不以票数决定")


def _end(rule: Rule, cast: list[Cast], names: Mapping[int, str]) -> str:
    if rule is votes.everyone:
        return _("结果：会签完毕")
    if vetoed := [one for one in cast if one.vetoes and one.answer == Decision.OBJECT]:
        who = "、".join(str(names.get(one.organisation, one.organisation)) for one in vetoed)
        return _("结果：%(who)s行使否决权，不通过") % {"who": who}
    return _("结果：通过") if votes.recount(rule, cast) else _("结果：不通过")
