"""Validates a value against the part of JSON Schema 2020-12 that schema/*.json uses; an unknown word is an error."""
import re

ANNOTATIONS = {'$schema', '$defs', 'title', 'description', 'default', 'errorMessage', 'then', 'else',
               'patternProperties'}  # the last one: of additionalProperties, and whatever stands there is right
TYPES = {
    'object': lambda v: isinstance(v, dict),
    'array': lambda v: isinstance(v, list),
    'string': lambda v: isinstance(v, str),
    'boolean': lambda v: isinstance(v, bool),
    'null': lambda v: v is None,
    'number': lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    'integer': lambda v: isinstance(v, int) and not isinstance(v, bool),
}


def faults(value, schema, root, path='$'):
    """What is wrong with a value, as lines; the empty list when nothing is."""
    found = []
    checks = {
        '$ref': lambda ref: found.extend(faults(value, resolve(ref, root), root, path)),
        'anyOf': lambda every: any(not faults(value, each, root, path) for each in every) or
        found.append(f'{path}: fits none of the forms: {value!r}'),
        'if': lambda inner: found.extend(
            faults(value, schema.get('else' if faults(value, inner, root, path) else 'then', {}), root, path)),
        'not': lambda inner: faults(value, inner, root, path) or found.append(f'{path}: must not be {value!r}'),
        'enum': lambda every: value in every or found.append(f'{path}: {value!r} is none of {every}'),
        'type': lambda types: any(TYPES[t](value) for t in ([types] if isinstance(types, str) else types)) or
        found.append(f'{path}: {value!r} is no {types}'),
    }
    if isinstance(value, str):
        checks['pattern'] = lambda p: re.search(p, value) or found.append(f'{path}: {value!r} does not match {p}')
        checks['maxLength'] = lambda n: len(value) <= n or found.append(f'{path}: longer than {n}')
    if TYPES['number'](value):
        checks['minimum'] = lambda n: value >= n or found.append(f'{path}: {value} is less than {n}')
        checks['maximum'] = lambda n: value <= n or found.append(f'{path}: {value} is more than {n}')
    if isinstance(value, list):
        checks['minItems'] = lambda n: len(value) >= n or found.append(f'{path}: fewer than {n}')
        checks['maxItems'] = lambda n: len(value) <= n or found.append(f'{path}: more than {n}')
        checks['items'] = lambda inner: [found.extend(faults(each, inner, root, f'{path}[{i}]'))
                                         for i, each in enumerate(value)]
    if isinstance(value, dict):
        known = schema.get('properties', {})
        checks['minProperties'] = lambda n: len(value) >= n or found.append(f'{path}: fewer than {n} keys')
        checks['maxProperties'] = lambda n: len(value) <= n or found.append(f'{path}: more than {n} keys')
        checks['required'] = lambda keys: found.extend(f'{path}: no {key!r}' for key in keys if key not in value)
        checks['propertyNames'] = lambda inner: [found.extend(faults(key, inner, root, f'{path} key')) for key in value]
        checks['properties'] = lambda inner: [found.extend(faults(value[key], inner[key], root, f'{path}.{key}'))
                                              for key in value if key in inner]
        checks['additionalProperties'] = lambda inner: [
            found.append(f'{path}: unknown key {key!r}') if inner is False else
            found.extend(faults(value[key], inner, root, f'{path}.{key}')) for key in value if key not in known and not any(re.search(p, key) for p in schema.get('patternProperties', {}))]
    for word, argument in schema.items():
        if word in checks:
            checks[word](argument)
        elif word not in ANNOTATIONS and word not in EVERY_CHECK:
            raise ValueError(f'{word}: this validator does not know it')
    return found


EVERY_CHECK = {'$ref', 'anyOf', 'if', 'not', 'enum', 'type', 'pattern', 'maxLength', 'minimum', 'maximum', 'minItems',
               'maxItems', 'items', 'minProperties', 'maxProperties', 'required', 'propertyNames', 'properties',
               'additionalProperties'}


def resolve(ref, root):
    for step in ref.removeprefix('#/').split('/'):
        root = root[step]
    return root
