from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0014_master_plan_kinds'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dossier',
            name='kind',
            field=models.CharField(choices=[('village_round', '村级项目申报'), ('township_round', '乡镇项目汇总上报'), ('library_round', '部门论证与入库审定'), ('plan', '年度统筹资金方案'), ('filing', '备案'), ('master_plan', '统筹资金规划'), ('township_needs', '乡镇规划需求'), ('allotment', '资金下达批次')], max_length=20, verbose_name='种类'),
        ),
    ]
