/* unit_test.c: encoding in units gives what encoding at once gives, for tokenizers put together at random and texts that
** look for trouble: all white space, marks, numbers and punctuation there are, what normalizers drop, added tokens. */
#include "check.h"
#include "../../core/token/token.h"
#include <stdlib.h>

static uint32_t state = 1;

static uint32_t below(uint32_t n) {
  state = state * 1664525u + 1013904223u;
  return (state >> 8) % n;
}

#define COUNT(list) (sizeof list / sizeof *list)
#define PICK(list) (list[below((uint32_t)COUNT(list))])

/* ---- Texts ---- */

static const char *const words[] = { "a", "b", "the", "The", "hello", "ing", "s", "t", "x", "A", "foo", "a b" };
static const char *const spaces[] = { " ", " ", " ", "  ", "   ", "\n", "\n\n", "\t", "\r\n", "\u00a0", "\u3000",
                                      "\u200b", "\u2028", " \n", "\n ", "\f", "\xc2\x85" };
static const char *const marks[] = { ",", ".", "!", "(", ")", "-", "--", "\"", "'", "'s", "'t", "'ll", "''", "``", "_",
                                     "/", "<", "|", "#", "...", "::" };
static const char *const numbers[] = { "0", "1", "12", "123", "1234", "٣", "½", "²", "Ⅷ", "५" };
static const char *const accents[] = { "é", "ü", "İ", "ß", "ſ", "e\u0301", "\u0301", "\u0327", "\u212a", "ﬁ", "№", "㎏", "ﷺ",
                                       "\u0344", "\u0958", "\u037e" };
static const char *const eastern[] = { "中", "国", "本", "あ", "ア", "。", "，", "「", "한", "글", "ᄒ", "ᅡ", "ᆫ", "豈", "𠀀" };
static const char *const others[] = { "привет", "م", "ह", "ि", "\u094d", "\u0d4e", "\u0600", "😀", "👩\u200d👧", "❤\ufe0f", "🇩🇪",
                                      "▁", "▁▁", "\ufffd", "\u00a8", "\u00b4", "\u2017", "…", "—", "“", "€", "➀" };
static const char *const controls[] = { "\1", "\x7f", "\u00ad", "\ufeff", "\ue000", "\u0378", "\u061c" };
static const char *const tokens[] = { "<m>", "[X]", "foo bar", "<m> ", " <m>" };

static const struct { const char *const *list; uint32_t count, weight; } alphabets[] = {
  { words, COUNT(words), 8 }, { spaces, COUNT(spaces), 6 }, { marks, COUNT(marks), 4 }, { numbers, COUNT(numbers), 3 },
  { accents, COUNT(accents), 2 }, { eastern, COUNT(eastern), 2 }, { others, COUNT(others), 2 },
  { controls, COUNT(controls), 1 }, { tokens, COUNT(tokens), 1 }
};

static void random_text(hug_text *t) {
  uint32_t total = 0, kinds = 2 + below(COUNT(alphabets) - 1);   /* the first ones: plain texts are there as well */
  for (uint32_t i = 0; i < kinds; i++) total += alphabets[i].weight;
  t->bytes = 0;
  for (uint32_t n = 1 + below(30); n; n--) {
    uint32_t at = below(total), i = 0;
    while (at >= alphabets[i].weight) at -= alphabets[i++].weight;
    const char *piece = alphabets[i].list[below(alphabets[i].count)];
    hug_text_add(t, piece, strlen(piece));
  }
}

/* ---- Tokenizers ---- */

#define MAP(type) "{\"type\":\"" type "\"}"
#define REPLACE(kind, pattern, content) \
  "{\"type\":\"Replace\",\"pattern\":{\"" kind "\":\"" pattern "\"},\"content\":\"" content "\"}"
#define SPLIT(regex, behavior, invert) "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"" regex "\"},\"behavior\":\"" behavior \
  "\",\"invert\":" invert "}"
#define CL100K(letter, digits) "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?" letter "+|" digits \
  "| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+"
