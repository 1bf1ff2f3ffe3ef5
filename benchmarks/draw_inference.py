#!/usr/bin/env python3
"""draw_inference.py rates.csv false_alarms.svg power.svg: what benchmark_inference_report prints, as two pictures."""
import csv
import sys

from draw_false_positives import chance_band, text

COLOURS = {"shift": "#1f6f8b", "phase": "#d1495b", "blocks": "#6a4c93", "bootstrap": "#8d6b00", "truncated shift": "#2e7d32",
           "Pyper-Peterman": "#555555", "textbook": "#000000"}
WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 190, 52, 40, 30


def panel(x0, title, highest, ticks, labelled):
    """Title and horizontal lines of a panel whose lower edge is 0 and whose upper edge is `highest`."""
    out = [text(x0, TOP - 12, title, 'font-weight="bold"')]
    for share in ticks:
        y = TOP + HEIGHT * (1 - share / highest)
        out.append(f'<line x1="{x0}" x2="{x0 + WIDTH}" y1="{y:.1f}" y2="{y:.1f}" stroke="{"#222" if share == 0.05 else "#ccc"}"/>')
        if labelled:
            out.append(text(x0 - 6, y + 4, f"{share:.2f}", 'text-anchor="end"'))
    return out


def picture(parts, total, height):
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{height}" font-family="sans-serif" '
                      'font-size="11" fill="#222">', '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>"]) + "\n"


def legend(names, y):
    out, x = [], LEFT
    for name in names:
        out += [f'<circle cx="{x + 4}" cy="{y - 4}" r="4" fill="{COLOURS[name]}"/>', text(x + 12, y, name)]
        x += 28 + 7 * len(name)
    return out


def false_alarms(rows):
    rows = [row for row in rows if float(row["planted"]) == 0]
    scans = list(dict.fromkeys(row["scans"] for row in rows))
    methods = list(dict.fromkeys(row["method"] for row in rows))
    designs = list(dict.fromkeys(row["design"] for row in rows))
    designs.sort(key=["one run", "four runs", "rest left out", "cleaned", "rest"].index)
    highest = 0.2
    low, high = chance_band(int(rows[0]["studies"]))
    out = []
    at = lambda share: TOP + HEIGHT * (1 - min(share, highest) / highest)
    for number, n in enumerate(scans):
        x0 = LEFT + number * (WIDTH + GAP)
        out.append(f'<rect x="{x0}" y="{at(high):.1f}" width="{WIDTH}" height="{at(low) - at(high):.1f}" fill="#e8e8e8"/>')
        out += panel(x0, f"{n} scans", highest, (0, 0.05, 0.1, 0.15, 0.2), number == 0)
        step = WIDTH / (2 * len(designs))
        for d, design in enumerate(designs):
            for s, smoothness in enumerate(("white", "slow")):
                centre = x0 + step * (2 * d + s + 0.5)
                out.append(f'<text transform="translate({centre + 4:.1f} {TOP + HEIGHT + 10}) rotate(-50)" '
                           f'text-anchor="end">{design}, {smoothness}</text>')
                for row in rows:
                    if (row["scans"], row["design"], row["smoothness"]) != (n, design, smoothness):
                        continue
                    share = float(row["significant"])
                    x = centre + 3 * (methods.index(row["method"]) - len(methods) / 2)
                    if share > highest:  # above the picture: a triangle at its edge
                        out.append(f'<path d="M {x - 3:.1f} {TOP + 4} l 3 -6 l 3 6 z" fill="{COLOURS[row["method"]]}"/>')
                    else:
                        out.append(f'<circle cx="{x:.1f}" cy="{at(share):.1f}" r="3" fill="{COLOURS[row["method"]]}"/>')
    y = TOP + HEIGHT + 118
    out += legend(methods, y)
    out.append(text(LEFT, y + 18, f"grey: 95 % of tests whose true rate is .05 ({rows[0]['studies']} studies a dot); triangles lie "
                                  "above .20"))
    return picture(out, LEFT + len(scans) * (WIDTH + GAP), y + 30)


def power(rows):
    rows = [row for row in rows if row["design"] == "one run" and row["method"] != "textbook"]
    scans = list(dict.fromkeys(row["scans"] for row in rows))
    methods = list(dict.fromkeys(row["method"] for row in rows))
    out = []
    for number, n in enumerate(scans):
        x0 = LEFT + number * (WIDTH + GAP)
        out += panel(x0, f"{n} scans", 1, (0, 0.05, 0.25, 0.5, 0.75, 1), number == 0)
        for smoothness, dashes in (("white", ""), ("slow", 'stroke-dasharray="4 3"')):
            for method in methods:
                points = sorted((float(row["planted"]), float(row["significant"])) for row in rows
                                if (row["scans"], row["smoothness"], row["method"]) == (n, smoothness, method))
                line = " ".join(f"{x0 + WIDTH * planted / 0.6:.1f},{TOP + HEIGHT * (1 - share):.1f}" for planted, share in points)
                out.append(f'<polyline points="{line}" fill="none" stroke="{COLOURS[method]}" stroke-width="1.6" {dashes}/>')
        for planted in (0, 0.2, 0.4, 0.6):
            out.append(text(x0 + WIDTH * planted / 0.6, TOP + HEIGHT + 16, f"{planted:.1f}", 'text-anchor="middle"'))
        out.append(text(x0 + WIDTH / 2, TOP + HEIGHT + 32, "planted r of what drives both", 'text-anchor="middle"'))
    y = TOP + HEIGHT + 56
    out += legend(methods, y)
    out.append(text(LEFT, y + 18, "share of studies in which the pair is significant at .05; whole lines: white drives; broken: slow ones"))
    return picture(out, LEFT + len(scans) * (WIDTH + GAP), y + 30)


def main(source, *targets):
    with open(source, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for draw, target in zip((false_alarms, power), targets, strict=True):
        with open(target, "w", encoding="utf-8") as file:
            file.write(draw(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
