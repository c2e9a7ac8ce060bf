/* embed.c: a tool of the build: writes Lua files as one C file on standard output, for preload.c.
**
**   embed [name=]lua/hug/nn.lua …
**
** The module's name is the path behind `lua/`, unless it is given: hug.nn, and hug for lua/hug/init.lua.
*/
#include <stdio.h>
#include <string.h>

/* Splits an argument into a module's name, in `name`, and the path, which is returned. */
static const char *split(const char *argument, char *name, size_t room) {
  const char *equals = strchr(argument, '='), *path = equals ? equals + 1 : argument;
  if (equals) {
    snprintf(name, room, "%.*s", (int)(equals - argument), argument);
    return path;
  }
  snprintf(name, room, "%s", strncmp(path, "lua/", 4) ? path : path + 4);
  char *end = strstr(name, ".lua");
  if (end) *end = 0;
  size_t length = strlen(name);
  if (length > 5 && !strcmp(name + length - 5, "/init")) name[length - 5] = 0;
  for (char *at = name; *at; at++)
    if (*at == '/') *at = '.';
  return path;
}

/* Writes the bytes of a file as an array; returns their number, -1 if it cannot be read. */
static long write_bytes(const char *path, int number) {
  FILE *file = fopen(path, "rb");
  long bytes = 0;
  if (!file) return -1;
  printf("static const unsigned char file%d[] = {", number);
  for (int c; (c = getc(file)) != EOF; bytes++) printf(bytes % 32 ? "%d," : "\n%d,", c);
  printf("0};\n");
  fclose(file);
  return bytes;
}

int main(int count, char **arguments) {
  char name[256];
  printf("/* Written by embed: the Lua files of hug. */\n#include \"embedded.h\"\n");
  for (int i = 1; i < count; i++) {
    const char *path = split(arguments[i], name, sizeof name);
    if (write_bytes(path, i) < 0) {
      fprintf(stderr, "embed: cannot read %s\n", path);
      return 1;
    }
  }
  printf("const hugL_file hugL_files[] = {\n");
  for (int i = 1; i < count; i++) {
    const char *path = split(arguments[i], name, sizeof name);
    printf("  { \"%s\", \"%s\", (const char *)file%d, sizeof file%d - 1 },\n", name, path, i, i);
  }
  printf("  { 0, 0, 0, 0 }\n};\n");
  return 0;
}
