#!/usr/bin/env python3
"""umbrellas.py [--check]: writes include/syncact/<room>.hpp, which includes every public header of a room, and syncact.hpp,
which includes every room that needs nothing but Eigen. With --check, says which of them are not as they would be written.
"""
import pathlib
import sys

ROOT = pathlib.Path(__file__).parents[1] / "include" / "syncact"

# Headers with dependencies of their own, which are components, and what is included many times.
LEFT_OUT = ("adapt/xtensor", "film/opencv/", "linalg/xtensor_blas", "core/macros_")

# Rooms that syncact.hpp does not include, and why.
APART = {
    "io": "files: needs zlib",
    "laws": "laws of policies: for tests",
    "synthetic": "planted worlds: for experiments and tests",
    "similarity": "measures of similarity, which take as long to compile as the rest",
    "catalog": "every policy by name, with all of similarity",
}

TITLES = {
    "core": "vocabulary: indices, errors, series, clocks",
    "adapt": "tables of Eigen and plain pointers as series",
    "numeric": "special functions, transforms, ranks, assignment",
    "linalg": "products and decompositions",
    "parallel": "threads, and the context of a call",
    "activations": "from activation tensors to one number per unit and frame",
    "film": "a network that watches a film",
    "hrf": "haemodynamic responses",
    "signal": "cleaning, and from frames and events to scans",
    "coding": "sparse coders",
    "networks": "functional brain networks and their learners",
    "groups": "networks of several subjects",
    "stats": "null models, p-values, corrections",
    "synchrony": "coupling neurons with networks",
    "annotation": "labels for neurons",
    "score": "how brain-like a model is",
    "similarity": "measures of similarity between representations, RDMs and signals",
    "catalog": "every policy by name",
    "study": "the chain in one call",
    "io": "reading and writing files",
    "synthetic": "planted worlds",
    "laws": "law suites for policies",
}


def public_headers(room):
    for path in sorted((ROOT / room).rglob("*.hpp")):
        name = path.relative_to(ROOT).as_posix()
        if "/detail/" not in name and not name.startswith(LEFT_OUT):
            yield name


def umbrella(room):
    lines = ["#pragma once", f"/// All of syncact/{room}: {TITLES[room]}. Written by tools/umbrellas.py."]
    return "\n".join(lines + [f'#include "syncact/{name}"' for name in public_headers(room)]) + "\n"


def everything(rooms):
    lines = ["#pragma once", "/// All that needs Eigen alone. The header of what you use compiles faster. Written by tools/umbrellas.py."]
    lines += ["/// Not in here:"] + [f"/// - {room}.hpp, {reason}" for room, reason in sorted(APART.items())]
    lines += ["/// - adapt/xtensor.hpp, linalg/xtensor_blas.hpp and film/opencv/, which need those libraries"]
    return "\n".join(lines + [f'#include "syncact/{room}.hpp"' for room in rooms if room not in APART]) + "\n"


def main():
    rooms = sorted(path.name for path in ROOT.iterdir() if path.is_dir())
    wanted = {f"{room}.hpp": umbrella(room) for room in rooms} | {"syncact.hpp": everything(rooms)}
    stale = [name for name, text in wanted.items() if not (ROOT / name).exists() or (ROOT / name).read_text() != text]
    for name in stale:
        if "--check" in sys.argv:
            print(f"include/syncact/{name} is not what tools/umbrellas.py writes; run it")
        else:
            (ROOT / name).write_text(wanted[name])
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
