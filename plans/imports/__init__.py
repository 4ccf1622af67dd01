"""Spreadsheets into the registers and out of them.

A *dataset* is a register that takes tables (项目库, 资金来源); its *fields* are the columns of its template. An uploaded
file becomes a *prepared import*: every row is read, matched to what the register has and judged (新增, 有改动, 有冲突,
无改动, 有错误, 不读入). Nothing is written before somebody who may has confirmed all rows or the chosen ones; then all of
them are written in one transaction or none is. A sheet that was exported here carries a hidden *mark*: which register
and year, and what each row said then, so that what changed meanwhile is merged or named as a conflict.

Values are kept in one plain spelling, so that they compare and travel as JSON: texts stripped, money as yuan to the
fen, days as 2027-03-01, lists and organisations by their codes.
"""
