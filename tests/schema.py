"""schema.py SCHEMA [lines]: says what is wrong with JSON on standard input, or with each line of it, by a JSON
Schema: those parts of the language that docs/schemas/ uses. Keys that the schema does not list are wrong too,
so that schemas are complete, although readers of JSON have to pass over unknown keys."""
import json
import re
import sys

TYPES = {"string": str, "boolean": bool, "array": list, "object": dict, "null": type(None)}
KNOWN = {"$schema", "$defs", "$ref", "title", "description", "type", "const", "enum", "minimum", "items", "required",
         "properties", "patternProperties", "additionalProperties", "allOf"}


def is_of(value, kind):
    if kind in ("number", "integer"):
        return (isinstance(value, int if kind == "integer" else (int, float))
                and not isinstance(value, bool))
    return isinstance(value, TYPES[kind])


class Validator:
    def __init__(self, root):
        self.root = root
        self.wrong = []

    def say(self, where, what):
        self.wrong.append("%s: %s" % (where or "the whole", what))

    def keys(self, schema):
        """The keys that a schema lists, with those of the schemas that it is made of."""
        if "$ref" in schema:
            return self.keys(self.resolve(schema["$ref"]))
        found = set(schema.get("properties", {}))
        for part in schema.get("allOf", []):
            found |= self.keys(part)
        return found

    def resolve(self, reference):
        return self.root["$defs"][reference.removeprefix("#/$defs/")]

    def check(self, where, value, schema, listed=None):
        if set(schema) - KNOWN:
            self.say(where, "the schema has what schema.py does not know: %s" % (set(schema) - KNOWN))
        listed = (listed or set()) | self.keys(schema)
        if "$ref" in schema:
            self.check(where, value, self.resolve(schema["$ref"]), listed)
        for part in schema.get("allOf", []):
            self.check(where, value, part, listed)
        kinds = schema.get("type", [])
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if kinds and not any(is_of(value, kind) for kind in kinds):
            return self.say(where, "%r is not of type %s" % (value, " or ".join(kinds)))
        if "const" in schema and value != schema["const"]:
            self.say(where, "%r is not %r" % (value, schema["const"]))
        if "enum" in schema and value not in schema["enum"]:
            self.say(where, "%r is none of %r" % (value, schema["enum"]))
        if "minimum" in schema and is_of(value, "number") and value < schema["minimum"]:
            self.say(where, "%r is less than %r" % (value, schema["minimum"]))
        if isinstance(value, list) and "items" in schema:
            for i, item in enumerate(value):
                self.check("%s[%d]" % (where, i), item, schema["items"])
        if isinstance(value, dict):
            self.check_object(where, value, schema, listed)

    def check_object(self, where, value, schema, listed):
        for key in schema.get("required", []):
            if key not in value:
                self.say(where, "no key %s" % key)
        for key, item in value.items():
            at = "%s.%s" % (where, key) if where else key
            patterns = [s for p, s in schema.get("patternProperties", {}).items() if re.search(p, key)]
            if key in schema.get("properties", {}):
                self.check(at, item, schema["properties"][key])
            elif patterns:
                self.check(at, item, patterns[0])
            elif "additionalProperties" in schema:
                self.check(at, item, schema["additionalProperties"])
            elif key not in listed and "type" in schema:
                self.say(at, "not in the schema")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        validator = Validator(json.load(file))
    text = sys.stdin.buffer.read().decode("utf-8")
    for document in text.splitlines() if "lines" in sys.argv else [text]:
        validator.check("", json.loads(document), validator.root)
    print("\n".join(sorted(set(validator.wrong))[:20]), end="")


main()
