"""Files that people bring: what a file is, told by its content and never by its name, and whether it may come in.

`screen.screen` opens each by a parser of its kind and refuses, in words that say what to do, whatever is damaged,
encrypted, far larger than it looks, or would run or fetch something when it is opened. Nothing here touches a disk.
"""
