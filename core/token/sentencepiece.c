/* sentencepiece.c: reads SentencePiece models: a message of protocol buffers with the pieces, how the model was
** trained, and how it normalises.
**
** The format: google/sentencepiece, sentencepiece_model.proto.  Fields that say nothing of encoding are passed over.
*/
#include "lexicon.h"
#include <stdio.h>
#include <string.h>

/* ---- Protocol buffers ---- */

enum { WIRE_VARINT, WIRE_8, WIRE_BYTES, WIRE_4 = 5 };

typedef struct field {
  uint32_t number;
  int wire;
  uint64_t value;             /* of a VARINT, or the bits of 4 and 8 bytes */
  const uint8_t *data;        /* of BYTES */
  size_t bytes;
} field;

typedef struct source {
  const char *what;           /* the file's name */
  hug_reader in;
} source;

static hug_status fault(const source *s, const char *path, const char *problem) {
  return hug_fail(HUG_EFORMAT, "[tokenizer] %s %s (in %s)", path, problem, s->what);
}

static uint64_t read_varint(hug_reader *r) {
  uint64_t value = 0;
  for (int shift = 0; shift < 70; shift += 7) {
    uint8_t byte = hug_read_u8(r);
    if (shift == 63 && byte > 1) r->failed = true;
    if (shift < 64) value |= (uint64_t)(byte & 0x7f) << shift;
    if (r->failed || byte < 0x80) return r->failed ? 0 : value;
  }
  r->failed = true;
  return 0;
}

/* The next field of a message; *more is false at its end. */
static hug_status next_field(source *s, const char *path, field *f, bool *more) {
  *more = hug_reader_left(&s->in) > 0;
  if (!*more) return HUG_OK;
  uint64_t tag = read_varint(&s->in);
  *f = (field){ .number = (uint32_t)(tag >> 3), .wire = (int)(tag & 7) };
  if (s->in.failed || !f->number || tag >> 32)
    return fault(s, path, "has a field without a number: this is no SentencePiece model");
  switch (f->wire) {
  case WIRE_VARINT: f->value = read_varint(&s->in); break;
  case WIRE_8: f->value = hug_read_u64(&s->in); break;
  case WIRE_4: f->value = hug_read_u32(&s->in); break;
  case WIRE_BYTES:
    f->bytes = (size_t)read_varint(&s->in);
    f->data = hug_read_bytes(&s->in, f->bytes);
    break;
  default: return fault(s, path, "has a field of a kind that there is none of: this is no SentencePiece model");
  }
  return s->in.failed ? fault(s, path, "ends within a field") : HUG_OK;
}

static source part_of(const source *s, const field *f) {
  return (source){ s->what, hug_reader_of(f->data ? f->data : (const uint8_t *)"", f->bytes) };
}

static hug_status want(const source *s, const char *path, const char *name, const field *f, int wire) {
  if (f->wire == wire) return HUG_OK;
  char whole[80];
  snprintf(whole, sizeof whole, "%s.%s", path, name);
  return fault(s, whole, "is of another kind than it must be");
}

/* ---- The model ---- */

typedef struct special {
  const char *name;
  uint32_t id_field, piece_field;
  int64_t id;
  const char *piece;
  size_t bytes;
} special;

typedef struct model {
  hug_piece_list pieces;
  int64_t type;               /* 1 Unigram, 2 BPE, 3 words, 4 characters */
  bool byte_fallback, suffix;
  bool add_dummy_prefix, remove_extra_whitespaces, escape_whitespaces;
  const uint8_t *charsmap;
  size_t charsmap_bytes;
  special specials[4];
} model;

static const model untold = {
  .type = 1, .add_dummy_prefix = true, .remove_extra_whitespaces = true, .escape_whitespaces = true,
  .specials = { { "unk", 40, 45, 0, "<unk>", 5 }, { "bos", 41, 46, 1, "<s>", 3 }, { "eos", 42, 47, 2, "</s>", 4 },
                { "pad", 43, 48, -1, "<pad>", 5 } }
};

static hug_status read_piece(const source *whole, const field *at, model *m) {
  source s = part_of(whole, at);
  hug_piece_entry piece = { .text = "", .kind = HUG_PIECE_NORMAL };
  char path[40];
  snprintf(path, sizeof path, "pieces[%zu]", m->pieces.count);
  field f;
  for (bool more;;) {
    HUG_TRY(next_field(&s, path, &f, &more));
    if (!more) break;
    if (f.number == 1) {
      HUG_TRY(want(&s, path, "piece", &f, WIRE_BYTES));
      if (f.bytes > 1u << 20) return fault(&s, path, "has a piece of more than a megabyte");
      piece.text = f.bytes ? (const char *)f.data : "";
      piece.bytes = (uint32_t)f.bytes;
    } else if (f.number == 2) {
      HUG_TRY(want(&s, path, "score", &f, WIRE_4));
      uint32_t bits = (uint32_t)f.value;
      float score;
      memcpy(&score, &bits, sizeof score);
      if (score != score || score - score != 0) return fault(&s, path, "has a score that is no number");
      piece.score = score;
    } else if (f.number == 3) {
      HUG_TRY(want(&s, path, "type", &f, WIRE_VARINT));
      if (f.value < HUG_PIECE_NORMAL || f.value > HUG_PIECE_BYTE)
        return fault(&s, path, "has a type that there is none of");
      piece.kind = (int32_t)f.value;
    }
  }
  if (hug_utf8_check(piece.text, piece.bytes) < piece.bytes) return fault(&s, path, "is not UTF-8");
  return hug_piece_list_push(&m->pieces, &piece);
}

