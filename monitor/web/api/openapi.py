"""The OpenAPI 3.1 document of the API, made from the table of its routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from monitor import __version__
from monitor.web.api.problems import RequestProblem
from monitor.web.api.route import PREFIX, ApiRoute

_REF = "#/components/schemas/{name}"


def document(routes: Sequence[ApiRoute]) -> Mapping[str, Any]:
    """The document, as JSON can hold it."""
    types = [*(route.takes for route in routes), *(route.gives for route in routes), RequestProblem]
    found, components = msgspec.json.schema_components(types, ref_template=_REF)
    taken, given, problem = found[: len(routes)], found[len(routes) : -1], found[-1]
    paths: dict[str, dict[str, Any]] = {}
    for route, takes, gives in zip(routes, taken, given, strict=True):
        paths.setdefault(PREFIX + route.path, {})[route.method.lower()] = {
            "summary": route.says,
            "operationId": f"{route.method} {route.path}",
            **_taken(route, takes, components),
            "responses": {
                str(route.status): {"description": "Done.", "content": {"application/json": {"schema": gives}}},
                "default": {
                    "description": "Not done, and why.",
                    "content": {"application/problem+json": {"schema": problem}},
                },
            },
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "monitor", "version": __version__},
        "paths": paths,
        "components": {"schemas": components},
    }


def _taken(route: ApiRoute, takes: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, Any]:
    named = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    found: dict[str, Any] = {"parameters": [named] if route.has_id else []}
    struct = components[takes["$ref"].rpartition("/")[2]]
    required = struct.get("required", ())
    if route.has_body:
        found["requestBody"] = {"required": bool(required), "content": {"application/json": {"schema": takes}}}
        return found
    for name, schema in struct["properties"].items():
        found["parameters"].append({"name": name, "in": "query", "required": name in required, "schema": schema})
    return found
