/* tokenizer_encode.c: any text through tokenizers of each kind, for libFuzzer.  What comes out must lie in the text, and whole
** encoding must agree with encoding without special tokens.  The first byte chooses the tokenizer. */
#include "../../core/hug.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

#define ADDED "\"added_tokens\":[{\"id\":0,\"content\":\"<s>\",\"special\":true,\"single_word\":false,\"lstrip\":true,\"rstrip\":true," \
  "\"normalized\":false},{\"id\":0,\"content\":\"Foo\",\"special\":false,\"single_word\":true,\"lstrip\":false,\"rstrip\":false,\"normalized\":true}],"
#define WORDPIECE "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"u\",\"continuing_subword_prefix\":\"##\",\"max_input_chars_per_word\":9," \
  "\"vocab\":{\"<s>\":0,\"u\":1,\"a\":2,\"##a\":3,\"b\":4,\"##b\":5,\".\":6}}}"
#define BPE "\"model\":{\"type\":\"BPE\",\"byte_fallback\":true,\"fuse_unk\":true,\"unk_token\":\"u\",\"merges\":[[\"a\",\"b\"],[\"ab\",\"a\"],[\"\xe2\x96\x81\",\"a\"]]," \
  "\"vocab\":{\"<s>\":0,\"u\":1,\"a\":2,\"b\":3,\"ab\":4,\"aba\":5,\"\xe2\x96\x81\":6,\"\xe2\x96\x81" "a\":7,\"<0x41>\":8}}}"
#define UNIGRAM "\"model\":{\"type\":\"Unigram\",\"unk_id\":0,\"vocab\":[[\"<s>\",0],[\"a\",-1],[\"b\",-2],[\"ab\",-1.5],[\"\xe2\x96\x81\",-2],[\"\xe2\x96\x81" "ab\",-3]]}}"
#define SPLIT "\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Split\",\"behavior\":\"Isolated\",\"invert\":false,\"pattern\":{\"Regex\":" \
  "\"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}{1,3}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+\"}}," \
  "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"use_regex\":false,\"trim_offsets\":true}]},"

static const char *const files[] = {
  "{" ADDED "\"normalizer\":{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,\"strip_accents\":true,\"lowercase\":true},"
    "\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"}," WORDPIECE,
  "{" ADDED "\"normalizer\":{\"type\":\"NFC\"}," SPLIT "\"decoder\":{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"use_regex\":true,\"trim_offsets\":true}," BPE,
  "{" ADDED "\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Prepend\",\"prepend\":\"\xe2\x96\x81\"},{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},"
    "\"content\":\"\xe2\x96\x81\"}]}," BPE,
  "{" ADDED "\"normalizer\":{\"type\":\"NFKC\"},\"pre_tokenizer\":{\"type\":\"Metaspace\",\"replacement\":\"\xe2\x96\x81\",\"prepend_scheme\":\"first\",\"split\":true}," UNIGRAM,
  "{" ADDED "\"normalizer\":{\"type\":\"NFD\"},\"pre_tokenizer\":{\"type\":\"UnicodeScripts\"}," WORDPIECE,
};
enum { FILES = sizeof files / sizeof *files };

static hug_tokenizer *tokenizer(int i) {
  static hug_tokenizer *made[FILES];
  if (!made[i] && hug_tokenizer_parse(files[i], strlen(files[i]), "fuzz", &made[i])) abort();
  return made[i];
}

static void look(const hug_tokenizer *t, const hug_encoding *e, size_t bytes) {
  hug_encoding_view v = hug_encoding_get(e);
  for (int64_t i = 0; i < v.count; i++) {
    if (v.first[i] < 0 || v.first[i] > v.last[i] || (size_t)v.last[i] > bytes || !hug_tokenizer_token(t, v.ids[i], NULL)) abort();
    if (i && v.word_ids[i] >= 0 && v.word_ids[i - 1] > v.word_ids[i]) abort();
  }
  char *text;
  if (hug_tokenizer_decode(t, v.count, v.ids, true, &text, NULL)) abort();
  hug_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes) {
  if (!bytes) return 0;
  const hug_tokenizer *t = tokenizer(*data % FILES);
  hug_encode_options plain = { .size = sizeof plain, .no_special_tokens = true };
  hug_encoding *whole = NULL, *bare = NULL;
  const char *text = (const char *)data + 1;
  bytes--;
  bool valid = hug_utf8_check(text, bytes) == bytes;
  if ((hug_tokenizer_encode(t, text, bytes, NULL, 0, NULL, &whole) == HUG_OK) != valid) abort();
  if (!valid) return 0;
  if (hug_tokenizer_encode(t, text, bytes, NULL, 0, &plain, &bare)) abort();
  look(t, whole, bytes);
  hug_encoding_view a = hug_encoding_get(whole), b = hug_encoding_get(bare);
  if (a.count != b.count || (a.count && memcmp(a.ids, b.ids, (size_t)a.count * sizeof *a.ids))) abort();   /* no templates here */
  hug_encoding_free(whole);
  hug_encoding_free(bare);
  return 0;
}
