"""Writes tests/fixtures/tokenizers/components.json: what the reference makes of texts, for every component of tokenizer.json.

    pip install tokenizers==0.23.3 && python3 tests/parity/tokenizer_cases.py > tests/fixtures/tokenizers/components.json

Spans are bytes first..last-1.  Texts are few but nasty; the tests over all characters and millions of random texts that the
components were written against are not kept, because this script makes the same configurations for them.
"""
import base64
import json
import os
import sys
from tokenizers import Tokenizer, __version__

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../core/token"))
from unicode_tables import charsmap  # noqa: E402

BEHAVIORS = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
NO_YES = (False, True)

TEXTS = [
    "Hello  World's 123 don't\r\n\n  x=1;\t\t",
    "ÀÉe\u0301\u0323 İß ẞ Ǆ ﬁ ½²Ⅷ ٣ é\u200d",
    "中国the日本語カナーひら 한국어 각\u1100\u1161\u11a8",
    "👩\u200d👩\u200d👧 👍🏽 🇩🇪🇩 \u2764\ufe0f ©",
    "क्षि क\u094dक ক\u09cdক ครับ Ṩ \u0344\u0f73",
    "a-b--c ... (x|y) [z] {w} \"q\" 'tis we'LL I'\u017f",
    " \u00a0\u3000\u2028\u0085 lead and trail \u200b\ufeff \n ",
    "camelCase XMLHttp fooBAR Été ÉTÉ a1b22c333d4444",
    "http://a.b/c?d=e&f #tag @me //c\n/* d */ $5.00%",
    "\x00\x01\x7f\u00ad\ufffd\U000e0020 ctl \u0600\u0d4e",
    "▁a ▁▁b _c_ Ġd <s>x</s> <|endoftext|>'s",
    "שלום مرحبا، كيف؟ Привет МИР ὈΔΥΣΣΕΎΣ ﷺ",
    "x", " ", "", "  ", "\n", "\u0301a", "1234567", "中1文22",
]

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
ANY_CASE = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
LEAD = r"[^\r\n\p{L}\p{N}]?"
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
SPACES = r"|\s*[\r\n]+|\s+(?!\S)|\s+"
KNOWN = [
    GPT2,
    r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    ANY_CASE + "|" + LEAD + r"\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*" + SPACES,
    ANY_CASE + "|" + LEAD + r"\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*" + SPACES,
    ANY_CASE + "|" + LEAD + r"[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*" + SPACES,
    f"{LEAD}{UPPER}*{LOWER}+{ANY_CASE}?|{LEAD}{UPPER}+{LOWER}*{ANY_CASE}?" + r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*" + SPACES,
    f"{LEAD}{UPPER}*{LOWER}+|{LEAD}{UPPER}+{LOWER}*" + r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*" + SPACES,
    r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*""" + SPACES,
    "[一-龥\u3040-ゟ゠-ヿ]+",
    r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+",
    r" ?[^(\s|[.,!?…。，、।۔،])]+",
    r"\p{N}{1,3}", r"\p{N}", r"\s+", r"\s+$", "[0-9][0-9][0-9]", " {2,}",
]
# What no code of our own does: these need PCRE2.
REGEXES = [
    r"\w+|[^\w\s]+", r"[\r\n]", r"\s?\p{L}+", r"(?<=\p{L})(?=\p{N})", r"\b", r"\B", "", "x*", "^", "$", r"\A|\Z|\z",
    "(?i)[a-z]+", r"\p{Han}+|\p{Hiragana}|\p{Latin}+", r"[^\p{Emoji}]", "[[:punct:]]+", r"[\p{L}&&[^a-m]]+", r"\R", ".",
    "(?m).+", "a{2}?b*", "a{1,2}+", "(?:ab|a)+?c?", r"\p{Lu}\p{Ll}*|\p{Lu}+(?!\p{Ll})", r"\d+(?=(?:\d{3})+(?!\d))",
    r"\p{Alphabetic}+", r"(?>\s+)\S", r"\h+", r"[\x{4e00}-\x{9fff}]", r"\p{Mn}", r"\p{Cf}|\p{Co}|\p{^Cn}{3}", r"(?<!\S)\S+",
    r"\G\w", "(?x) [ab] + # one\n | c", "[]a-c[x-z]]", "(?i:é|ſ|k)", r"\O\N", r"\u0061|\x62|\143|\t",
    ANY_CASE + "|" + LEAD + UPPER[:-1] + r"&&[^\p{Han}]]*" + LOWER[:-1] + r"&&[^\p{Han}]]+|[\p{Han}]+|\p{N}{1,3}"
    + r"| ?[^\s\p{L}\p{N}]+[\r\n]*" + SPACES,
]


def kind(name, **fields):
    return {"type": name, **fields}


def sequence(role, *steps):
    return kind("Sequence", **{role: list(steps)})


def string(text):
    return {"String": text}


def regex(pattern):
    return {"Regex": pattern}


def split(pattern, behavior="Isolated", invert=False):
    return kind("Split", pattern=pattern, behavior=behavior, invert=invert)


def byte_level(prefix, trim=True, use_regex=True):
    return kind("ByteLevel", add_prefix_space=prefix, trim_offsets=trim, use_regex=use_regex)


MAP = base64.b64encode(charsmap(["a", "ab", "é", "\u00a0", "क", "👩", "中", "ﬁ", "e\u0301", "x"])).decode()


def normalizers():
    simple = [kind(name) for name in "NFC NFD NFKC NFKD Lowercase StripAccents Nmt ByteLevel".split()]
    strips = [kind("Strip", strip_left=a, strip_right=b) for a in NO_YES for b in NO_YES]
    prepends = [kind("Prepend", prepend=p) for p in ("▁", "ab", "")]
    replaces = [kind("Replace", pattern=p, content=c) for p, c in (
        (string(" "), "▁"), (string("a"), ""), (string(""), "|"), (regex(r"\s+"), " "), (regex(" {2,}"), "▁"),
        (regex(r"\s{2,}|[\n\r\t]"), " "), (regex(r"(?i)[a-f]+"), "<>"), (regex("x*"), "-"))]
    berts = [kind("BertNormalizer", clean_text=a, handle_chinese_chars=b, strip_accents=c, lowercase=d)
             for a in NO_YES for b in NO_YES for c in (None, False, True) for d in NO_YES]
    precompiled = kind("Precompiled", precompiled_charsmap=MAP)
    old = [{"prepend": "x"}, {"strip_left": True, "strip_right": False}]
    return simple + strips + prepends + replaces + berts + old + [precompiled] + [
        sequence("normalizers", precompiled, strips[1], replaces[4]),
        sequence("normalizers", simple[3], simple[5], sequence("normalizers", simple[4], prepends[0])),
        sequence("normalizers"),
    ]


def pre_tokenizers():
    out = [byte_level(a, use_regex=b) for a in NO_YES for b in NO_YES]
    out += [kind(name) for name in "Whitespace WhitespaceSplit BertPreTokenizer UnicodeScripts FixedLength Punctuation".split()]
    out += [kind("Metaspace", replacement=c, prepend_scheme=p, split=s) for c in "▁_ " for p in ("first", "never", "always")
            for s in NO_YES]
    out += [kind("Metaspace", replacement="▁", add_prefix_space=True)]
    out += [kind("Punctuation", behavior=b) for b in BEHAVIORS]
    out += [kind("CharDelimiterSplit", delimiter=d) for d in "- é中"]
    out += [kind("Digits", individual_digits=b) for b in NO_YES] + [kind("FixedLength", length=n) for n in (1, 3)]
    out += [split(string(s), b, i) for s in (" ", "a", "--", "") for b in BEHAVIORS for i in NO_YES]
    out += [split(regex(r)) for r in KNOWN] + [split(regex(KNOWN[9]), "Removed", True)]
    out += [split(regex(r"\p{N}{1,3}"), b, i) for b in BEHAVIORS for i in NO_YES]
    out += [split(regex(r), "Removed", True) for r in REGEXES] + [split(regex(REGEXES[i])) for i in (0, 4, 7)]
    return out + [
        sequence("pretokenizers", split(regex(KNOWN[11])), split(regex(KNOWN[8])), split(regex(KNOWN[7])),
                 byte_level(False, use_regex=False)),
        sequence("pretokenizers", kind("Punctuation", behavior="Contiguous"), byte_level(False),
                 kind("Digits", individual_digits=False), split(regex("[0-9][0-9][0-9]"))),
        sequence("pretokenizers", kind("WhitespaceSplit"), kind("Metaspace", replacement="▁", prepend_scheme="always")),
        sequence("pretokenizers", byte_level(False), kind("FixedLength", length=1)),
        sequence("pretokenizers", kind("UnicodeScripts"), byte_level(True)),
    ]


TOKENS = ("[UNK] a ##b ## Ġhello Ġ Ċ ▁the ▁ ▁▁x foo</w> </w> b</w></w> <0x41> <0xC3> <0xA9> <0xe4> <0xGG> <0x+A> <0x411> <pad> | "
          "a|b h . n't do é Ã© Ã © <s> hello Ð ± ą x</w>y").split() + ["  x ", "  ", " ", " .", " n't", " do not", " ' ", "中文"]
IDS = [[], [1, 2, 3, 4], [5, 6, 28, 29, 30], [7, 8, 9, 7], [10, 11, 12, 10], [13, 14, 15, 16, 14], [14, 17, 18, 19, 13], [20, 23, 23, 20, 23, 22, 21],
       [23, 40, 41, 42, 24, 25], [37, 38, 39, 1], [31, 43, 44, 31], [33, 34, 35, 36, 4], [38, 37], [99, 1, 45]]


def decoders():
    metaspaces = [kind("Metaspace", replacement="▁", prepend_scheme=p, split=True) for p in ("first", "never", "always")]
    replaces = [kind("Replace", pattern=p, content=c) for p, c in
                ((string("▁"), " "), (string(""), "-"), (regex(r"\s+"), "_"), (regex("[a-e]*"), "<>"))]
    strips = [kind("Strip", content=c, start=n, stop=0) for c, n in ((" ", 1), (" ", 2), ("é", 1))]
    ctcs = [kind("CTC", pad_token=p, word_delimiter_token=d, cleanup=c) for p, d, c in
            (("<pad>", "|", True), ("<pad>", "|", False), ("", "", True))]
    pieces = [kind("WordPiece", prefix=p, cleanup=c) for p, c in (("##", True), ("##", False), ("", True))]
    bpes = [kind("BPEDecoder", suffix=s) for s in ("</w>", "")]
    fuse, fallback = kind("Fuse"), kind("ByteFallback")
    return [None, byte_level(True), fuse, fallback, {"suffix": "w"}] + metaspaces + replaces + strips + ctcs + pieces + bpes + [
        sequence("decoders", replaces[0], fallback, fuse, strips[0]), sequence("decoders"),
        sequence("decoders", fallback, byte_level(False)), sequence("decoders", fuse, pieces[0]),
    ]


def special(token, type_id=0):
    return {"SpecialToken": {"id": token, "type_id": type_id}}


def text(name, type_id=0):
    return {"Sequence": {"id": name, "type_id": type_id}}


def post_processors():
    cls_sep = {name: {"id": name, "ids": [i], "tokens": [name]} for i, name in ((1, "[CLS]"), (2, "[SEP]"))}
    ends = {"sep": ["[SEP]", 2], "cls": ["[CLS]", 1]}
    bert_like = kind("TemplateProcessing", single=[special("[CLS]"), text("A"), special("[SEP]")],
                     pair=[special("[CLS]"), text("A"), special("[SEP]"), text("B", 1), special("[SEP]", 1)], special_tokens=cls_sep)
    odd = kind("TemplateProcessing", single=[text("A", 3), special("m", 7)], pair=[text("B", 5), special("m", 2), text("A")],
               special_tokens={"m": {"id": "m", "ids": [1, 2, 3], "tokens": ["x", "y", "z"]}})
    robertas = [kind("RobertaProcessing", trim_offsets=a, add_prefix_space=b, **ends) for a in NO_YES for b in NO_YES]
    bert = kind("BertProcessing", **ends)
    levels = [byte_level(b, trim=a) for a in NO_YES for b in NO_YES]
    return [None, bert_like, odd, bert, dict(bert, trim_offsets=True, add_prefix_space=False)] + robertas + levels + [
        sequence("processors", levels[3], bert_like), sequence("processors", levels[1], bert_like), sequence("processors"),
        sequence("processors", robertas[3]),
    ]


def added(content, **flags):
    return {"id": 0, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
            "special": False, **flags}


PAIRS = [("Ġhello  ĠĠa ab", None), (" hello a", "Ġ a"), ("", "a"), ("hello <x> foo  <y>foo FOO  z", None),
         ("a <m>  <m>b  Foo-foo foobar", "é <x>"), ("  lead\u3000<y> trail  ", None), ("ab\n<x><y>\n\n中 A", None)]


def vocabulary(tokens, longest=100):
    return kind("WordPiece", vocab={token: i for i, token in enumerate(tokens)}, unk_token=tokens[0],
                continuing_subword_prefix="##", max_input_chars_per_word=longest)


ENCODERS = [  # normalizer, pre-tokenizer, added tokens
    (None, byte_level(True), []),
    (kind("Lowercase"), kind("WhitespaceSplit"),
     [added("<x>", lstrip=True, special=True), added("<y>", rstrip=True), added("Foo", single_word=True, normalized=True)]),
    (sequence("normalizers", kind("Prepend", prepend="▁"), kind("Replace", pattern=string(" "), content="▁")), None,
     [added("<x>", normalized=True), added("<m>", lstrip=True, rstrip=True, special=True), added("foo"), added("foobar")]),
    (kind("NFKC"), kind("Metaspace", replacement="▁", prepend_scheme="first"), [added("<y>", lstrip=True), added("\n", lstrip=True)]),
]


def file(normalizer=None, pre_tokenizer=None, post_processor=None, decoder=None, model=None, tokens=()):
    parts = {"added_tokens": list(tokens), "normalizer": normalizer, "pre_tokenizer": pre_tokenizer,
             "post_processor": post_processor, "decoder": decoder}
    return {**{role: part for role, part in parts.items() if part}, "model": model or vocabulary(["[UNK]"], 0)}


def bytes_of(text):
    ends = [0]
    for character in text:
        ends.append(ends[-1] + len(character.encode()))
    return ends


def rotated(i, count):
    return [TEXTS[(i * 7 + k * 3) % len(TEXTS)] for k in range(count)]


def encoded(tokenizer, first, second, special_tokens):
    e = tokenizer.encode(first, second, add_special_tokens=special_tokens)
    ends = {0: bytes_of(first), 1: bytes_of(second or ""), None: [0]}
    spans = [[ends[s][a], ends[s][b]] for s, (a, b) in zip(e.sequence_ids, e.offsets)]
    return {"text": first, "pair": second, "special": special_tokens, "ids": e.ids, "types": e.type_ids, "spans": spans,
            "words": [-1 if w is None else w for w in e.word_ids], "mask": e.special_tokens_mask,
            "sequences": [-1 if s is None else s for s in e.sequence_ids]}


def cases():
    """Files are kept as text, so that reading and writing them again changes nothing."""
    def dump(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    for i, config in enumerate(normalizers()):
        whole = dump(file(normalizer=config))
        normalize = Tokenizer.from_str(whole).normalizer.normalize_str
        yield {"file": whole, "normalize": [[t, normalize(t)] for t in rotated(i, 6)]}
    for i, config in enumerate(pre_tokenizers()):
        whole = dump(file(pre_tokenizer=config))
        pre_tokenizer = Tokenizer.from_str(whole).pre_tokenizer
        results = []
        for t in filter(None, rotated(i, 5)):
            ends = bytes_of(t)
            results.append([t, [[w, ends[a], ends[b]] for w, (a, b) in pre_tokenizer.pre_tokenize_str(t)]])
        yield {"file": whole, "pre_tokenize": results}
    for config in decoders():
        whole = dump(file(decoder=config, model=vocabulary(TOKENS), tokens=[added("<s>", special=True), added("NEW")]))
        decode = Tokenizer.from_str(whole).decode
        asked = [(ids, False) for ids in IDS] + [(IDS[-4], True)]
        yield {"file": whole, "decode": [[ids, skip, decode(ids, skip_special_tokens=skip)] for ids, skip in asked]}
    model = vocabulary(["[UNK]", "[CLS]", "[SEP]", "a", "Ġa", "Ġhello", "hello", "ĠĠa", "##b", "Ġ", "foo", "▁a"])
    for i, config in enumerate(post_processors()):
        normalizer, pre_tokenizer, tokens = ENCODERS[i % len(ENCODERS)]
        whole = dump(file(normalizer, pre_tokenizer, config, None, model, tokens))
        tokenizer = Tokenizer.from_str(whole)
        yield {"file": whole, "encode": [encoded(tokenizer, a, b, (i + k) % 3 > 0) for k, (a, b) in enumerate(PAIRS)]}


if __name__ == "__main__":
    print('{"tokenizers":"%s","cases":[' % __version__)
    print(",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases()) + "\n]}")
