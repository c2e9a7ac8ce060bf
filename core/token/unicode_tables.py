"""Writes unicode_tables.c: what the reference tokenizers take each character for.

    pip install tokenizers==0.23.3 && python3 unicode_tables.py > unicode_tables.c

The reference mixes versions of Unicode (its language's own, and those of six libraries), so the tables are not
made from the Unicode database but by asking the reference about every character there is.  That takes minutes.
"""
import base64
import struct
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, __version__

LAST = 0x10FFFF
CHARACTERS = [c for c in range(LAST + 1) if not 0xD800 <= c <= 0xDFFF]
EVERYTHING = "".join(map(chr, CHARACTERS))
HANGUL = range(0xAC00, 0xAC00 + 11172)          # syllables: composed, decomposed and told apart by arithmetic
LOWEST, HIGHEST = "\u0334", "\u0345"            # combining classes 1 and 240, the extremes

# Bits of unicode.h that more than one function here asks for.
DECOMPOSED, COMBINING, UPPER, COMPOSING, COMPATIBLE = 1 << 7, 1 << 8, 1 << 9, 1 << 11, 1 << 12

CATEGORIES = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cs Co Cn".split()

# Names that \p{...} knows, besides those of categories.  Aliases follow their name.
GROUPS = """L Letter LC Cased_Letter Uppercase_Letter Lowercase_Letter Titlecase_Letter Modifier_Letter Other_Letter
M Mark Combining_Mark Nonspacing_Mark Spacing_Mark Enclosing_Mark N Number Decimal_Number Letter_Number Other_Number
P Punctuation Connector_Punctuation Dash_Punctuation Open_Punctuation Close_Punctuation Initial_Punctuation
Final_Punctuation Other_Punctuation S Symbol Math_Symbol Currency_Symbol Modifier_Symbol Other_Symbol Z Separator
Space_Separator Line_Separator Paragraph_Separator C Other Control Format Surrogate Private_Use Unassigned""".split()
PROPERTIES = """Alnum Alpha Blank Cntrl Digit Graph Lower Print Punct Space Upper XDigit Word ASCII Any Assigned
Alphabetic Uppercase Lowercase White_Space WSpace ASCII_Hex_Digit AHex Hex_Digit Hex Cased Case_Ignorable CI Dash
Default_Ignorable_Code_Point DI Diacritic Dia Emoji Emoji_Component EComp Emoji_Modifier EMod Emoji_Modifier_Base EBase
Emoji_Presentation EPres Extended_Pictographic ExtPict Extender Ext Grapheme_Base Gr_Base Grapheme_Extend Gr_Ext
ID_Continue IDC ID_Start IDS Ideographic Ideo Join_Control Join_C Math Noncharacter_Code_Point NChar Quotation_Mark
QMark Radical Regional_Indicator RI Sentence_Terminal STerm Soft_Dotted SD Terminal_Punctuation Term
Unified_Ideograph UIdeo Variation_Selector VS XID_Continue XIDC XID_Start XIDS""".split()
SCRIPTS = """Common Zyyy Inherited Zinh Qaai Unknown Zzzz Adlam Adlm Ahom Anatolian_Hieroglyphs Hluw Arabic Arab
Armenian Armn Avestan Avst Balinese Bali Bamum Bamu Bassa_Vah Bass Batak Batk Bengali Beng Bhaiksuki Bhks Bopomofo Bopo
Brahmi Brah Braille Brai Buginese Bugi Buhid Buhd Canadian_Aboriginal Cans Carian Cari Caucasian_Albanian Aghb Chakma
Cakm Cham Cherokee Cher Chorasmian Chrs Coptic Copt Cuneiform Xsux Cypriot Cprt Cypro_Minoan Cpmn Cyrillic Cyrl Deseret
Dsrt Devanagari Deva Dives_Akuru Diak Dogra Dogr Duployan Dupl Egyptian_Hieroglyphs Egyp Elbasan Elba Elymaic Elym
Ethiopic Ethi Garay Gara Georgian Geor Glagolitic Glag Gothic Goth Grantha Gran Greek Grek Gujarati Gujr Gunjala_Gondi
Gong Gurmukhi Guru Gurung_Khema Gukh Han Hani Hangul Hang Hanifi_Rohingya Rohg Hanunoo Hano Hatran Hatr Hebrew Hebr
Hiragana Hira Imperial_Aramaic Armi Inscriptional_Pahlavi Phli Inscriptional_Parthian Prti Javanese Java Kaithi Kthi
Kannada Knda Katakana Kana Kawi Kayah_Li Kali Kharoshthi Khar Khitan_Small_Script Kits Khmer Khmr Khojki Khoj Khudawadi
Sind Kirat_Rai Krai Lao Laoo Latin Latn Lepcha Lepc Limbu Limb Linear_A Lina Linear_B Linb Lisu Lycian Lyci Lydian Lydi
Mahajani Mahj Makasar Maka Malayalam Mlym Mandaic Mand Manichaean Mani Marchen Marc Masaram_Gondi Gonm Medefaidrin Medf
Meetei_Mayek Mtei Mende_Kikakui Mend Meroitic_Cursive Merc Meroitic_Hieroglyphs Mero Miao Plrd Modi Mongolian Mong Mro
Mroo Multani Mult Myanmar Mymr Nabataean Nbat Nag_Mundari Nagm Nandinagari Nand New_Tai_Lue Talu Newa Nko Nkoo Nushu
Nshu Nyiakeng_Puachue_Hmong Hmnp Ogham Ogam Ol_Chiki Olck Ol_Onal Onao Old_Hungarian Hung Old_Italic Ital
Old_North_Arabian Narb Old_Permic Perm Old_Persian Xpeo Old_Sogdian Sogo Old_South_Arabian Sarb Old_Turkic Orkh
Old_Uyghur Ougr Oriya Orya Osage Osge Osmanya Osma Pahawh_Hmong Hmng Palmyrene Palm Pau_Cin_Hau Pauc Phags_Pa Phag
Phoenician Phnx Psalter_Pahlavi Phlp Rejang Rjng Runic Runr Samaritan Samr Saurashtra Saur Sharada Shrd Shavian Shaw
Siddham Sidd SignWriting Sgnw Sinhala Sinh Sogdian Sogd Sora_Sompeng Sora Soyombo Soyo Sundanese Sund Sunuwar Sunu
Syloti_Nagri Sylo Syriac Syrc Tagalog Tglg Tagbanwa Tagb Tai_Le Tale Tai_Tham Lana Tai_Viet Tavt Takri Takr Tamil Taml
Tangsa Tnsa Tangut Tang Telugu Telu Thaana Thaa Thai Tibetan Tibt Tifinagh Tfng Tirhuta Tirh Todhri Todr Toto
Tulu_Tigalari Tutg Ugaritic Ugar Vai Vaii Vithkuqi Vith Wancho Wcho Warang_Citi Wara Yezidi Yezi Yi Yiii
Zanabazar_Square Zanb""".split()


