/* token_test.c: tokenizers against what the reference (tokenizers 0.23.3) gives for the same files and texts, and
** against files that no tokenizer is in.
*/
#include "check.h"
#include <pthread.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
enum { STACK = 512 * 1024 };   /* whose frames are larger */
#else
enum { STACK = 64 * 1024 };
#endif

/* ---- Files ---- */

#define VOCAB "{\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"[MASK]\":4,\"un\":5,\"##aff\":6,\"##able\":7," \
  "\"the\":8,\"quick\":9,\"fox\":10,\"ca\":11,\"##fe\":12,\",\":13,\"!\":14,\"中\":15,\"国\":16,\"a\":17,\"##a\":18," \
  "\"don\":19,\"'\":20,\"t\":21,\"not\":22,\"do\":23,\"we\":24,\"##ll\":25,\"is\":26,\"##n\":27,\"##t\":28,\"각\":29," \
  "\"i\":30,\"-\":31,\"<x>\":32,\"##x\":33,\"re\":34,\"##\":35,\"foo\":36,\".\":37}"

#define TOKEN(id, content, special, single_word, lstrip, rstrip, normalized)                     \
  "{\"id\":" #id ",\"content\":\"" content "\",\"special\":" #special ",\"single_word\":" #single_word \
  ",\"lstrip\":" #lstrip ",\"rstrip\":" #rstrip ",\"normalized\":" #normalized "}"
#define MASK TOKEN(4, "[MASK]", true, false, false, false, false)
#define SPECIAL TOKEN(0, "[PAD]", true, false, false, false, false) "," \
  TOKEN(1, "[UNK]", true, false, false, false, false) "," TOKEN(2, "[CLS]", true, false, false, false, false) "," \
  TOKEN(3, "[SEP]", true, false, false, false, false)

#define MODEL_OF(vocab, unknown, max_chars) "{\"type\":\"WordPiece\",\"unk_token\":\"" unknown "\"," \
  "\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":" max_chars ",\"vocab\":" vocab "}"
#define MODEL MODEL_OF(VOCAB, "[UNK]", "12")
#define LIST_OF(list, items) "{\"type\":\"Sequence\",\"" list "\":[" items "]}"
#define KIND(type) "{\"type\":\"" type "\"}"
#define BERT_NORMALIZER(accents, lowercase) "{\"type\":\"BertNormalizer\",\"clean_text\":true," \
  "\"handle_chinese_chars\":true,\"strip_accents\":" accents ",\"lowercase\":" lowercase "}"
#define PUNCTUATION(behavior) "{\"type\":\"Punctuation\",\"behavior\":\"" behavior "\"}"
#define TEXT(id, type) "{\"Sequence\":{\"id\":\"" id "\",\"type_id\":" type "}}"
#define PUT(id, type) "{\"SpecialToken\":{\"id\":\"" id "\",\"type_id\":" type "}}"
#define IDS(token, ids) "\"" token "\":{\"id\":\"" token "\",\"ids\":[" ids "],\"tokens\":[\"" token "\"]}"
#define TEMPLATE_OF(single, pair, tokens) \
  "{\"type\":\"TemplateProcessing\",\"single\":[" single "],\"pair\":[" pair "],\"special_tokens\":{" tokens "}}"
#define TEMPLATE TEMPLATE_OF(PUT("[CLS]", "0") "," TEXT("A", "0") "," PUT("[SEP]", "0"), \
  PUT("[CLS]", "0") "," TEXT("A", "0") "," PUT("[SEP]", "0") "," TEXT("B", "1") "," PUT("[SEP]", "1"), \
  IDS("[CLS]", "2") "," IDS("[SEP]", "3"))
#define ENDS "\"sep\":[\"[SEP]\",3],\"cls\":[\"[CLS]\",2]"
#define DECODER "{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true}"

#define FILE_OF(added, normalizer, pretokenizer, processor, decoder, model)                                         \
  "{\"version\":\"1.0\",\"truncation\":null,\"added_tokens\":[" added "],\"normalizer\":" normalizer                \
  ",\"pre_tokenizer\":" pretokenizer ",\"post_processor\":" processor ",\"decoder\":" decoder ",\"model\":" model "}"
#define WITH_NORMALIZER(n) FILE_OF(SPECIAL "," MASK, n, KIND("BertPreTokenizer"), TEMPLATE, DECODER, MODEL)
#define WITH_PRETOKENIZER(p) FILE_OF(SPECIAL "," MASK, BERT_NORMALIZER("null", "true"), p, "null", DECODER, MODEL)
#define WITH_PROCESSOR(p) FILE_OF(SPECIAL, "null", KIND("BertPreTokenizer"), p, DECODER, MODEL)
#define WITH_DECODER(d) FILE_OF("", "null", "null", "null", d, MODEL)
#define CHARSMAP(text) "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"" text "\"}"
#define SPLIT(regex) \
  "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"" regex "\"},\"behavior\":\"Isolated\",\"invert\":false}"
#define WITH_MODEL(m) FILE_OF("", "null", "null", "null", "null", m)
#define WITH_ADDED(tokens) FILE_OF(tokens, BERT_NORMALIZER("null", "true"), "null", "null", "null", MODEL)

enum {
  BERT, CASED, ACCENTS, PLAIN, SEQUENCE, WHITESPACE, NFD, ROBERTA, ADDED, REMOVED, ISOLATED, MERGEDWITHNEXT, CONTIGUOUS,
  BYTES, SPACES, STEPS, REGEX, FILES
};

#define METASPACE "{\"type\":\"Metaspace\",\"replacement\":\"▁\",\"prepend_scheme\":\"first\"}"
#define BYTE_LEVEL "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true}"
#define REPLACE(kind, pattern, content) \
  "{\"type\":\"Replace\",\"pattern\":{\"" kind "\":\"" pattern "\"},\"content\":\"" content "\"}"
