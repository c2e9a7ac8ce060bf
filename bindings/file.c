/* file.c: whole files and folders.  A failure is nil, message, code. */
#include "binding.h"
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static hug_status fail_errno(const char *what, const char *path) {
  return hug_fail(errno == ENOENT ? HUG_ENOTFOUND : HUG_EIO, "[%s] %s: %s", what, path, strerror(errno));
}

/* hug.read_file(path) -> text */
static int read_file(lua_State *L) {
  const char *path = hugL_checktext(L, 1, "read_file", "path", NULL);
  hugL_box *box = hugL_new(L, hugL_here(L), HUGL_FILE);
  hug_file *file;
  hugL_attempt(L, hug_file_open(path, false, &file));
  box->object = file;
  lua_pushlstring(L, hug_file_data(file), hug_file_size(file));
  hugL_release(box);
  return 1;
}

/* hug.write_file(path, text) -> true: whole or not at all */
static int write_file(lua_State *L) {
  size_t bytes;
  const char *path = hugL_checktext(L, 1, "write_file", "path", NULL);
  const char *text = hugL_checktext(L, 2, "write_file", "text", &bytes);
  hugL_attempt(L, hug_file_write(path, text, bytes));
  lua_pushboolean(L, 1);
  return 1;
}

static int exists(lua_State *L) {
  struct stat s;
  lua_pushboolean(L, stat(hugL_checktext(L, 1, "exists", "path", NULL), &s) == 0);
  return 1;
}

static int is_folder(lua_State *L) {
  lua_pushboolean(L, hug_path_is_folder(hugL_checktext(L, 1, "is_folder", "path", NULL)));
  return 1;
}

/* The names in a folder, each ended by a NUL. */
static hug_status names_in(const char *path, char **out, size_t *bytes) {
  DIR *folder = opendir(path);
  if (!folder) return fail_errno("list_folder", path);
  hug_text names = { 0 };
  for (struct dirent *entry; (entry = readdir(folder));)
    if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
      hug_text_add(&names, entry->d_name, strlen(entry->d_name) + 1);
  closedir(folder);
  return hug_text_take(&names, out, bytes);
}

/* hug.list_folder(path) -> names, in no order */
static int list_folder(lua_State *L) {
  const char *path = hugL_checktext(L, 1, "list_folder", "path", NULL);
  hugL_box *block = hugL_new(L, hugL_here(L), HUGL_BLOCK);
  char *names;
  size_t bytes;
  hugL_attempt(L, names_in(path, &names, &bytes));
  block->object = names;
  lua_newtable(L);
  int n = 0;
  for (const char *at = names; at < names + bytes; at += strlen(at) + 1) {
    lua_pushstring(L, at);
    lua_rawseti(L, -2, ++n);
  }
  hugL_release(block);
  return 1;
}

/* Makes `path`, whose bytes are changed on the way and restored, and the folders above it. */
static hug_status make_folders(char *path) {
  for (char *at = path + 1; *at; at++) {
    if (*at != '/') continue;
    *at = 0;
    int failed = mkdir(path, 0777) && errno != EEXIST;
    *at = '/';
    if (failed) return fail_errno("make_folder", path);
  }
  if (mkdir(path, 0777) == 0 || (errno == EEXIST && hug_path_is_folder(path))) return HUG_OK;
  return fail_errno("make_folder", path);
}

/* hug.make_folder(path) -> true: with the folders above it; it may be there already */
static int make_folder(lua_State *L) {
  size_t bytes;
  const char *path = hugL_checktext(L, 1, "make_folder", "path", &bytes);
  if (bytes == 0) return hugL_error(L, "[make_folder] the path is empty");
  hugL_box *block = hugL_new(L, hugL_here(L), HUGL_BLOCK);
  block->object = hug_strdup_n(path, bytes);
  if (!block->object) return hugL_failed(L, HUG_ENOMEM);
  hugL_attempt(L, make_folders(block->object));
  lua_pushboolean(L, 1);
  return 1;
}

/* hug.path_check(name) -> true if a name from a repository may be used below a folder */
static int path_check(lua_State *L) {
  size_t bytes;
  const char *name = hugL_checktext(L, 1, "path_check", "name", &bytes);
  hugL_attempt(L, hug_path_check(name, bytes));
  lua_pushboolean(L, 1);
  return 1;
}

static const luaL_Reg functions[] = {
  { "read_file", read_file }, { "write_file", write_file }, { "exists", exists }, { "is_folder", is_folder },
  { "list_folder", list_folder }, { "make_folder", make_folder }, { "path_check", path_check }, { NULL, NULL },
};

void hugL_open_file(lua_State *L) {
  hugL_newtype(L, HUGL_FILE, NULL);
  lua_pop(L, 2);
  hugL_register(L, functions);
}
