#!/usr/bin/env python3
"""Writes data/istio-schema.txt and data/gateway-api-schema.txt from CustomResourceDefinitions.

    scripts/istio-schema.py "istio.io/api v1.31.1" "" customresourcedefinitions.gen.yaml > data/istio-schema.txt
    scripts/istio-schema.py "gateway-api v1.7.0" Gw config/crd/experimental/gateway.*.yaml > data/gateway-api-schema.txt

The first argument is where they are from, the second stands before the names of objects, the others are the files.

One line for each kind of object that occurs: a name, a colon, its fields. Objects of one shape are one line.
"""
import re
import sys

import yaml

NAME = r"^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$"
SOURCE, PREFIX, FILES = sys.argv[1], sys.argv[2], sys.argv[3:]
lines, names, used = [], {}, {}


def limits(schema):
    low, high = schema.get("minimum"), schema.get("maximum")
    rules = {it["rule"] for it in schema.get("x-kubernetes-validations", [])}
    if "0 < self && self <= 65535" in rules:
        low, high = 1, 65535
    show = lambda it: "" if it is None else str(int(it) if it == int(it) else it)
    return f"({show(low)}..{show(high)})" if low is not None or high is not None else ""


def size(schema, least, most):
    low, high = schema.get(least), schema.get(most)
    return f"<{low or ''},{high or ''}>" if low or high else ""


def shape(schema, hint):
    if schema.get("x-kubernetes-int-or-string"):
        return "x"
    rules = {it["rule"] for it in schema.get("x-kubernetes-validations", [])}
    kind = schema.get("type")
    if kind == "object":
        if isinstance(schema.get("additionalProperties"), dict):
            return "{" + shape(schema["additionalProperties"], hint) + "}" + size(schema, "minProperties", "maxProperties")
        if not schema.get("properties"):
            return "*"
        return "@" + entry(schema, hint)
    if kind == "array":
        return "[" + shape(schema["items"], hint) + "]" + size(schema, "minItems", "maxItems")
    if kind == "string":
        if "enum" in schema:
            return "e" + "|".join(it for it in schema["enum"])
        if any(it.startswith("duration(self)") for it in rules):
            return "d"
        return "s" + size(schema, "minLength", "maxLength")
    if kind == "integer":
        return "i" + limits(schema)
    if kind == "number":
        return "n" + limits(schema)
    return {"boolean": "b"}.get(kind, "*")


def groups(schema):
    """Fields of which one at most may stand there."""
    for one in [schema] + schema.get("allOf", []):
        fields = []
        for choice in one.get("oneOf", []):
            fields += choice.get("required", [])
        if len(fields) > 1:
            yield fields


def entry(schema, hint):
    required = schema.get("required", [])
    parts = []
    for field, value in sorted(schema["properties"].items()):
        mark = "!" if field in required else ""
        null = "?" if value.get("nullable") else ""
        parts.append(f"{field}{mark}{null}:{shape(value, field)}")
    parts += ["^" + "^".join(it) for it in groups(schema)]
    text = " ".join(parts)
    if text in names:
        return names[text]
    base = PREFIX + hint[0].upper() + re.sub(r"[^A-Za-z0-9]", "", hint[1:])
    used[base] = used.get(base, 0) + 1
    name = base if used[base] == 1 else f"{base}{used[base]}"
    names[text] = name
    lines.append(f"{name}: {text}")
    return name


for document in (it for file in FILES for it in yaml.safe_load_all(open(file))):
    if not document or document["kind"] != "CustomResourceDefinition":
        continue
    spec = document["spec"]
    used.setdefault(spec["names"]["kind"], 1)
    shapes = {}
    for version in spec["versions"]:
        root = version["schema"]["openAPIV3Schema"]
        content = shape(root["properties"]["spec"], spec["names"]["kind"] + "Spec")
        mark = "!" if "spec" in root.get("required", []) else ""
        shapes.setdefault(content + mark, []).append(version["name"])
    for content, versions in shapes.items():
        lines.append(f"={spec['group']}/{spec['names']['kind']} {','.join(versions)} {content}")
print(f"# Fields of objects. Written by scripts/istio-schema.py out of {SOURCE}; see data/README.md.")
print("\n".join(lines))