#define STRIP_DECODER "{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":1}"
#define CTC_DECODER "{\"type\":\"CTC\",\"pad_token\":\"<pad>\",\"word_delimiter_token\":\"|\",\"cleanup\":true}"
#define SMALL_MAP CHARSMAP("CAAAAAAAAAAAAAAAAAA=")

static const char *const files[FILES] = {
  [BERT] = WITH_NORMALIZER(BERT_NORMALIZER("null", "true")),
  [CASED] = WITH_NORMALIZER(BERT_NORMALIZER("null", "false")),
  [ACCENTS] = WITH_NORMALIZER(BERT_NORMALIZER("false", "true")),
  [PLAIN] = FILE_OF("", "null", KIND("WhitespaceSplit"), "null", "null", MODEL),
  [SEQUENCE] = FILE_OF(SPECIAL "," MASK,
    LIST_OF("normalizers", KIND("NFD") "," LIST_OF("normalizers", KIND("StripAccents") "," KIND("Lowercase"))),
    LIST_OF("pretokenizers", KIND("WhitespaceSplit") "," PUNCTUATION("MergedWithPrevious")),
    LIST_OF("processors", "{\"type\":\"BertProcessing\"," ENDS "}"), LIST_OF("decoders", DECODER), MODEL),
  [WHITESPACE] = FILE_OF(SPECIAL "," MASK, KIND("Lowercase"), KIND("Whitespace"), TEMPLATE, DECODER, MODEL),
  [NFD] = FILE_OF(TOKEN(0, "A\314\212\314\243", false, false, false, false, true), KIND("NFD"), "null", "null", DECODER,
    MODEL),
  [ROBERTA] = FILE_OF(SPECIAL "," TOKEN(4, "[MASK]", true, false, true, false, false),
    BERT_NORMALIZER("null", "true"), KIND("BertPreTokenizer"),
    "{\"type\":\"RobertaProcessing\"," ENDS ",\"trim_offsets\":true,\"add_prefix_space\":false}", DECODER, MODEL),
  [ADDED] = FILE_OF(SPECIAL "," MASK ","
    TOKEN(0, "<l>", true, false, true, false, false) "," TOKEN(0, "<r>", false, false, false, true, false) ","
    TOKEN(0, "Foo", false, false, false, false, true) "," TOKEN(0, "foot", false, true, false, false, true) ","
    TOKEN(0, "ABC", true, false, false, false, true) "," TOKEN(0, "AB", false, false, false, false, false),
    BERT_NORMALIZER("null", "true"), KIND("BertPreTokenizer"), TEMPLATE, DECODER, MODEL),
  [REMOVED] = WITH_PRETOKENIZER(PUNCTUATION("Removed")),
  [ISOLATED] = WITH_PRETOKENIZER(KIND("Punctuation")),
  [MERGEDWITHNEXT] = WITH_PRETOKENIZER(PUNCTUATION("MergedWithNext")),
  [CONTIGUOUS] = WITH_PRETOKENIZER(PUNCTUATION("Contiguous")),
  [BYTES] = FILE_OF(SPECIAL, KIND("NFC"), BYTE_LEVEL, LIST_OF("processors", BYTE_LEVEL "," TEMPLATE), BYTE_LEVEL,
    MODEL),
  [SPACES] = FILE_OF(SPECIAL,
    LIST_OF("normalizers", KIND("NFKC") "," SMALL_MAP "," REPLACE("Regex", " {2,}", " ") "," KIND("Nmt")), METASPACE,
    TEMPLATE, METASPACE, MODEL),
  [STEPS] = FILE_OF(SPECIAL, LIST_OF("normalizers", KIND("NFKD") ",{\"type\":\"Strip\",\"strip_left\":true,"
    "\"strip_right\":true},{\"type\":\"Prepend\",\"prepend\":\"▁\"}," REPLACE("String", " ", "▁") ","
    KIND("ByteLevel")),
    LIST_OF("pretokenizers", KIND("UnicodeScripts") ",{\"type\":\"Digits\",\"individual_digits\":true},"
    "{\"type\":\"CharDelimiterSplit\",\"delimiter\":\"-\"}," SPLIT("\\\\p{N}{1,3}") "," KIND("FixedLength")), TEMPLATE,
    LIST_OF("decoders", REPLACE("String", "▁", " ") "," KIND("ByteFallback") "," CTC_DECODER "," STRIP_DECODER ","
    KIND("Fuse") ",{\"type\":\"BPEDecoder\",\"suffix\":\"</w>\"}"), MODEL),
  [REGEX] = FILE_OF("", REPLACE("Regex", "(?i)[k-m]+|\\\\p{Mn}", "x"),
    SPLIT("\\\\w+|[^\\\\w\\\\s]+|\\\\s+(?!\\\\S)"), "null", REPLACE("Regex", "\\\\bun", "re"), MODEL),
};

/* Whether this build can use a file. */
static bool usable(int file) {
  return file != REGEX || hug_regex_library();
}

static hug_status parse(const char *json, hug_tokenizer **out) {
  return hug_tokenizer_parse(json, strlen(json), "t.json", out);
}

/* ---- Encodings ---- */

/* "id/type *" of tokens that the post-processor added, and "id/type", text, word and bytes of all others. */
static const char *dump(const hug_encoding *e, char *to, size_t room) {
  hug_encoding_view v = hug_encoding_get(e);
  size_t used = 0;
  *to = 0;
  for (int64_t i = 0; i < v.count && used < room; i++) {
    const char *comma = i ? ", " : "";
    if (v.special[i] && v.word_ids[i] == -1 && v.sequence_ids[i] == -1 && !v.first[i] && !v.last[i])
      used += (size_t)snprintf(to + used, room - used, "%s%d/%d *", comma, v.ids[i], v.type_ids[i]);
    else
      used += (size_t)snprintf(to + used, room - used, "%s%d/%d %c%d %d-%d", comma, v.ids[i], v.type_ids[i],
                               'a' + v.sequence_ids[i], v.word_ids[i], v.first[i], v.last[i]);
  }
  return to;
}

