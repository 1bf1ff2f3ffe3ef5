#!/usr/bin/env python3
"""draw_similarity.py bias.csv recovery.csv out.svg: the curves of benchmark_similarity_report as one picture."""
import csv
import sys
from collections import defaultdict

WIDTH, HEIGHT, LEFT, TOP, PANEL_W, PANEL_H = 132, 92, 40, 58, 108, 60
COLOURS = {"20": "#b5d3e7", "50": "#6aaed6", "100": "#2e7ebc", "200": "#08306b"}


def panels(names, columns):
    for i, name in enumerate(names):
        yield name, LEFT + (i % columns) * WIDTH, TOP + (i // columns) * HEIGHT


def text(x, y, words, size=9, anchor="start", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}" '
            f'font-family="sans-serif" fill="#222">{words}</text>')


def main(bias_path, recovery_path, out_path, columns=6):
    bias, recovery = defaultdict(lambda: defaultdict(list)), defaultdict(list)
    for row in csv.DictReader(open(bias_path)):
        bias[row["metric"]][row["n"]].append((float(row["p"]), float(row["mean"])))
    for row in csv.DictReader(open(recovery_path)):
        recovery[row["metric"]].append((row["noise"], float(row["recovered"])))
    names = sorted(bias)
    rows = -(-len(names) // columns)
    second = TOP + rows * HEIGHT + 40
    total = second + 24 + rows * HEIGHT + 20
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + columns * WIDTH + 10}" height="{total}">',
           f'<rect width="100%" height="100%" fill="white"/>',
           text(LEFT, 20, "Independent tables: the value that should mean nothing", 13, weight="bold"),
           text(LEFT, 36, "value against units p (5, 20, 80, 320, log scale); one line per number of samples")]
    for i, (n, colour) in enumerate(COLOURS.items()):
        out.append(f'<rect x="{520 + 62 * i}" y="28" width="14" height="4" fill="{colour}"/>' + text(538 + 62 * i, 36, f"n = {n}"))
    for name, x, y in panels(names, columns):
        out.append(f'<rect x="{x}" y="{y}" width="{PANEL_W}" height="{PANEL_H}" fill="none" stroke="#999" stroke-width=".5"/>')
        out.append(text(x, y - 3, name, 8))
        for n, points in bias[name].items():
            shown = [(x + i * PANEL_W / 3, y + PANEL_H * (1 - min(1, max(0, v)))) for i, (_, v) in enumerate(sorted(points)) if v == v]
            out.append(f'<polyline fill="none" stroke="{COLOURS[n]}" stroke-width="1.5" points="'
                       + " ".join(f"{a:.1f},{b:.1f}" for a, b in shown) + '"/>')
        if (x - LEFT) // WIDTH == 0:
            out += [text(x - 4, y + 6, "1", 8, "end"), text(x - 4, y + PANEL_H, "0", 8, "end")]
    out.append(text(LEFT, second - 12, "Model recovery: how often the layer that made the data is found", 13, weight="bold"))
    out.append(text(LEFT, second + 4, "share of 30 worlds at noise 0, 1 and 3 times the signal; the line is chance, 1/6"))
    for name, x, y in panels(names, columns):
        y += second + 24 - TOP
        out.append(f'<rect x="{x}" y="{y}" width="{PANEL_W}" height="{PANEL_H}" fill="none" stroke="#999" stroke-width=".5"/>')
        out.append(text(x, y - 3, name, 8))
        for i, (noise, share) in enumerate(recovery[name]):
            height = PANEL_H * share
            out.append(f'<rect x="{x + 10 + i * 34}" y="{y + PANEL_H - height:.1f}" width="22" height="{height:.1f}" fill="#2e7ebc"/>')
            out.append(text(x + 21 + i * 34, y + PANEL_H + 9, noise, 7, "middle"))
        chance = y + PANEL_H * (1 - 1 / 6)
        out.append(f'<line x1="{x}" x2="{x + PANEL_W}" y1="{chance:.1f}" y2="{chance:.1f}" stroke="#d62728" stroke-width=".8"/>')
    out.append("</svg>")
    open(out_path, "w").write("\n".join(out) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
