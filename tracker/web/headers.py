"""Security headers of every answer. Nothing inline, nothing from elsewhere, nothing kept in caches."""

from __future__ import annotations

from flask import Flask, Response, request
from secure import Secure
from secure.headers import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    StrictTransportSecurity,
    XContentTypeOptions,
)

ONE_YEAR = 365 * 24 * 3600


def _policy() -> ContentSecurityPolicy:
    here = "'self'"
    policy = ContentSecurityPolicy().default_src("'none'").base_uri("'none'").frame_ancestors("'none'")
    policy = policy.script_src(here).style_src(here).img_src(here).font_src(here).connect_src(here)
    return policy.form_action(here).manifest_src(here)


def _is_lasting() -> bool:
    """Addresses that change with the file: pages, and the style sheet for its fonts and pictures, add its version."""
    return "v" in request.args


def install(app: Flask) -> None:
    """Add the headers to every answer; files of the product itself may be cached for a year."""
    https = app.config["PREFERRED_URL_SCHEME"] == "https"
    fixed = Secure(
        csp=_policy(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        permissions=PermissionsPolicy().camera().microphone().geolocation().payment(),
        # Not no-referrer: the check against forged requests reads it on https.
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        hsts=StrictTransportSecurity().max_age(ONE_YEAR) if https else None,
    ).headers
    private = CacheControl().no_store().header_value
    lasting = CacheControl().public().max_age(ONE_YEAR).immutable().header_value

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in fixed.items():
            # A file that somebody gave carries a stricter policy of its own.
            response.headers.setdefault(name, value)
        if request.endpoint == "static":
            response.headers["Cache-Control"] = lasting if _is_lasting() else "no-cache"
        else:
            response.headers["Cache-Control"] = private
            response.vary.add("HX-Request")
        return response