static void check_encoding(int file, const char *text, size_t bytes, const char *pair,
                           const hug_encode_options *options, const char *expected) {
  hug_tokenizer *t = NULL;
  hug_encoding *e = NULL;
  char found[2048] = "";
  hug_status status = parse(files[file], &t);
  if (!status) status = hug_tokenizer_encode(t, text, bytes, pair, pair ? strlen(pair) : 0, options, &e);
  if (e) dump(e, found, sizeof found);
  CHECK(status == HUG_OK);
  CHECK(!strcmp(found, expected));
  if (strcmp(found, expected)) printf("  file %d, \"%s\"\n  found    %s\n  expected %s\n", file, text, found, expected);
  hug_encoding_free(e);
  hug_tokenizer_free(t);
}

static const struct { int file; const char *text, *pair, *expected; } texts[] = {
  { BERT, "Unaffable FOX, the quick fox!", NULL,
    "2/0 *, 5/0 a0 0-2, 6/0 a0 2-5, 7/0 a0 5-9, 10/0 a1 10-13, 13/0 a2 13-14, 8/0 a3 15-18, "
    "9/0 a4 19-24, 10/0 a5 25-28, 14/0 a6 28-29, 3/0 *" },
  { BERT, "", NULL,
    "2/0 *, 3/0 *" },
  { BERT, " \t\n", NULL,
    "2/0 *, 3/0 *" },
  { BERT, "café CAFÉ cafe\314\201", NULL,
    "2/0 *, 11/0 a0 0-2, 12/0 a0 2-5, 11/0 a1 6-8, 12/0 a1 8-11, 11/0 a2 12-14, 12/0 a2 14-16, 3/0 *" },
  { BERT, "中国the中", NULL,
    "2/0 *, 15/0 a0 0-3, 16/0 a1 3-6, 8/0 a2 6-9, 15/0 a3 9-12, 3/0 *" },
  { BERT, "don't [MASK] we'll", NULL,
    "2/0 *, 19/0 a0 0-3, 20/0 a1 3-4, 21/0 a2 4-5, 4/0 a3 6-12, 24/0 a4 13-15, 20/0 a5 15-16, "
    "1/0 a6 16-18, 3/0 *" },
  { BERT, "İ ǅ ẞ", NULL,
    "2/0 *, 30/0 a0 0-2, 1/0 a1 3-5, 1/0 a2 6-9, 3/0 *" },
  { BERT, "aaaaaaaaaaaa aaaaaaaaaaaaa", NULL,
    "2/0 *, 17/0 a0 0-1, 18/0 a0 1-2, 18/0 a0 2-3, 18/0 a0 3-4, 18/0 a0 4-5, 18/0 a0 5-6, 18/0 a0 6-7, "
    "18/0 a0 7-8, 18/0 a0 8-9, 18/0 a0 9-10, 18/0 a0 10-11, 18/0 a0 11-12, 1/0 a1 13-26, 3/0 *" },
  { BERT, "각 각", NULL,
    "2/0 *, 1/0 a0 0-3, 1/0 a1 4-7, 3/0 *" },
  { BERT, "a\314\243\314\201a \315\204 \340\275\261\340\275\262", NULL,
    "2/0 *, 17/0 a0 0-1, 18/0 a0 5-6, 3/0 *" },
  { BERT, "the", "the quick fox",
    "2/0 *, 8/0 a0 0-3, 3/0 *, 8/1 b0 0-3, 9/1 b1 4-9, 10/1 b2 10-13, 3/1 *" },
  { BERT, "", "fox",
    "2/0 *, 3/0 *, 10/1 b0 0-3, 3/1 *" },
  { CASED, "The the Café", NULL,
    "2/0 *, 1/0 a0 0-3, 8/0 a1 4-7, 1/0 a2 8-13, 3/0 *" },
  { ACCENTS, "café É", NULL,
    "2/0 *, 1/0 a0 0-5, 1/0 a1 6-8, 3/0 *" },
  { PLAIN, "the the! 中国", NULL,
    "8/0 a0 0-3, 1/0 a1 4-8, 1/0 a2 9-15" },
  { PLAIN, "the", "quick fox",
    "8/0 a0 0-3, 9/1 b0 0-5, 10/1 b1 6-9" },
  { SEQUENCE, "Thé fox!!,fox", NULL,
    "2/0 *, 8/0 a0 0-4, 1/0 a1 5-9, 14/0 a2 9-10, 13/0 a3 10-11, 10/0 a4 11-14, 3/0 *" },
  { SEQUENCE, "fox", "the",
    "2/0 *, 10/0 a0 0-3, 3/0 *, 8/1 b0 0-3, 3/1 *" },
  { WHITESPACE, "The,fox !!the 中国", NULL,
    "2/0 *, 8/0 a0 0-3, 13/0 a1 3-4, 10/0 a2 4-7, 1/0 a3 8-10, 8/0 a4 10-13, 1/0 a5 14-20, 3/0 *" },
  { NFD, "A\314\212\314\243xÅ\314\243", NULL,
    "38/0 a0 0-5, 1/0 a1 5-6, 38/0 a2 6-10" },
  { ROBERTA, "the  [MASK] fox", "[MASK]",
    "2/0 *, 8/0 a0 0-3, 4/0 a1 5-11, 10/0 a2 12-15, 3/0 *, 3/0 *, 4/0 b0 0-6, 3/0 *" },
  { ADDED, "a  <l> fox<r>  ! afoo foot footfoot FOOT abc AB ABC", NULL,
    "2/0 *, 17/0 a0 0-1, 38/0 a1 1-6, 10/0 a2 7-10, 39/0 a3 10-15, 14/0 a4 15-16, 17/0 a5 17-18, "
    "40/0 a6 18-21, 41/0 a7 22-26, 1/0 a8 27-35, 41/0 a9 36-40, 42/0 a10 41-44, 43/0 a11 45-47, "
    "43/0 a12 48-50, 1/0 a13 50-51, 3/0 *" },
  { ADDED, "<l><r>   <l>", NULL,
    "2/0 *, 38/0 a0 0-3, 39/0 a1 3-9, 38/0 a2 9-12, 3/0 *" },
  { REMOVED, "a-a--the", NULL,
    "17/0 a0 0-1, 17/0 a1 2-3, 8/0 a2 5-8" },
  { ISOLATED, "a-a--the", NULL,
    "17/0 a0 0-1, 31/0 a1 1-2, 17/0 a2 2-3, 31/0 a3 3-4, 31/0 a4 4-5, 8/0 a5 5-8" },
  { MERGEDWITHNEXT, "a-a--the-", NULL,
    "17/0 a0 0-1, 31/0 a1 1-2, 18/0 a1 2-3, 31/0 a2 3-4, 1/0 a3 4-8, 31/0 a4 8-9" },
  { CONTIGUOUS, "-a-a--the", NULL,
    "31/0 a0 0-1, 17/0 a1 1-2, 31/0 a2 2-3, 17/0 a3 3-4, 1/0 a4 4-6, 8/0 a5 6-9" },
};

