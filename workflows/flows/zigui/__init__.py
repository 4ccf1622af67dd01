"""A plan as large as 秭归县's of 2020, done with a browser and measured page by page (`manage.py prove zigui-year`)."""
