/* json_test.c: what JSON is taken, what is refused and where, what values come out, and that no text or lack of memory
** does harm.  With HUG_JSON_SUITE=DIR, a folder of files named y_*, n_* and i_*, it judges these too.
*/
#include "check.h"
#include "../../core/base/base.h"
#include <dirent.h>
#include <math.h>
#include <stdlib.h>

typedef struct text {
  const char *bytes;
  size_t count;
} text;

#define TEXT(literal) { literal, sizeof literal - 1 }
#define COUNT(array) (sizeof array / sizeof *array)

/* Parses a copy of exactly so many bytes, so that a sanitizer sees a read beyond them. */
static hug_status parse(const char *bytes, size_t count, bool unique_keys, hug_json **out) {
  char *copy = malloc(count ? count : 1);
  if (count) memcpy(copy, bytes, count);
  hug_status status = hug_json_parse(copy, count, "test", unique_keys, out);
  free(copy);
  return status;
}

static hug_status judge(const char *bytes, size_t count) {
  hug_json *doc = NULL;
  hug_status status = parse(bytes, count, false, &doc);
  CHECK((status == HUG_OK) == (doc != NULL));
  hug_json_free(doc);
  return status;
}

/* ---- The grammar ---- */

static const text accepted[] = {
  TEXT("null"), TEXT("true"), TEXT("false"), TEXT("0"), TEXT("-0"), TEXT("42"), TEXT("-1"), TEXT("\"\""),
  TEXT("\"x\""), TEXT("[]"), TEXT("{}"), TEXT(" [ ] "), TEXT("\t\r\n {\n}\n"), TEXT("[ 1 , 2 ]"),
  TEXT("[null,1,\"1\",{}]"), TEXT("[[[]],[]]"), TEXT("1.5"), TEXT("-0.0"), TEXT("1e5"), TEXT("1E5"), TEXT("1e+5"),
  TEXT("1e-5"), TEXT("0e1"), TEXT("0e+1"), TEXT("1.0e10"), TEXT("0.00000000000000000000000000000000001"),
  TEXT("-123123123123123123123123123123"), TEXT("1e400"), TEXT("-1e400"), TEXT("1e-400"), TEXT("123.456e-789"),
  TEXT("9223372036854775808"), TEXT("{\"a\":{\"b\":[1]},\"c\":2}"), TEXT("{ \"a\" : 1 , \"a\" : 2 }"),
  TEXT("{\"\":0}"), TEXT("{\"a\\u0000b\":1}"), TEXT("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), TEXT("\"\\u0000\""),
  TEXT("\"\\u00e9\\u20AC\""), TEXT("\"\\uD83E\\udd17\""), TEXT("\"\\uDBFF\\uDFFF\""), TEXT("\"\\uFFFF\""),
  TEXT("\"\x7f\""), TEXT("\"\xc2\x80\xdf\xbf\xe2\x80\xa8\xef\xbf\xbf\xf0\x9f\xa4\x97\xf4\x8f\xbf\xbf\""),
  TEXT("\"a/*b*/c//d\"")
};

