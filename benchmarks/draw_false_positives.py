#!/usr/bin/env python3
"""draw_false_positives.py rates.csv out.svg: the shares of benchmark_false_positives_report as one picture."""
import csv
import sys
from math import comb

WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 170, 48, 34, 26
HIGHEST = 0.2
COLOURS = {"shift": "#1f6f8b", "phase": "#d1495b"}
TITLES = {"shift": "circular shifts", "phase": "phase randomisation"}


def chance_band(n, p=0.05, outside=0.025):
    """The smallest and largest share of n studies that 95 % of tests with a true rate of p show."""
    cumulative, low = 0.0, None
    for k in range(n + 1):
        cumulative += comb(n, k) * p**k * (1 - p) ** (n - k)
        if low is None and cumulative > outside:
            low = k / n
        if cumulative >= 1 - outside:
            return low, k / n


def text(x, y, words, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{words}</text>'


def main(source, target):
    with open(source, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    scans = list(dict.fromkeys(row["scans"] for row in rows))
    conditions = list(dict.fromkeys(row["condition"] for row in rows))
    levels = list(dict.fromkeys(row["level"] for row in rows))
    low, high = chance_band(int(rows[0]["studies"]))
    total = LEFT + len(scans) * (WIDTH + GAP)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{TOP + HEIGHT + 96}" '
           'font-family="sans-serif" font-size="11" fill="#222">', '<rect width="100%" height="100%" fill="white"/>']
    for panel, n in enumerate(scans):
        x0 = LEFT + panel * (WIDTH + GAP)
        at = lambda share: TOP + HEIGHT * (1 - min(share, HIGHEST) / HIGHEST)
        out.append(text(x0, TOP - 10, f"{n} scans", 'font-weight="bold"'))
        out.append(f'<rect x="{x0}" y="{at(high):.1f}" width="{WIDTH}" height="{at(low) - at(high):.1f}" fill="#e8e8e8"/>')
        for share in (0, 0.05, 0.1, 0.15, 0.2):
            colour = "#222" if share == 0.05 else "#ccc"
            out.append(f'<line x1="{x0}" x2="{x0 + WIDTH}" y1="{at(share):.1f}" y2="{at(share):.1f}" stroke="{colour}"/>')
            if panel == 0:
                out.append(text(x0 - 6, at(share) + 4, f"{share:.2f}", 'text-anchor="end"'))
        step = WIDTH / len(conditions)
        for c, condition in enumerate(conditions):
            centre = x0 + step * (c + 0.5)
            out.append(f'<text transform="translate({centre + 4:.1f} {TOP + HEIGHT + 10}) rotate(-40)" '
                       f'text-anchor="end">{condition}</text>')
            for row in rows:
                if (row["scans"], row["condition"]) == (n, condition):
                    x = centre + (levels.index(row["level"]) - 1) * 5 + (-9 if row["null"] == "shift" else 9)
                    out.append(f'<circle cx="{x:.1f}" cy="{at(float(row["significant"])):.1f}" r="3" '
                               f'fill="{COLOURS[row["null"]]}" fill-opacity="0.8"/>')
    y = TOP + HEIGHT + 84
    x = LEFT
    for null, colour in COLOURS.items():
        out += [f'<circle cx="{x + 4}" cy="{y - 4}" r="4" fill="{colour}"/>', text(x + 12, y, TITLES[null])]
        x += 150
    out.append(text(x, y, f"three dots: units on a level of {', '.join(levels)} sd; grey: 95 % of tests whose true rate is .05 "
                          f"({rows[0]['studies']} studies a dot)"))
    out.append("</svg>")
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
