/* vocab_txt.c: reads BERT's vocab.txt, by writing the tokenizer.json that it stands for. */
#include "token.h"
#include <string.h>

/* The next line at *at, without its end; *at moves to the one after.  NULL at the end of the text. */
static const char *next_line(const char **at, const char *end, size_t *bytes) {
  const char *line = *at;
  if (line == end) return NULL;
  const char *newline = memchr(line, '\n', (size_t)(end - line));
  *at = newline ? newline + 1 : end;
  *bytes = (size_t)((newline ? newline : end) - line);
  if (*bytes && line[*bytes - 1] == '\r') --*bytes;
  return line;
}

/* The number of the last line that is `token`, which is its id; -1 if there is none. */
static int64_t id_of(const char *text, size_t bytes, const char *token) {
  const char *at = text, *line;
  size_t n;
  int64_t found = -1;
  for (int64_t id = 0; (line = next_line(&at, text + bytes, &n)); id++)
    if (n == strlen(token) && !memcmp(line, token, n)) found = id;
  return found;
}

/* { "token": the number of its line, ... } */
static void add_vocab(hug_text *json, const char *text, size_t bytes) {
  const char *at = text, *line;
  size_t n;
  hug_text_addf(json, "{");
  for (int64_t id = 0; (line = next_line(&at, text + bytes, &n)); id++) {
    if (id) hug_text_addf(json, ",");
    hug_text_add_json_string(json, line, n);
    hug_text_addf(json, ":%lld", (long long)id);
  }
  hug_text_addf(json, "}");
}

/* In transformers' order, which matters for those that the vocabulary does not have. */
static void add_special_tokens(hug_text *json) {
  static const char *const tokens[] = { "[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]" };
  hug_text_addf(json, "[");
  for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++)
    hug_text_addf(json, "%s{\"id\":0,\"content\":\"%s\",\"single_word\":false,\"lstrip\":false,\"rstrip\":false,"
                  "\"normalized\":false,\"special\":true}", i ? "," : "", tokens[i]);
  hug_text_addf(json, "]");
}

hug_status hug_tokenizer_from_vocab(const char *text, size_t bytes, bool lowercase, const char *what,
                                    hug_tokenizer **out) {
  size_t valid = hug_utf8_check(text, bytes);
  if (valid < bytes) return hug_fail(HUG_EFORMAT, "[tokenizer] %s is not UTF-8 at byte %zu", what, valid);
  static const char *const needed[] = { "[UNK]", "[CLS]", "[SEP]" };
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
    if (id_of(text, bytes, needed[i]) < 0)
      return hug_fail(HUG_EFORMAT, "[tokenizer] %s has no line %s, so it is not a vocabulary of BERT", what, needed[i]);
  hug_text json = { 0 };
  hug_text_addf(&json, "{\"normalizer\":{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,"
                "\"strip_accents\":null,\"lowercase\":%s},\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},"
                "\"decoder\":{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true},"
                "\"post_processor\":{\"type\":\"BertProcessing\",\"cls\":[\"[CLS]\",%lld],\"sep\":[\"[SEP]\",%lld]},"
                "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\","
                "\"max_input_chars_per_word\":100,\"vocab\":", lowercase ? "true" : "false",
                (long long)id_of(text, bytes, "[CLS]"), (long long)id_of(text, bytes, "[SEP]"));
  add_vocab(&json, text, bytes);
  hug_text_addf(&json, "},\"added_tokens\":");
  add_special_tokens(&json);
  hug_text_addf(&json, "}");
  char *whole;
  size_t whole_bytes;
  HUG_TRY(hug_text_take(&json, &whole, &whole_bytes));
  hug_status status = hug_tokenizer_parse(whole, whole_bytes, what, out);
  hug_free(whole);
  return status;
}