static const text refused[] = {
  TEXT(""), TEXT(" "), TEXT("\xef\xbb\xbf"), TEXT("\xef\xbb\xbf{}"), TEXT("\xef\xbb{}"), TEXT("\xff\xfe[\0]\0"),
  TEXT("\0[\0]"), TEXT("nul"), TEXT("nulll"), TEXT("True"), TEXT("tru"), TEXT("[fals]"), TEXT("NaN"),
  TEXT("Infinity"), TEXT("-Infinity"), TEXT("x"), TEXT("-"), TEXT("+1"), TEXT("--1"), TEXT("- 1"), TEXT("01"),
  TEXT("-01"), TEXT("00"), TEXT("1."), TEXT("-2."), TEXT(".5"), TEXT("-.5"), TEXT("1.e5"), TEXT("1e"), TEXT("1e+"),
  TEXT("1eE2"), TEXT("1.0e"), TEXT("1.0e-"), TEXT("0x1"), TEXT("0x"), TEXT("1_0"), TEXT("1 0"), TEXT("1+2"),
  TEXT("0.1.2"), TEXT("1a"), TEXT("[1\xe5]"), TEXT("[1e1\xe5]"), TEXT("\xef\xbc\x91"), TEXT("[1 true]"), TEXT("[1,]"),
  TEXT("[,1]"), TEXT("[1,,2]"), TEXT("[,]"), TEXT("[1;2]"), TEXT("[1:2]"), TEXT("[a]"), TEXT("[*]"), TEXT("[\xff]"),
  TEXT("[1"), TEXT("["), TEXT("[\"\""), TEXT("[1,"), TEXT("[1,\n1\n,1"), TEXT("[{}"), TEXT("[\v]"), TEXT("[\f]"),
  TEXT("]"), TEXT("[]]"), TEXT("[][]"), TEXT("[1],"), TEXT("[}"), TEXT("{]"), TEXT("[1}"), TEXT("{"), TEXT("}"),
  TEXT("{}}"), TEXT("{,}"), TEXT("{1:1}"), TEXT("{a:1}"), TEXT("{'a':1}"), TEXT("{\"a\""), TEXT("{\"a\":"),
  TEXT("{\"a\" 1}"), TEXT("{\"a\",1}"), TEXT("{\"a\"::1}"), TEXT("{\"a\":1,}"), TEXT("{\"a\":1,,\"b\":2}"),
  TEXT("{\"a\":1"), TEXT("{\"a\":\"b"), TEXT("{\"a\"}"), TEXT("{\"a\":1 \"b\":2}"), TEXT("{\"a\":1}x"),
  TEXT("{\"a\":1}#"), TEXT("{\"a\":/*c*/1}"), TEXT("{}//"), TEXT("{}/*"), TEXT("{[1]:1}"), TEXT("{null:null}"),
  TEXT("{\"a\":'a'}"), TEXT("{\"\xb9\":\"0\",}"), TEXT("\""), TEXT("\"a"), TEXT("'a'"), TEXT("\\n"), TEXT("\"\\"),
  TEXT("\"\\\""), TEXT("\"\\x00\""), TEXT("\"\\a\""), TEXT("\"\\\t\""), TEXT("\"\\\0\""), TEXT("\"\\U0041\""),
  TEXT("\"\\u\""), TEXT("\"\\u00A\""), TEXT("\"\\u00g0\""), TEXT("\"\\u\xe5"), TEXT("\"\\\xe5\""),
  TEXT("\"\\\xf0\x9f\xa4\x97\""), TEXT("\"\n\""), TEXT("\"\t\""), TEXT("\"\0\""), TEXT("\"\x1f\""), TEXT("\"x\"x"),
  TEXT("\xc3\xa9"), TEXT("[1]\0"), TEXT("\xe2\x81\xa0[]"), TEXT("\"\\uD800\""), TEXT("\"\\uDC00\""),
  TEXT("\"\\uD800\\uD800\""), TEXT("\"\\uDC00\\uD800\""), TEXT("\"\\uDC00\\uDC00\""), TEXT("\"\\uD800x\""),
  TEXT("\"\\uD800\\n\""), TEXT("\"\\uD800\\u\""), TEXT("\"\\uD800\\u1\""), TEXT("\"\\uD800\\"),
  TEXT("{\"\\uDFAA\":0}"), TEXT("\"\xff\""), TEXT("\"\x80\""), TEXT("\"\xc0\xaf\""), TEXT("\"\xe0\xff\""),
  TEXT("\"\xed\xa0\x80\""), TEXT("\"\xf4\x90\x80\x80\""), TEXT("\"\xfc\x83\xbf\xbf\xbf\xbf\""), TEXT("\"\xe2\x82\""),
  TEXT("\"\xe9\""), TEXT("\"0123456789abcdef\xff\"")
};

static void test_grammar(void) {
  for (size_t i = 0; i < COUNT(accepted); i++) {
    if (judge(accepted[i].bytes, accepted[i].count)) printf("  refused: %s\n", accepted[i].bytes);
    CHECK(judge(accepted[i].bytes, accepted[i].count) == HUG_OK);
  }
  for (size_t i = 0; i < COUNT(refused); i++) {
    if (!judge(refused[i].bytes, refused[i].count)) printf("  accepted: %s\n", refused[i].bytes);
    CHECK(judge(refused[i].bytes, refused[i].count) == HUG_EFORMAT);
  }
}

/* `open` n times, then `close` n times. */
static hug_status judge_nested(const char *open, const char *close, int n) {
  hug_text t = { 0 };
  for (int i = 0; i < n; i++) hug_text_add(&t, open, strlen(open));
  for (int i = 0; i < n; i++) hug_text_add(&t, close, strlen(close));
  hug_status status = judge(t.data, t.bytes);
  hug_text_drop(&t);
  return status;
}

