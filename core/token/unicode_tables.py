"""Writes unicode_tables.c: what the reference tokenizers take each character for.

    pip install tokenizers==0.23.3 && python3 unicode_tables.py > unicode_tables.c

The reference mixes versions of Unicode (its language's own, and those of three libraries), so the tables are not
made from the Unicode database but by asking the reference about every character there is.
"""
from tokenizers import normalizers, pre_tokenizers, __version__

LAST = 0x10FFFF
CHARACTERS = [c for c in range(LAST + 1) if not 0xD800 <= c <= 0xDFFF]
HANGUL = range(0xAC00, 0xAC00 + 11172)          # decomposed by arithmetic
LOWEST, HIGHEST = "\u0334", "\u0345"            # combining classes 1 and 240, the extremes

DECOMPOSED, COMBINING, UPPER = 1 << 7, 1 << 8, 1 << 9      # as in unicode.h


def bert(**on):
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**off, **on}).normalize_str


clean, isolate, unaccent = bert(clean_text=True), bert(handle_chinese_chars=True), bert(strip_accents=True)
nfd, strip, lower = (n().normalize_str for n in (normalizers.NFD, normalizers.StripAccents, normalizers.Lowercase))


def words(pre_tokenizer, text):
    return [word for word, _ in pre_tokenizer.pre_tokenize_str(text)]


def flags_of(c):
    """The bits of unicode.h, in its order."""
    s = chr(c)
    return sum(1 << bit for bit, answer in enumerate((
        clean(s) == "",
        words(pre_tokenizers.WhitespaceSplit(), f"a{s}b") == ["a", "b"],
        words(pre_tokenizers.Punctuation(), f"a{s}b") == ["a", s, "b"],
        isolate(s) == f" {s} ",
        unaccent(s) == "",
        strip(s) == "",
        words(pre_tokenizers.Whitespace(), f"a{s}-") == [f"a{s}", "-"],
        nfd(s) != s,
        nfd(HIGHEST + s) != HIGHEST + nfd(s) or nfd(s + LOWEST) != nfd(s) + LOWEST,
        lower(s) != s,
    )) if answer)


def combining_classes(characters):
    """Canonical combining classes, but for their numbers: 1, 2, 3 ... in rising order."""
    def below(a, b):
        return nfd(b + a) != b + a

    classes = []                                             # the characters of each class, in rising order
    for s in map(chr, characters):
        low, high = 0, len(classes)
        while low < high:
            middle = (low + high) // 2
            if below(classes[middle][0], s):
                low = middle + 1
            else:
                high = middle
        if low == len(classes) or below(s, classes[low][0]):
            classes.insert(low, [])
        classes[low].append(s)
    return {ord(s): rank for rank, members in enumerate(classes, 1) for s in members}


def runs(mapping):
    """[first, last, value] of consecutive keys with the same value."""
    out = []
    for key, value in sorted(mapping.items()):
        if out and out[-1][1:] == [key - 1, value]:
            out[-1][1] = key
        else:
            out.append([key, key, value])
    return out


def case_runs(mapping):
    """[first, last, step, delta]: every step-th character of first..last has its lower case delta away."""
    out = []
    for c, low in sorted(mapping.items()):
        gap = c - out[-1][1] if out else 0
        if gap in (1, 2) and out[-1][3] == low - c and out[-1][2] in (0, gap):
            out[-1][1:3] = c, gap
        else:
            out.append([c, c, 0, low - c])
    return [[first, last, step or 1, delta] for first, last, step, delta in out]


def shared(values, size):
    """Splits values into blocks of a size: the distinct blocks end to end, and the number of each block."""
    numbers, index = {}, []
    for i in range(0, len(values), size):
        index.append(numbers.setdefault(tuple(values[i:i + size]), len(numbers)))
    return [v for block in numbers for v in block], index


def array(declaration, items, braces=False):
    print(f"\n{declaration} = {{")
    line = " "
    for item in items:
        text = "{" + ",".join(map(str, item)) + "}" if braces else str(item)
        if len(line) + len(text) > 118:
            print(line)
            line = " "
        line += text + ","
    print(line + "\n};")


flags = {c: flags_of(c) for c in CHARACTERS}
kinds = sorted(set(flags.values()))
letters = [chr(ord("A") + i) if i < 26 else chr(ord("a") + i - 26) for i in range(len(kinds))]
letter_of = dict(zip(kinds, letters))
blocks, index = shared([letter_of[flags.get(c, 0)] for c in range(LAST + 1)], 32)
middle, top = shared(index, 32)
classes = combining_classes([c for c in CHARACTERS if flags[c] & COMBINING and not flags[c] & DECOMPOSED])
lowered = {c: lower(chr(c)) for c in CHARACTERS if flags[c] & UPPER}
assert lowered.pop(0x130) == "i\u0307" and all(len(s) == 1 for s in lowered.values())   # as unicode.c has it
decomposed = {c: nfd(chr(c)) for c in CHARACTERS if flags[c] & DECOMPOSED and c not in HANGUL}
pool = "".join(s for _, s in sorted(decomposed.items()))
decomposition_runs, at = [], 0
for first, last, length in runs({c: len(s) for c, s in decomposed.items()}):
    decomposition_runs.append([first, last, length, at])
    at += (last - first + 1) * length

print(f"""/* unicode_tables.c: generated by unicode_tables.py from tokenizers {__version__}; do not edit. */
#include "unicode.h"
""")
array("const uint16_t hug_char_kinds['z' + 1]", [f"['{letter}']={kind}" for letter, kind in zip(letters, kinds)])
print(f"\nconst char hug_char_blocks[{len(blocks) + 1}] =")
text = "".join(blocks)
print("\n".join(f'  "{text[i:i + 114]}"' for i in range(0, len(text), 114)) + ";")
array(f"const uint16_t hug_char_middle[{len(middle)}]", middle)
array(f"const uint8_t hug_char_top[{len(top)}]", top)
array(f"const uint16_t hug_ascii_flags[128]", [flags[c] for c in range(128)])
array("const hug_class_run hug_class_runs[]", runs(classes), braces=True)
array("const hug_case_run hug_case_runs[]", case_runs({c: ord(s) for c, s in lowered.items()}), braces=True)
array("const hug_decomposition_run hug_decomposition_runs[]", decomposition_runs, braces=True)
array("const uint32_t hug_decompositions[]", map(ord, pool))
for name in ("class", "case", "decomposition"):
    print(f"\nconst int hug_{name}_run_count = sizeof hug_{name}_runs / sizeof *hug_{name}_runs;")
