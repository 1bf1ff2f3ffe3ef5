#!/usr/bin/env python3
"""check_versions.py [folder]: nothing that Eigen 5, xtensor >= 0.26 or Catch2 3 no longer have, or that Eigen 3.4 has not yet.

Prints file:line, what stands there and what to write instead, and exits with 1 if there is anything.
"""
import pathlib
import re
import sys

# What is refused, why and what to write instead, and the files that may hold it.
REFUSED = [
    (r"\bEigen::(all|last|lastp1|lastN)\b", "gone in Eigen 5; write columns_of, rows_of or Eigen::seqN", None),
    (r"\bEigen::placeholders::(all|last)\b", "deprecated in Eigen 3.4; write columns_of, rows_of or Eigen::seqN",
     r"core/indexed\.hpp"),
    (r"find_package\(Eigen3 \d", "refuses Eigen 5; compare Eigen3_VERSION instead", None),
    (r"\.(eigenvalues|svd)\(\s*Eigen::Compute", "options are template parameters in Eigen 5", None),
    (r"JacobiSVD<[^>]*>\s*\w*\([^)]*Compute(Thin|Full)", "options are template parameters in Eigen 5; write linalg::thin_svd", None),
    (r"#\s*include\s*<xtensor/x(array|tensor|view|adapt|npy|io|math|random)\.hpp>",
     "moved into folders in xtensor 0.26; include adapt/xtensor_includes.hpp", r"adapt/xtensor_includes\.hpp"),
    (r"#\s*include\s*<catch2/catch\.hpp>", "gone in Catch2 3; include support/catch.hpp", r"support/catch\.hpp"),
    (r"Catch::Matchers::Contains\b", "ContainsSubstring in Catch2 3; write says", r"support/catch\.hpp"),
    (r"(?<!Catch::)\bApprox\(", "Catch::Approx in Catch2 3; write WithinAbs or WithinRel", r"support/catch\.hpp"),
]
FOLDERS = ("include", "tests", "examples", "benchmarks", "docs", "cmake")
ENDINGS = (".hpp", ".cpp", ".txt", ".cmake", ".in")


def findings(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in ENDINGS or (path.suffix == ".txt" and path.name != "CMakeLists.txt") or "wrong" in path.relative_to(root).parts:
                continue
            for number, line in enumerate(path.read_text().splitlines(), 1):
                code = line.split("//")[0]
                for pattern, instead, allowed in REFUSED:
                    match = re.search(pattern, code)
                    if match and not (allowed and re.search(allowed, str(path))):
                        yield f"{path.relative_to(root)}:{number}: '{match.group(0).strip()}' is {instead}"


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parent.parent
    found = list(findings(root))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
