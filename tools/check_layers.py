#!/usr/bin/env python3
"""check_layers.py [include folder]: includes point only down the module graph, and outside libraries stay where they belong.

Prints file:line for each violation and exits with 1 if there is one.
"""
import pathlib
import re
import sys

# What a module may include besides itself. "*" means any module but those named after a minus.
ALLOWED = {
    "core": "",
    "adapt": "core",
    "linalg": "core",
    "hrf": "core",
    "activations": "core",
    "io": "core",
    "stats": "linalg core",
    "signal": "hrf linalg core",
    "coding": "linalg core",
    "networks": "coding signal linalg core",
    "groups": "networks coding signal stats linalg core",
    "similarity": "signal linalg core",
    "synchrony": "similarity stats signal linalg core",
    "annotation": "synchrony similarity stats signal hrf core",
    "score": "synchrony similarity stats core",
    "synthetic": "activations signal hrf linalg core",
    "measure": "core",
    "representation": "measure signal linalg core",
    "rdm": "representation measure stats signal linalg core",
    "matching": "rdm representation measure linalg core",
    "dynamics": "rdm matching representation measure linalg core",
    "encoding": "measure stats signal linalg core",
    "timeseries": "measure stats signal linalg core",
    "registry": "adapt timeseries encoding dynamics matching rdm representation measure stats signal linalg core",
    "pipeline": "* -io -laws -synthetic",
    "laws": "*",
    "compiled_kernels.hpp": "networks coding linalg core",
    "compile_kernels.hpp": "compiled_kernels.hpp networks coding linalg core",
    "syncact.hpp": "* -io -laws -synthetic",
}

# Outside headers: pattern, and the files that may include them (None: no file may).
OUTSIDE = [
    (r"xtensor-blas/.*|cblas.*|cxxblas/.*", r"linalg/xtensor_blas\.hpp"),
    (r"xtensor/.*|xtensor\.hpp|xtl/.*", r"adapt/xtensor_includes\.hpp"),
    (r"zlib\.h|cstdio", r"io/.*"),
    (r"omp\.h", r"linalg/serial_scope\.hpp"),
    (r"execution|iostream|random|catch2/.*|nlohmann/.*|CLI/.*", None),
]

# Put aside, and put back, macros of other libraries; included many times, so without a guard.
MACROS = ("macros_off.hpp", "macros_on.hpp")

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^">]+)[">]')


def may_include(module, other):
    rule = ALLOWED[module].split()
    return other == module or other in rule or ("*" in rule and "-" + other not in rule)


def violations(root):
    for path in sorted(root.rglob("*.hpp")):
        inside = path.relative_to(root)
        module = inside.parts[0]
        if module not in ALLOWED:
            yield path, 1, f"module '{module}' is not in the table of check_layers.py"
            continue
        lines = path.read_text().splitlines()
        if path.name in MACROS:
            continue
        if any(line.startswith("namespace syncact") for line in lines) and (root / "core" / MACROS[0]).exists():
            includes = [line for line in lines if line.startswith("#include")]
            if includes[0] != f'#include "syncact/core/{MACROS[0]}"' or lines[-1] != f'#include "syncact/core/{MACROS[1]}"':
                yield path, 1, f"the first include must be {MACROS[0]} and the last line must include {MACROS[1]}"
        if not lines or lines[0] != "#pragma once":
            yield path, 1, "the first line must be #pragma once"
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            quote, name = match.groups()
            if name.startswith("syncact/"):
                other = name.split("/")[1]
                if quote != '"':
                    yield path, number, f"own headers are included with quotes: {name}"
                if not may_include(module, other):
                    yield path, number, f"{module} may not include {other} ({name})"
                continue
            for pattern, files in OUTSIDE:
                if re.fullmatch(pattern, name) and not (files and re.fullmatch(files, inside.as_posix())):
                    yield path, number, f"{name} does not belong here"


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1] / "include" / "syncact"
    found = list(violations(root))
    for path, number, message in found:
        print(f"{path}:{number}: {message}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
