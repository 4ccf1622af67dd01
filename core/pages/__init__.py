"""What every page shares: the frame, log-in, the parts, the forms. Higher rooms fill its slots by registering.

| registry | fills |
|---|---|
| `navigation.register(NavItem(...))` | one entry of the navigation |
| `people.register_posts(callable)` | the posts that a person holds or deputises for, in the top bar |
| `people.register_waiting_count(callable)` | the number beside 待办 |
| `people.register_bell(callable)` | unread reminders and where they lie |
| `looking_after.register(callable)` | who is told on every page that the worker has stopped |
| `demo.register_demo_accounts(callable)` | the log-ins that the log-in page of a demonstration lists |
"""

from core.pages.demo import DemoAccount, demo_accounts, register_demo_accounts
from core.pages.navigation import NavItem, register

__all__ = ["DemoAccount", "NavItem", "demo_accounts", "register", "register_demo_accounts"]
