/* line.c: one line from a terminal, with editing, history and completion where the machine has readline or libedit.
** They are opened when a prompt first needs them, so nothing else pays for them.
**
** While a line is read, Ctrl-C and Ctrl-Z are ours: one drops what was typed, as in a shell, the other gives the terminal back
** before the program stops.  The library is called only when there is a key, so that between keys nothing but poll() waits,
** which a signal ends through a pipe.
*/
#include "binding.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef char *(*generator_fn)(const char *, int);

/* The functions of the library, all NULL without one. */
static struct {
  bool looked;
  const char *name;
  void (*begin)(const char *, void (*)(char *));   /* rl_callback_handler_install */
  void (*key)(void);          /* rl_callback_read_char */
  void (*end)(void);          /* rl_callback_handler_remove */
  void (*forget)(void);       /* rl_free_line_state */
  void (*forget_search)(void);          /* rl_callback_sigcleanup, which libedit does not have */
  void (*prepare)(int);       /* rl_prep_terminal */
  void (*restore)(void);      /* rl_deprep_terminal */
  int (*redraw)(void);        /* rl_forced_update_display */
  int *catches;               /* rl_catch_signals */
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

/* The line that is being read. */
static struct {
  bool done;
  char *text;                 /* NULL at the end of the input */
  int signals[2];             /* a pipe: holds the numbers of those that came */
  struct sigaction interrupt, stop;   /* what SIGINT and SIGTSTP did before */
} reading = { .signals = { -1, -1 } };

static void look(void) {
  static const struct { const char *file, *name; } known[] = { { "libreadline.so.8", "readline" }, { "libedit.so.2", "libedit" } };
  editor.looked = true;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    void *library = dlopen(known[i].file, RTLD_NOW | RTLD_LOCAL);
    if (!library) continue;
    editor.name = known[i].name;
    *(void **)&editor.begin = dlsym(library, "rl_callback_handler_install");
    *(void **)&editor.key = dlsym(library, "rl_callback_read_char");
    *(void **)&editor.end = dlsym(library, "rl_callback_handler_remove");
    *(void **)&editor.forget = dlsym(library, "rl_free_line_state");
    *(void **)&editor.forget_search = dlsym(library, "rl_callback_sigcleanup");
    *(void **)&editor.prepare = dlsym(library, "rl_prep_terminal");
    *(void **)&editor.restore = dlsym(library, "rl_deprep_terminal");
    *(void **)&editor.redraw = dlsym(library, "rl_forced_update_display");
    *(void **)&editor.add_history = dlsym(library, "add_history");
    *(void **)&editor.read_history = dlsym(library, "read_history");
    *(void **)&editor.write_history = dlsym(library, "write_history");
    *(void **)&editor.completion_matches = dlsym(library, "rl_completion_matches");
    editor.catches = dlsym(library, "rl_catch_signals");
    editor.attempted = dlsym(library, "rl_attempted_completion_function");
    editor.over = dlsym(library, "rl_attempted_completion_over");
    editor.buffer = dlsym(library, "rl_line_buffer");
    editor.breaks = dlsym(library, "rl_completer_word_break_characters");
    bool reads = editor.begin && editor.key && editor.end && editor.forget && editor.catches;
    if (reads && editor.prepare && editor.restore && editor.redraw && editor.add_history) return;
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

/* ---- Signals ---- */

static void on_signal(int number) {
  int error = errno;
  char byte = (char)number;
  if (write(reading.signals[1], &byte, 1) < 0) {}   /* the pipe is full: it has been told */
  errno = error;
}

/* The next signal that came, or 0. */
static int next_signal(void) {
  char byte;
  return read(reading.signals[0], &byte, 1) == 1 ? byte : 0;
}

static void take(int number, struct sigaction *before) {
  struct sigaction ours = { .sa_handler = on_signal };   /* without SA_RESTART: what waits is woken */
  if (!sigaction(number, NULL, before) && (number == SIGINT || before->sa_handler != SIG_IGN))
    sigaction(number, &ours, NULL);
}

static bool take_signals(void) {
  if (reading.signals[0] < 0 && pipe2(reading.signals, O_CLOEXEC | O_NONBLOCK)) return false;
  while (next_signal()) {}
  take(SIGINT, &reading.interrupt);
  if (editor.begin) take(SIGTSTP, &reading.stop);
  return true;
}

static void return_signals(void) {
  sigaction(SIGINT, &reading.interrupt, NULL);
  if (editor.begin) sigaction(SIGTSTP, &reading.stop, NULL);
}

/* Stops as if we had not asked, with the terminal as it was; comes back when the program goes on. */
static void stop(void) {
  editor.restore();
  sigaction(SIGTSTP, &reading.stop, NULL);
  raise(SIGTSTP);
  take(SIGTSTP, &reading.stop);
  editor.prepare(1);
  editor.redraw();
}

/* ---- Reading ---- */

typedef enum outcome { LINE, END, INTERRUPTED } outcome;

static void take_line(char *text) {
  reading.text = text;
  reading.done = true;
  editor.end();
}

static outcome edited_line(const char *text) {
  struct pollfd sources[] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = reading.signals[0], .events = POLLIN } };
  reading.done = false;
  *editor.catches = 0;
  editor.begin(text, take_line);
  while (!reading.done) {
    bool ready = poll(sources, 2, -1) > 0;
    int number = next_signal();
    if (number == SIGTSTP) stop();
    else if (number == SIGINT) {
      fputs("^C\n", stdout);
      fflush(stdout);
      editor.forget();
      if (editor.forget_search) editor.forget_search();
      editor.end();
      return INTERRUPTED;
    } else if (ready && sources[0].revents) editor.key();
  }
  return reading.text ? LINE : END;
}

static outcome plain_line(const char *text) {
  size_t room = 0;
  fputs(text, stdout);
  fflush(stdout);
  reading.text = NULL;
  ssize_t bytes = getline(&reading.text, &room, stdin);
  if (bytes > 0) {
    if (reading.text[bytes - 1] == '\n') reading.text[bytes - 1] = 0;
    return LINE;
  }
  free(reading.text);
  clearerr(stdin);
  if (next_signal() != SIGINT) return END;
  fputs("\n", stdout);
  return INTERRUPTED;
}

/* hug.line(prompt [, complete(line) -> words]) -> a line; nil at the end of the input; false where Ctrl-C was pressed */
static int line(lua_State *L) {
  const char *text = hugL_checktext(L, 1, "line", "prompt", NULL);
  if (!editor.looked) look();
  lua_settop(L, 2);
  lua_newtable(L);
  prompt.L = L;
  prompt.complete = 2;
  prompt.words = 3;
  if (lua_isfunction(L, 2) && editor.attempted && editor.over && editor.buffer && editor.completion_matches) {
    *(char **(**)(const char *, int, int))editor.attempted = complete;
    if (editor.breaks) *editor.breaks = " \t\n()[]{}+-*/^%#=<>~,;'\"";
  }
  if (!take_signals()) return hugL_error(L, "[line] cannot wait for keys: %s", strerror(errno));
  outcome what = editor.begin ? edited_line(text) : plain_line(text);
  return_signals();
  if (what == END) return 0;
  if (what == INTERRUPTED) lua_pushboolean(L, 0);
  else {
    lua_pushstring(L, reading.text);
    free(reading.text);
  }
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
