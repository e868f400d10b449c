# SPDX-License-Identifier: EUPL-1.2
"""An answer, and how it is held to src/http/openapi.json."""
import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

try:
    import jsonschema
except ImportError:  # the rest of each answer is checked all the same
    jsonschema = None
    print("# python3-jsonschema is missing: bodies are not held to the schemas")

__unittest = True  # a failure shows the test's own lines only

TOP = Path(__file__).resolve().parents[2]

COMMON_HEADERS = {
    "api-version": r"1\.\d+\.\d+",
    "cache-control": r"no-store",
    "content-security-policy": r".*default-src 'none'.*",
    "referrer-policy": r"no-referrer",
    "x-content-type-options": r"nosniff",
    "x-frame-options": r"DENY",
}


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = {}
        for name, value in headers:
            self.headers.setdefault(name.lower(), value)
        self.body = body

    @property
    def media(self):
        return self.headers.get("content-type", "").split(";")[0]

    @property
    def json(self):
        return json.loads(self.body)

    def problem(self):
        """The body as a problem; checks what every problem has."""
        if self.media != "application/problem+json":
            raise AssertionError(f"{self.status} as {self.media!r}: "
                                 f"{self.body[:400]!r}")
        problem = self.json
        if problem["status"] != self.status:
            raise AssertionError(f"{self.status} says {problem['status']}")
        return problem

    @property
    def slug(self):
        return self.problem()["type"].removeprefix("urn:stembus:")

    @property
    def pointers(self):
        return {fault["pointer"] for fault in self.problem().get("errors", [])}

    def __repr__(self):
        return f"<{self.status} {self.body[:600]!r}>"


class Contract:
    """src/http/openapi.json, as far as an answer can be held to it."""

    def __init__(self, path=TOP / "src/http/openapi.json"):
        self.document = json.loads(path.read_text())
        self.routes = []
        for template, item in self.document["paths"].items():
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
            self.routes.append((re.compile("/v1" + pattern), template, item))
        if jsonschema:
            self.resolver = jsonschema.RefResolver.from_schema(self.document)

    def operations(self):
        """Yields (method, template, operation) for all of them."""
        for template, item in self.document["paths"].items():
            for method, operation in item.items():
                yield method.upper(), template, operation

    def item(self, path):
        for pattern, template, item in self.routes:
            if pattern.fullmatch(path):
                return template, item
        return None, None

    def resolve(self, thing):
        while "$ref" in thing:
            found = self.document
            for step in thing["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            thing = found
        return thing

    def validate(self, value, schema, where):
        if not jsonschema:
            return
        validator = jsonschema.Draft4Validator(
            schema, resolver=self.resolver,
            format_checker=jsonschema.FormatChecker(["date"]))
        faults = [f"{where}: /{'/'.join(map(str, e.absolute_path))}: "
                  f"{e.message}"[:400] for e in validator.iter_errors(value)]
        if faults:
            raise AssertionError("\n".join(faults))

    def check(self, method, target, answer):
        """Raises AssertionError where `answer` is not what is documented."""
        where = f"{method} {target} -> {answer.status}"
        for name, pattern in COMMON_HEADERS.items():
            value = answer.headers.get(name)
            if value is None or not re.fullmatch(pattern, value):
                raise AssertionError(f"{where}: header {name}: {value!r}")
        path = urlsplit(target).path
        template, item = self.item(path)
        reading = "get" if method == "HEAD" else method.lower()
        if item is None or reading not in item:
            self.check_elsewhere(method, item, answer, where)
            return
        response = item[reading]["responses"].get(str(answer.status))
        if response is None:
            raise AssertionError(f"{where}: status is not documented for "
                                 f"{template}\n{answer.body[:400]!r}")
        response = self.resolve(response)
        self.check_headers(response, answer, where)
        self.check_body(method, response, answer, where)

    def check_request(self, method, target, body, media):
        """What the daemon accepts must be documented too."""
        parts = urlsplit(target)
        template, item = self.item(parts.path)
        operation = (item or {}).get(method.lower())
        if operation is None:
            return
        known = {self.resolve(parameter)["name"]
                 for parameter in operation.get("parameters", [])}
        for name, _ in parse_qsl(parts.query, keep_blank_values=True):
            if name not in known:
                raise AssertionError(f"{method} {target}: accepted, but "
                                     f"{name!r} is not documented")
        if body is not None and media.endswith("json"):
            content = operation["requestBody"]["content"]
            self.validate(json.loads(body), content[media]["schema"],
                          f"{method} {target}: accepted body")

    def check_elsewhere(self, method, item, answer, where):
        """Of a path or method that the document does not have."""
        if method == "OPTIONS" and item is not None:
            expected = {200, 204}
        elif item is not None:
            expected = {405}
        elif not where.split()[1].startswith("/v1/"):
            return  # /healthz and its like are described in docs/
        else:
            expected = {404}
        if answer.status not in expected:
            raise AssertionError(f"{where}: expected {expected}")
        if item is not None and "allow" not in answer.headers:
            raise AssertionError(f"{where}: header allow is missing")
        if answer.status >= 400 and method != "HEAD":
            self.validate(answer.problem(),
                          {"$ref": "#/components/schemas/Problem"}, where)

    def check_headers(self, response, answer, where):
        for name, header in response.get("headers", {}).items():
            header = self.resolve(header)
            value = answer.headers.get(name.lower())
            if value is None:
                if header.get("required"):
                    raise AssertionError(f"{where}: header {name} is missing")
                continue
            if header["schema"]["type"] == "integer":
                value = int(value)
            self.validate(value, header["schema"], f"{where}: {name}")

    def check_body(self, method, response, answer, where):
        content = response.get("content")
        if content is None:
            if answer.body:
                raise AssertionError(f"{where}: has a body")
            return
        media = answer.media
        if media not in content:
            raise AssertionError(f"{where}: content type {media!r} is not "
                                 f"documented\n{answer.body[:400]!r}")
        if method == "HEAD":
            if answer.body:
                raise AssertionError(f"{where}: has a body")
        elif media.endswith("json"):
            self.validate(answer.json, content[media]["schema"], where)
            if answer.status >= 400:
                answer.problem()


CONTRACT = Contract()
