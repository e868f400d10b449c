# SPDX-License-Identifier: EUPL-1.2
"""What a bundle is held to, written from the standards and not from stembus."""
import csv
import io
import json
import re

__unittest = True

CELL = {
    "string": r".*",
    "integer": r"-?[0-9]+",
    "decimal": r"-?[0-9]+(\.[0-9]+)?",
    "boolean": r"true|false",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "dateTime": r"[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}\.[0-9]{3}Z",
}
RISKY = tuple("=+-@\t\r")


def files_of(folder):
    """{name: bytes} of all files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def read_rows(raw):
    """The rows of an RFC 4180 file as lists; each line ends with CRLF."""
    text = raw.decode("utf-8")
    if not text.startswith("\ufeff"):
        raise AssertionError("no byte order mark")
    outside = re.sub(r'"(?:[^"]|"")*"', "", text[1:])
    if re.search(r"(?<!\r)\n|\r(?!\n)", outside) or not text.endswith("\r\n"):
        raise AssertionError("a line does not end with CRLF")
    return list(csv.reader(io.StringIO(text[1:], newline=""), strict=True))


def check_csvw(files, name):
    """A table against its metadata; gives its rows as dictionaries."""
    meta = json.loads(files[name + "-metadata.json"])
    if meta["url"] != name:
        raise AssertionError(f"{name}: the metadata is of {meta['url']}")
    columns = meta["tableSchema"]["columns"]
    header, *rows = read_rows(files[name])
    if header != [column["name"] for column in columns]:
        raise AssertionError(f"{name}: the header is {header}")
    seen = set()
    for number, row in enumerate(rows, 2):
        if len(row) != len(columns):
            raise AssertionError(f"{name}:{number}: {len(row)} cells")
        for column, cell in zip(columns, row):
            if cell == "" and not column["required"]:
                continue
            if cell == "" or not re.fullmatch(CELL[column["datatype"]], cell,
                                              re.S):
                raise AssertionError(
                    f"{name}:{number}: {column['name']} is {cell!r}")
            if cell.startswith(RISKY):
                raise AssertionError(f"{name}:{number}: a formula: {cell!r}")
        row = dict(zip(header, row))
        key = tuple(row[part] for part in meta["tableSchema"]["primaryKey"])
        if key in seen:
            raise AssertionError(f"{name}:{number}: {key} comes twice")
        seen.add(key)
    return [dict(zip(header, row)) for row in rows]


def unguarded(cell):
    """What a cell was before it was kept from being a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(RISKY) else cell


def popolo_faults(folder, found):
    """What the Popolo schemas (draft-03) have against a file."""
    from jsonschema import Draft3Validator, RefResolver
    schemas = {path.stem: json.loads(path.read_text())
               for path in folder.glob("*.json")}
    store = {schema["id"].rstrip("#"): schema for schema in schemas.values()}
    kinds = {"organizations": "organization", "events": "event",
             "motions": "motion", "vote_events": "vote_event"}
    if set(found) != set(kinds):
        return [f"lists: {sorted(found)}"]
    faults = []
    for key, kind in kinds.items():
        validator = Draft3Validator(schemas[kind], resolver=RefResolver(
            schemas[kind]["id"], schemas[kind], store=store))
        for one in found[key]:
            faults += [f"{key}: {error.message}"
                       for error in validator.iter_errors(one)]
    return faults