static void test_encode(void) {
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    check_encoding(texts[i].file, texts[i].text, strlen(texts[i].text), texts[i].pair, NULL, texts[i].expected);
  static const char controls[] = "a\000b\357\277\275\342\200\213 the\302\240fox\343\200\200!";
  check_encoding(BERT, controls, sizeof controls - 1, NULL, NULL,
    "2/0 *, 1/0 a0 0-3, 8/0 a1 10-13, 10/0 a2 15-18, 14/0 a3 21-22, 3/0 *");
  hug_encode_options bare = { .size = sizeof bare, .no_special_tokens = true };
  check_encoding(BERT, "the fox", 7, "a", &bare, "8/0 a0 0-3, 10/0 a1 4-7, 17/1 b0 0-1");
}

static const struct {
  int file;
  const char *text, *pair;
  hug_truncation how;
  int64_t length;
  bool left;
  const char *expected;
} truncations[] = {
  { BERT, "the quick fox the", "a a a", HUG_TRUNCATE_LONGEST_FIRST, 9, false,
    "2/0 *, 8/0 a0 0-3, 9/0 a1 4-9, 10/0 a2 10-13, 3/0 *, 17/1 b0 0-1, 17/1 b1 2-3, 17/1 b2 4-5, 3/1 *" },
  { BERT, "the quick fox the", "a a a", HUG_TRUNCATE_LONGEST_FIRST, 8, false,
    "2/0 *, 8/0 a0 0-3, 9/0 a1 4-9, 10/0 a2 10-13, 3/0 *, 17/1 b0 0-1, 17/1 b1 2-3, 3/1 *" },
  { BERT, "the quick fox the", "a a a", HUG_TRUNCATE_ONLY_FIRST, 7, false,
    "2/0 *, 8/0 a0 0-3, 3/0 *, 17/1 b0 0-1, 17/1 b1 2-3, 17/1 b2 4-5, 3/1 *" },
  { BERT, "the quick fox the", "a a a", HUG_TRUNCATE_ONLY_SECOND, 8, true,
    "2/0 *, 8/0 a0 0-3, 9/0 a1 4-9, 10/0 a2 10-13, 8/0 a3 14-17, 3/0 *, 17/1 b2 4-5, 3/1 *" },
  { BERT, "the quick fox the", "a a a", HUG_TRUNCATE_LONGEST_FIRST, 8, true,
    "2/0 *, 9/0 a1 4-9, 10/0 a2 10-13, 8/0 a3 14-17, 3/0 *, 17/1 b1 2-3, 17/1 b2 4-5, 3/1 *" },
  { BERT, "the quick fox the", "a a a", HUG_TRUNCATE_LONGEST_FIRST, 3, false,
    "2/0 *, 3/0 *, 3/1 *" },
  { BERT, "the quick fox the", NULL, HUG_TRUNCATE_LONGEST_FIRST, 4, false,
    "2/0 *, 8/0 a0 0-3, 9/0 a1 4-9, 3/0 *" },
  { BERT, "the quick fox the", NULL, HUG_TRUNCATE_ONLY_FIRST, 4, true,
    "2/0 *, 10/0 a2 10-13, 8/0 a3 14-17, 3/0 *" },
  { PLAIN, "the quick fox the", NULL, HUG_TRUNCATE_LONGEST_FIRST, 2, true,
    "10/0 a2 10-13, 8/0 a3 14-17" },
};

static void test_truncate(void) {
  for (size_t i = 0; i < sizeof truncations / sizeof *truncations; i++) {
    hug_encode_options o = { .size = sizeof o, .truncation = truncations[i].how, .max_length = truncations[i].length,
                             .truncate_left = truncations[i].left };
    check_encoding(truncations[i].file, truncations[i].text, strlen(truncations[i].text), truncations[i].pair, &o,
                   truncations[i].expected);
  }
}

static hug_status encode_with(hug_tokenizer *t, const char *pair, hug_truncation how, int64_t length) {
  hug_encode_options o = { .size = sizeof o, .truncation = how, .max_length = length };
  hug_encoding *e = NULL;
  hug_status status = hug_tokenizer_encode(t, "the fox", 7, pair, pair ? strlen(pair) : 0, &o, &e);
  hug_encoding_free(e);
  return status;
}

