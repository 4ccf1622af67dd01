"""Addresses of documents."""

from django.urls import path

from documents import code_views, incoming_views, page_views, register_views, verification_views, views, working_views

app_name = "documents"
urlpatterns = [
    path("documents/", views.register, name="register"),
    path("documents/<int:pk>/", page_views.document, name="document"),
    path("documents/<int:pk>/file/", page_views.file, name="file"),
    path("documents/<int:pk>/pages/<int:page>.png", page_views.picture, name="picture"),
    path("documents/<int:pk>/print/", page_views.print_again, name="print_again"),
    path("documents/<int:pk>/pdf/", views.pdf, name="pdf"),
    path("documents/<int:pk>/docx/", working_views.word, name="word"),
    path("documents/<int:pk>/annexes/<int:number>/xlsx/", working_views.sheet, name="sheet"),
    path("documents/<int:pk>/void/", register_views.request_void, name="request_void"),
    path("documents/voids/<int:pk>/", register_views.decide_void, name="decide_void"),
    path("documents/incoming/", incoming_views.incoming, name="incoming"),
    path("documents/incoming/new/", incoming_views.register_outside, name="register_outside"),
    path("documents/incoming/<int:pk>/", incoming_views.sign_for, name="sign_for"),
    path("documents/incoming/<int:pk>/examined/", incoming_views.examine, name="examine"),
    path("documents/numbers/", register_views.number_series, name="numbers"),
    path("documents/numbers/reserve/", register_views.reserve, name="reserve"),
    path("documents/numbers/<int:pk>/give-up/", register_views.give_up, name="give_up"),
    path("documents/codes/", code_views.codes, name="codes"),
    path("documents/codes/<int:organisation>/", code_views.codes_of, name="codes_of"),
    path("documents/codes/<int:organisation>/register/", code_views.register_code, name="register_code"),
    path("documents/codes/<int:pk>/correct/", code_views.correct_code, name="correct_code"),
    path("documents/codes/<int:pk>/end/", code_views.end_code, name="end_code"),
    path("documents/books/<slug:key>/print/", register_views.print_book, name="print_book"),
    path("documents/dossiers/<int:pk>/", views.of_dossier, name="of_dossier"),
    path("v/", verification_views.ask, name="ask"),
    path("v/<str:code>/", verification_views.verify, name="verify"),
]
