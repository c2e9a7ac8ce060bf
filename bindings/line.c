/* line.c: one line from a terminal, with editing, history and completion where the machine has readline or libedit.
** They are opened when a prompt first needs them, so nothing else pays for them. */
#include "binding.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef char *(*generator_fn)(const char *, int);

/* The functions of the library, all NULL without one. */
static struct {
  bool looked;
  const char *name;
  char *(*readline)(const char *);
  void (*add_history)(const char *);
  int (*read_history)(const char *);
  int (*write_history)(const char *);
  char **(*completion_matches)(const char *, generator_fn);
  char ***attempted;          /* set where the library looks for completions: rl_attempted_completion_function */
  int *over;                  /* rl_attempted_completion_over */
  char **buffer;              /* rl_line_buffer */
  const char **breaks;        /* rl_completer_word_break_characters */
} editor;

/* The prompt that is being answered: the library calls back without a context. */
static struct {
  lua_State *L;
  int complete, words, next;  /* stack indices, and the place of the next word */
  char *history;
} prompt;

static void look(void) {
  static const struct { const char *file, *name; } known[] = { { "libreadline.so.8", "readline" }, { "libedit.so.2", "libedit" } };
  editor.looked = true;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    void *library = dlopen(known[i].file, RTLD_NOW | RTLD_LOCAL);
    if (!library) continue;
    editor.name = known[i].name;
    *(void **)&editor.readline = dlsym(library, "readline");
    *(void **)&editor.add_history = dlsym(library, "add_history");
    *(void **)&editor.read_history = dlsym(library, "read_history");
    *(void **)&editor.write_history = dlsym(library, "write_history");
    *(void **)&editor.completion_matches = dlsym(library, "rl_completion_matches");
    editor.attempted = dlsym(library, "rl_attempted_completion_function");
    editor.over = dlsym(library, "rl_attempted_completion_over");
    editor.buffer = dlsym(library, "rl_line_buffer");
    editor.breaks = dlsym(library, "rl_completer_word_break_characters");
    if (editor.readline && editor.add_history) return;
    memset(&editor, 0, sizeof editor);
    editor.looked = true;
  }
}

/* ---- Completion ---- */

static char *next_word(const char *text, int again) {
  (void)text;
  if (!again) prompt.next = 1;
  lua_rawgeti(prompt.L, prompt.words, prompt.next++);
  const char *word = lua_tostring(prompt.L, -1);
  char *copy = word ? strdup(word) : NULL;    /* the library frees it */
  lua_pop(prompt.L, 1);
  return copy;
}

static char **complete(const char *text, int start, int end) {
  lua_State *L = prompt.L;
  (void)start;
  *editor.over = 1;           /* never file names */
  lua_pushvalue(L, prompt.complete);
  lua_pushlstring(L, *editor.buffer, (size_t)end);
  if (lua_pcall(L, 1, 1, 0) || !lua_istable(L, -1)) {
    lua_pop(L, 1);
    return NULL;
  }
  lua_replace(L, prompt.words);
  return editor.completion_matches(text, next_word);
}

/* ---- Reading ---- */

static int plain_line(lua_State *L, const char *text) {
  luaL_Buffer b;
  int c;
  fputs(text, stdout);
  fflush(stdout);
  luaL_buffinit(L, &b);
  if ((c = getchar()) == EOF) return 0;
  for (; c != EOF && c != '\n'; c = getchar()) luaL_addchar(&b, (char)c);
  luaL_pushresult(&b);
  return 1;
}

/* hug.line(prompt [, complete(line) -> words]) -> a line, or nil at the end of the input */
static int line(lua_State *L) {
  const char *text = hugL_checktext(L, 1, "line", "prompt", NULL);
  if (!editor.looked) look();
  if (!editor.readline) return plain_line(L, text);
  lua_settop(L, 2);
  lua_newtable(L);
  prompt.L = L;
  prompt.complete = 2;
  prompt.words = 3;
  if (lua_isfunction(L, 2) && editor.attempted && editor.over && editor.buffer && editor.completion_matches) {
    *(char **(**)(const char *, int, int))editor.attempted = complete;
    if (editor.breaks) *editor.breaks = " \t\n()[]{}+-*/^%#=<>~,;'\"";
  }
  char *answer = editor.readline(text);
  if (!answer) return 0;
  lua_pushstring(L, answer);
  free(answer);
  return 1;
}

/* hug.line_history(path): lines of earlier times come from this file, and go there */
static int line_history(lua_State *L) {
  const char *path = hugL_checktext(L, 1, "line_history", "path", NULL);
  if (!editor.looked) look();
  free(prompt.history);
  prompt.history = strdup(path);
  if (editor.read_history) editor.read_history(path);
  return 0;
}

/* hug.line_remember(text) */
static int line_remember(lua_State *L) {
  const char *text = hugL_checktext(L, 1, "line_remember", "text", NULL);
  if (editor.add_history) editor.add_history(text);
  if (editor.write_history && prompt.history) editor.write_history(prompt.history);
  return 0;
}

/* hug.line_editor() -> "readline", "libedit", or nil */
static int line_editor(lua_State *L) {
  if (!editor.looked) look();
  lua_pushstring(L, editor.name);
  return 1;
}

static const luaL_Reg functions[] = {
  { "line", line }, { "line_history", line_history }, { "line_remember", line_remember }, { "line_editor", line_editor }, { NULL, NULL },
};

void hugL_open_line(lua_State *L) { hugL_register(L, functions); }
