"""bench_tokenizers.py: hug beside huggingface/tokenizers, and tiktoken where it applies: one run, the same texts, one thread each.

    pip install tokenizers [tiktoken] && python tests/bench/bench_tokenizers.py TEXTS FOLDER…      from the root, after `make`

TEXTS is a file of text, of which documents of about 4000 bytes and single lines are taken; a FOLDER holds a tokenizer.json.
"""
import os
import subprocess
import sys
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import Tokenizer  # noqa: E402  (after its threads are off)


def texts_of(path):
    lines = open(path, encoding="utf-8", errors="replace").read().replace("\0", "").split("\n")
    documents, document = [], ""
    for line in lines:
        document += line + "\n"
        if len(document) > 4000:
            documents.append(document)
            document = ""
    short = [line for line in lines if 5 < len(line) < 80]
    step = max(1, len(documents) // 300)
    return documents[::step][:300], short[:: max(1, len(short) // 2000)][:2000]


def best(times, f):
    least = float("inf")
    for _ in range(times):
        started = time.process_time()
        f()
        least = min(least, time.process_time() - started)
    return least


def theirs(path, long, short):
    size = sum(len(text.encode()) for text in long)
    load = best(2, lambda: Tokenizer.from_file(path))
    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    ids = best(2, lambda: tokenizer.encode_batch_fast(long, add_special_tokens=False))
    offsets = best(2, lambda: tokenizer.encode_batch(long, add_special_tokens=False))
    one = best(2, lambda: [tokenizer.encode(text, add_special_tokens=False) for text in short])
    return load, size / ids, size / offsets, one / len(short)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    long, short = texts_of(sys.argv[1])
    env = dict(os.environ, LUA_PATH="lua/?.lua;lua/?/init.lua;;", LUA_CPATH="build/lua5.4/?.so;;")
    print(f"{'':24} {'load ms':>16} {'ids MB/s':>18} {'offsets MB/s':>18} {'short text us':>18}")
    with tempfile.NamedTemporaryFile("wb") as file:
        file.write(b"".join(text.encode() + b"\0" for text in [*long, "\1", *short]))
        file.flush()
        for folder in sys.argv[2:]:
            path = os.path.join(folder, "tokenizer.json")
            out = subprocess.run(["lua5.4", "tests/bench/bench_tokenizers.lua", path, file.name], env=env, check=True,
                                 capture_output=True, text=True).stdout
            ours = [float(word) for word in out.split()]
            ref = theirs(path, long, short)
            cells = [f"{ours[0] * 1e3:6.1f} {ref[0] / ours[0]:5.1f}x"]
            cells += [f"{ours[i] / 1e6:8.1f} {ours[i] / ref[i]:5.1f}x" for i in (1, 2)]
            cells += [f"{ours[3] * 1e6:8.2f} {ref[3] / ours[3]:5.1f}x"]
            name = os.path.basename(os.path.normpath(folder))
            print(f"{name:24} {cells[0]:>16} {cells[1]:>18} {cells[2]:>18} {cells[3]:>18}", flush=True)
    print("figures are hug's; x is how many times faster than the reference")


if __name__ == "__main__":
    main()