static void test_refusals(void) {
  hug_tokenizer *t = NULL;
  hug_encoding *e = NULL;
  CHECK(parse(files[BERT], &t) == HUG_OK);
  CHECK_FAILS(encode_with(t, "a", HUG_TRUNCATE_LONGEST_FIRST, 2), HUG_EARG, "no room for 3 special tokens");
  CHECK_FAILS(encode_with(t, "a", HUG_TRUNCATE_LONGEST_FIRST, -1), HUG_EARG, "max_length of -1");
  CHECK_FAILS(encode_with(t, NULL, HUG_TRUNCATE_ONLY_SECOND, 3), HUG_EARG, "needs a second text");
  CHECK_FAILS(encode_with(t, "a a a", HUG_TRUNCATE_ONLY_FIRST, 6), HUG_EARG, "the first text has 2");
  CHECK_FAILS(encode_with(t, "a", (hug_truncation)9, 6), HUG_EARG, "no truncation 9");
  CHECK_FAILS(encode_with(t, "a\xff", HUG_TRUNCATE_NONE, 0), HUG_EARG, "the second text is not UTF-8 at byte 1");
  CHECK_FAILS(hug_tokenizer_encode(t, "\xc3", 1, NULL, 0, NULL, &e), HUG_EARG, "the text is not UTF-8 at byte 0");
  CHECK(!e);
  hug_tokenizer_free(t);
  t = NULL;
  CHECK(parse(WITH_MODEL(MODEL_OF("{\"a\":0}", "[UNK]", "100")), &t) == HUG_OK);
  CHECK_FAILS(hug_tokenizer_encode(t, "ab", 2, NULL, 0, NULL, &e), HUG_EFORMAT, "\"[UNK]\"");
  hug_tokenizer_free(t);
}

/* ---- Decoding and questions ---- */

static const struct { int file; int count; int32_t ids[8]; bool skip_special; const char *expected; } decodings[] = {
  { BERT, 8, { 2, 5, 6, 7, 13, 8, 14, 3 }, false, "[CLS] unaffable, the! [SEP]" },
  { BERT, 8, { 2, 5, 6, 7, 13, 8, 14, 3 }, true, "unaffable, the!" },
  { BERT, 6, { 19, 20, 21, 24, 1, 23 }, false, "don ' t we [UNK] do" },
  { BERT, 6, { 19, 20, 21, 24, 1, 23 }, true, "don ' t we do" },
  { BERT, 7, { 23, 22, 99, 4, 30, 20, 27 }, false, "do not [MASK] i 'n" },
  { BERT, 7, { 23, 22, 99, 4, 30, 20, 27 }, true, "do not i 'n" },
  { PLAIN, 3, { 5, 6, 8 }, false, "un ##aff the" },
  { PLAIN, 3, { 5, 6, 8 }, true, "un ##aff the" },
  { ADDED, 4, { 38, 8, 40, 42 }, false, "<l> the foo abc" },
  { ADDED, 4, { 38, 8, 40, 42 }, true, "the foo abc" },
};

static void test_decode(void) {
  for (size_t i = 0; i < sizeof decodings / sizeof *decodings; i++) {
    hug_tokenizer *t = NULL;
    char *text = NULL;
    size_t bytes = 0;
    CHECK(parse(files[decodings[i].file], &t) == HUG_OK);
    CHECK(hug_tokenizer_decode(t, decodings[i].count, decodings[i].ids, decodings[i].skip_special, &text, &bytes)
          == HUG_OK);
    CHECK(text && bytes == strlen(text) && !strcmp(text, decodings[i].expected));
    hug_free(text);
    hug_tokenizer_free(t);
  }
}

static void test_questions(void) {
  hug_tokenizer *t = NULL;
  size_t bytes;
  CHECK(parse(files[ADDED], &t) == HUG_OK);
  CHECK(hug_tokenizer_vocab_size(t) == 44);
  CHECK(hug_tokenizer_id(t, "fox", 3) == 10 && hug_tokenizer_id(t, "Foo", 3) == 40);
  CHECK(hug_tokenizer_id(t, "foxy", 4) == -1);
  CHECK(!strcmp(hug_tokenizer_token(t, 7, &bytes), "##able") && bytes == 6);
  CHECK(!strcmp(hug_tokenizer_token(t, 40, NULL), "foo"));   /* as it is once normalised */
  CHECK(!hug_tokenizer_token(t, 44, NULL) && !hug_tokenizer_token(t, -1, NULL));
  CHECK(hug_tokenizer_special_count(t, false) == 2 && hug_tokenizer_special_count(t, true) == 3);
  hug_tokenizer_free(hug_tokenizer_retain(t));
  CHECK(hug_tokenizer_special_count(t, false) == 2);
  hug_tokenizer_free(t);
  hug_tokenizer_free(NULL);
}

static void test_vocab_txt(void) {
  static const char vocab[] = "[PAD]\n[UNK]\r\n[CLS]\n[SEP]\nthe\n##s\n\"\n";
  hug_tokenizer *t = NULL;
  hug_encoding *e = NULL;
  char found[200] = "";
  CHECK(hug_tokenizer_from_vocab(vocab, sizeof vocab - 1, true, "vocab.txt", &t) == HUG_OK);
  CHECK(hug_tokenizer_encode(t, "The\"thes[MASK]", 14, NULL, 0, NULL, &e) == HUG_OK);
  CHECK(!strcmp(dump(e, found, sizeof found),
                "2/0 *, 4/0 a0 0-3, 6/0 a1 3-4, 4/0 a2 4-7, 5/0 a2 7-8, 7/0 a3 8-14, 3/0 *"));
  hug_encoding_free(e);
  hug_tokenizer_free(t);
  CHECK_FAILS(hug_tokenizer_from_vocab("[UNK]\n[SEP]", 11, true, "v.txt", &t), HUG_EFORMAT, "v.txt has no line [CLS]");
  CHECK_FAILS(hug_tokenizer_from_vocab("[UNK]\n\xff", 7, true, "v.txt", &t), HUG_EFORMAT,
              "v.txt is not UTF-8 at byte 6");
}

/* ---- Files that are wrong ---- */

