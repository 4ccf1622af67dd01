"""What the help page explains: keys and the words of the office."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.pages.parts import Term


def keys() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Keys and what each does, in the order of the inbox and then of the task page."""
    return (
        (("j", "k"), _("下一行、上一行")),
        (("Enter",), _("打开所在行")),
        (("x",), _("勾选所在行（可多选的列表）")),
        (("b",), _("批量办理勾选的各行")),
        (("/",), _("搜索")),
        (("g", "i"), _("回到待办")),
        (("a",), _("办理（按主要按钮）；在意见框内按 Ctrl+Enter")),
        (("r",), _("退回")),
        (("t",), _("转办")),
        (("c",), _("加签")),
        (("s",), _("暂存")),
        (("[", "]"), _("上一件、下一件；列表中为上一页、下一页")),
        (("Esc",), _("关闭弹出的内容，离开输入框")),
        (("?",), _("打开本页")),
    )


def words() -> tuple[Term, ...]:
    """The official terms of handling."""
    return (
        Term(_("待办"), _("轮到您的岗位办理的事项，按剩余工作日排列。")),
        Term(_("会签"), _("几个部门同时签署意见，全部答复后进入下一步。")),
        Term(_("传阅"), _("送您阅知，不需要决定。")),
        Term(_("退回"), _("说明理由，退到指定的前一环节重办。")),
        Term(_("撤回"), _("下一环节尚未打开时，收回自己刚办的事项。")),
        Term(_("转办"), _("交本单位另一位有同样职责的人办理。")),
        Term(_("加签"), _("请另一个单位补充签署意见。")),
        Term(_("批量办理"), _("对同一环节的几件一并同意，逐件核对、逐件记录结果。")),
        Term(_("缓议"), _("会议决定暂不审定，补充材料后再议。")),
        Term(_("督办"), _("对逾期或停滞的事项发督办单，要求限期答复。")),
        Term(_("签发"), _("有权的负责人同意印发文件。")),
        Term(_("用印"), _("在印发的文件上加盖印章。")),
        Term(_("归档"), _("办结后整理入卷，不再改动。")),
    )
