#!/usr/bin/env python3
"""networks_report.py PROGRAM FOLDER OUT.svg: time and memory of dictionary learning against voxels, passes and networks, as one picture.

PROGRAM is build/<preset>/benchmarks/benchmark_networks_report; FOLDER takes files of up to 200 MB. 284 time points, float, one thread.
"""
import json
import pathlib
import subprocess
import sys

VOXELS, PASSES, NETWORKS = (10000, 20000, 40000, 80000, 160000), (1, 2, 4, 8, 16), (25, 50, 100, 200, 400)
LEFT, TOP, WIDTH, HEIGHT, GAP = 62, 60, 200, 180, 70


def run(program, *arguments):
    out = subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    return json.loads(out) if out else None


def learn(program, folder, voxels, passes, networks, block=0):
    file = folder / f"planted_{voxels}_{networks}.npy"
    if not file.exists():
        run(program, "make", file, 284, voxels, networks)
    result = run(program, "learn", file, networks, passes, block, 1)
    print(result, flush=True)
    return result


def text(x, y, words, size=11, anchor="start", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}" '
            f'font-family="sans-serif" fill="#222">{words}</text>')


def number(value):
    return f"{value / 1000:g} k" if value >= 10000 else f"{value:g}"


def panel(x, title, axis, xs, lines, guide):
    """Both axes in logarithms; guide: the exponent of the dashed line through the first point of the first line."""
    from math import log10
    values = [v for _, _, ys in lines for v in ys]
    floor = 10 ** (int(log10(min(values)) + 100) - 100)
    decades = max(1, -int(-log10(max(values) / floor) // 1))
    at_x = lambda v: x + WIDTH * log10(v / xs[0]) / log10(xs[-1] / xs[0])
    at_y = lambda v: TOP + HEIGHT * (1 - log10(v / floor) / decades)
    out = [f'<rect x="{x}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999" stroke-width=".6"/>',
           text(x, TOP - 8, title, 12, weight="bold"), text(x + WIDTH / 2, TOP + HEIGHT + 32, axis, 11, "middle")]
    for d in range(decades + 1):
        tick = floor * 10 ** d
        out.append(text(x - 5, at_y(tick) + 4, f"{tick:g}", 10, "end"))
        out.append(f'<line x1="{x}" x2="{x + WIDTH}" y1="{at_y(tick):.1f}" y2="{at_y(tick):.1f}" stroke="#ddd" stroke-width=".6"/>')
    out += [text(at_x(v), TOP + HEIGHT + 15, number(v), 10, "middle") for v in xs]
    if guide:
        start = lines[0][2][0]
        ends = [(v, start * (v / xs[0]) ** guide) for v in xs if start * (v / xs[0]) ** guide <= floor * 10 ** decades * 1.001]
        out.append('<polyline fill="none" stroke="#888" stroke-dasharray="4 3" points="'
                   + " ".join(f"{at_x(a):.1f},{at_y(b):.1f}" for a, b in ends) + '"/>')
    for i, (name, colour, ys) in enumerate(lines):
        points = [(at_x(a), at_y(b)) for a, b in zip(xs, ys)]
        out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="1.8" points="'
                   + " ".join(f"{a:.1f},{b:.1f}" for a, b in points) + '"/>')
        out += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.6" fill="{colour}"/>' for a, b in points]
        if name:
            out.append(f'<rect x="{x + 8}" y="{TOP + 10 + 15 * i}" width="12" height="4" fill="{colour}"/>'
                       + text(x + 25, TOP + 16 + 15 * i, name, 10))
    return out


def main(program, folder, target):
    folder = pathlib.Path(folder)
    by_voxels = [learn(program, folder, v, 4, 50) for v in VOXELS]
    blocks = [learn(program, folder, v, 4, 50, 5000) for v in VOXELS]
    by_passes = [learn(program, folder, 20000, p, 50) for p in PASSES]
    by_networks = [learn(program, folder, 20000, 4, k) for k in NETWORKS]
    seconds = lambda runs: [("", "#2e7ebc", [r["seconds"] for r in runs])]
    mega = lambda runs, key: [r[key] / 1e6 for r in runs]
    places = [LEFT + i * (WIDTH + GAP) for i in range(4)]
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{places[-1] + WIDTH + 35}" height="{TOP + HEIGHT + 50}">',
           '<rect width="100%" height="100%" fill="white"/>',
           text(LEFT, 22, "Online dictionary learning, 284 time points, float, one thread, maps included", 14, weight="bold"),
           *panel(places[0], "seconds; dashed: linear", "voxels (50 networks, 4 passes)", VOXELS, seconds(by_voxels), 1),
           *panel(places[1], "seconds; dashed: linear", "passes (50 networks, 20 000 voxels)", PASSES, seconds(by_passes), 1),
           *panel(places[2], "seconds; dashed: quadratic", "networks (20 000 voxels, 4 passes)", NETWORKS, seconds(by_networks), 2),
           *panel(places[3], "MB, blocks of 5000 voxels", "voxels (50 networks)", VOXELS,
                  [("taken", "#2e7ebc", mega(blocks, "taken")), ("planned", "#e6550d", mega(blocks, "planned")),
                   ("the data", "#999999", mega(blocks, "data"))], 0),
           "</svg>"]
    pathlib.Path(target).write_text("\n".join(out) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