static hug_status read_trainer(const source *whole, const field *at, model *m) {
  static const char path[] = "trainer_spec";
  source s = part_of(whole, at);
  field f;
  for (bool more;;) {
    HUG_TRY(next_field(&s, path, &f, &more));
    if (!more) return HUG_OK;
    if (f.number == 3) {
      HUG_TRY(want(&s, path, "model_type", &f, WIRE_VARINT));
      m->type = (int64_t)f.value;
    } else if (f.number == 35 || f.number == 24) {
      HUG_TRY(want(&s, path, f.number == 35 ? "byte_fallback" : "treat_whitespace_as_suffix", &f, WIRE_VARINT));
      *(f.number == 35 ? &m->byte_fallback : &m->suffix) = f.value != 0;
    }
    for (int i = 0; i < 4; i++) {
      special *one = &m->specials[i];
      if (f.number == one->id_field) {
        HUG_TRY(want(&s, path, "ids", &f, WIRE_VARINT));
        one->id = (int32_t)(uint32_t)f.value;
      } else if (f.number == one->piece_field) {
        HUG_TRY(want(&s, path, "pieces", &f, WIRE_BYTES));
        if (hug_utf8_check((const char *)f.data, f.bytes) < f.bytes)
          return fault(&s, path, "has a piece that is not UTF-8");
        one->piece = (const char *)f.data;
        one->bytes = f.bytes;
      }
    }
  }
}

static hug_status read_normalizer(const source *whole, const field *at, model *m) {
  static const char path[] = "normalizer_spec";
  source s = part_of(whole, at);
  field f;
  bool *const flags[] = { &m->add_dummy_prefix, &m->remove_extra_whitespaces, &m->escape_whitespaces };
  for (bool more;;) {
    HUG_TRY(next_field(&s, path, &f, &more));
    if (!more) return HUG_OK;
    if (f.number == 2) {
      HUG_TRY(want(&s, path, "precompiled_charsmap", &f, WIRE_BYTES));
      m->charsmap = f.data;
      m->charsmap_bytes = f.bytes;
    } else if (f.number >= 3 && f.number <= 5) {
      HUG_TRY(want(&s, path, "flags", &f, WIRE_VARINT));
      *flags[f.number - 3] = f.value != 0;
    }
  }
}

static hug_status read_model(source *s, model *m) {
  field f;
  for (bool more;;) {
    HUG_TRY(next_field(s, "the file", &f, &more));
    if (!more) break;
    if (f.number > 3) continue;
    HUG_TRY(want(s, "the file", "parts", &f, WIRE_BYTES));
    HUG_TRY((f.number == 1 ? read_piece : f.number == 2 ? read_trainer : read_normalizer)(s, &f, m));
  }
  if (!m->pieces.count) return fault(s, "pieces", "are missing: this is no SentencePiece model");
  if (m->type != 1 && m->type != 2)
    return fault(s, "trainer_spec.model_type", "is neither Unigram nor BPE, which are the ones that are supported");
  for (int i = 0; i < 4; i++)
    if (m->specials[i].id >= (int64_t)m->pieces.count) return fault(s, "trainer_spec", "has an id that no piece has");
  return HUG_OK;
}

/* ---- Settings ---- */

static void add_bool(hug_text *to, const char *name, bool value) {
  hug_text_addf(to, ",\"%s\":%s", name, value ? "true" : "false");
}

static void write_settings(const model *m, hug_text *to) {
  hug_text_addf(to, "{\"model_type\":\"%s\",\"count\":%zu", m->type == 1 ? "Unigram" : "BPE", m->pieces.count);
  add_bool(to, "byte_fallback", m->byte_fallback);
  add_bool(to, "add_dummy_prefix", m->add_dummy_prefix);
  add_bool(to, "remove_extra_whitespaces", m->remove_extra_whitespaces);
  add_bool(to, "escape_whitespaces", m->escape_whitespaces);
  add_bool(to, "treat_whitespace_as_suffix", m->suffix);
  for (int i = 0; i < 4; i++) {
    hug_text_addf(to, ",\"%s_id\":%lld,\"%s_piece\":", m->specials[i].name, (long long)m->specials[i].id,
                  m->specials[i].name);
    hug_text_add_json_string(to, m->specials[i].piece, m->specials[i].bytes);
  }
  if (m->charsmap_bytes) {
    hug_text_addf(to, ",\"precompiled_charsmap\":\"");
    hug_text_add_base64(to, m->charsmap, m->charsmap_bytes);
    hug_text_addf(to, "\"");
  }
  hug_text_addf(to, ",\"tokens\":[");
  bool first = true;
  for (size_t i = 0; i < m->pieces.count; i++) {
    const hug_piece_entry *p = &m->pieces.at[i];
    if (p->kind != HUG_PIECE_CONTROL && p->kind != HUG_PIECE_USER_DEFINED) continue;
    hug_text_add_piece(to, p, first);
    first = false;
  }
  hug_text_addf(to, "]}");
}

hug_status hug_lexicon_sentencepiece(const void *data, size_t bytes, const char *what,
                                     const hug_lexicon_options *options, hug_lexicon *out) {
  source s = { what, hug_reader_of(data, bytes) };
  model m = untold;
  hug_lexicon_options o = *options;
  hug_text text = { 0 };
  hug_status status = read_model(&s, &m);
  if (!status) {
    write_settings(&m, &text);
    if (o.drop > m.pieces.count) o.drop = m.pieces.count;
    status = hug_lexicon_write(&m.pieces, &o, &text, out);
  }
  hug_text_drop(&text);
  hug_piece_list_free(&m.pieces);
  return status;
}