static const struct { const char *json, *words; } wrong[] = {
  { "[]", "[tokenizer] the file is a list, expected an object (in t.json)" },
  { "{\"version\":\"2.0\"}", "version is not \"1.0\"" },
  { "{}", "model is missing, expected an object" },
  { WITH_MODEL("{\"type\":\"Magic\"}"), "model.type \"Magic\" is not supported yet (in t.json)" },
  { WITH_MODEL("{\"type\":7}"), "model.type is an integer, expected a string" },
  { WITH_MODEL("{\"type\":\"WordPiece\"}"), "model.vocab is missing" },
  { WITH_MODEL(MODEL_OF("[]", "[UNK]", "100")), "model.vocab is a list, expected an object" },
  { WITH_MODEL(MODEL_OF("{\"a\":-1}", "a", "100")), "model.vocab.a is -1, expected 0..2147483647" },
  { WITH_MODEL(MODEL_OF("{\"##\":4294967295}", "a", "100")), "model.vocab[\"##\"] is 4294967295" },
  { WITH_MODEL(MODEL_OF("{\"a\":99999999999999999999}", "a", "100")), "model.vocab.a is a number, expected an" },
  { WITH_MODEL(MODEL_OF("{\"a\":null}", "a", "100")), "model.vocab.a is null" },
  { WITH_MODEL(MODEL_OF("{\"a\":1,\"b\":1}", "a", "100")), "model.vocab.b has the id 1 of \"a\"" },
  { WITH_MODEL(MODEL_OF("{\"a\":1}", "a", "-1")), "model.max_input_chars_per_word is -1" },
  { WITH_MODEL("{\"type\":\"WordPiece\",\"vocab\":{},\"max_input_chars_per_word\":1}"), "model.unk_token is missing" },
  { WITH_NORMALIZER(KIND("Magic")), "[tokenizer] normalizer.type \"Magic\" is not supported yet (in t.json)" },
  { WITH_NORMALIZER("[]"), "normalizer is a list, expected an object" },
  { WITH_NORMALIZER(KIND("BertNormalizer")), "normalizer.clean_text is missing, expected true or false" },
  { WITH_NORMALIZER(BERT_NORMALIZER("1", "true")), "normalizer.strip_accents is an integer" },
  { WITH_NORMALIZER(KIND("Sequence")), "normalizer.normalizers is missing, expected a list" },
  { WITH_NORMALIZER(LIST_OF("normalizers", KIND("NFD") ",null")),
    "normalizer.normalizers[1] is null, expected an object" },
  { WITH_NORMALIZER(LIST_OF("normalizers", "{}")), "normalizer.normalizers[0].type is missing" },
  { WITH_NORMALIZER(KIND("Strip")), "normalizer.strip_left is missing, expected true or false" },
  { WITH_NORMALIZER("{\"type\":\"Prepend\",\"prepend\":1}"), "normalizer.prepend is an integer, expected a string" },
  { WITH_NORMALIZER("{\"type\":\"Replace\",\"pattern\":\"a\",\"content\":\"\"}"), "normalizer.pattern is a string" },
  { WITH_NORMALIZER("{\"type\":\"Replace\",\"pattern\":{},\"content\":\"\"}"),
    "normalizer.pattern is neither a String nor a Regex" },
  { WITH_NORMALIZER(CHARSMAP("!")), "normalizer.precompiled_charsmap is not base64" },
  { WITH_NORMALIZER(CHARSMAP("")), "normalizer.precompiled_charsmap ends within its array" },
  { WITH_NORMALIZER(CHARSMAP("AAAAAA==")), "normalizer.precompiled_charsmap has an array of no units" },
  { WITH_NORMALIZER(CHARSMAP("/////w==")), "normalizer.precompiled_charsmap ends within its array" },
  { WITH_NORMALIZER(CHARSMAP("BAAAAAAAAAD/")), "has texts that are not UTF-8 at byte 0" },
  { WITH_NORMALIZER(CHARSMAP("CAAAAAAFAAABAACAw6kA")), "points at byte 1 of its texts, which is within a character" },
  { WITH_NORMALIZER("{\"type\":\"Precompiled\",\"precompiled_charsmap\":null}"), "is null, expected a string" },
  { WITH_PRETOKENIZER(KIND("Magic")), "pre_tokenizer.type \"Magic\" is not supported yet" },
  { WITH_PRETOKENIZER(KIND("Split")), "pre_tokenizer.behavior is missing, expected a string" },
  { WITH_PRETOKENIZER("{\"type\":\"FixedLength\",\"length\":0}"), "pre_tokenizer.length is 0, expected 1.." },
  { WITH_PRETOKENIZER("{\"type\":\"FixedLength\",\"length\":-1}"), "pre_tokenizer.length is -1, expected 1.." },
  { WITH_PRETOKENIZER("{\"type\":\"CharDelimiterSplit\",\"delimiter\":\"ab\"}"), "is \"ab\", expected one character" },
  { WITH_PRETOKENIZER("{\"type\":\"Metaspace\",\"replacement\":\"\"}"), "replacement is \"\", expected one character" },
  { WITH_PRETOKENIZER("{\"type\":\"Metaspace\",\"replacement\":\"_\",\"prepend_scheme\":\"last\"}"),
    "pre_tokenizer.prepend_scheme \"last\" is none of first, never and always" },
  { WITH_PRETOKENIZER("{\"type\":\"Metaspace\",\"replacement\":\"_\",\"add_prefix_space\":false}"),
    "pre_tokenizer.add_prefix_space is false, but prepend_scheme is not \"never\"" },
  { WITH_PRETOKENIZER(KIND("ByteLevel")), "pre_tokenizer.add_prefix_space is missing" },
  { WITH_PRETOKENIZER(KIND("Digits")), "pre_tokenizer.individual_digits is missing" },
  { WITH_PRETOKENIZER(PUNCTUATION("Gone")), "pre_tokenizer.behavior \"Gone\" is none of" },
  { WITH_PROCESSOR(KIND("ByteLevel")), "post_processor.trim_offsets is missing" },
  { WITH_PROCESSOR(KIND("Magic")), "post_processor.type \"Magic\"" },
  { WITH_PROCESSOR("{\"type\":\"BertProcessing\",\"cls\":[\"a\"]}"),
    "post_processor.cls is not a list of a token and its id" },
  { WITH_PROCESSOR("{\"type\":\"BertProcessing\",\"cls\":[1,\"a\"]}"), "post_processor.cls[0] is an integer" },
  { WITH_PROCESSOR(TEMPLATE_OF(PUT("[BOS]", "0"), "", "")),
    "post_processor.single[0].SpecialToken names \"[BOS]\", which special_tokens does not have" },
  { WITH_PROCESSOR(TEMPLATE_OF(TEXT("B", "0"), "", "")), "is the second text, but the template is for one" },
  { WITH_PROCESSOR(TEMPLATE_OF(TEXT("C", "0"), "", "")), "Sequence.id \"C\" is none of A and B" },
  { WITH_PROCESSOR(TEMPLATE_OF(PUT("a", "0"), "", "\"a\":{\"id\":\"a\",\"ids\":[1,2],\"tokens\":[\"a\"]}")),
    "post_processor.special_tokens.a has 2 ids for 1 tokens" },
  { WITH_PROCESSOR(TEMPLATE_OF(TEXT("A", "-1"), "", "")), "type_id is -1" },
  { WITH_PROCESSOR(TEMPLATE_OF("{}", "", "")), "post_processor.single[0] is neither a SpecialToken nor a Sequence" },
  { WITH_PROCESSOR(TEMPLATE_OF("", PUT("a", "0"), IDS("a", "-5"))), "post_processor.special_tokens.a.ids[0] is -5" },
  { WITH_PROCESSOR(LIST_OF("processors", TEMPLATE "," TEMPLATE)), "post_processor.processors[1] comes after" },
  { WITH_ADDED("null"), "added_tokens[0] is null" },
  { WITH_ADDED(TOKEN(-1, "x", true, false, false, false, false)), "added_tokens[0].id is -1" },
  { WITH_ADDED(TOKEN(4294967295, "x", true, false, false, false, false)), "added_tokens[0].id is 4294967295" },
  { WITH_ADDED("{\"id\":1}"), "added_tokens[0].special is missing" },
  { WITH_ADDED(TOKEN(1, "x", 1, false, false, false, false)),
    "added_tokens[0].special is an integer, expected true or false" },
  { WITH_DECODER(KIND("Magic")), "decoder.type \"Magic\" is not supported yet" },
  { WITH_DECODER(KIND("CTC")), "decoder.pad_token is missing" },
  { WITH_DECODER("{\"type\":\"Strip\",\"content\":\"\",\"start\":1,\"stop\":0}"), "is \"\", expected one character" },
  { WITH_DECODER("{\"type\":\"Strip\",\"content\":\" \",\"start\":-1,\"stop\":0}"), "decoder.start is -1" },
  { FILE_OF("", "null", "null", "null", KIND("WordPiece"), MODEL), "decoder.cleanup is missing" },
};

