/* base_test.c: messages, text, numbers, UTF-8, digests, hashes, the reader and the gate for paths. */
#include "check.h"
#include "../../core/base/base.h"
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>

/* ---- Messages ---- */

static bool message_is(const char *expected) {
  return strcmp(hug_errmsg(), expected) == 0;
}

static void test_status(void) {
  char longest[3000];
  CHECK(message_is(""));
  CHECK(strcmp(hug_version(), HUG_VERSION) == 0);
  CHECK(strcmp(hug_status_name(HUG_OK), "OK") == 0 && strcmp(hug_status_name(HUG_ENOMEM), "ENOMEM") == 0);
  CHECK(strcmp(hug_status_name(HUG_EINTERNAL), "EINTERNAL") == 0);
  CHECK(strcmp(hug_status_name((hug_status)99), "EINTERNAL") == 0);
  CHECK(hug_fail(HUG_ESHAPE, "[op] %d", 3) == HUG_ESHAPE && message_is("[op] 3"));
  CHECK(hug_fail(HUG_EARG, "more: %s", hug_errmsg()) == HUG_EARG && message_is("more: [op] 3"));
  hug_fail(HUG_EARG, "%s", "\x1b[2J\r\n\x7f|\xc2\x9b|\xff|\xe2\x82|\xed\xa0\x80|caf\xc3\xa9 \xf0\x9f\xa4\x97");
  CHECK(message_is("\\x1B[2J\\x0D\\x0A\\x7F|\\xC2\\x9B|\\xFF|\\xE2\\x82|\\xED\\xA0\\x80|caf\xc3\xa9 \xf0\x9f\xa4\x97"));
  memset(longest, 'a', sizeof longest);
  longest[sizeof longest - 1] = 0;
  hug_fail(HUG_EARG, "%s", longest);
  CHECK(strlen(hug_errmsg()) == 1023);
  memset(longest, 1, sizeof longest - 1);
  hug_fail(HUG_EARG, "%s", longest);
  CHECK(strlen(hug_errmsg()) <= 1023 && strlen(hug_errmsg()) > 1015);
}

/* ---- Text ---- */

/* Whether t holds `expected`; takes it. */
static bool text_is(hug_text *t, const char *expected) {
  char *text;
  size_t bytes;
  if (hug_text_take(t, &text, &bytes)) return false;
  bool same = bytes == strlen(expected) && strcmp(text, expected) == 0;
  if (!same) printf("  got %s, expected %s\n", text, expected);
  hug_free(text);
  return same;
}

static bool json_string_is(const char *bytes, size_t n, const char *expected) {
  hug_text t = { 0 };
  hug_text_add_json_string(&t, bytes, n);
  return text_is(&t, expected);
}

static void test_text(void) {
  hug_text t = { 0 };
  CHECK(text_is(&t, ""));
  hug_text_add(&t, "ab", 2);
  hug_text_add(&t, NULL, 0);
  hug_text_addf(&t, "%d%s", 42, "");
  for (int i = 0; i < 1000; i++) hug_text_add(&t, "x", 1);
  CHECK(t.bytes == 1004 && memcmp(t.data, "ab42xx", 6) == 0);
  hug_text_drop(&t);
  CHECK(t.data == NULL && t.bytes == 0);

  CHECK(json_string_is("", 0, "\"\""));
  CHECK(json_string_is(NULL, 0, "\"\""));
  CHECK(json_string_is("a\"\\/\b\f\n\r\t\x01\x1f\x7f", 12, "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\""));
  CHECK(json_string_is("a\0b", 3, "\"a\\u0000b\""));
  CHECK(json_string_is("\xc3\xa9\xf0\x9f\xa4\x97", 6, "\"\xc3\xa9\xf0\x9f\xa4\x97\""));
  CHECK(json_string_is("a\xff" "b\xe2\x82" "c\xc3", 7, "\"a\xef\xbf\xbd" "b\xef\xbf\xbd" "c\xef\xbf\xbd\""));
}

/* A failed append is told when the text is taken, and nothing of it stays. */
static void test_text_faults(void) {
  size_t live = hug_memory_usage().live;
  hug_text t = { 0 };
  char *text = NULL;
  hug_fault_alloc(1);
  hug_text_add(&t, "a", 1);
  hug_text_add(&t, "b", 1);
  CHECK_FAILS(hug_text_take(&t, &text, NULL), HUG_ENOMEM, "[text]");
  CHECK(text == NULL && t.data == NULL && !t.failed);
  hug_text_add(&t, "a", 1);
  hug_fault_alloc(1);
  hug_text_addf(&t, "%0100d", 1);
  hug_text_add_json_string(&t, "x", 1);
  CHECK_FAILS(hug_text_take(&t, &text, NULL), HUG_ENOMEM, "[text]");
  CHECK(hug_memory_usage().live == live);
}

