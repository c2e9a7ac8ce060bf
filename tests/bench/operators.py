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


def reference(name, source):
    """The function that `source`, hug's word on where an operator comes from, names; methods are called on their input."""
    for where in (torch, torch.nn.functional, torch.Tensor, torch.special):
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
    fn = reference(name, source)
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


def main():
    wanted = set(sys.argv[1:])
    rows = []
    for line in open(os.path.join(HERE, "operators.txt"), encoding="utf-8"):
        found = re.match(r"^(\w+):\s*(.*)$", line)
        if not found or (wanted and found[1] not in wanted):
            continue
        name, source = found[1], found[2]
        run = subprocess.run(["build/bin/hug", os.path.join(HERE, "operators.lua"), name], capture_output=True, text=True)
        if not run.stdout.strip():
            print(f"{name}: {run.stderr.strip() or 'hug does not have it'}", file=sys.stderr)
            continue
        _, forward, backward = run.stdout.split()
        try:
            peer_forward, peer_backward = time_torch(name, source)
        except Exception as problem:  # torch takes these arguments otherwise
            print(f"{name}: torch: {problem}", file=sys.stderr)
            continue
        both = float(backward) if backward != "-" and peer_backward else None
        rows.append((float(forward) / peer_forward, name, float(forward), peer_forward, both, peer_backward))
    print(f"{'operator':34}{'hug ms':>9}{'torch ms':>9}{'ratio':>7}   with gradient:{'hug ms':>9}{'torch ms':>9}{'ratio':>7}")
    for ratio, name, ours, theirs, both, peer in sorted(rows):
        gradient = f"{both:24.3f}{peer:9.3f}{both / peer:7.2f}" if both else ""
        print(f"{name:34}{ours:9.3f}{theirs:9.3f}{ratio:7.2f}{gradient}")


main()
