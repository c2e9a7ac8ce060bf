"""operators.py: the time of every operator beside torch's, one thread each, as a table sorted by ratio.

    pip install torch && python tests/bench/operators.py [NAME…]      from the repository's root, after `make`

The arguments are in operators.txt.  hug and torch take turns, operator by operator, so that a busy machine slows both.
"""
import os
import re
import subprocess
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
import torch  # noqa: E402  (after the number of threads is set)

torch.set_num_threads(1)
HERE = os.path.dirname(os.path.abspath(__file__))
DTYPES = {"f64": torch.float64, "f32": torch.float32, "i64": torch.int64}
NAMES = {
    "randn": torch.randn, "rand": torch.rand, "ones": torch.ones, "zeros": torch.zeros, "randperm": torch.randperm,
    "arange": torch.arange, "ints": lambda below, *sizes: torch.randint(0, below, sizes),
    "bools": lambda *sizes: torch.randn(*sizes) > 0,
}


def arguments(source):
    """The Lua arguments in Python: { name = value } at the end are named ones, other braces are lists."""
    source = re.sub(r"\{\s*(\w+\s*=[^{}]*)\}\s*$", r"\1", source)
    source = source.replace("{", "[").replace("}", "]").replace(":t()", ".t()")
    source = re.sub(r"\btrue\b", "True", re.sub(r"\bfalse\b", "False", source))
    args, named = eval(f"(lambda *a, **k: (a, k))({source})", NAMES)
    return [DTYPES.get(a, a) if isinstance(a, str) else a for a in args], named


def reference(name):
    """torch's function of this name; of two, the one for users, whose arguments are hug's."""
    for where in (torch.nn.functional, torch, torch.Tensor, torch.special):
        if hasattr(where, name):
            return getattr(where, name)
    raise LookupError(name)


def shortest(fn):
    fn()
    best, spent, runs = float("inf"), 0.0, 0
    while runs < 3 or (spent < 0.3 and runs < 200):
        start = time.perf_counter()
        fn()
        took = time.perf_counter() - start
        best, spent, runs = min(best, took), spent + took, runs + 1
    return best * 1e3


def time_torch(name, source):
    args, named = arguments(source)
    fn = reference(name)
    with torch.no_grad():
        forward = shortest(lambda: fn(*args, **named))
    leaves = [a.detach().requires_grad_() if torch.is_tensor(a) and a.is_floating_point() else a for a in args]

    def both():
        out = fn(*leaves, **named)
        out = out if torch.is_tensor(out) else out[0]
        out.sum().backward()

    try:
        return forward, shortest(both)
    except RuntimeError:
        return forward, None


def measure(name, source):
    """[name, then milliseconds of hug and torch, forward and with gradient]; the latter are None where there is none."""
    run = subprocess.run(["build/bin/hug", os.path.join(HERE, "operators.lua"), name], capture_output=True, text=True)
    if not run.stdout.strip():
        raise LookupError(run.stderr.strip() or "hug does not have it")
    _, forward, backward = run.stdout.split()
    peer_forward, peer_backward = time_torch(name, source.split("|")[-1].strip())
    both = float(backward) if backward != "-" and peer_backward else None
    return name, float(forward), peer_forward, both, peer_backward if both else None


def summary(what, ratios):
    ratios = sorted(ratios)
    if ratios:
        over = [sum(r > limit for r in ratios) for limit in (1, 2, 3)]
        print(f"{what}: {len(ratios)} operators, median ratio {ratios[len(ratios) // 2]:.2f}, "
              f"{over[0]} over 1x, {over[1]} over 2x, {over[2]} over 3x")


def main():
    wanted = set(sys.argv[1:])
    rows = []
    for line in open(os.path.join(HERE, "operators.txt"), encoding="utf-8"):
        found = re.match(r"^(\w+):\s*(.*)$", line)
        if not found or (wanted and found[1] not in wanted):
            continue
        try:
            rows.append(measure(found[1], found[2]))
        except Exception as problem:  # torch takes these arguments otherwise, or hug does
            print(f"{found[1]}: {problem}", file=sys.stderr)
    print(f"{'operator':34}{'hug ms':>9}{'torch ms':>9}{'ratio':>7}   with gradient:{'hug ms':>9}{'torch ms':>9}{'ratio':>7}")
    for name, ours, theirs, both, peer in sorted(rows, key=lambda row: -row[1] / row[2]):
        gradient = f"{both:24.3f}{peer:9.3f}{both / peer:7.2f}" if both else ""
        print(f"{name:34}{ours:9.3f}{theirs:9.3f}{ours / theirs:7.2f}{gradient}")
    summary("forward", [row[1] / row[2] for row in rows])
    summary("with gradient", [row[3] / row[4] for row in rows if row[3]])


main()
