#!/usr/bin/python3
"""similarity_speed.py PROGRAM [task ...]: the library against numpy and scikit-learn, on the same arrays, in one run.

PROGRAM is build/<preset>/benchmarks/benchmark_similarity_speed. For each task this makes the inputs, times the numpy form of the
same algorithm (or scikit-learn's own class), lets PROGRAM time the library's on the same files, checks that both give the same
numbers, and prints a line: seconds of each (the best of several) and the ratio numpy / library. Needs Debian's python3-numpy,
python3-scipy and python3-sklearn, whose BLAS is OpenBLAS; every side uses all cores.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np


def noise(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


def u_centred(x):
    x = x - x.mean(0)
    k = x @ x.T
    np.fill_diagonal(k, 0)
    n = len(k)
    row = k.sum(0) / (n - 2)
    k -= row[:, None] + row[None, :]
    k += row.sum() / (n - 1)
    np.fill_diagonal(k, 0)
    return k


def cka_debiased(x, y):
    k, l = u_centred(x), u_centred(y)
    return np.vdot(k, l) / np.sqrt(np.vdot(k, k) * np.vdot(l, l))


def correlation_rdm(x):
    z = x - x.mean(1, keepdims=True)
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    return (1 - z @ z.T)[np.triu_indices(len(x), 1)]


def isc_loo(data):  # [subject, time, voxel]
    z = data - data.mean(1, keepdims=True)
    total = z.sum(0)
    norms = np.einsum("stv,stv->sv", z, z)
    cross = np.einsum("stv,tv->sv", z, total)
    others = np.einsum("tv,tv->v", total, total) - 2 * cross + norms
    return (cross - norms) / np.sqrt(norms * others)


def nuclear_by_grams(x, y):
    """||x'y||_*, x and y [n x p] with p > n: x'y = qx (rx ry') qy' with x' = qx rx, so an n x n matrix has its singular values."""
    rx, ry = np.linalg.qr(x.T, mode="r"), np.linalg.qr(y.T, mode="r")
    return np.linalg.svd(rx @ ry.T, compute_uv=False).sum()


def procrustes_euclidean(x, y):
    x, y = x - x.mean(0), y - y.mean(0)
    return np.sqrt(np.vdot(x, x) + np.vdot(y, y) - 2 * nuclear_by_grams(x, y))


def crossnobis(runs, precision):  # [run, condition, channel]: sum over r != s of d_r' P d_s, by sums minus self
    total = runs.sum(0)
    gram = total @ precision @ total.T - np.einsum("rip,pq,rjq->ij", runs, precision, runs, optimize=True)
    gram /= len(runs) * (len(runs) - 1)
    d = np.diag(gram)
    rdm = (d[:, None] + d[None, :] - gram - gram.T) / runs.shape[2]
    return rdm[np.triu_indices(len(gram), 1)]


def ridge_sklearn(x, y):
    from sklearn.linear_model import RidgeCV
    return RidgeCV(alphas=np.logspace(-1, 8, 10), alpha_per_target=True).fit(x, y).alpha_


TASKS = {
    "cka_debiased": (lambda: {"x": noise(1, 1000, 10000), "y": noise(2, 1000, 5000)}, cka_debiased, 5, 1e-9),
    "correlation_rdm": (lambda: {"x": noise(3, 1000, 10000)}, correlation_rdm, 5, 1e-10),
    "isc_loo": (lambda: {"data": noise(4, 12, 300, 5000) + noise(5, 1, 300, 5000)}, isc_loo, 5, 1e-10),
    "procrustes": (lambda: {"x": noise(6, 1000, 2000), "y": noise(7, 1000, 2000)}, procrustes_euclidean, 3, 1e-9),
    "crossnobis": (lambda: {"runs": noise(8, 8, 60, 500), "precision": np.cov(noise(9, 500, 1000))}, crossnobis, 20, 1e-9),
    "ridge_cv": (lambda: {"x": noise(10, 800, 2000), "y": noise(11, 800, 5000) + noise(10, 800, 2000)[:, :1]}, ridge_sklearn, 2, 1e-9),
}


def grid(program):
    """24 x 24 layers of 1000 samples and 4096 units: numpy pair by pair (4 timed), the library pair by pair, the library's grid."""
    layers = [noise(20 + i, 1000, 4096).astype(np.float32) for i in range(4)]
    pairs = [(layers[i], layers[j]) for i in (0, 1) for j in (2, 3)]
    cka_debiased(*pairs[0])
    begin = time.perf_counter()
    for x, y in pairs:
        cka_debiased(x.astype(np.float64), y.astype(np.float64))
    numpy_pairs = (time.perf_counter() - begin) / len(pairs) * 24 * 24
    ours = json.loads(subprocess.run([program, "grid"], check=True, capture_output=True, text=True).stdout)
    print(f"grid 24 x 24: {ours['grid']:.2f} s; numpy pair by pair {numpy_pairs:.1f} s: {numpy_pairs / ours['grid']:.1f} x; "
          f"library pair by pair {ours['pairs']:.1f} s: {ours['pairs'] / ours['grid']:.1f} x", flush=True)


def best_of(times, call):
    best, value = np.inf, None
    for _ in range(times):
        begin = time.perf_counter()
        value = call()
        best = min(best, time.perf_counter() - begin)
    return best, np.atleast_1d(value)


def main(program, chosen):
    print(f"{'task':<16} {'numpy [s]':>10} {'library [s]':>12} {'ratio':>7}")
    for name in chosen or [*TASKS, "grid"]:
        if name == "grid":
            grid(program)
            continue
        make, form, times, tolerance = TASKS[name]
        arrays = make()
        with tempfile.TemporaryDirectory() as folder:
            for key, array in arrays.items():
                np.save(pathlib.Path(folder) / f"{key}.npy", array)
            theirs, expected = best_of(times, lambda: form(*arrays.values()))
            out = subprocess.run([program, name, folder, str(times)], check=True, capture_output=True, text=True).stdout
            ours, value = json.loads(out)["seconds"], np.load(pathlib.Path(folder) / "result.npy")
        scale = np.abs(expected).max()
        error = np.abs(value.ravel() - expected.ravel()).max() / scale
        if not error <= tolerance:
            sys.exit(f"{name}: the library differs from numpy by {error:.1e} relative")
        print(f"{name:<16} {theirs:>10.4f} {ours:>12.4f} {theirs / ours:>7.2f}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
