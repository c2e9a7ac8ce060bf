/* embedded.h: the Lua files that are part of a program; embed.c writes them as C. */
#ifndef HUGL_EMBEDDED_H
#define HUGL_EMBEDDED_H

#include <stddef.h>

typedef struct hugL_file {
  const char *name;            /* as `require` knows it: "hug.nn"; NULL ends the list */
  const char *path;            /* in error messages */
  const char *text;
  size_t bytes;
} hugL_file;

extern const hugL_file hugL_files[];

#endif
