"""Where the pages of organisations, appointments and delegations live."""

from django.urls import path

from roles.views import accounts, appointments, delegations, organisations, tokens

app_name = "roles"
urlpatterns = [
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/posts/", organisations.make_posts, name="make_posts"),
    path("organisations/<int:pk>/telephone/", organisations.set_telephone, name="set_telephone"),
    path("organisations/<int:pk>/accounts/new/", accounts.create, name="create_account"),
    path("people/<int:pk>/", accounts.person, name="person"),
    path("people/<int:pk>/deactivate/", accounts.deactivate, name="deactivate"),
    path("posts/<int:pk>/appoint/", appointments.ask, name="appoint"),
    path("appointments/", appointments.requests, name="requests"),
    path("appointments/requests/<int:pk>/", appointments.decide, name="decide_request"),
    path("appointments/<int:pk>/end/", appointments.end, name="end_appointment"),
    path("my-posts/", delegations.my_posts, name="my_posts"),
    path("delegations/<int:pk>/revoke/", delegations.revoke, name="revoke"),
    path("my-tokens/", tokens.my_tokens, name="my_tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
]