static void test_nesting(void) {
  CHECK(judge_nested("[", "]", 512) == HUG_OK);
  CHECK_FAILS(judge_nested("[", "]", 513), HUG_EFORMAT, "512 levels of nesting, line 1 column 513");
  CHECK_FAILS(judge_nested("[", "", 100000), HUG_EFORMAT, "nesting");
  CHECK_FAILS(judge_nested("[{\"\":", "", 50000), HUG_EFORMAT, "nesting");
  CHECK(judge_nested("[", "", 500) == HUG_EFORMAT);
}

/* ---- Messages ---- */

static void test_messages(void) {
  hug_json *doc = NULL;
#define REFUSES(text, unique, words) CHECK_FAILS(parse(text, sizeof text - 1, unique, &doc), HUG_EFORMAT, words)
  REFUSES("[\"\\u00e9\\n\", \"a\\tb\", x]", false, "not 'x', line 1 column 22");   /* in the text, not in what it decodes to */
  REFUSES("", false, "[json] expected a value, but the text ends, line 1 column 1 of test");
  REFUSES("{\n  \"a\": 1,\n  \"b\" 2}", false, "[json] expected ':', not '2', line 3 column 7 of test");
  REFUSES("[\"\xc3\xa9\xe2\x82\xac\", \xc3\xa9]", false, "expected a value, not '\xc3\xa9', line 1 column 8");
  REFUSES("[1\x1b]", false, "expected ',' or ']', not '\\x1B', line 1 column 3");
  REFUSES("{\"a\": 1]", false, "expected ',' or '}', not ']'");
  REFUSES("[1] 2", false, "expected the end of the text, not '2'");
  REFUSES("[\n\"abc", false, "a string that does not end, line 2 column 1");
  REFUSES("\"ab\xff\"", false, "the byte ff is not UTF-8, line 1 column 4");
  REFUSES("\"a\nb\"", false, "a control character in a string: write \\u000a, line 1 column 3");
  REFUSES("\"\\ud800\"", false, "the surrogate \\ud800 stands alone, line 1 column 2");
  REFUSES("\"ab\\q\"", false, "an unknown escape, line 1 column 4");
  REFUSES("1.", false, "expected a digit after the point, but the text ends");
  REFUSES("{\"a\":1,\n \"b\":{\"a\":2}, \"a\":3}", true, "the key \"a\" is there twice, line 2 column 15");
  CHECK(doc == NULL);
}

/* ---- Values ---- */

static void test_values(void) {
  static const char source[] =
    "{\"n\":null,\"t\":true,\"f\":false,\"i\":-9223372036854775808,\"j\":9223372036854775807,\"k\":9223372036854775808,"
    "\"d\":-2.5e1,\"e\":1e300,\"z\":-0.0,\"s\":\"a\\u0000\\ud83e\\udd17\\n\\/z\","
    "\"a\":[1,[],{}],\"o\":{\"x\":1},\"n\":7,\"o\\u0000\":8}";
  hug_json *doc;
  size_t bytes;
  CHECK(parse(source, sizeof source - 1, false, &doc) == HUG_OK);
  const hug_json_value *root = hug_json_root(doc), *a = hug_json_get(root, "a"), *v;
  CHECK(hug_json_typeof(root) == HUG_JSON_OBJECT && hug_json_count(root) == 14);
  v = hug_json_first(root);
  CHECK(hug_json_typeof(v) == HUG_JSON_NULL && strcmp(hug_json_key(v, &bytes), "n") == 0 && bytes == 1);
  CHECK(hug_json_int(hug_json_get(root, "n")) == 7);   /* the last of two */
  CHECK(hug_json_bool(hug_json_get(root, "t")) && !hug_json_bool(hug_json_get(root, "f")));
  CHECK(hug_json_typeof(hug_json_get(root, "f")) == HUG_JSON_BOOL);
  CHECK(hug_json_int(hug_json_get(root, "i")) == INT64_MIN && hug_json_typeof(hug_json_get(root, "i")) == HUG_JSON_INT);
  CHECK(hug_json_int(hug_json_get(root, "j")) == INT64_MAX && hug_json_number(hug_json_get(root, "j")) == 0x1p63);
  v = hug_json_get(root, "k");
  CHECK(hug_json_typeof(v) == HUG_JSON_FLOAT && hug_json_number(v) == 0x1p63 && hug_json_int(v) == INT64_MAX);
  v = hug_json_get(root, "d");
  CHECK(hug_json_typeof(v) == HUG_JSON_FLOAT && hug_json_number(v) == -25 && hug_json_int(v) == -25);
  CHECK(hug_json_number(hug_json_get(root, "e")) == 1e300 && hug_json_int(hug_json_get(root, "e")) == INT64_MAX);
  CHECK(signbit(hug_json_number(hug_json_get(root, "z"))));
  CHECK(memcmp(hug_json_string(hug_json_get(root, "s"), &bytes), "a\0\xf0\x9f\xa4\x97\n/z", 10) == 0 && bytes == 9);
  CHECK(hug_json_typeof(a) == HUG_JSON_ARRAY && hug_json_count(a) == 3);
  v = hug_json_next(hug_json_first(a));
  CHECK(hug_json_typeof(v) == HUG_JSON_ARRAY && hug_json_count(v) == 0 && hug_json_first(v) == NULL);
  v = hug_json_next(v);
  CHECK(hug_json_typeof(v) == HUG_JSON_OBJECT && hug_json_first(v) == NULL && hug_json_next(v) == NULL);
  CHECK(strcmp(hug_json_key(v, &bytes), "") == 0 && bytes == 0);   /* an element has no key */
  CHECK(hug_json_int(hug_json_get(hug_json_get(root, "o"), "x")) == 1);
  CHECK(hug_json_get(root, "q") == NULL && hug_json_get(a, "x") == NULL);
  CHECK(hug_json_int(a) == 0 && hug_json_number(a) == 0 && !hug_json_bool(a));
  CHECK(hug_json_count(hug_json_get(root, "s")) == 0);
  CHECK(strcmp(hug_json_string(a, &bytes), "") == 0 && bytes == 0 && hug_json_first(hug_json_get(root, "i")) == NULL);
  hug_json_free(doc);
  hug_json_free(NULL);
}