/* ---- Numbers ---- */

static bool number_is(double value, const char *expected) {
  hug_text t = { 0 };
  hug_text_add_number(&t, value);
  bool finite = !isnan(value) && !isinf(value);
  return text_is(&t, expected) && (!finite || hug_number_parse(expected, strlen(expected)) == value);
}

static void check_numbers(void) {
  static const struct { double value; const char *text; } cases[] = {   /* as Python's repr() */
    { 0, "0.0" }, { -0.0, "-0.0" }, { 3, "3.0" }, { -17, "-17.0" }, { 0.1, "0.1" }, { 1.0 / 3, "0.3333333333333333" },
    { 100, "100.0" }, { 0.0001, "0.0001" }, { 0.00001, "1e-05" }, { 1.5e-7, "1.5e-07" },
    { 1e15, "1000000000000000.0" }, { 9999999999999998, "9999999999999998.0" }, { 1e16, "1e+16" },
    { 123456789012345680, "1.2345678901234568e+17" }, { 1e22, "1e+22" }, { 1e100, "1e+100" }, { 123.456, "123.456" },
    { 5e-324, "5e-324" }, { 0x1p-44, "5.684341886080802e-14" }, { DBL_MIN, "2.2250738585072014e-308" },
    { DBL_MAX, "1.7976931348623157e+308" }, { 0x1p-1017, "7.120236347223045e-307" },
    { 0x1p53 + 2, "9007199254740994.0" }, { 0.1f, "0.10000000149011612" }, { 2.5, "2.5" },
    { 1e14 + 0.5, "100000000000000.5" }, { INFINITY, "Infinity" }, { -INFINITY, "-Infinity" }
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) CHECK(number_is(cases[i].value, cases[i].text));
  CHECK(number_is(NAN, "NaN"));
}

static void test_numbers(void) {
  static const char *const comma_locales[] = { "de_DE.UTF-8", "de_DE.utf8", "de_DE", "fr_FR.UTF-8", "fr_FR.utf8" };
  check_numbers();
  for (size_t i = 0; i < sizeof comma_locales / sizeof *comma_locales; i++)
    if (setlocale(LC_ALL, comma_locales[i])) {
      check_numbers();
      break;
    }
  setlocale(LC_ALL, "C");
}

/* The nearest double, ties to even: around 2^53, where integers lie halfway between doubles. */
static void test_number_rounding(void) {
  static const struct { const char *text; double value; } cases[] = {
    { "9007199254740993", 0x1p53 }, { "9007199254740993.0000000000000000000000001", 0x1p53 + 2 },
    { "9007199254740995", 0x1p53 + 4 }, { "9007199254740992.99999999999999999", 0x1p53 }, { "1e400", INFINITY },
    { "-1e400", -INFINITY }, { "1e-400", 0 }, { "2.4703282292062327e-324", 0 }, { "2.4703282292062328e-324", 5e-324 },
    { "0e99999999999999999999", 0 }, { "1E2", 100 }, { "1e+2", 100 }, { "0.5", 0.5 },
    { "1e99999999999999999999", INFINITY }, { "1e-99999999999999999999", 0 }, { "1.7976931348623159e308", INFINITY }
  };
  char text[2000] = "9007199254740993.";
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    CHECK(hug_number_parse(cases[i].text, strlen(cases[i].text)) == cases[i].value);
  memset(text + 17, '0', 1500);
  CHECK(hug_number_parse(text, 1517) == 0x1p53);
  text[1516] = '1';   /* a digit far beyond those that are kept still breaks the tie */
  CHECK(hug_number_parse(text, 1517) == 0x1p53 + 2);
  memset(text, '0', sizeof text);
  text[1] = '.';
  memcpy(text + 1900, "1e1899", 6);
  CHECK(hug_number_parse(text, 1906) == 1);
}

/* Decimals of every length and size, against the C library, which rounds to nearest: the short ones take other ways. */
static void test_number_ways(void) {
  uint64_t state = 1;
  int wrong = 0;
  for (int i = 0; i < 40000; i++) {
    char text[64];
    state = state * 6364136223846793005u + 1442695040888963407u;
    int digits = 1 + (int)(state >> 33) % 20, exponent = (int)(state >> 40) % 70 - 35;
    state = state * 6364136223846793005u + 1442695040888963407u;
    uint64_t mantissa = state;
    for (int k = 20; k > digits; k--) mantissa /= 10;
    if (i % 8 == 0) mantissa = ((uint64_t)1 << 53) + 2 * (state >> 56) + 1, exponent = 0;   /* halfway between two doubles */
    snprintf(text, sizeof text, "%llue%d", (unsigned long long)mantissa, exponent);
    wrong += hug_number_parse(text, strlen(text)) != strtod(text, NULL);
    snprintf(text, sizeof text, "0.000%018llue%d", (unsigned long long)mantissa, exponent);
    wrong += hug_number_parse(text, strlen(text)) != strtod(text, NULL);
  }
  CHECK(wrong == 0);
}