#define UPPER "[\\\\p{Lu}\\\\p{Lt}\\\\p{Lm}\\\\p{Lo}\\\\p{M}]"
#define LOWER "[\\\\p{Ll}\\\\p{Lm}\\\\p{Lo}\\\\p{M}]"
#define O200K "[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?" UPPER "*" LOWER "+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?" UPPER \
  "+" LOWER "*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\\\p{N}{1,3}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n/]*|\\\\s*[\\\\r\\\\n]+|" \
  "\\\\s+(?!\\\\S)|\\\\s+"
#define BYTES(prefix, regex) \
  "{\"type\":\"ByteLevel\",\"add_prefix_space\":" prefix ",\"trim_offsets\":true,\"use_regex\":" regex "}"
#define METASPACE(scheme, split) \
  "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"" scheme "\",\"split\":" split "}"
#define PUNCTUATION(behavior) "{\"type\":\"Punctuation\",\"behavior\":\"" behavior "\"}"
#define DIGITS(individual) "{\"type\":\"Digits\",\"individual_digits\":" individual "}"
#define BERT(chinese, accents, lowercase) "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":" chinese \
  ",\"strip_accents\":" accents ",\"lowercase\":" lowercase "}"
#define STRIP(left, right) "{\"type\":\"Strip\",\"strip_left\":" left ",\"strip_right\":" right "}"

static const char *const normalizers[] = {
  MAP("NFC"), MAP("NFD"), MAP("NFKC"), MAP("NFKD"), MAP("Lowercase"), MAP("StripAccents"), MAP("Nmt"),
  BERT("true", "true", "true"), BERT("false", "false", "false"), STRIP("true", "true"), STRIP("false", "true"),
  "{\"type\":\"Prepend\",\"prepend\":\"▁\"}", REPLACE("String", " ", "▁"), REPLACE("Regex", " {2,}", " "),
  REPLACE("Regex", " {2,}", "▁"), REPLACE("String", "``", "\\\""), REPLACE("String", ",", " "),
  REPLACE("String", "...", " "), REPLACE("String", "a b", "c"), REPLACE("Regex", "\\\\s+", " "),
  REPLACE("String", "é", " "), MAP("ByteLevel")
};

static const char *const pretokenizers[] = {
  BYTES("false", "true"), BYTES("true", "true"), BYTES("false", "false"), BYTES("true", "false"), MAP("Whitespace"),
  MAP("WhitespaceSplit"), MAP("BertPreTokenizer"), METASPACE("always", "true"), METASPACE("first", "true"),
  METASPACE("never", "true"), METASPACE("first", "false"), METASPACE("always", "false"), PUNCTUATION("Isolated"),
  PUNCTUATION("Removed"), PUNCTUATION("Contiguous"), PUNCTUATION("MergedWithPrevious"), DIGITS("true"),
  DIGITS("false"), SPLIT(CL100K("\\\\p{L}", "\\\\p{N}{1,3}"), "Isolated", "false"),
  SPLIT(CL100K("\\\\p{L}", "\\\\p{N}"), "Isolated", "false"), SPLIT(CL100K("\\\\p{L}", "\\\\p{N}"), "Removed", "true"),
  SPLIT(O200K, "Isolated", "false"), SPLIT(O200K, "Contiguous", "false"), SPLIT("\\\\p{N}{1,3}", "Isolated", "false"),
  SPLIT("\\\\p{N}", "Isolated", "false"), SPLIT("\\\\s+", "Removed", "false"),
  SPLIT("[0-9][0-9][0-9]", "Isolated", "false"), SPLIT(" {2,}", "Isolated", "false"),
  SPLIT(" ?[^(\\\\s|[.,!?…。，、।۔،])]+", "Isolated", "false"), MAP("UnicodeScripts"),
  "{\"type\":\"Split\",\"pattern\":{\"String\":\" \"},\"behavior\":\"MergedWithPrevious\",\"invert\":false}",
  "{\"type\":\"CharDelimiterSplit\",\"delimiter\":\"-\"}", "{\"type\":\"FixedLength\",\"length\":3}"
};