# ---- Asking about single characters ----

def bert(**on):
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**off, **on}).normalize_str


clean, isolate, unaccent = bert(clean_text=True), bert(handle_chinese_chars=True), bert(strip_accents=True)
nfd, nfc, nfkd, nfkc, strip, lower = (getattr(normalizers, name)().normalize_str for name in
                                      ("NFD", "NFC", "NFKD", "NFKC", "StripAccents", "Lowercase"))


def words(pre_tokenizer, text):
    return [word for word, _ in pre_tokenizer.pre_tokenize_str(text)]


def flags_of(c):
    """The bits of unicode.h, in its order, but for COMPOSING, which takes all characters to know."""
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
        words(pre_tokenizers.Digits(individual_digits=True), f"a{s}b") == ["a", s, "b"],
        nfc(s) != s,
        nfkd(s) != nfd(s),
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


def compositions(decomposed):
    """{(first, second): composed}: what NFC makes of two characters."""
    pairs = {}
    for c in decomposed:
        if nfc(chr(c)) == chr(c):
            parts = nfd(chr(c))
            first = nfc(parts[:-1])
            assert len(first) == 1 and nfc(first + parts[-1]) == chr(c)
            pairs[ord(first), ord(parts[-1])] = c
    return pairs


# ---- Asking about all characters at once ----

