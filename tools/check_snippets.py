#!/usr/bin/env python3
"""check_snippets.py [root]: code in README.md and docs/**/*.md is code that is compiled.

A block under <!-- snippet: path#region --> must equal the lines between two //! [region] in that file, without their common
indentation and without marks of regions; under <!-- snippet: path --> the whole file. Prints file:line for each block that
differs and exits with 1.
"""
import pathlib
import re
import sys
import textwrap

REGION = re.compile(r"\s*//! \[\S+\]\s*$")
MARK = re.compile(r"\s*<!--\s*snippet:\s*([^\s#]+)(?:#(\S+))?\s*-->\s*$")


def source_text(root, path, region):
    """The text that a block must show, or the reason why there is none."""
    file = root / path
    if not file.is_file():
        return None, f"{path} does not exist"
    lines = file.read_text().splitlines()
    if region is None:
        return "\n".join(lines).strip("\n"), None
    at = [i for i, line in enumerate(lines) if line.strip() == f"//! [{region}]"]
    if len(at) != 2:
        return None, f"{path} has {len(at)} lines '//! [{region}]', needs 2"
    inside = [line for line in lines[at[0] + 1 : at[1]] if not REGION.match(line)]
    return textwrap.dedent("\n".join(inside)).strip("\n"), None


def block_after(lines, start):
    """The fenced block that begins on the first line after `start` that is not blank."""
    first = start
    while first < len(lines) and not lines[first].strip():
        first += 1
    if first == len(lines) or not lines[first].startswith("```"):
        return None
    for last in range(first + 1, len(lines)):
        if lines[last].startswith("```"):
            return "\n".join(lines[first + 1 : last]).strip("\n")
    return None


def violations(root):
    for page in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        if not page.is_file():
            continue
        lines = page.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            match = MARK.match(line)
            if not match:
                continue
            expected, reason = source_text(root, *match.groups())
            shown = block_after(lines, number)
            if reason is None and shown is None:
                reason = "no code block follows"
            if reason is None and shown != expected:
                reason = f"differs from {match.group(1)}, which says:\n{expected}"
            if reason is not None:
                yield page, number, reason


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).parents[1]
    found = list(violations(root))
    for page, number, reason in found:
        print(f"{page}:{number}: {reason}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
