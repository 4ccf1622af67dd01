"""The language of a page: what its reader chose, else the installation's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from core import problems


class ChosenLanguageMiddleware(LocaleMiddleware):
    """As Django's, by the cookie alone: a county's page is Chinese whatever language a browser came with. A program
    says by Accept-Language what it wants."""

    def process_request(self, request: HttpRequest) -> None:
        if problems.is_for_programs(request):
            translation.activate(translation.get_language_from_request(request))
            request.LANGUAGE_CODE = translation.get_language()
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        if problems.is_for_programs(request):
            patch_vary_headers(response, ["Accept-Language"])
        return response