def matched(pattern):
    """The characters that a regular expression for one character matches."""
    rest = decoders.Replace(Regex(f"{pattern}+"), "").decode([EVERYTHING])
    return ALL - set(map(ord, rest))


ALL = frozenset(CHARACTERS)


def regex_sets(names):
    """The set of each name that the reference knows."""
    out = {}
    for name in names:
        try:
            out[name] = matched(r"\p{%s}" % name)
        except Exception as error:
            if "property" not in str(error):
                raise
    return out


def folds(candidates):
    """Which characters match each other when case is ignored: each one's group, as its least member."""
    text = "".join(map(chr, sorted(candidates)))
    least = {}
    for c in sorted(candidates):
        if c in least:
            continue
        pattern = Regex("(?i:\\x{%x})" % c)
        rest = decoders.Replace(pattern, "").decode([text])
        for member in set(text) - set(rest):
            least.setdefault(ord(member), c)
    return {c: low for c, low in least.items() if c != low}


def long_folds(candidates):
    """Characters that match a string of several when case is ignored."""
    out = []
    for c in sorted(candidates):
        text = chr(c).casefold()
        if len(text) > 1 and decoders.Replace(Regex("(?i:\\x{%x})" % c), "").decode([text]) == "":
            out.append((c, text))
    return out


def sentencepiece_scripts():
    """A number for each character's script, as UnicodeScripts sees it; 0 for none, which splits nothing."""
    split = pre_tokenizers.UnicodeScripts().pre_tokenize_str
    scripts = {c: 0 for c in CHARACTERS if not split(chr(c))}
    seen = [c for c in CHARACTERS if c not in scripts]
    starts = {start for _, (start, _) in split("".join(map(chr, seen)))}
    firsts = [c for i, c in enumerate(seen) if i in starts]           # of stretches of one script
    number, unknown = {}, list(firsts)
    for script in range(1, 256):
        if not unknown:
            break
        known = unknown[0]
        text = "".join(chr(known) + chr(c) for c in unknown)
        ends = {start for _, (start, _) in split(text)}
        same = [c for i, c in enumerate(unknown) if 2 * i + 1 not in ends]
        number.update((c, script) for c in same)
        unknown = [c for c in unknown if c not in number]
    current = 0
    for i, c in enumerate(seen):
        if i in starts:
            current = number[c]
        scripts[c] = current
    return scripts


# ---- Grapheme clusters ----
# Only Precompiled cuts a text into grapheme clusters, and only what it makes of them shows: a cluster of less than six
# bytes is replaced whole when it begins with something that is in the map, a longer one character by character.  So a
# mark behind a character of the map is lost if and only if the two are a cluster, or the beginning of a short one.

KA, VIRAMA, LEAD, VOWEL, TRAIL, SIGN, MARK = "\u0915", "\u094D", "\u1100", "\u1161", "\u11A8", "\u00A9", "\u0300"
ZWJ, OTHER_MARK = "\u200D", "\u0301"

# As hug_grapheme; LV and LVT are told by arithmetic.
(OTHER, CONTROL, CR, LF, EXTEND, JOINER, FLAG, PREPEND, SPACING, L, V, T, LV, LVT, PICTURE, CONSONANT, LINKER,
 BARE_EXTEND) = range(18)


