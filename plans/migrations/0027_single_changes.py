"""单项变更: a version of a plan that changes single items, and who applied for it; nothing of it changes once issued."""

import django.db.models.deletion
from django.db import migrations, models

import core.county_key
from core.county_key import taken_over, trigger

TABLE = "plans_singlechange"
BELONGS_TO = {TABLE: taken_over("version_id", "plans_planversion")}
KEPT = f"""
CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION plans_version_rows_kept();
"""
UNKEPT = f"DROP TRIGGER {TABLE}_kept ON {TABLE};"
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):

    dependencies = [("core", "0006_county_key"), ("plans", "0026_reasons_by_rule")]

    operations = [
        migrations.AlterField(
            model_name="planversion",
            name="kind",
            field=models.CharField(
                choices=[("initial", "年初方案"), ("adjustment", "调整方案"), ("item_change", "单项变更")],
                default="initial", max_length=12, verbose_name="类型",
            ),
        ),
        migrations.CreateModel(
            name="SingleChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("county", core.county_key.CountyKey(editable=False, on_delete=PROTECT, related_name="+", to="core.organisation", verbose_name="所属县")),
                ("version", models.OneToOneField(on_delete=PROTECT, related_name="single_change", to="plans.planversion", verbose_name="方案版本")),
                ("applicant", models.ForeignKey(on_delete=PROTECT, related_name="+", to="core.organisation", verbose_name="申请单位")),
                ("project", models.ForeignKey(on_delete=PROTECT, related_name="+", to="plans.project", verbose_name="申请变更的项目")),
                ("is_finished", models.BooleanField(default=False, verbose_name="项目已完工，调出结余资金")),
                ("changes_use", models.BooleanField(default=False, verbose_name="改变资金用途")),
                ("path", models.CharField(choices=[("light", "备案式变更"), ("full", "领导小组会议审议")], default="full", max_length=8, verbose_name="办理方式")),
                ("is_asked_of_meeting", models.BooleanField(default=False, verbose_name="提请会议审议")),
                ("sectors", models.JSONField(default=list, verbose_name="备案涉及的行业部门")),
            ],
            options={"verbose_name": "单项变更"},
        ),
        *(trigger(table, county) for table, county in BELONGS_TO.items()),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
