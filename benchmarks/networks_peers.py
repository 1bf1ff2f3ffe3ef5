#!/usr/bin/python3
"""networks_peers.py PROGRAM [--networks 50,100,200] [--seeds 2,3,4] [--threads 2] [--lasso | --recovery]: dictionary learning against scikit-learn.

PROGRAM is build/<preset>/benchmarks/benchmark_networks_peers. For each problem "planted-v1" (284 time points, 20 000 voxels, float32; with
400 networks 900 time points and 50 000 voxels) both sides get the same data and the same first atoms. scikit-learn's
MiniBatchDictionaryLearning (fit_algorithm="cd", batch 64, 5 passes, its best setting; one pass in batches of 512 for 400 networks) is
timed; then the library, with settings fixed beforehand, learns with one pass over 1/4, 1/2, 5/8 and 3/4 of the voxels and with 1, 2, 3, 5,
10 and 20 passes over all, until the objective of its atoms over all voxels is within 0.1 % of scikit-learn's own (both evaluated by the
library's exact coder in double). The median time of five runs in one process counts. Neither side codes maps.
Speed-ups over SPAMS are derived: its times, measured once on another machine beside scikit-learn's, are scaled by the ratio of
scikit-learn's time here to its time there. With --lasso the exact codes of all voxels in the planted atoms are timed instead; with
--recovery it is told what both find again of the planted networks (benchmark_networks_recovery_report).
Needs Debian's python3-sklearn.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time
import warnings

# seconds and objectives of one core there: scikit-learn float32 (batch 64, 5 passes), SPAMS float32 (batch 64, 5 passes), and SPAMS
# float64 with its own batch of 512 (20 passes, where measured)
ELSEWHERE = {
    (50, 1): {"sklearn": (2.83, 919.7), "spams32": (0.45, 922.6), "spams64": (1.98, 922.5)},
    (100, 1): {"sklearn": (5.53, 1271.2), "spams32": (1.59, 1266.0), "spams64": (5.59, 1259.1)},
    (200, 1): {"sklearn": (11.6, 1799.6), "spams32": (5.9, 1797.0), "spams64": (24.2, 1785.7)},
    (100, 2): {"sklearn": (5.55, 1292.3), "spams32": (1.67, 1289.1)},
    (100, 3): {"sklearn": (5.44, 1273.5), "spams32": (1.40, 1274.1)},
    (100, 4): {"sklearn": (5.21, 1267.1), "spams32": (1.34, 1266.7)},
    (200, 2): {"sklearn": (12.4, 1816.2), "spams32": (5.87, 1820.5)},
    (200, 3): {"sklearn": (12.0, 1817.0), "spams32": (5.74, 1817.3)},
    (200, 4): {"sklearn": (11.5, 1798.6), "spams32": (5.95, 1795.7)},
    (400, 1): {"sklearn": (12.9, 6659.6), "spams32": (21.8, 6644.7)},  # one pass
}
LASSO_ELSEWHERE = {50: {"sklearn": 0.28, "spams32": 0.056}, 100: {"sklearn": 0.46, "spams32": 0.164}, 200: {"sklearn": 1.00, "spams32": 0.71}}
PASSES = (0.25, 0.5, 0.625, 0.75, 1, 2, 3, 5, 10, 20)


def run(*arguments):
    return json.loads(subprocess.run([str(a) for a in arguments], check=True, capture_output=True, text=True).stdout)


def sklearn_learns(x, atoms, passes=5, batch=64):
    from sklearn.decomposition import MiniBatchDictionaryLearning
    learner = MiniBatchDictionaryLearning(n_components=len(atoms), alpha=6, max_iter=passes, batch_size=batch, fit_algorithm="cd",
                                          dict_init=atoms, tol=0, max_no_improvement=None, random_state=0, shuffle=True)
    begin = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        learner.fit(x)
    return time.perf_counter() - begin, learner.components_


def ours_until(program, folder, goal, threads):
    """The fewest passes whose objective is within 0.1 % of the goal: (seconds, objective, passes), or None."""
    for passes in PASSES:
        result = run(program, "learn", folder, passes, threads)
        if result["objective"] <= 1.001 * goal:
            return result["seconds"], result["objective"], passes
    return None


def compare(program, n_networks, seed, threads):
    import numpy as np
    with tempfile.TemporaryDirectory() as folder:
        run(program, "make", folder, n_networks, seed)
        x, atoms = np.load(pathlib.Path(folder) / "X.npy"), np.load(pathlib.Path(folder) / "D0.npy")
        seconds, learned = sklearn_learns(x, atoms, *((1, 512) if n_networks == 400 else ()))
        np.save(pathlib.Path(folder) / "D.npy", np.ascontiguousarray(learned, dtype=np.float64))
        goals = {"sklearn": (seconds, run(program, "objective", folder)["objective"])}
        there = ELSEWHERE.get((n_networks, seed), {})
        for peer in ("spams32", "spams64"):
            if peer in there:
                goals[peer] = (there[peer][0] * seconds / there["sklearn"][0], there[peer][1])
        for peer, (their_seconds, goal) in goals.items():
            ours = ours_until(program, folder, goal, threads)
            derived = "" if peer == "sklearn" else " (scaled)"
            line = f"{n_networks:>5} {seed:>4} {peer:<8} {their_seconds:>8.2f} s{derived:<9} f {goal:>7.1f}"
            print(line + (f"   ours {ours[0]:.3f} s, f {ours[1]:.1f} after {ours[2]:g} passes: {their_seconds / ours[0]:.1f} x"
                          if ours else "   not reached"), flush=True)


def compare_recovery(program, n_networks, seed, threads):
    import numpy as np
    judge = pathlib.Path(program).with_name("benchmark_networks_recovery_report")
    with tempfile.TemporaryDirectory() as folder:
        run(program, "make", folder, n_networks, seed)
        x, atoms = np.load(pathlib.Path(folder) / "X.npy"), np.load(pathlib.Path(folder) / "D0.npy")

        def show(name, seconds, file):
            print(f"{n_networks:>5} {seed:>4} {name:<28} {seconds:>7.3f} s ", run(judge, "atoms", f"{folder}/{file}", n_networks, seed), flush=True)

        seconds, learned = sklearn_learns(x, atoms)
        np.save(pathlib.Path(folder) / "D.npy", np.ascontiguousarray(learned, dtype=np.float64))
        show("scikit-learn, 5 passes", seconds, "D.npy")
        for passes, kind in ((5, "float"), (5, "double"), (20, "float")):
            show(f"ours, {passes} passes, {kind}", run(program, "learn", folder, passes, threads, kind)["seconds"], "ours.npy")


def compare_lasso(program, n_networks, threads):
    import numpy as np
    from sklearn.decomposition import sparse_encode
    with tempfile.TemporaryDirectory() as folder:
        run(program, "make", folder, n_networks, 1)
        x, atoms = np.load(pathlib.Path(folder) / "X.npy"), np.load(pathlib.Path(folder) / "planted.npy")
        begin = time.perf_counter()
        sparse_encode(x, atoms, algorithm="lasso_cd", alpha=6, max_iter=1000)
        seconds = time.perf_counter() - begin
        ours = run(program, "encode", folder, threads)
        there = LASSO_ELSEWHERE[n_networks]
        spams = there["spams32"] * seconds / there["sklearn"]
        print(f"{n_networks:>5} lasso: scikit-learn {seconds:.3f} s, SPAMS {spams:.3f} s (scaled), ours {ours['seconds']:.3f} s "
              f"(gap {ours['largest_gap']:.1e}): {seconds / ours['seconds']:.1f} x, {spams / ours['seconds']:.1f} x", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--networks", default="50,100,200")
    parser.add_argument("--seeds", default="2,3,4")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--lasso", action="store_true")
    instead.add_argument("--recovery", action="store_true")
    arguments = parser.parse_args()
    for n_networks in map(int, arguments.networks.split(",")):
        if arguments.lasso:
            compare_lasso(arguments.program, n_networks, arguments.threads)
            continue
        for seed in map(int, arguments.seeds.split(",")):
            (compare_recovery if arguments.recovery else compare)(arguments.program, n_networks, seed, arguments.threads)


if __name__ == "__main__":
    main()
