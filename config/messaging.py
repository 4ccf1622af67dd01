"""How people are told outside the system, and when not (docs/messages.md). Each can be set from the environment."""

from __future__ import annotations

from config.environment import clock_time, flag, number, text

# Quiet hours, Shanghai time, of whoever chose none: nothing leaves the house then, nor on days off, but what is urgent.
MESSAGE_QUIET_FROM = clock_time("MESSAGE_QUIET_FROM", "22:00")
MESSAGE_QUIET_UNTIL = clock_time("MESSAGE_QUIET_UNTIL", "07:00")
# When the one message of a day goes to those who want one.
MESSAGE_DIGEST_AT = clock_time("MESSAGE_DIGEST_AT", "08:30")
# How often a message is tried before it is given up: after 1, 5, 15, 60 and then every 240 minutes.
MESSAGE_TRIES = number("MESSAGE_TRIES", 6)
# After how many days a message is deleted that was read or needs no reading any more.
MESSAGES_KEPT_DAYS = number("MESSAGES_KEPT_DAYS", 400)

# E-mail; without a host there is none.
EMAIL_HOST = text("EMAIL_HOST")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = flag("EMAIL_USE_SSL")
EMAIL_TIMEOUT = number("EMAIL_SECONDS", 10)
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", "tongchou@localhost")

# The robot of a chat group (企业微信 and the like); without an address there is none.
WEBHOOK_URL = text("WEBHOOK_URL")
WEBHOOK_SECRET = text("WEBHOOK_SECRET")
WEBHOOK_SECONDS = number("WEBHOOK_SECONDS", 10)
WEBHOOK_ALLOW_PRIVATE = flag("WEBHOOK_ALLOW_PRIVATE")
WEBHOOK_CA = text("WEBHOOK_CA")
