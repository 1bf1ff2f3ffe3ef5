#!/usr/bin/env python3
"""check_layers.py [include folder]: includes point only down the graph of rooms, and outside libraries stay where they belong.

A room is a folder that may hold other rooms. It may include itself, the rooms that ROOMS lists for it, and their detail never.
A permission that no include uses is an error too. Prints file:line for each violation and exits with 1 if there is one.
"""
import pathlib
import re
import sys

# What a room, or a header of the top folder, may include besides itself. "*" means any room but those named after a minus.
ROOMS = {
    "core": "",
    "adapt": "core",
    "numeric": "core",
    "linalg": "core",
    "parallel": "core linalg",
    "activations": "core parallel",
    "film": "core parallel activations",
    "film/opencv": "core parallel film",
    "hrf": "core numeric",
    "stats": "core numeric",
    "coding": "core linalg",
    "signal": "core numeric linalg parallel hrf",
    "networks": "core numeric linalg parallel coding",
    "networks/learners": "core linalg parallel coding networks",
    "groups": "core numeric linalg parallel coding networks networks/learners",
    "synchrony": "core numeric linalg parallel stats signal synchrony/measure",
    "synchrony/measure": "core numeric linalg parallel",
    "annotation": "core numeric linalg parallel stats signal synchrony annotation/describe",
    "annotation/referee": "core numeric stats",
    "annotation/describe": "core numeric annotation/referee",
    "score": "core numeric linalg stats signal synchrony",
    "similarity": "core",
    "similarity/representation": "core numeric linalg parallel similarity",
    "similarity/rdm": "core numeric linalg parallel stats similarity",
    "similarity/matching": "core numeric linalg similarity similarity/representation",
    "similarity/dynamics": "core linalg parallel similarity similarity/representation similarity/rdm similarity/matching",
    "similarity/encoding": "core numeric linalg parallel similarity",
    "similarity/series": "core numeric stats similarity parallel",
    "similarity/connectivity": "core numeric linalg similarity similarity/series parallel",
    "catalog": "* -study -laws -synthetic",
    "study": "* -io -laws -synthetic",
    "io": "*",
    "io/bytes": "core",
    "io/npy": "core io/bytes",
    "io/nifti": "core io/bytes",
    "io/text": "core io/bytes",
    "io/wordnet": "core io/bytes annotation",
    "io/results": "core io/bytes io/text synchrony annotation score",
    "synthetic": "core linalg signal parallel",
    "laws": "*",
}

# Outside headers: pattern, and the files that may include them (None: no file may).
OUTSIDE = [
    (r"xtensor-blas/.*|cblas.*|cxxblas/.*", r"linalg/xtensor_blas\.hpp"),
    (r"xtensor/.*|xtensor\.hpp|xtl/.*", r"adapt/xtensor_includes\.hpp"),
    (r"opencv2/.*", r"film/opencv/.*"),
    (r"zlib\.h|cstdio", r"io/.*"),
    (r"omp\.h", r"linalg/serial_scope\.hpp"),
    (r"execution|iostream|sstream|random|catch2/.*|nlohmann/.*|CLI/.*", None),
    (r"thread", r"parallel/.*"),
]

# Put aside, and put back, macros of other libraries; included many times, so without a guard.
MACROS = ("macros_off.hpp", "macros_on.hpp")

INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^">]+)[">]')


def room_of(name):
    """The innermost room of a path below include/syncact; a header of the top folder has none."""
    folders = name.split("/")[:-1]
    while folders and "/".join(folders) not in ROOMS:
        folders.pop()
    return "/".join(folders)


def may_include(room, other):
    rule = ROOMS[room].split()
    return other in (room, "") or other in rule or ("*" in rule and "-" + other.split("/")[0] not in rule)


def versioned(root):
    """How every namespace begins: with an inline namespace of the major and minor version in core/version.hpp."""
    header = root / "core" / "version.hpp"
    if not header.exists():
        return "namespace syncact"
    number = dict(re.findall(r"#define SYNCACT_VERSION_(MAJOR|MINOR) (\d+)", header.read_text()))
    return f"namespace syncact::inline v{number['MAJOR']}_{number['MINOR']}"


def violations(root):
    used = set()
    namespace = versioned(root)
    for path in sorted(root.rglob("*.hpp")):
        inside = path.relative_to(root).as_posix()
        room = room_of(inside)
        if not room and "/" in inside:
            yield path, 1, f"no room of check_layers.py holds '{inside}'"
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
            if line.startswith("namespace syncact") and not re.match(namespace + r"( |::)", line):
                yield path, number, f"the namespace must begin with '{namespace}'"
            match = INCLUDE.match(line)
            if not match:
                continue
            quote, name = match.groups()
            if name.startswith("syncact/"):
                other = room_of(name[len("syncact/"):])
                used.add((room, other))
                if quote != '"':
                    yield path, number, f"own headers are included with quotes: {name}"
                if room and not may_include(room, other):
                    yield path, number, f"{room} may not include {other} ({name})"
                if "/detail/" in name and other != room:
                    yield path, number, f"{name} is a detail of {other}"
                continue
            for pattern, files in OUTSIDE:
                if re.fullmatch(pattern, name) and not (files and re.fullmatch(files, inside)):
                    yield path, number, f"{name} does not belong here"
    for room, rule in ROOMS.items():
        if not (root / room).exists():
            continue
        for other in rule.split():
            if other[0] not in "*-" and (room, other) not in used:
                yield root / room, 1, f"{room} may include {other}, but nothing there does"


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1] / "include" / "syncact"
    found = list(violations(root))
    for path, number, message in found:
        print(f"{path}:{number}: {message}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