/* ---- UTF-8 ---- */

static void test_utf8(void) {
  static const struct { const char *text; int step; } cases[] = {
    { "a", 1 }, { "\x7f", 1 }, { "\xc2\x80", 2 }, { "\xdf\xbf", 2 }, { "\xe0\xa0\x80", 3 }, { "\xed\x9f\xbf", 3 },
    { "\xee\x80\x80", 3 }, { "\xef\xbf\xbf", 3 }, { "\xf0\x90\x80\x80", 4 }, { "\xf4\x8f\xbf\xbf", 4 },
    { "\x80", -1 }, { "\xbf", -1 }, { "\xc0\x80", -1 }, { "\xc1\xbf", -1 }, { "\xe0\x9f\xbf", -1 },
    { "\xed\xa0\x80", -1 }, { "\xf0\x8f\xbf\xbf", -1 }, { "\xf4\x90\x80\x80", -1 }, { "\xf5\x80\x80\x80", -1 },
    { "\xff", -1 }, { "\xc2", -1 }, { "\xc2" "a", -1 }, { "\xe2\x82", -2 }, { "\xe2\x82" "a", -2 },
    { "\xf0\x9f\xa4", -3 }, { "\xf0\x9f\xa4\xc3", -3 }
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[40] = "sixteen ASCIIs..";
    size_t bytes = strlen(cases[i].text);
    CHECK(hug_utf8_step(cases[i].text, bytes) == cases[i].step);
    for (size_t before = 0; before <= 16; before++) {   /* at every place relative to the words that are skipped */
      memcpy(text + before, cases[i].text, bytes);
      CHECK(hug_utf8_check(text, before + bytes) == (cases[i].step > 0 ? before + bytes : before));
      memcpy(text, "sixteen ASCIIs..", 16);
    }
  }
  CHECK(hug_utf8_count("a\xc3\xa9\xe2\x82\xac\xf0\x9f\xa4\x97", 10) == 4 && hug_utf8_count("", 0) == 0);
  bool same = true;
  for (uint32_t c = 0; c < 0x110000; c++) {
    char text[4] = { 0 };
    size_t at = 0;
    if (c >= 0xd800 && c < 0xe000) continue;
    int n = hug_utf8_put(text, c);
    same = same && hug_utf8_step(text, 4) == n && hug_utf8_next(text, (size_t)n, &at) == c && at == (size_t)n;
  }
  CHECK(same);
}

/* ---- Digests and hashes ---- */

static bool digests_are(const void *data, size_t bytes, const char *sha1, const char *sha256) {
  char hex1[41], hex256[65];
  hug_sha1(data, bytes, hex1);
  hug_sha256(data, bytes, hex256);
  return strcmp(hex1, sha1) == 0 && strcmp(hex256, sha256) == 0;
}