def charsmap(texts):
    """A map that has each text, as the file format has it: a double array, and replacements."""
    units, replacements = [0] * 256, ""
    trie = {}
    for text in texts:
        node = trie
        for byte in text.encode():
            node = node.setdefault(byte, {})
        node[-1] = len(replacements.encode())
        replacements += text + "\0"

    def place(node, at):
        base = len(units)
        units.extend([0] * 256)
        offset = at ^ base
        units[at] |= offset << 10 if offset < 1 << 21 else (offset >> 8) << 10 | 1 << 9
        if -1 in node:
            units[at] |= 1 << 8
            units[base] = node[-1] | 1 << 31
        for byte, child in node.items():
            if byte >= 0:
                units[base ^ byte] = byte
                place(child, base ^ byte)

    place(trie, 0)
    array = b"".join(struct.pack("<I", unit) for unit in units)
    return struct.pack("<I", len(array)) + array + replacements.encode()


def mapped(texts):
    encoded = base64.b64encode(charsmap(texts)).decode()
    model = '{"type":"WordLevel","vocab":{"u":0},"unk_token":"u"}'
    file = '{"normalizer":{"type":"Precompiled","precompiled_charsmap":"%s"},"model":%s}' % (encoded, model)
    return Tokenizer.from_str(file).normalizer.normalize_str


def grapheme_kinds():
    normalize = mapped(["a", KA, LEAD, VOWEL, TRAIL, SIGN, MARK])

    def kept(characters, pattern):
        """The characters behind whose pattern the last mark is kept."""
        lines = [pattern.replace("?", chr(c)) for c in characters]
        normal = normalize("\n\n".join(lines)).split("\n\n")
        last = pattern[-1]
        return {c for c, line in zip(characters, normal) if line.endswith(last)}

    plain = [c for c in CHARACTERS if c not in (10, 13) and c not in HANGUL]
    kind = dict.fromkeys(plain, OTHER)
    kind[10], kind[13] = LF, CR
    lines = normalize("\n\n".join("a" + chr(c) for c in plain)).split("\n\n")
    joined = sorted(c for c, line in zip(plain, lines) if line == "a")
    attached = kept(plain, "?" + MARK + OTHER_MARK)                    # a mark joins all but controls
    before_a = kept(plain, "?a" + MARK)
    before_lead, before_vowel, before_trail, before_picture, before_linker = (
        kept(plain, "?" + rest + MARK) for rest in (LEAD, VOWEL, TRAIL, ZWJ + SIGN, VIRAMA + KA))
    chained = kept(joined, SIGN + "?" + ZWJ + SIGN + MARK)
    linkers = kept(joined, KA + "?" + KA + MARK)
    linkable = kept(joined, KA + "?" + VIRAMA + KA + MARK)
    for c in plain:
        if c == ord(ZWJ):
            kind[c] = JOINER
        elif c in linkers:
            kind[c] = LINKER
        elif c in chained:
            kind[c] = EXTEND if c in linkable else BARE_EXTEND
        elif c not in attached:
            kind[c] = CONTROL
        elif 0x1F1E6 <= c <= 0x1F1FF:
            kind[c] = FLAG
        elif c in before_a:
            kind[c] = PREPEND
        elif c in before_lead:
            kind[c] = L
        elif c in before_vowel:
            kind[c] = V
        elif c in before_trail:
            kind[c] = T
        elif c in before_picture:
            kind[c] = PICTURE
        elif c in before_linker:
            kind[c] = CONSONANT
    kind.update((c, SPACING) for c in joined if kind[c] == OTHER)
    return kind


# ---- Writing ----

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
    """[first, last, step, delta]: every step-th character of first..last has another one delta away."""
    out = []
    for c, other in sorted(mapping.items()):
        gap = c - out[-1][1] if out else 0
        if gap in (1, 2) and out[-1][3] == other - c and out[-1][2] in (0, gap):
            out[-1][1:3] = c, gap
        else:
            out.append([c, c, 0, other - c])
    return [[first, last, step or 1, delta] for first, last, step, delta in out]


