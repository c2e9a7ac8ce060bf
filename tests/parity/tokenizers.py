"""Compares hug's tokenizers with the reference: make parity-tokenizers DATA=FOLDER FIXTURES=FOLDER [PYTHON=] [ONLY=WORD] [FULL=1]

    pip install tokenizers==0.23.3

Every tokenizer.json below DATA and FIXTURES is run beside the reference on texts that this script makes (and on the lines of
suites/unicode/NormalizationTest.txt and suites/blns below DATA, if they are there); files that are the same are run once.
Answers recorded below DATA (derived/golden/*.jsonl, *.gguf.inp with *.gguf.out) are compared too.
A line per file, and at the end `N files, M texts, D differences`.  FULL=1 goes through every code point.
"""
import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile

if sys.path[0] == os.path.dirname(os.path.abspath(__file__)):
    del sys.path[0]   # this file's name is that of the library
HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ["ids", "spans", "words", "types", "sequences", "special mask", "plain ids", "decoded", "decoded without special", "tokens"]
WIDTH = len(NAMES)

# ---- Texts ----

SCRIPTS = [
    "Hello, World! It's 3.14; don't stop, we'll SEE what they've done...", "Füße über Straße, Œuvre façade naïve Ångström ı İ ß ẞ",
    "Привет, мир! Ёлка ещё ЩЪ", "Γειά σου Κόσμε ὈΔΥΣΣΕΎΣ ς", "שָׁלוֹם עולם (abc) 12", "مرحبا بالعالم، كيف الحال؟ ١٢٣ ﷺ لا", "你好，世界！今天是2024年。",
    "こんにちは世界。カタカナ ﾊﾝｶｸ ゔ が", "안녕하세요 세계 각\u1100\u1161\u11a8", "नमस्ते दुनिया क्षि क\u094dक", "สวัสดีชาวโลก ครับ", "ওহে বিশ্ব ক\u09cdক", "வணக்கம் உலகம்",
    "ሰላም ልዑል", "ខ្មែរ សួស្តី", "မင်္ဂလာပါ", "ພາສາລາວ", "བཀྲ་ཤིས", "ᏣᎳᎩ ᏍᎩ ꭰꭱ", "Բարեւ աշխարհ և", "გამარჯობა ᲒᲐ", "𐐀𐐨 𝒳𝟘 𝕳𝖊 🄰 𒀀 𓀀", "Việt Nam đẹp ễ e\u0302\u0303",
    "ᠮᠣᠩᠭᠣᠯ", "ꯃꯤꯇꯩ", "ߒߞߏ", "Ǆ ǅ ǆ ﬁ ﬀ ĳ ½²Ⅷ ㍿ ㎏ ① ｱｲ ＡＢＣ１２３ ﹩",
]
EMOJI = ["👩\u200d👩\u200d👧\u200d👦 👍🏽 🇩🇪🇩 \u2764\ufe0f © ™️ 1️⃣", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 😶\u200d🌫️ 🧑🏿\u200d🚀x", "a😀b😁c 😂😂😂 \u200d\u200d"]
MARKS = ["e\u0301\u0323\u0323\u0301 \u0301a \u0344\u0f73 q\u0307\u0323", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘", "a\u0300" * 40, "\u0300" * 20, "\u1100" * 5 + "\u1161" * 5 + "\u11a8" * 3]
CONTROLS = ["\x00", "\x01\x02a\x7f\x80\x9f\u00ad", "\ufeffabc\ufeff \ufffd\ufffe\uffff", "a\u200bb\u200cc\u200dd\u2060e", "\u0600\u0d4e\u070f", "\U000e0001\U000e0020\U0010fffd\U0010ffff",
            "\u202aabc\u202c\u202eabc\u202c\u2066x\u2069", "tab\tnewline\ncr\rcrlf\r\nff\x0cvt\x0bnel\u0085ls\u2028ps\u2029end", "\x1b[31mred\x1b[0m"]
SPACES = [" ", "\t", "\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0", "\u1680", "\u180e", "\u2000", "\u2003", "\u2007", "\u200a", "\u200b", "\u2028", "\u2029",
          "\u202f", "\u205f", "\u3000", "\ufeff"]
CODE = [
    "def f(x):\n    return x ** 2  # square\n\n\nclass A:\n\tpass\n", "for (int i = 0; i < n; ++i) {\n\t\tx[i] += y->z;\n}\r\n\r\n",
    "<div class=\"a b\">&nbsp;</div><!-- c -->", "SELECT * FROM t WHERE a='b' AND c>=10;", "https://user:pw@example.com:8080/a/b.html?x=1&y=%20#z", "C:\\Users\\x\\n.txt \\u00e9 \\\\",
    "snake_case camelCase XMLHttpRequest SCREAMING_SNAKE kebab-case _x __y__ z_", "{\"a\": [1, 2.5e-3, null, true], \"b\": {}}", "$x = @{a='b'}; `cmd` ~ ^ | & % # !! ??",
    "a=b==c!=d<=e>=f&&g||h<<i>>j--k++l->m=>n::o..p...q", "\\begin{equation} \\frac{a}{b} \\end{equation}",
]
NUMBERS = ["0 1 12 123 1234 12345 123456 1234567 12345678", "3.14159 -1e10 1,000,000.00 0x1F 1_000 ½ ² ٣٤ ५ ９ Ⅷ", "2024-01-01T00:00:00Z 10:30pm $5.00 50% #1 1st 2nd", "1" * 50, "007 1a2b3c a1 1a"]
PUNCTUATION = ["'s 't 're 've 'm 'll 'd 'S 'T 'RE 'LL ' s n't N'T 'ſ", "... !!! ??? --- ___ *** ((( ))) “x” ‘y’ «z» „w“ … — – ‐ ・ 。、！", ".a ,b ;c :d !e ?f", "a.b,c;d:e!f?g", "¿Qué? ¡Sí! §1 ¶ † ‡ • ° ± × ÷ € £ ¥ ₿ №"]
ODD = ["", "a", " ", "x ", " x", "  x  ", "▁", "▁▁a", " ▁ ", "Ġ", "Ġa Ċ ĉ", "##a ##", "</w> a</w>", "<0x41><0xFF> <0x0A>", "[UNK] [CLS]a[SEP] [MASK][PAD]", "<s></s><unk><pad><mask>",
       " <s> x </s> <|endoftext|> <|im_start|>user\n", "<|endoftext|><|endoftext|>", "<s", "<s>>", "<extra_id_0> <extra_id_99>x", "<pad>\n <pad>", "\u2581\u2581", "Ã©Â©", "a" * 200, "ab" * 120,
       "supercalifragilisticexpialidocious " * 3, "the " * 60, "THE QUICK BROWN FOX", "Łódź jeździć", "I'\u017f \u212a \u212b \u1e9e", "\ud7ff\ue000"]


def points(blocks):
    return [c for a, b in blocks for c in range(a, b) if not 0xD800 <= c < 0xE000]


def in_blocks(all_points, size):
    return ["".join(map(chr, all_points[i:i + size])) for i in range(0, len(all_points), size)]


def corpus(data, full):
    rng = random.Random(20240607)
    texts = SCRIPTS + EMOJI + MARKS + CONTROLS + CODE + NUMBERS + PUNCTUATION + ODD
    runs = [s * n for s in SPACES for n in (1, 2, 3, 7, 40)]
    texts = texts + runs + [a + b + c for s in SPACES for a, b, c in (("a", s, "b"), ("a", s * 2, "b"), ("", s * 3, "x"), ("x", s * 2, ""), ("1 ", s, " ."), ("中", s, "文"), ("\n", s, "\n"))]
    texts += ["".join(rng.choice(SPACES) for _ in range(rng.randint(1, 12))) + rng.choice("ab1.中") for _ in range(100)]
    whole = [(0, 0x110000)] if full else [(0, 0x3500), (0x4DB0, 0x4F00), (0x9F00, 0xAE00), (0xD780, 0x12000), (0x12000, 0x20000), (0x2F700, 0x2FB00), (0xE0000, 0xE0200)]
    texts += in_blocks(points(whole), 256)
    alphabet = points([(0x20, 0x7F)]) * 3 + points([(0xA0, 0x600), (0x900, 0x980), (0x1E00, 0x2100), (0x3000, 0x3100), (0x4E00, 0x4F00), (0xAC00, 0xAC80), (0x1F600, 0x1F650), (0x300, 0x370)])
    texts += ["".join(chr(rng.choice(alphabet)) for _ in range(rng.randint(1, 40))) for _ in range(300)]
    anything = points([(0, 0x110000)])
    texts += ["".join(chr(rng.choice(anything)) for _ in range(rng.randint(1, 20))) for _ in range(150)]
    pieces = [w for t in SCRIPTS + CODE + PUNCTUATION + EMOJI + MARKS + ODD[6:28] for w in t.split(" ")] + SPACES * 3
    texts += ["".join(rng.choice(pieces) + rng.choice(["", " ", " ", "  ", "\n"]) for _ in range(rng.randint(2, 25))) for _ in range(400)]
    if data:
        texts += suite_texts(data)
    texts += [c * n for c, n in (("a", 100000), (" ", 100000), ("^", 100000), ("\u0300", 100000), ("中", 100000), ("😀", 20000), ("ab ", 50000), ("👩\u200d", 20000), ("\n", 30000), ("1", 30000))]
    return [(t, None) for t in texts] + pairs_of(texts, rng)


def pairs_of(texts, rng):
    short = [t for t in texts if len(t) < 120]
    fixed = [("", ""), ("a", ""), ("", "b"), (" ", " "), ("Hello world", "How are you?"), ("x ", " y")]
    return fixed + [(rng.choice(short), rng.choice(short)) for _ in range(200)]


def suite_texts(data):
    texts = []
    path = os.path.join(data, "suites/unicode/NormalizationTest.txt")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            rows = [line.split(";")[0] for line in file if line[0] not in "#@\n"]
        spelled = ["".join(chr(int(x, 16)) for x in row.split()) for row in rows]
        texts += [" ".join(spelled[i:i + 60]) for i in range(0, len(spelled), 60)]
    for folder, _, files in os.walk(os.path.join(data, "suites/blns")):
        for name in sorted(files):
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                texts += [line for line in file.read().split("\n") if line] if name.endswith(".txt") else []
    return texts


def added_texts(contents, rng):
    """The added tokens of one tokenizer, among spaces, letters and one another."""
    if len(contents) > 60:
        contents = contents[:20] + contents[-20:] + rng.sample(contents[20:-20], 20)
    shapes = ["%s", " %s", "%s ", "  %s  ", "a%sb", "a %s b", "a  %s  b", "%s%s", "%s %s", "\n%s\n", "\u3000%s\u3000", "_%s1", "é%s中", "x %s", "%s.", "\u0301%s\u0301", "a\t%s\tb"]
    texts = [s.replace("%s", c) for c in contents for s in shapes]
    texts += [c.lower() for c in contents] + [c.upper() for c in contents] + [c[:-1] for c in contents] + [c[1:] for c in contents]
    return texts + ["".join(rng.choice(contents) + rng.choice(["", " ", "  ", "a", " b ", "\n"]) for _ in range(8)) for _ in range(40) if contents]


# ---- hug ----

def hug_answers(vm, tokenizer, texts, folder):
    """Lists of lines, one for each text; one of a single line where hug says that it cannot."""
    path = os.path.join(folder, "texts")
    with open(path, "wb") as file:
        for text, pair in texts:
            a, b = text.encode(), None if pair is None else pair.encode()
            file.write(b"%d %d\n%s%s" % (len(a), -1 if b is None else len(b), a, b or b""))
    output, errors = os.path.join(folder, "answers"), os.path.join(folder, "errors")
    with open(output, "wb") as out, open(errors, "wb") as err:
        code = subprocess.run([vm, os.path.join(HERE, "tokenizers.lua"), tokenizer, path], stdout=out, stderr=err).returncode
    if code:
        with open(errors, errors="replace") as err:
            raise RuntimeError(err.read().strip().split("\n")[0])
    with open(output, "rb") as out:
        for line in out:
            line = line.rstrip(b"\n").decode("utf-8", "backslashreplace")
            yield [line] if line.startswith("error: ") else [line] + [
                out.readline().rstrip(b"\n").decode("utf-8", "backslashreplace") for _ in range(WIDTH - 1)]


# ---- The reference ----

def escaped(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")


def ends_of(text):
    ends, at = [0], 0
    for character in text or "":
        at += len(character.encode())
        ends.append(at)
    return ends


def joined(numbers):
    return " ".join(map(str, numbers))


def or_less(numbers):
    return joined(-1 if n is None else n for n in numbers)


def reference_answer(reference, text, pair):
    e = reference.encode(text, pair)
    ends = {0: ends_of(text), 1: ends_of(pair), None: [0]}
    spans = joined(ends[s][x] for s, span in zip(e.sequence_ids, e.offsets) for x in span)
    assert all(e.attention_mask)
    return [joined(e.ids), spans, or_less(e.word_ids), joined(e.type_ids), or_less(e.sequence_ids), joined(e.special_tokens_mask),
            joined(reference.encode(text, pair, add_special_tokens=False).ids), escaped(reference.decode(e.ids, skip_special_tokens=False)),
            escaped(reference.decode(e.ids, skip_special_tokens=True)), "\t".join(escaped(token) for token in e.tokens)]


def at_difference(got, want):
    a, b = got.split(" "), want.split(" ")
    i = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return f"at {i}: {' '.join(a[max(0, i - 2):i + 6])[:160]!r} instead of {' '.join(b[max(0, i - 2):i + 6])[:160]!r}"


class Report:
    def __init__(self, show):
        self.files = self.texts = self.differences = 0
        self.show = show

    def file(self, name, problems, texts, note=""):
        self.files += 1
        self.texts += texts
        self.differences += len(problems)
        print(f"{'FAILED' if problems else 'passed'}   {name:70} {texts} texts{note}" + (f", {len(problems)} differences" if problems else ""), flush=True)
        for problem in problems[:self.show]:
            print("         " + problem, flush=True)


def compare_live(report, vm, path, name, texts, folder):
    from tokenizers import Tokenizer
    try:
        reference = Tokenizer.from_file(path)
    except Exception as error:
        try:
            list(hug_answers(vm, path, [], folder))
            report.file(name, [], 0, f", the reference does not read it: {str(error)[:80]}")
        except RuntimeError as same:
            report.file(name, [], 0, f", neither reads it: {str(same)[:100]}")
        return
    reference.no_truncation()
    reference.no_padding()
    contents = [t.content for _, t in sorted(reference.get_added_tokens_decoder().items())]
    texts = texts + [(t, None) for t in added_texts(contents, random.Random(1))]
    problems = []
    try:
        for (text, pair), got in zip(texts, hug_answers(vm, path, texts, folder)):
            try:
                want = reference_answer(reference, text, pair)
            except BaseException as error:   # the reference's own panics
                if "Panic" not in type(error).__name__ and not isinstance(error, Exception):
                    raise
                want = ["error: " + str(error)]
            if got == want or (len(got) == 1 and len(want) == 1):
                continue
            if len(got) == 1 or len(want) == 1:
                problems.append(f"{text[:60]!r} {pair!r:.40}: {got[0][:120]!r} instead of {want[0][:120]!r}")
                continue
            wrong = [i for i in range(WIDTH) if got[i] != want[i]]
            problems.append(f"{text[:60]!r} {pair!r:.40}: {NAMES[wrong[0]]} {at_difference(got[wrong[0]], want[wrong[0]])}")
    except RuntimeError as error:
        problems.append(str(error))
    report.file(name, problems, len(texts))


# ---- Recorded answers ----

def recorded(data):
    """Files, and lists of (text, pair, {index of a line: what is recorded})."""
    for name in ("tokenizers.jsonl", "sentencepiece.jsonl"):
        path = os.path.join(data, "derived/golden", name)
        if not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                entry = json.loads(line)
                cases = []
                for case in entry["cases"]:
                    text = case["text"]
                    if "pieces" in case:
                        if "<s>" in text:   # SentencePiece itself does not look for control pieces in a text
                            continue
                        cases.append((text, None, {6: joined(case["ids"])}))
                        continue
                    ends = ends_of(text)
                    cases.append((text, None, {0: joined(case["ids"]), 6: joined(case["ids_plain"]), 7: escaped(case["decode"]), 8: escaped(case["decode_skip"]),
                                               1: joined(ends[x] for span in case["offsets"] for x in span)}))
                yield entry["file"], cases
    for folder, _, files in sorted(os.walk(data)):
        for name in sorted(files):
            if name.endswith(".gguf.inp") and name[:-4] + ".out" in files:
                with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
                    texts = file.read().split("\n__ggml_vocab_test__\n")
                with open(os.path.join(folder, name[:-4] + ".out")) as file:
                    wants = [" ".join(line.split()) for line in file.read().split("\n")]
                yield os.path.relpath(os.path.join(folder, name[:-4]), data), [(t, None, {6: w}) for t, w in zip(texts, wants)]


def compare_recorded(report, vm, data, words, folder):
    for name, cases in recorded(data):
        path = os.path.join(data, name)
        if not os.path.exists(path) or not wanted(name, words):
            continue
        problems = []
        try:
            for (text, _, wants), got in zip(cases, hug_answers(vm, path, [c[:2] for c in cases], folder)):
                for i, want in wants.items():
                    if len(got) == 1 or got[i] != want:
                        problems.append(f"{text[:60]!r}: {got[0] if len(got) == 1 else NAMES[i] + ' ' + at_difference(got[i], want)}")
                        break
        except RuntimeError as error:
            problems.append(str(error))
        report.file("recorded " + name, problems, len(cases))


def wanted(name, words):
    return not words or any(w in name for w in words)


def tokenizer_files(roots):
    seen = set()
    for root in roots:
        for folder, _, files in sorted(os.walk(root)):
            for name in sorted(files):
                if name.startswith("tokenizer") and name.endswith(".json") and name != "tokenizer_config.json":
                    path = os.path.join(folder, name)
                    with open(path, "rb") as file:
                        digest = hashlib.sha256(file.read()).digest()
                    if digest not in seen:
                        seen.add(digest)
                        yield path, os.path.relpath(path, root)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folders", nargs="*", help="folders with tokenizer.json files")
    options.add_argument("--data", default="", help="folder with recorded answers and suites of texts")
    options.add_argument("--vm", default="lua5.4")
    options.add_argument("--only", default="", help="words, one of which a file's name contains")
    options.add_argument("--full", default="", help="go through every code point")
    options.add_argument("--show", type=int, default=5, help="differences to print for each file")
    options = options.parse_args()
    words = options.only.split()
    report = Report(options.show)
    with tempfile.TemporaryDirectory() as folder:
        if options.data:
            compare_recorded(report, options.vm, options.data, words, folder)
        try:
            import tokenizers
        except ImportError:
            print("not yet  tokenizers is not installed: only recorded answers were compared")
        else:
            print(f"== beside tokenizers {tokenizers.__version__}")
            texts = corpus(options.data, options.full)
            for path, name in tokenizer_files(([options.data] if options.data else []) + options.folders):
                if wanted(name, words):
                    compare_live(report, options.vm, path, name, texts, folder)
    print(f"{report.files} files, {report.texts} texts, {report.differences} differences")
    sys.exit(1 if report.differences or not report.files else 0)


if __name__ == "__main__":
    main()
