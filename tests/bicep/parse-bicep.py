"""Prints what Bicep files declare and use, as JSON: {path: {"problems": [...], "declarations": [...]}}. Needs tree-sitter-bicep."""

import json
import re
import sys

import tree_sitter_bicep
from tree_sitter import Language, Parser

PARSER = Parser(Language(tree_sitter_bicep.language()))
BOUND = {"for_loop_parameters", "loop_variable", "loop_enumerator"}


def text(node):
    return node.text.decode()


def problems(node):
    """Where the grammar does not fit."""
    if node.type == "ERROR" or node.is_missing:
        return [f"line {node.start_point.row + 1}: {text(node)[:60]!r}"]
    return [problem for child in node.children for problem in problems(child)]


def first(node, kind):
    return next((child for child in node.named_children if child.type == kind), None)


def bound_names(node):
    """Variables of a loop or a lambda."""
    if node.type == "for_statement":
        parameters = first(node, "for_loop_parameters")
        if parameters is not None:
            return {text(child) for child in parameters.named_children}
        initializer = node.child_by_field_name("initializer")
        return {text(initializer)} if initializer is not None else set()
    if node.type == "lambda_expression":
        parameters = node.named_children[:-1]
        return {name for child in parameters for name in re.findall(r"\w+", text(child))}
    return set()


def used(node, bound=frozenset()):
    """Identifiers that must be declared somewhere: neither keys of objects, nor properties, nor functions, nor bound here."""
    bound = bound | bound_names(node)
    if node.type in BOUND or node.type == "compatible_identifier":
        return set()
    if node.type == "identifier":
        return set() if text(node) in bound else {text(node)}
    children = node.named_children
    if node.type == "object_property" and children and children[0].type == "identifier":
        children = children[1:]
    if node.type == "call_expression":
        children = children[1:] if children[0].type == "identifier" else children
    return {name for child in children for name in used(child, bound)}


def functions(node):
    """Names of functions that are called as such, not as members."""
    own = set()
    if node.type == "call_expression" and node.named_children[0].type == "identifier":
        own = {text(node.named_children[0])}
    return own.union(*(functions(child) for child in node.named_children)) if node.named_children else own


def outputs_used(node):
    """Pairs of module and output: name.outputs.output."""
    own = set(re.findall(r"(\w+)(?:\[\w+\])?[!?]?\.\??outputs\.(\w+)", text(node)))
    return sorted(own)


def keys_of(node, name):
    """Keys of the object under the key `name`, wherever it stands first."""
    for child in node.named_children:
        if child.type == "object_property" and text(child.named_children[0]) == name:
            return [text(entry.named_children[0]) for entry in child.named_children[-1].named_children if entry.type == "object_property"]
        found = keys_of(child, name)
        if found is not None:
            return found
    return None


def declaration(node, decorators):
    names = [child for child in node.named_children if child.type == "identifier"]
    strings = [child for child in node.named_children if child.type == "string"]
    body = node.named_children[1:]
    kind = node.type.removesuffix("_declaration")
    type_node = first(node, "type")
    return {
        "kind": kind,
        "name": text(names[0]) if names else "",
        "type": text(type_node) if type_node is not None else "",
        "target": text(strings[0]).strip("'") if strings else "",
        "decorators": decorators,
        "hasDefault": kind == "parameter" and len(node.named_children) > 2,
        "parameters": keys_of(node, "params") if kind == "module" else None,
        "uses": sorted({name for child in body for name in used(child)}),
        "functions": sorted(functions(node)),
        "outputs": outputs_used(node),
        "text": text(node),
    }


def read(path):
    source = open(path, encoding="utf-8").read()
    if path.endswith(".bicepparam"):
        # The grammar knows no assignments to parameters; as variables they are written alike.
        source = re.sub(r"^using .*$", "", source, flags=re.M)
        source = re.sub(r"^param (\w+) =", r"var \1 =", source, flags=re.M)
    root = PARSER.parse(source.encode()).root_node
    found, decorators = [], []
    for node in root.named_children:
        if node.type == "decorators":
            decorators = [text(child) for child in node.named_children]
        elif node.type.endswith("_declaration"):
            found.append(declaration(node, decorators))
            decorators = []
        elif node.type == "import_functionality":
            found += [{**EMPTY, "kind": "import", "name": text(child)} for child in node.named_children if child.type == "identifier"]
    return {"problems": problems(root), "declarations": found}


EMPTY = {"type": "", "target": "", "decorators": [], "hasDefault": False, "parameters": None, "uses": [], "functions": [], "outputs": [], "text": ""}

print(json.dumps({path: read(path) for path in sys.argv[1:]}))