def steps(mapping, default):
    """first << 8 | value of every stretch with one value, from 0 on; surrogates go with what is before them."""
    out, value = [], None
    for c in range(LAST + 1):
        new = mapping.get(c, default) if c in ALL else value
        if new != value:
            out.append(c << 8 | new)
            value = new
    return out


def toggles(members):
    """Where membership begins and ends, by turns; surrogates go with what is before them."""
    out, inside = [], False
    for c in range(LAST + 1):
        new = c in members if c in ALL else inside
        if new != inside:
            out.append(c)
            inside = new
    return out


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


LETTERS = [chr(c) for c in range(ord("#"), 127) if chr(c) not in "?\\"]


def table(name, values):
    """A letter for each character, in blocks of 32 that equal stretches share."""
    blocks, index = shared([LETTERS[values.get(c, 0)] for c in range(LAST + 1)], 32)
    middle, top = shared(index, 32)
    text = "".join(blocks)
    print(f"\nconst char hug_{name}_blocks[{len(text) + 1}] =")
    print("\n".join(f'  "{text[i:i + 114]}"' for i in range(0, len(text), 114)) + ";")
    array(f"const uint16_t hug_{name}_middle[{len(middle)}]", middle)
    array(f"const uint8_t hug_{name}_top[{len(top)}]", top)


def decomposition_runs(mapping, pool):
    """[first, last, length, at] of characters in a row with parts of the same length, which go to the pool."""
    out = []
    for first, last, length in runs({c: len(s) for c, s in mapping.items()}):
        out.append([first, last, length, len(pool)])
        pool.extend(ord(part) for c in range(first, last + 1) for part in mapping[c])
    return out


def property_rows(sets, categories):
    """Each property as the categories that are mostly in it, and where that is wrong."""
    members = {name: {c for c in CHARACTERS if categories[c] == i} for i, name in enumerate(CATEGORIES)}
    rows, pool, known = [], [], {}
    for name, content in sets.items():
        key = frozenset(content)
        if key not in known:
            mask = sum(1 << i for i, category in enumerate(CATEGORIES)
                       if members[category] and 2 * len(members[category] & content) > len(members[category]))
            base = {c for i, category in enumerate(CATEGORIES) if mask >> i & 1 for c in members[category]}
            wrong = toggles(base ^ content)
            known[key] = [mask, len(pool), len(wrong)]
            pool += wrong
        rows.append([name] + known[key])
    return rows, pool


def plain_name(name):
    return name.replace("_", "").lower()