static void test_wrong_files(void) {
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    hug_tokenizer *t = NULL;
    CHECK_FAILS(parse(wrong[i].json, &t), HUG_EFORMAT, wrong[i].words);
    CHECK(!t);
  }
  for (size_t bytes = 0; bytes < strlen(files[BERT]); bytes += 7) {
    hug_tokenizer *t = NULL;
    CHECK(hug_tokenizer_parse(files[BERT], bytes, "t.json", &t) == HUG_EFORMAT && !t);
  }
}

/* Odd, but nothing to refuse. */
static void test_odd_files(void) {
  hug_tokenizer *t = NULL;
  CHECK(parse(WITH_MODEL(MODEL_OF("{\"a\":5,\"\":2147483647,\"a\":6}", "a", "9223372036854775807")), &t) == HUG_OK);
  CHECK(hug_tokenizer_id(t, "a", 1) == 6 && !hug_tokenizer_token(t, 5, NULL));
  CHECK(hug_tokenizer_id(t, "", 0) == 2147483647);
  hug_tokenizer_free(t);
  hug_encoding *e = NULL;
  CHECK(parse(WITH_ADDED(
    TOKEN(0, "", true, false, false, false, false) ","          /* is no token */
    TOKEN(0, "\\u0301", true, false, false, false, true) ","    /* normalises to nothing: is one, but matches nothing */
    TOKEN(0, "<x>", false, false, false, false, false) ","
    TOKEN(7, "<x>", true, false, false, false, false)), &t) == HUG_OK);
  CHECK(hug_tokenizer_vocab_size(t) == 39);
  char found[100] = "";
  CHECK(hug_tokenizer_encode(t, "<x>the", 6, NULL, 0, NULL, &e) == HUG_OK);
  CHECK(!strcmp(dump(e, found, sizeof found), "32/0 a0 0-3, 8/0 a1 3-6"));
  hug_encoding_free(e);
  hug_tokenizer_free(t);
}

/* ---- Memory ---- */

static hug_status load_and_use(int file) {
  hug_tokenizer *t = NULL;
  hug_encoding *e = NULL;
  char *text = NULL;
  size_t bytes;
  static const char words[] = "Unaffable  CAF\303\211 a\314\243\314\201 中国 <l> the quick, foo don't! aaaaaaaaaaaaaa İ";
  hug_status status = parse(files[file], &t);
  if (!status) status = hug_tokenizer_encode(t, words, sizeof words - 1, "the [MASK]", 10, NULL, &e);
  if (!status)
    status = hug_tokenizer_decode(t, hug_encoding_get(e).count, hug_encoding_get(e).ids, true, &text, &bytes);
  hug_free(text);
  hug_encoding_free(e);
  hug_tokenizer_free(t);
  return status;
}

static void test_no_memory(void) {
  for (int file = 0; file < FILES; file++) {
    if (!usable(file)) continue;
    size_t live = hug_memory_usage().live;
    hug_status status = HUG_ENOMEM;
    bool clean = true;
    for (uint64_t nth = 1; status == HUG_ENOMEM; nth++) {
      hug_fault_alloc(nth);
      status = load_and_use(file);
      clean = clean && hug_memory_usage().live == live;
    }
    hug_fault_alloc(0);
    CHECK(status == HUG_OK);
    CHECK(clean);
  }
}