#define LETTERS "\"a\":1,\"b\":2,\"e\":3,\"f\":4,\"g\":5,\"h\":6,\"i\":7,\"l\":8,\"n\":9,\"o\":10,\"s\":11,\"t\":12,\"x\":13," \
  "\"1\":14,\"2\":15,\",\":16,\".\":17,\"'\":18,\"▁\":19,\"Ġ\":20,\" \":21,\"Ċ\":22,\"-\":23"

static const char *const models[] = {
  "{\"type\":\"BPE\",\"unk_token\":\"?\",\"vocab\":{\"?\":0," LETTERS ",\"th\":30,\"the\":31,\"Ġt\":32,\"▁▁\":33,\"▁t\":34,"
  "\"ll\":35,\"▁th\":36,\"12\":37,\"Ġa\":38},\"merges\":[\"▁ t\",\"t h\",\"▁ ▁\",\"th e\",\"Ġ t\",\"l l\",\"▁t h\",\"1 2\","
  "\"Ġ a\"]}",
  "{\"type\":\"BPE\",\"unk_token\":\"?\",\"fuse_unk\":true,\"vocab\":{\"?\":0," LETTERS ",\"a▁\":30,\"lo\":31},"
  "\"merges\":[\"a ▁\",\"l o\"]}",
  "{\"type\":\"BPE\",\"unk_token\":null,\"ignore_merges\":true,\"vocab\":{\"?\":0," LETTERS ",\"th\":30,\"Ġt\":31},"
  "\"merges\":[\"Ġ t\",\"t h\"]}",
  "{\"type\":\"BPE\",\"vocab\":{\"a\":1,\"b\":2,\"h\":6,\"t\":12,\"▁\":19,\" \":21,\"th\":30},\"merges\":[\"t h\"]}",
  "{\"type\":\"BPE\",\"byte_fallback\":true,\"vocab\":{\"a\":1,\"b\":2,\"h\":6,\"t\":12,\"▁\":19,\" \":21,\"th\":30,"
  "\"<0x65>\":31},\"merges\":[\"t h\"]}",
  "{\"type\":\"BPE\",\"unk_token\":\"?\",\"end_of_word_suffix\":\"</w>\",\"vocab\":{\"?\":0," LETTERS ",\"e</w>\":30,\"t</w>\":31,"
  "\"he</w>\":32},\"merges\":[\"h e</w>\"]}",
  "{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"?\",0],[\"▁\",-2],[\"a\",-3],[\"b\",-3],[\"▁the\",-1],[\"e\",-3],[\"h\",-3],"
  "[\"t\",-3],[\"▁▁\",-2.5],[\"ll\",-2],[\"l\",-3],[\",\",-3],[\"1\",-3],[\"he\",-2],[\"o▁\",-2],[\"o\",-3],[\"s\",-3]]}",
  "{\"type\":\"WordPiece\",\"unk_token\":\"?\",\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":9,"
  "\"vocab\":{\"?\":0," LETTERS ",\"the\":30,\"##o\":31,\"he\":32,\"##l\":33,\"##1\":34,\"▁the\":35}}",
  "{\"type\":\"WordLevel\",\"unk_token\":\"?\",\"vocab\":{\"?\":0," LETTERS ",\"the\":30,\"▁the\":31,\"Ġthe\":32}}"
};

/* Up to `most` steps of a list, as a member. */
static void add_steps(hug_text *json, const char *member, const char *list, const char *const *steps, uint32_t count,
                      uint32_t most) {
  uint32_t n = below(most + 1);
  hug_text_addf(json, ",\"%s\":", member);
  if (!n) hug_text_addf(json, "null");
  else hug_text_addf(json, "{\"type\":\"Sequence\",\"%s\":[", list);
  for (uint32_t i = 0; i < n; i++) hug_text_addf(json, "%s%s", i ? "," : "", steps[below(count)]);
  if (n) hug_text_addf(json, "]}");
}

static void add_token(hug_text *json, int id, const char *content) {
  static const char *const answers[] = { "false", "true" };
  uint32_t plain = below(3);   /* mostly without flags, which forbid cuts */
  hug_text_addf(json, "%s{\"id\":%d,\"content\":\"%s\",\"special\":false,\"single_word\":%s,\"lstrip\":%s,\"rstrip\":%s,"
                "\"normalized\":true}", id > 100 ? "," : "", id, content, answers[!plain && below(2)],
                answers[!plain && below(2)], answers[!plain && below(2)]);
}

