"""train_memory.py: the memory that a training step takes at its peak, hug beside torch, on top of weights and input.

    pip install torch && python tests/bench/train_memory.py      from the repository's root, after `make`

Both run the same networks (see train_memory.lua) with one thread each, in processes of their own, on Linux: the figure is
the highest resident size during three steps, less what was resident after a first one.
"""
import os
import subprocess
import sys

os.environ["OMP_NUM_THREADS"] = "1"


def status(key):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(key + ":"))


def reset_peak():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def mlp(weight):
    import torch
    w = [weight(4096, 1024), weight(4096, 4096), weight(1024, 4096)]

    def loss(x):
        for i, layer in enumerate(w):
            x = torch.nn.functional.linear(x, layer)
            if i + 1 < len(w):
                x = torch.nn.functional.gelu(x)
        return x.square().mean()
    return w, torch.randn(512, 1024), loss


def encoder(weight):
    import torch
    F, d, heads = torch.nn.functional, 384, 6
    w = [{"q": weight(d, d), "k": weight(d, d), "v": weight(d, d), "o": weight(d, d), "up": weight(4 * d, d),
          "down": weight(d, 4 * d), "norm1": weight(d), "norm2": weight(d)} for _ in range(4)]

    def split(x):
        return x.reshape(8, 128, heads, d // heads).transpose(1, 2)

    def loss(x):
        for l in w:
            a = F.scaled_dot_product_attention(*(split(F.linear(x, l[name])) for name in "qkv"))
            x = F.layer_norm(x + F.linear(a.transpose(1, 2).reshape(8, 128, d), l["o"]), (d,), l["norm1"])
            x = F.layer_norm(x + F.linear(F.gelu(F.linear(x, l["up"])), l["down"]), (d,), l["norm2"])
        return x.square().mean()
    return [t for l in w for t in l.values()], torch.randn(8, 128, d), loss


def measure(name):
    import time
    import torch
    torch.set_num_threads(1)
    weights, x, loss = {"mlp": mlp, "encoder": encoder}[name](lambda *shape: (torch.randn(*shape) * 0.02).requires_grad_())

    def step():
        loss(x).backward()
        with torch.no_grad():
            for w in weights:
                w.add_(w.grad, alpha=-0.01)
                w.grad = None
    step()
    before, started = status("VmRSS"), time.process_time()
    reset_peak()
    for _ in range(3):
        step()
    print(f"{(status('VmHWM') - before) / 1024:.1f} {(time.process_time() - started) / 3:.3f}")


def run(command, env=None):
    out = subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout.split()
    return float(out[0]), float(out[1])


def main():
    env = dict(os.environ, HUG_THREADS="1", LUA_PATH="lua/?.lua;lua/?/init.lua;;", LUA_CPATH="build/lua5.4/?.so;;")
    print(f"{'network':10} {'hug MB':>8} {'torch MB':>9} {'ratio':>6} {'hug s':>8} {'torch s':>8}")
    for name in ("mlp", "encoder"):
        ours = run(["lua5.4", "tests/bench/train_memory.lua", name], env)
        theirs = run([sys.executable, __file__, name])
        print(f"{name:10} {ours[0]:8.1f} {theirs[0]:9.1f} {ours[0] / theirs[0]:6.2f} {ours[1]:8.3f} {theirs[1]:8.3f}")


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