def main():
    flags = {c: flags_of(c) for c in CHARACTERS}
    decomposed = {c: nfd(chr(c)) for c in CHARACTERS if flags[c] & DECOMPOSED and c not in HANGUL}
    compatible = {c: nfkd(chr(c)) for c in CHARACTERS if flags[c] & COMPATIBLE}
    pairs = compositions(decomposed)
    for second in {second for _, second in pairs} | set(range(0x1161, 0x1176)) | set(range(0x11A8, 0x11C3)):
        flags[second] |= COMPOSING
    assert all(nfc(chr(c)) == chr(c) for c in HANGUL)
    assert all(c not in HANGUL for c in compatible)
    classes = combining_classes([c for c in CHARACTERS if flags[c] & COMBINING and not flags[c] & DECOMPOSED])
    lowered = {c: lower(chr(c)) for c in CHARACTERS if flags[c] & UPPER}
    assert lowered.pop(0x130) == "i\u0307" and all(len(s) == 1 for s in lowered.values())   # as unicode.c has it

    spaces = {c for c in CHARACTERS if flags[c] & 2}
    assert matched(r"\s") == spaces
    categories = {}
    for i, name in enumerate(CATEGORIES):
        if name != "Cs":
            categories.update((c, i) for c in matched(r"\p{%s}" % name))
    assert len(categories) == len(CHARACTERS)
    scripts = {}
    script_names, script_count = [], 0
    for name, content in regex_sets(SCRIPTS).items():
        if content & scripts.keys():
            numbers = {scripts[c] for c in content}
            assert len(numbers) == 1
            script_names.append([name, numbers.pop()])
        else:
            scripts.update((c, script_count) for c in content)
            script_names.append([name, script_count])
            script_count += 1
    assert len(scripts) == len(CHARACTERS) and script_count < 256
    sets = regex_sets(CATEGORIES + GROUPS + PROPERTIES)
    assert sets["Space"] == spaces and sets["Word"] == matched(r"\w") and sets["Digit"] == matched(r"\d")
    rows, toggle_pool = property_rows(sets, categories)
    cased = {c for c in CHARACTERS
             if len({chr(c), chr(c).casefold(), chr(c).upper(), chr(c).lower()}) > 1}
    for name in ("Changes_When_Casefolded", "Changes_When_Casemapped"):
        cased |= matched(r"\p{%s}" % name)
    cased |= {ord(s) for c in cased for s in chr(c).upper() + chr(c).lower() + chr(c).title() if len(s) == 1}
    folded = folds(cased)

    print(f"""/* unicode_tables.c: generated by unicode_tables.py from tokenizers {__version__}; do not edit. */
#include "unicode.h"
""")
    kinds = sorted(set(flags.values()))
    letter_of = {kind: i for i, kind in enumerate(kinds)}
    assert len(kinds) <= len(LETTERS)
    array("const uint16_t hug_char_kinds[128]", [f"['{LETTERS[i]}']={kind}".replace("'''", "'\\''")
                                                  for i, kind in enumerate(kinds)])
    table("char", {c: letter_of[kind] for c, kind in flags.items()})
    array("const uint16_t hug_ascii_flags[128]", [flags[c] for c in range(128)])
    array("const uint8_t hug_category_of[128]", [f"['{LETTERS[i]}']={i}".replace("'''", "'\\''")
                                                 for i in range(len(CATEGORIES))])
    table("category", categories)
    array("const uint8_t hug_ascii_categories[128]", [categories[c] for c in range(128)])
    array("const hug_class_run hug_class_runs[]", runs(classes), braces=True)
    array("const hug_case_run hug_case_runs[]", case_runs({c: ord(s) for c, s in lowered.items()}), braces=True)
    array("const hug_case_run hug_fold_runs[]", case_runs(folded), braces=True)
    array("const hug_long_fold hug_long_folds[]",
          [[c, "{%s}" % ",".join(str(ord(s)) for s in text)] for c, text in long_folds(cased)], braces=True)
    pool = []
    array("const hug_decomposition_run hug_decomposition_runs[]", decomposition_runs(decomposed, pool), braces=True)
    array("const hug_decomposition_run hug_compatibility_runs[]", decomposition_runs(compatible, pool), braces=True)
    array("const uint32_t hug_decompositions[]", pool)
    array("const hug_composition hug_compositions[]", [[a, b, c] for (a, b), c in sorted(pairs.items())], braces=True)
    array("const uint32_t hug_grapheme_steps[]", steps(grapheme_kinds(), OTHER))
    array("const uint32_t hug_sentencepiece_scripts[]", steps(sentencepiece_scripts(), 0))
    array("const uint32_t hug_script_steps[]", steps(scripts, 0))
    array("const uint32_t hug_toggles[]", toggle_pool)
    array("const hug_property hug_properties[]", [[f'"{name}"'] + row for name, row in sorted(
        [(plain_name(name), [mask, -1, at, count]) for name, mask, at, count in rows]
        + [(plain_name(name), [0, number, 0, 0]) for name, number in script_names])], braces=True)
    for name in ("class_runs", "case_runs", "fold_runs", "long_folds", "decomposition_runs", "compatibility_runs",
                 "compositions", "grapheme_steps", "sentencepiece_scripts", "script_steps", "properties"):
        print(f"\nconst int hug_{name}_count = sizeof hug_{name} / sizeof *hug_{name};")


if __name__ == "__main__":
    main()
