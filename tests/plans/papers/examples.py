"""A realistic example of every paper: 竹山县 2016, with names and figures a county would print."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

from documents.papers import Paper
from documents.register_paper import DocumentRegister, RegisterRow
from plans import papers

D = Decimal
GOVERNMENT = "竹山县人民政府"
GROUP = "竹山县统筹整合财政涉农资金领导小组"
PLAN = "竹山县2016年度统筹整合财政涉农资金实施方案"
LETTER_NUMBER = "竹政函〔2016〕5号"


def day(month: int, number: int, year: int = 2016) -> datetime.date:
    return datetime.date(year, month, number)


ROAD = papers.ProjectRow(
    code="420323-2016-0001", name="塅里村通村公路硬化工程", category="基本生产条件改善", nature="新建",
    place="麻家渡镇塅里村", content="硬化通村公路3.5公里，路面宽4.5米、厚18厘米", quantity="3.5公里", standard="45万元/公里",
    amount=D("1575000.00"), total=D("1625000.00"), central=D("1200000.00"), provincial=D("375000.00"),
    competent="县交通运输局", platform="县国库集中支付", responsible_unit="麻家渡镇人民政府", responsible_person="陈建国",
    starts_on=day(3, 10), ends_on=day(11, 30), schedule="2016年3月开工，9月底前完成路基，11月完工",
    target="解决326户1,180人出行难，通村公路硬化率达到100%", villages="塅里村",
    households=326, people=1180, poor_households=87, poor_people=265,
    linkage="吸纳贫困劳动力务工20人，人均增收3000元；群众参与质量监督",
)  # fmt: skip
WATER = papers.ProjectRow(
    code="420323-2016-0002", name="𡐓塝村安全饮水巩固提升工程", category="基本生产条件改善", nature="改扩建",
    place="擂鼓镇𡐓塝村", content="新建蓄水池2座共120m³，铺设管网8.6千米", amount=D("9314091.98"), central=D("4960000.00"),
    provincial=D("3000000.00"), county=D("1354091.98"), competent="县水利局", responsible_unit="擂鼓镇人民政府",
    responsible_person="李秀英", starts_on=day(4, 1), ends_on=day(10, 31), target="解决1,460人饮水安全问题", villages="𡐓塝村",
    households=412, people=1460, poor_households=103, poor_people=318, linkage="建立村级管水协会，群众投工投劳",
)  # fmt: skip
TEA = papers.ProjectRow(
    code="420323-2016-0003", name="茶叶产业基地建设", category="特色产业发展", nature="续建", place="得胜镇圣水村等3个村",
    content="新建茶园600亩，低改800亩", standard="1200元/亩", amount=D("1680000.00"), provincial=D("1680000.00"),
    competent="县农业局", responsible_unit="得胜镇人民政府", responsible_person="王大明", starts_on=day(2, 20),
    ends_on=day(12, 20), target="带动210户贫困户户均增收2500元", villages="圣水村、施洋村、花竹村", households=540, people=1930,
    poor_households=210, poor_people=655, linkage="“公司+合作社+贫困户”，土地流转、务工、入股分红",
)  # fmt: skip
PROJECTS = (ROAD, WATER, TEA)
TOTAL = D("12569091.98")

SOURCES = (
    papers.SourceRow(name="中央水利发展资金", level="中央", number="鄂财农发〔2015〕154号", issued_on=day(12, 10, 2015), amount=D("6160000.00"), integrated=D("6160000.00"), competent="县水利局"),
    papers.SourceRow(name="省级财政专项扶贫资金", level="省", number="鄂财农发〔2015〕158号", issued_on=day(12, 28, 2015), amount=D("5500000.00"), integrated=D("5055000.00"), left_out_because="到户补贴445,000元按原渠道发放", competent="县扶贫办"),
    papers.SourceRow(name="盘活存量资金", level="县", number="竹财预〔2016〕3号", issued_on=day(1, 15), amount=D("1354091.98"), integrated=D("1354091.98"), nature="存量", competent="县财政局"),
)  # fmt: skip
ARRANGEMENTS = (
    papers.ArrangementRow(category="基本生产条件改善", projects=2, amount=D("10889091.98"), central=D("6160000.00"), provincial=D("3375000.00"), county=D("1354091.98"), lead="县交通运输局、县水利局"),
    papers.ArrangementRow(category="特色产业发展", projects=1, amount=D("1680000.00"), provincial=D("1680000.00"), lead="县农业局"),
)  # fmt: skip

MEMBERS = (
    "张明（县长）",
    "刘强（常务副县长）",
    "周敏（县财政局）",
    "吴刚（县扶贫办）",
    "郑涛（县交通运输局）",
    "孙丽（县水利局）",
)
AGENDA = (
    papers.AgendaRow(subject=f"《{PLAN}》", decision="修改后通过", text="将茶叶产业基地建设资金调整为168万元，其余按送审稿执行", votes_for=9, votes_against=0, votes_abstained=1, owner="工作专班", due_on=day(2, 1)),
    papers.AgendaRow(subject="项目库动态调整事项", decision="通过", text="请县扶贫办会同有关部门做好入库公告"),
)  # fmt: skip
MEETINGS = (f"{GROUP}2016年第1次会议", "县人民政府第12次常务会议")


MATERIALS = (
    papers.Material(title=f"{GOVERNMENT}关于印发《{PLAN}》的通知", issuer=GOVERNMENT, day=day(2, 5), number="竹政发〔2016〕3号", code="3467A-CDEFG", note="含附表1至附表3"),
    papers.Material(title="公示结果证明", issuer="擂鼓镇人民政府", day=day(9, 23, 2015), code="HJKMN-PQRTV"),
    papers.Material(title=f"{GROUP}2016年第1次会议纪要", issuer=GROUP, day=day(1, 20), number="竹统筹组纪〔2016〕1号", code="WXY34-679AC"),
)  # fmt: skip


def plan_issuance(projects: tuple[papers.ProjectRow, ...] = PROJECTS) -> papers.PlanIssuance:
    return papers.PlanIssuance(
        government=GOVERNMENT, county="竹山县", year=2016, plan_title=PLAN,
        recipients=("各乡镇人民政府", "县政府各部门"),
        copied_to=("县委办公室", "县人大常委会办公室", "县政协办公室", "县纪委监察局", "县审计局", "县人民法院", "县人民检察院"),
        meetings=MEETINGS, basis=("《十堰市人民政府关于推进财政资金统筹整合的通知》（十政发〔2015〕32号）",),
        goals="统筹整合财政涉农资金1256.909198万元，实施项目3个，支持18个贫困村出列、1.2万贫困人口脱贫。",
        management="统筹整合资金实行国库集中支付和县级报账制。项目实施单位凭批准文件、合同、进度和验收资料报账；达到招标限额标准的，依法进行招标投标。",
        safeguards="县统筹资金领导小组定期研究调度，各乡镇、各部门主要负责人负总责，逐项明确责任人和完成时限。",
        sources=SOURCES, arrangements=ARRANGEMENTS, projects=projects,
        justifications=(papers.JustificationRow(project="茶叶产业基地建设", entry="标识标牌", justification="仅用于基地界桩，金额0.8万元，不属形象工程。"),),
    )  # fmt: skip


def adjustment() -> papers.AdjustmentIssuance:
    """The tea base is taken out, the water works cost less, and a flood brought a bridge in."""
    bridge = replace(
        TEA,
        code="420323-2016-0009",
        name="水毁漫水桥恢复",
        category="基本生产条件改善",
        amount=D("930000.00"),
        provincial=D("930000.00"),
    )
    water = replace(WATER, amount=D("9214091.98"), county=D("1254091.98"))
    source = "省级财政专项扶贫资金（鄂财农发〔2015〕158号）"
    return papers.AdjustmentIssuance(
        **{**vars(plan_issuance()), "projects": (ROAD, water, bridge), "plan_title": "竹山县2016年度统筹整合资金中期调整方案"},
        adjusted_title=PLAN, adjusted_number="竹政发〔2016〕3号", adjusted_on=day(2, 5), reason="招标结余、用地未落实及6月洪涝灾情",
        ground="县统筹资金领导小组2016年第4次会议纪要",
        changes=(
            papers.ChangeRow(
                code=WATER.code, name=WATER.name, kind="调减", before=papers.Side(said=(("建设任务及规模", WATER.content),), amount=WATER.amount, paid=(("盘活存量资金（竹财预〔2016〕3号）", WATER.county),)),
                after=papers.Side(said=(("建设任务及规模", WATER.content),), amount=water.amount, paid=(("盘活存量资金（竹财预〔2016〕3号）", water.county),)), reason="招标结余。", ground="竹水招〔2016〕2号",
            ),
            papers.ChangeRow(
                code=TEA.code, name=TEA.name, kind="移出", before=papers.Side(said=(("建设任务及规模", TEA.content),), amount=TEA.amount, paid=((source, TEA.amount),)), after=None,
                reason="用地未落实，退回项目库。", ground="县统筹资金领导小组2016年第4次会议纪要",
            ),
            papers.ChangeRow(
                code=bridge.code, name=f"{bridge.name}（应急）", kind="新增", before=None, after=papers.Side(said=(("建设任务及规模", "恢复漫水桥1座，长38米"),), amount=bridge.amount, paid=((source, bridge.amount),)),
                reason="6月28日洪水冲毁，群众出行受阻。", ground="县统筹资金领导小组2016年第4次会议纪要",
            ),
        ),
        unchanged=1, whole=papers.TotalRow(name="", before=TOTAL, after=D("11719091.98"), rows_before=3, rows_after=3),
        by_source=(papers.TotalRow(name=source, before=D("5055000.00"), after=D("4305000.00"), rows_before=2, rows_after=2),),
        by_category=(papers.TotalRow(name="特色产业发展", before=TEA.amount, after=D(0), rows_before=1, rows_after=0),),
        emergencies=(
            papers.EmergencyRow(
                project=bridge.name, kind="洪涝", ground="6月28日洪水冲毁漫水桥", decision="县统筹资金领导小组2016年第4次会议纪要", decided_on=day(7, 2), entry_due=day(8, 15),
            ),
        ),
    )  # fmt: skip


def change_notice() -> papers.ChangeNotice:
    """A bridge is finished; its savings go to two sluices of the same township [S46]."""
    source = "省级财政专项扶贫资金（鄂财农发〔2015〕158号）"
    rows = (
        ("高垸村桥梁新建", "3500000.00", "-159993.26"),
        ("塅里村水闸维修", "90000.00", "79993.26"),
        ("沙湖村水闸维修", "85000.00", "80000.00"),
    )

    def side(name: str, amount: Decimal) -> papers.Side:
        return papers.Side(
            said=(("建设任务及规模", f"{name}1座；2016年3月开工，2016年9月完工"),),
            amount=amount,
            paid=((source, amount),),
        )

    return papers.ChangeNotice(
        issuer=GROUP, year=2016, plan_title=PLAN, plan_number="竹政发〔2016〕3号", plan_date=day(2, 5), applicant="麻家渡镇人民政府",
        recipients=("麻家渡镇人民政府", "竹山县水利局"), copied_to=("竹山县财政局",), project=rows[0][0], is_finished=True,
        project_code="420323-2016-0011",
        reason="桥梁竣工结算审定后结余资金，调剂用于汛前水毁水闸维修", ground="竹统筹组发〔2016〕2号，竣工结算审核意见",
        changes=tuple(
            papers.ChangeRow(
                code=f"420323-2016-00{n}", name=name, kind="调减" if turned.startswith("-") else "调增", before=side(name, D(amount)),
                after=side(name, D(amount) + D(turned)), reason="结余资金调剂。", ground="竹统筹组发〔2016〕2号",
            )
            for n, (name, amount, turned) in enumerate(rows, 11)
        ),
        moved=D("159993.26"), total=TOTAL, by_category=(("基本生产条件改善", D("159993.26")), ("公共服务", D("-159993.26"))),
    )  # fmt: skip


def _rounds() -> dict[str, Paper]:
    return {
        "D01": papers.PlanningCall(
            issuer=GROUP, county="竹山县", year=2016, recipients=("各乡镇人民政府", "县直有关单位"), village_due=day(9, 10, 2015),
            township_due=day(9, 30, 2015), appraisal_due=day(10, 31, 2015), contact="周敏", phone="0719-4221234",
            categories=("生活救助", "基本生产条件改善", "特色产业发展", "扶贫搬迁", "撬动金融投入", "公共服务", "能力建设"),
        ),
        "D01b": papers.TerminationNotice(
            issuer=GROUP, plan_title=PLAN, recipients=("各乡镇人民政府", "县直有关单位"), reason="省级资金政策调整，资金规模须重新核定",
            call_number="竹统筹组发〔2015〕6号", letter_numbers=("竹统筹办函〔2016〕1号",), projects=3, amount=TOTAL, contact="周敏",
            phone="0719-4221234",
        ),
        "D02": papers.ProposalForm(
            proposer="麻家渡镇塅里村村民委员会", township="麻家渡镇", year=2016, project=ROAD, meeting_held_on=day(8, 5, 2015),
            notice_from=day(8, 6, 2015), notice_to=day(8, 16, 2015), secretary="陈建国", director="赵德才", is_of_village=True,
        ),
        "D03": papers.DeliberationRecord(
            village="麻家渡镇塅里村", year=2016, held_on=day(8, 5, 2015), place="村委会会议室", chair="陈建国", recorder="何小芳",
            representatives=45, present=38, votes_for=36, votes_against=1, votes_abstained=1, projects=(ROAD,),
            resolution="同意将通村公路硬化工程列为2016年度拟申报项目，公示后报镇人民政府。",
        ),
        "D04": papers.PublicNotice(
            organisation="擂鼓镇人民政府", year=2016, ground="经各村村民代表会议议定、我镇逐项审核", projects=PROJECTS,
            posted_on=day(9, 12, 2015), closes_on=day(9, 22, 2015), place="镇政务公开栏及各村公示栏", contact="李秀英", phone="0719-4335678",
        ),
        "D04b": papers.Announcement(
            organisation=GROUP, subject="2016年度项目库入库项目", decision="2016年度申报项目经部门联合论证、领导小组审定，同意3个项目入库",
            document_number="", document_date=day(11, 5, 2015), where_to_read="县人民政府网站“统筹资金”专栏", contact="吴刚", phone="0719-4221235",
            posted_on=day(11, 6, 2015), closes_on=day(11, 16, 2015), projects=PROJECTS,
        ),
        "D05": papers.NoticeResult(
            organisation="擂鼓镇人民政府", notice_title="擂鼓镇人民政府2016年度统筹资金拟申报项目公示", posted_on=day(9, 12, 2015),
            closes_on=day(9, 22, 2015), place="镇政务公开栏", responsible="李秀英",
            objections=(papers.ObjectionRow(received_on=day(9, 15, 2015), text="管网走向应照顾三组", finding="已实地核查，管网覆盖三组", upheld=False),),
        ),
        "D06": papers.TownshipReport(
            issuer="擂鼓镇人民政府", addressee=GOVERNMENT, year=2016, villages=17, projects=PROJECTS, notice_from=day(9, 12, 2015),
            notice_to=day(9, 22, 2015), notice_result="公示期间收到异议1件，经核查不成立，已答复。", contact="李秀英", phone="0719-4335678",
        ),
        "D07": papers.TownshipReviewSheet(
            township="擂鼓镇人民政府", subject="𡐓塝村2016年度申报项目", year=2016, opinion="同意上报1个项目；文化广场项目投资概算依据不足，退回补正。",
            clerk="李秀英", reviewed_on=day(9, 8, 2015), leader="黄志", head="杨帆",
            projects=(
                papers.ReviewedProject(name=WATER.name, proposer="𡐓塝村", amount=WATER.amount, verdict="通过"),
                papers.ReviewedProject(name="村文化广场", proposer="𡐓塝村", amount=D("300000"), verdict="补正", failed_points=("投资概算", "绩效目标"), note="补充预算书"),
            ),
        ),
        "D08": papers.SupplementNotice(
            sender="擂鼓镇人民政府", recipient="𡐓塝村村民委员会", subject="村文化广场项目申报材料", missing=("工程预算书", "绩效目标表"),
            reason="申报资金无概算依据，未设绩效目标的项目不得入库。", due_on=day(9, 15, 2015), handler="李秀英", sent_on=day(9, 8, 2015),
        ),
        "D09": papers.AppraisalSheet(
            department="县交通运输局", county="竹山县", year=2016, opinion="所列项目符合农村公路建设规划，同意入库。", clerk="郑涛", head="马超",
            appraised_on=day(10, 20, 2015),
            projects=(papers.AppraisedProject(name=ROAD.name, place=ROAD.place, amount=ROAD.amount, verdict="通过"),),
        ),
    }  # fmt: skip


def _plan() -> dict[str, Paper]:
    return {
        "D10": papers.ConsultationLetter(
            issuer=f"{GROUP}办公室", departments=("县财政局", "县扶贫办", "县交通运输局", "县水利局", "县农业局"), plan=plan_issuance(), projects=3,
            amount=TOTAL, reply_by=day(1, 12), contact="周敏", phone="0719-4221234",
        ),
        "D11": papers.ConsultationReply(
            department="竹山县水利局", addressee=f"{GROUP}办公室", letter_number="竹统筹办函〔2016〕1号", plan_title=PLAN, decision="同意并有修改意见",
            remarks=("第四部分建议明确饮水工程由县水利局负责技术指导。", "附表3第2项时间进度建议调整为2016年4月至10月。"),
        ),
        "D12": papers.Manuscript(
            issuer=GOVERNMENT, document_title=f"{GOVERNMENT}关于印发《{PLAN}》的通知", genre_name="通知", recipients=("各乡镇人民政府", "县政府各部门"),
            copied_to=("县委办公室", "县审计局"), drafting_unit="县统筹资金工作专班", drafter="周敏", copies=120, number="竹政发〔2016〕3号",
            steps=(
                papers.ManuscriptStep(step="拟稿", organisation="县统筹资金工作专班", name="周敏", opinion="送核稿。", day=day(1, 25)),
                papers.ManuscriptStep(step="会签", organisation="县财政局", name="马俊", opinion="同意", day=day(1, 26)),
                papers.ManuscriptStep(step="会签", organisation="县农业局", name="——", opinion="逾期未回复", day=day(1, 27)),
                papers.ManuscriptStep(step="核稿", organisation="县人民政府办公室", name="田静", opinion="文种、格式符合要求，会签齐全", day=day(2, 1)),
                papers.ManuscriptStep(step="签发", organisation=GOVERNMENT, name="张明", opinion="同意印发。", day=day(2, 3)),
                papers.ManuscriptStep(step="复核", organisation="县人民政府办公室", name="柳青", opinion="复核无误", day=day(2, 4)),
            ),
        ),
        "D13": papers.LeadingGroupMinutes(
            body_name=GROUP, year=2016, ordinal=1, held_on=day(1, 20), place="县政府三楼会议室", chair="县长张明", present=MEMBERS,
            absent=("钱进（因公出差）",), observers=("冯洁（县审计局）",), items=AGENDA, recipients=("领导小组各成员单位",),
        ),
        "D14": papers.ExecutiveMinutes(
            body_name=GOVERNMENT, year=2016, ordinal=12, held_on=day(1, 28), place="县政府常务会议室", chair="县长张明", present=MEMBERS,
            items=AGENDA[:1], recipients=("县委办公室", "县政府领导", "县政府各部门"),
        ),
        "D15": plan_issuance(),
        "D16": adjustment(),
        "D17": papers.FilingLetter(
            government=GOVERNMENT, year=2016, plan_title=PLAN, plan_number="竹政发〔2016〕3号", plan_date=day(2, 5),
            recipients=("省财政厅", "省扶贫办", "省交通运输厅", "省水利厅", "省农业厅"), copied_to=("十堰市财政局", "十堰市扶贫办"), projects=3, amount=TOTAL,
            central=D("6160000.00"), provincial=D("5055000.00"), county=D("1354091.98"), meetings=MEETINGS,
            notice_statement="项目经村、乡镇两级公示各不少于10日，入库项目和印发的方案已在县人民政府网站公告，期间无未办结异议。",
            negative_list_statement="经逐项对照负面清单，无禁止类支出；提示事项1项，已经领导小组审议同意保留并在方案中说明。",
            materials=MATERIALS, contact="柳青", phone="0719-4222001",
        ),
    }  # fmt: skip


def _filing() -> dict[str, Paper]:
    return {
        "D17b": papers.FilingReport(
            government=GOVERNMENT, year=2016, plan_title=PLAN, plan_number="竹政发〔2016〕3号", plan_date=day(2, 5),
            recipients=("十堰市人民政府",), copied_to=(), projects=3, amount=TOTAL, central=D("6160000.00"), provincial=D("5055000.00"),
            county=D("1354091.98"), meetings=MEETINGS, notice_statement="项目经村、乡镇两级公示各不少于10日。",
            negative_list_statement="经逐项对照负面清单，无禁止类支出。", materials=MATERIALS, contact="柳青", phone="0719-4222001",
        ),
        "D18": papers.FilingReceipt(
            receiver="湖北省财政厅", sender=GOVERNMENT, letter_number=LETTER_NUMBER, plan_title=PLAN, plan_number="竹政发〔2016〕3号", projects=3,
            amount=TOTAL, received_on=day(2, 18), registered_on=day(2, 19), pages=16, registrar="林芳", county_code="420323",
        ),
        "D19": papers.FilingOpinion(
            issuer="湖北省财政厅", addressee=GOVERNMENT, letter_number=LETTER_NUMBER, plan_title=PLAN, plan_number="竹政发〔2016〕3号",
            findings=(
                papers.FindingRow(item="茶叶产业基地建设", clause="鄂政办发〔2015〕63号 四（四）", text="绩效目标未量化到村", requested="补充分村目标", due_on=day(3, 21)),
                papers.FindingRow(item="附表1", clause="鄂政办发〔2015〕63号 四（二）", text="存量资金未注明原指标文号", requested="补充文号", due_on=day(3, 21)),
            ),
        ),
        "D20": papers.RectificationReply(
            government=GOVERNMENT, addressee="湖北省财政厅", opinion_number="鄂财函〔2016〕21号", plan_title=PLAN,
            rows=(
                papers.RectificationRow(finding="绩效目标未量化到村", action="已按3个村分别下达绩效目标", evidence="竹财绩〔2016〕2号", is_done=True),
                papers.RectificationRow(finding="存量资金未注明原指标文号", action="正在与上级指标文逐笔核对", evidence="对账表", is_done=False),
            ),
        ),
        "D22": change_notice(),
        "D37": DocumentRegister(
            register="发文登记簿", organisation=GOVERNMENT, starts_on=day(1, 1), ends_on=day(12, 31), party_title="主送机关", keeper="柳青",
            rows=(RegisterRow(number="竹政发〔2016〕3号", title=f"{GOVERNMENT}关于印发《{PLAN}》的通知", day=day(2, 5), party="各乡镇人民政府，县政府各部门", pages=16, handler="柳青"),),
        ),
    }  # fmt: skip


def every_paper() -> dict[str, Paper]:
    return _rounds() | _plan() | _filing()


ISSUES: dict[str, tuple[str, str, datetime.date]] = {
    "D01": (GROUP, "竹统筹组发〔2015〕6号", day(8, 1, 2015)),
    "D01b": (GROUP, "竹统筹组发〔2016〕2号", day(1, 14)),
    "D02": ("麻家渡镇塅里村村民委员会", "", day(8, 17, 2015)),
    "D03": ("麻家渡镇塅里村村民委员会", "", day(8, 5, 2015)),
    "D04": ("擂鼓镇人民政府", "", day(9, 12, 2015)),
    "D04b": (GROUP, "", day(11, 6, 2015)),
    "D05": ("擂鼓镇人民政府", "", day(9, 23, 2015)),
    "D06": ("擂鼓镇人民政府", "擂政〔2015〕41号", day(9, 25, 2015)),
    "D07": ("擂鼓镇人民政府", "", day(9, 8, 2015)),
    "D08": ("擂鼓镇人民政府", "擂政补〔2015〕2号", day(9, 8, 2015)),
    "D09": ("竹山县交通运输局", "", day(10, 20, 2015)),
    "D10": (f"{GROUP}办公室", "竹统筹办函〔2016〕1号", day(1, 5)),
    "D11": ("竹山县水利局", "竹水函〔2016〕2号", day(1, 9)),
    "D12": (GOVERNMENT, "", day(2, 5)),
    "D13": (GROUP, "竹统筹组纪〔2016〕1号", day(1, 20)),
    "D14": (GOVERNMENT, "竹政常纪〔2016〕12号", day(1, 28)),
    "D15": (GOVERNMENT, "竹政发〔2016〕3号", day(2, 5)),
    "D16": (GOVERNMENT, "竹政发〔2016〕21号", day(8, 30)),
    "D17": (GOVERNMENT, LETTER_NUMBER, day(2, 16)),
    "D17b": (GOVERNMENT, "竹政文〔2016〕8号", day(2, 16)),
    "D18": ("湖北省财政厅", "鄂财农备〔2016〕420323-12号", day(2, 19)),
    "D19": ("湖北省财政厅", "鄂财函〔2016〕21号", day(3, 1)),
    "D20": (GOVERNMENT, "竹政函〔2016〕9号", day(3, 18)),
    "D22": (GROUP, "竹统筹组发〔2016〕7号", day(6, 20)),
    "D37": ("竹山县人民政府办公室", "", day(12, 31)),
}
"""Kind: issuer, number, date of the example as issued."""