/* `count` times `unit` encodes without a call for memory per token, and gives `tokens` tokens. */
static void check_long(hug_tokenizer *t, const char *unit, size_t count, int64_t tokens) {
  size_t bytes = strlen(unit);
  char *text = malloc(bytes * count);
  if (!text) return;
  for (size_t i = 0; i < count; i++) memcpy(text + i * bytes, unit, bytes);
  hug_encoding *e = NULL;
  uint64_t before = hug_memory_usage().allocations;
  CHECK(hug_tokenizer_encode(t, text, bytes * count, NULL, 0, NULL, &e) == HUG_OK);
  CHECK(hug_memory_usage().allocations - before < 80);
  CHECK(hug_encoding_get(e).count == tokens);
  hug_encoding_free(e);
  free(text);
}

static void test_long_texts(void) {
  enum { COUNT = 100000 };
  hug_tokenizer *t = NULL;
  CHECK(parse(files[BERT], &t) == HUG_OK);
  check_long(t, "^", COUNT, COUNT + 2);
  check_long(t, " ", COUNT, 2);
  check_long(t, "a", COUNT, 3);
  check_long(t, "\314\200", COUNT, 2);                   /* U+0300 */
  check_long(t, "\314\200\314\243", COUNT, 2);           /* marks in the wrong order */
  check_long(t, "\360\237\221\251\342\200\215", COUNT, 3);   /* an emoji and a joiner */
  check_long(t, "中", COUNT, COUNT + 2);
  check_long(t, "[MASK]", COUNT, COUNT + 2);
  check_long(t, "[MASK", COUNT, 2 * COUNT + 2);
  hug_tokenizer_free(t);
}

/* Runs of one kind of character take a time that grows with their length, and no memory for each. */
static void test_long_runs(void) {
  static const char *const units[] = { "^", " ", "a", "\314\200", "\314\200\314\243", "中",
                                       "\360\237\221\251\342\200\215", "\341\204\200\341\205\241\341\206\250",
                                       "\r\n", "1", "a-" };
  enum { COUNT = 300000 };
  char *text = malloc(COUNT * 9);
  for (int file = BYTES; text && file < FILES; file++) {
    hug_tokenizer *t = NULL;
    if (!usable(file) || parse(files[file], &t)) continue;
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
      size_t bytes = strlen(units[k]);
      hug_pretokens *words = NULL;
      char *normal = NULL;
      uint64_t before = hug_memory_usage().allocations;
      for (size_t i = 0; i < COUNT; i++) memcpy(text + i * bytes, units[k], bytes);
      CHECK(hug_tokenizer_normalize(t, text, bytes * COUNT, &normal, &(size_t){ 0 }) == HUG_OK);
      CHECK(hug_tokenizer_pre_tokenize(t, text, bytes * COUNT, &words) == HUG_OK);
      CHECK(hug_memory_usage().allocations - before < 300);
      hug_free(normal);
      hug_free(words);
    }
    hug_tokenizer_free(t);
  }
  free(text);
}

/* Everything has room on the small stack of a fiber, whatever the nesting in the file. */
static void *use_all_files(void *unused) {
  (void)unused;
  for (int file = 0; file < FILES; file++)
    if (usable(file)) CHECK(load_and_use(file) == HUG_OK);
  hug_tokenizer *t = NULL;
  if (!hug_regex_library()) return NULL;
  CHECK(parse(FILE_OF("", "null", SPLIT("(((((((((((((((((((((([a]*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)+"),
                      "null", "null", MODEL), &t) == HUG_OK);
  hug_tokenizer_free(t);
  CHECK(parse(FILE_OF("", "null", SPLIT("(?:a|b)*c|(?:x|y)*$"), "null", "null", MODEL), &t) == HUG_OK);
  char text[20000];
  hug_pretokens *words = NULL;
  for (size_t i = 0; i < sizeof text; i++) text[i] = "xy"[i % 2];
  CHECK(hug_tokenizer_pre_tokenize(t, text, sizeof text, &words) == HUG_OK && words->count == 1);
  hug_free(words);
  hug_tokenizer_free(t);
  return NULL;
}

static void test_small_stack(void) {
  pthread_attr_t small;
  pthread_t thread;
  pthread_attr_init(&small);
  CHECK(!pthread_attr_setstacksize(&small, STACK));
  CHECK(!pthread_create(&thread, &small, use_all_files, NULL) && !pthread_join(thread, NULL));
  pthread_attr_destroy(&small);
}

static void test_few_allocations(void) {
  hug_text json = { 0 };
  char *text = NULL;
  hug_text_addf(&json, "{\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"w0\",\"continuing_subword_prefix\":\"##\","
                "\"max_input_chars_per_word\":100,\"vocab\":{");
  for (int i = 0; i < 8000; i++) hug_text_addf(&json, "%s\"w%d\":%d", i ? "," : "", i, i);
  hug_text_addf(&json, "}}}");
  CHECK(hug_text_take(&json, &text, NULL) == HUG_OK);
  hug_tokenizer *t = NULL;
  hug_encoding *e = NULL;
  uint64_t before = hug_memory_usage().allocations;
  CHECK(parse(text, &t) == HUG_OK);
  CHECK(hug_memory_usage().allocations - before <= 100);
  before = hug_memory_usage().allocations;
  CHECK(hug_tokenizer_encode(t, "w17", 3, NULL, 0, NULL, &e) == HUG_OK && hug_encoding_get(e).ids[0] == 17);
  CHECK(hug_memory_usage().allocations - before <= 30);
  hug_encoding_free(e);
  hug_tokenizer_free(t);
  hug_free(text);
}

int main(void) {
  test_encode();
  test_truncate();
  test_refusals();
  test_decode();
  test_questions();
  test_vocab_txt();
  test_wrong_files();
  test_odd_files();
  test_no_memory();
  test_long_texts();
  test_long_runs();
  test_small_stack();
  test_few_allocations();
  return CHECK_REPORT();
}