/* ---- Many values ---- */

/* One document of every shape, long enough for many stretches of memory, read back value by value: where one stretch ends and
** the next begins, siblings, keys and the ends of lists must still be found. */
static void test_many_values(void) {
  hug_text t = { 0 };
  hug_json *doc = NULL;
  size_t bytes;
  int i = 0, wrong = 0;
  hug_text_add(&t, "[", 1);
  for (; i < 5000; i++)
    hug_text_addf(&t, "%s{\"k%d\":[%d,[],{}],\"\\n\":-%d.5,\"e\":{\"s\":\"\\u00e9%d\"}}", i ? "," : "", i, i, i, i);
  hug_text_add(&t, "]", 1);
  CHECK(parse(t.data, t.bytes, true, &doc) == HUG_OK);
  hug_text_drop(&t);
  const hug_json_value *v = hug_json_first(hug_json_root(doc));
  for (i = 0; v; i++, v = hug_json_next(v)) {
    char key[32], string[32];
    snprintf(key, sizeof key, "k%d", i);
    snprintf(string, sizeof string, "\xc3\xa9%d", i);
    const hug_json_value *list = hug_json_first(v), *number = hug_json_next(list), *object = hug_json_next(number);
    const hug_json_value *first = hug_json_first(list), *text = hug_json_first(object);
    wrong += hug_json_count(v) != 3 || hug_json_next(object) || strcmp(hug_json_key(list, NULL), key);
    wrong += hug_json_int(first) != i || hug_json_next(hug_json_next(hug_json_next(first)));
    wrong += hug_json_number(number) != -(i + 0.5) || strcmp(hug_json_key(number, &bytes), "\n") || bytes != 1;
    wrong += strcmp(hug_json_string(text, NULL), string) || strcmp(hug_json_key(text, NULL), "s") || hug_json_next(text);
  }
  CHECK(i == 5000 && wrong == 0);
  hug_json_free(doc);
}

/* ---- Many keys ---- */

static hug_status parse_keys(int count, const char *more, bool unique_keys) {
  hug_text t = { 0 };
  hug_json *doc = NULL;
  hug_text_add(&t, "{", 1);
  for (int i = 0; i < count; i++) hug_text_addf(&t, "\"key %d\":{\"key\":%d},\n", i, i);
  hug_text_add(&t, more, strlen(more));
  hug_status status = parse(t.data, t.bytes, unique_keys, &doc);
  hug_json_free(doc);
  hug_text_drop(&t);
  return status;
}

/* So many that comparing each with each would not end. */
static void test_unique_keys(void) {
  CHECK(parse_keys(300000, "\"key\":0}", true) == HUG_OK);
  CHECK_FAILS(parse_keys(300000, "\"key 77\":0}", true), HUG_EFORMAT, "\"key 77\" is there twice, line 300001");
  CHECK(parse_keys(1000, "\"key 77\":0}", false) == HUG_OK);
}