static void test_digests(void) {
  static char a[1000000];
  char all[65 * 200], hex[65];
  size_t used = 0;
  memset(a, 'a', sizeof a);
  CHECK(digests_are(NULL, 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  CHECK(digests_are("abc", 3, "a9993e364706816aba3e25717850c26c9cd0d89d",
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  CHECK(digests_are("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
                    "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
                    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
  CHECK(digests_are(a, sizeof a, "34aa973cd4c4daa4f61eeb2bdbad27316534016f",
                    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
  for (size_t n = 0; n < 200; n++) {   /* every length of the padding, digested once more */
    hug_sha1(a, n, hex);
    memcpy(all + used, hex, 40), used += 40;
    hug_sha256(a, n, hex);
    memcpy(all + used, hex, 24), used += 24;
  }
  CHECK(digests_are(all, used, "10de47b911a55118703a61f16258176d62d2a603",
                    "3763cf3dede744afce300dde52814f40467add5eced55fffd3231b223328ee7b"));
}

static void test_hash(void) {
  hug_hash_seed zero = { 0, 0 }, some = { 0x0706050403020100u, 0x0f0e0d0c0b0a0908u };
  hug_hash_seed a = hug_hash_seed_new(), b = hug_hash_seed_new();
  CHECK(hug_hash(zero, "a", 1) == 0x407448d2b89b1813u && hug_hash(zero, "abcdefgh", 8) == 0x3f7b849c0b8e35eau);
  CHECK(hug_hash(zero, "the quick brown fox", 19) == 0x5a17575ad3449cbau);
  CHECK(hug_hash(some, "a", 1) != hug_hash(zero, "a", 1));
  CHECK(a.k0 != b.k0 || a.k1 != b.k1);
}

/* ---- The reader ---- */

static void test_reader(void) {
  static const uint8_t bytes[15] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
  hug_reader r = hug_reader_of(bytes, sizeof bytes);
  CHECK(hug_read_u8(&r) == 1 && hug_read_u16(&r) == 0x0302 && hug_read_u32(&r) == 0x07060504);
  CHECK(hug_read_u64(&r) == 0x0f0e0d0c0b0a0908u && hug_reader_left(&r) == 0 && !r.failed);
  CHECK(hug_read_bytes(&r, 0) == bytes + 15 && !r.failed);
  hug_read_seek(&r, 12);
  CHECK(hug_read_u32(&r) == 0 && r.failed && hug_reader_left(&r) == 0);
  hug_read_seek(&r, 0);   /* a failure stays */
  CHECK(hug_read_u8(&r) == 0 && hug_read_bytes(&r, 1) == NULL);
  r = hug_reader_of(bytes, sizeof bytes);
  hug_read_seek(&r, 15);
  CHECK(!r.failed && hug_read_u8(&r) == 0 && r.failed);
  r = hug_reader_of(bytes, sizeof bytes);
  hug_read_seek(&r, 16);
  CHECK(r.failed);
  r = hug_reader_of(bytes, sizeof bytes);
  hug_read_u8(&r);
  CHECK(hug_read_bytes(&r, UINT64_MAX) == NULL && r.failed);
  r = hug_reader_of(NULL, 0);
  CHECK(hug_read_u64(&r) == 0 && r.failed);
}

/* ---- Paths ---- */

static void test_paths(void) {
  static const char *const good[] = {
    "config.json", "a/b/c.safetensors", ".gitattributes", "onnx/model_quantized.onnx", "a..b", "...x", "a b",
    "caf\xc3\xa9",
    "COM", "COM10", "console", "nul_", "LPTX", "auxiliary/x", "a/.b/c", "-rf", "~", "$HOME", "%2e%2e"
  };
  static const struct { const char *name, *why; } bad[] = {
    { "", "empty" }, { "/etc/passwd", "absolute" }, { "//server/share", "absolute" }, { "a//b", "empty" },
    { "a/", "empty" }, { ".", "'.'" }, { "..", "'..'" }, { "a/../b", "'..'" }, { "a/./b", "'.'" }, { "../x", "'..'" },
    { "a/..", "'..'" }, { "a\\b", "backslash" }, { "..\\x", "backslash" }, { "C:x", "colon" }, { "c:/x", "colon" },
    { "a:stream", "colon" }, { "\\\\server\\x", "backslash" }, { "a\nb", "control" }, { "a\x7f", "control" },
    { "a\x1b[2J", "control" }, { "\xff", "UTF-8" }, { "a\xc0\xaf" "b", "UTF-8" }, { "con", "reserves" },
    { "CON", "reserves" }, { "a/NUL.txt", "reserves" }, { "aux.tar.gz/x", "reserves" }, { "com1", "reserves" },
    { "LPT9.log", "reserves" }, { "PRN .x", "reserves" }, { "COM\xc2\xb9", "reserves" }, { "conin$", "reserves" },
    { "x.", "ends in" }, { "x ", "ends in" }, { "...", "ends in" }, { "a./b", "ends in" }
  };
  char longest[256];
  char *joined;
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) CHECK(hug_path_check(good[i], strlen(good[i])) == HUG_OK);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    CHECK_FAILS(hug_path_check(bad[i].name, strlen(bad[i].name)), HUG_EARG, bad[i].why);
  CHECK_FAILS(hug_path_check("a\0b", 3), HUG_EARG, "control");
  memset(longest, 'x', sizeof longest);
  CHECK(hug_path_check(longest, 255) == HUG_OK);
  CHECK_FAILS(hug_path_check(longest, 256), HUG_EARG, "longer than 255");

  CHECK(hug_path_is_folder("/") && !hug_path_is_folder("/no/such") && !hug_path_is_folder("/dev/null"));
  CHECK(hug_path_join("a", "b", &joined) == HUG_OK && strcmp(joined, "a/b") == 0);
  hug_free(joined);
  CHECK(hug_path_join("/", "b", &joined) == HUG_OK && strcmp(joined, "/b") == 0);
  hug_free(joined);
  CHECK(hug_path_join("", "b", &joined) == HUG_OK && strcmp(joined, "b") == 0);
  hug_free(joined);
}

int main(void) {
  size_t live = hug_memory_usage().live;
  test_status();
  test_text();
  test_text_faults();
  test_numbers();
  test_number_rounding();
  test_number_ways();
  test_utf8();
  test_digests();
  test_hash();
  test_reader();
  test_paths();
  CHECK(hug_memory_usage().live == live);
  return CHECK_REPORT();
}