static hug_tokenizer *random_tokenizer(hug_text *json) {
  json->bytes = 0;
  hug_text_addf(json, "{\"version\":\"1.0\",\"added_tokens\":[");
  uint32_t tokens_count = below(4);
  for (uint32_t i = 0; i < tokens_count; i++) add_token(json, 100 + (int)i, tokens[i]);
  hug_text_addf(json, "]");
  add_steps(json, "normalizer", "normalizers", normalizers, COUNT(normalizers), 3);
  add_steps(json, "pre_tokenizer", "pretokenizers", pretokenizers, COUNT(pretokenizers), 3);
  hug_text_addf(json, ",\"post_processor\":null,\"decoder\":null,\"model\":%s}", PICK(models));
  hug_tokenizer *t = NULL;
  CHECK(hug_tokenizer_parse(json->data, json->bytes, "random.json", &t) == HUG_OK);
  return t;
}

/* ---- Comparing ---- */

static bool same(const hug_tokenizer *t, const hug_tokens *expected, const hug_encoding *encoding,
                 const hug_encoding_view *e) {
  if (expected->count != e->count) return false;
  for (int64_t i = 0; i < e->count; i++) {
    const hug_token *token = &expected->at[i];
    if (token->id != e->ids[i] || token->word != e->word_ids[i]) return false;
    if (token->origin.first != e->first[i] || token->origin.last != e->last[i]) return false;
    size_t bytes;
    const char *text = hug_encoding_token(encoding, t, i, &bytes);
    if (!text || (token->spelled && (bytes != token->spelled_bytes
     || memcmp(text, expected->spelled.data + token->spelled - 1, bytes)))) return false;
  }
  return true;
}

static bool agrees(hug_tokenizer *t, const hug_text *text, hug_draft *d, hug_tokens *expected) {
  hug_encode_options options = { .size = sizeof options, .no_special_tokens = true };
  hug_encoding *e = NULL;
  hug_tokens_begin(expected, INT64_MAX);
  hug_status whole = hug_encode_piece(t, text->data, (hug_span){ 0, (int32_t)text->bytes }, d, expected);
  hug_status units = hug_tokenizer_encode(t, text->data, text->bytes, NULL, 0, &options, &e);
  if (whole || units) return whole == units;
  hug_encoding_view view = hug_encoding_get(e);
  bool equal = same(t, expected, e, &view);
  hug_encoding_free(e);
  return equal;
}

static void show(const hug_text *json, const hug_text *text) {
  printf("%.*s\n", (int)json->bytes, json->data);
  for (size_t i = 0; i < text->bytes; i++) {
    unsigned char c = (unsigned char)text->data[i];
    printf(c < ' ' || c > '~' ? "\\x%02x" : "%c", c);
  }
  printf("\n");
}

static int cut_tokenizers;

static void try_tokenizer(int texts) {
  hug_text json = { 0 }, text = { 0 };
  hug_draft d = { 0 };
  hug_tokens expected = { 0 };
  hug_tokenizer *t = random_tokenizer(&json);
  if (!t) return;
  cut_tokenizers += hug_cuts_any(&t->cutter.cuts);
  bool equal = true;
  for (int i = 0; i < texts && equal; i++) {
    random_text(&text);
    equal = agrees(t, &text, &d, &expected) && agrees(t, &text, &d, &expected);   /* the second time from memory */
  }
  CHECK(equal);
  if (!equal) show(&json, &text);
  hug_tokenizer_free(t);
  hug_draft_free(&d);
  hug_tokens_free(&expected);
  hug_text_drop(&json);
  hug_text_drop(&text);
}

/* unit_test [TOKENIZERS [SEED]] */
int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 1500;
  if (argc > 2) state = (uint32_t)atoi(argv[2]);
  for (int i = 0; i < count; i++) try_tokenizer(50);
  CHECK(cut_tokenizers > count / 8);
  return CHECK_REPORT();
}