/* ---- Harm ---- */

static const char sample[] =
  "{\"a\":[1,-2.5e-3,123456789012345678901234567890,true,false,null],\n "
  "\"b\":{\"\\u00e9\\ud83e\\udd17\":\"\xc3\xa9\xf0\x9f\xa4\x97\\n\"},"
  "        \"c\":[[],{},[{}]]}";

/* Reads every value, as a user would. */
static size_t visit(const hug_json_value *v) {
  size_t sum = (size_t)hug_json_int(v), bytes;
  hug_json_string(v, &bytes);
  sum += bytes;
  hug_json_key(v, &bytes);
  sum += bytes + (size_t)hug_json_bool(v);
  for (v = hug_json_first(v); v; v = hug_json_next(v)) sum += visit(v);
  return sum;
}

static void test_damage(void) {
  size_t live = hug_memory_usage().live, whole = sizeof sample - 1, taken = 0;
  hug_json *doc;
  for (size_t n = 0; n < whole; n++) CHECK(judge(sample, n) == HUG_EFORMAT);
  CHECK(judge(sample, whole) == HUG_OK);
  for (size_t i = 0; i < whole; i++)
    for (int byte = 0; byte < 256; byte++) {
      char damaged[sizeof sample];
      memcpy(damaged, sample, sizeof sample);
      damaged[i] = (char)byte;
      if (parse(damaged, whole, true, &doc)) continue;
      taken += visit(hug_json_root(doc)) > 0;
      hug_json_free(doc);
    }
  CHECK(taken > whole);
  CHECK(hug_memory_usage().live == live);
}

/* Each allocation fails once; the text is long enough for several blocks and a table that grows. */
static void test_no_memory(void) {
  size_t live = hug_memory_usage().live;
  hug_status status = HUG_ENOMEM;
  hug_text t = { 0 };
  hug_text_add(&t, "{", 1);
  for (int i = 0; i < 200; i++) hug_text_addf(&t, "\"key %d\":%s,", i, sample);
  hug_text_add(&t, "\"end\":0}", 8);
  uint64_t n = 0;
  while (status == HUG_ENOMEM) {
    hug_json *doc = NULL;
    size_t before = hug_memory_usage().live;
    hug_fault_alloc(++n);
    status = hug_json_parse(t.data, t.bytes, "test", true, &doc);
    CHECK(status == HUG_ENOMEM ? doc == NULL && hug_memory_usage().live == before : status == HUG_OK);
    hug_json_free(doc);
  }
  hug_fault_alloc(0);
  CHECK(n > 5);
  hug_text_drop(&t);
  CHECK(hug_memory_usage().live == live);
}

/* ---- A suite of files ---- */

/* What RFC 8259 leaves open: numbers beyond a double's range and 500 levels of nesting are taken; a byte order mark,
** other encodings, invalid UTF-8 and lone surrogates are not. */
static bool taken_by_choice(const char *name) {
  return strncmp(name, "i_number_", 9) == 0 || strcmp(name, "i_structure_500_nested_arrays.json") == 0;
}

static void test_suite(const char *folder) {
  DIR *files = folder ? opendir(folder) : NULL;
  int count = 0;
  for (struct dirent *d; files && (d = readdir(files));) {
    char *path = NULL;
    hug_file *file = NULL;
    if (!strchr("yni", d->d_name[0]) || d->d_name[1] != '_') continue;
    CHECK(hug_path_join(folder, d->d_name, &path) == HUG_OK && hug_file_open(path, false, &file) == HUG_OK);
    bool expected = d->d_name[0] == 'y' || (d->d_name[0] == 'i' && taken_by_choice(d->d_name));
    bool taken = judge(hug_file_data(file), hug_file_size(file)) == HUG_OK;
    if (taken != expected) printf("  %s: %s\n", d->d_name, taken ? "taken" : hug_errmsg());
    CHECK(taken == expected);
    count++;
    hug_file_free(file);
    hug_free(path);
  }
  if (files) closedir(files);
  CHECK(!folder || count > 0);
}

int main(void) {
  size_t live = hug_memory_usage().live;
  test_grammar();
  test_nesting();
  test_messages();
  test_values();
  test_many_values();
  test_unique_keys();
  test_damage();
  test_no_memory();
  test_suite(getenv("HUG_JSON_SUITE"));
  CHECK(hug_memory_usage().live == live);
  return CHECK_REPORT();
}
