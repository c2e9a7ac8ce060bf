/* pty.c: runs a program at a terminal of its own and talks to it as standard input says, a line for each step:
**
**   wait TEXT    reads on until the program has printed TEXT (10 seconds at most)
**   send KEYS    types them; \n \t \\ and \xNN as in C
**   press KEYS until TEXT    types them five times a second until the program has printed TEXT
**
** pty COMMAND…: prints what the terminal shows, then a line `status=N`: the exit status, or 128 + the signal's number.
*/
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000 };

static int terminal;
static char shown[1 << 20];
static size_t bytes, seen;     /* what was shown, and how much of it earlier waits have gone through */

static void give_up(const char *why, const char *what) {
  printf("%s\npty: %s %s\n", shown, why, what);
  exit(1);
}

/* Takes what the terminal shows next; false when the program is gone or nothing came in time. */
static bool show(int patience) {
  struct pollfd source = { terminal, POLLIN, 0 };
  if (poll(&source, 1, patience) <= 0) return false;
  ssize_t n = read(terminal, shown + bytes, sizeof shown - 1 - bytes);
  if (n <= 0) return false;
  bytes += (size_t)n;
  return true;
}

/* Whether the text is there, behind what earlier waits found. */
static bool find(const char *text) {
  char *found = strstr(shown + seen, text);
  if (found) seen = (size_t)(found - shown) + strlen(text);
  return found;
}

static void wait_for(const char *text) {
  while (!find(text))
    if (!show(PATIENCE_MS)) give_up("waited in vain for", text);
}

static void type_keys(const char *at) {
  char keys[4096];
  size_t n = 0;
  unsigned code;
  for (; *at && n < sizeof keys; at++) {
    if (*at != '\\') keys[n++] = *at;
    else if (*++at == 'n') keys[n++] = '\r';
    else if (*at == 't') keys[n++] = '\t';
    else if (*at == 'x' && sscanf(at + 1, "%2x", &code) == 1) keys[n++] = (char)code, at += 2;
    else keys[n++] = *at;
  }
  if (write(terminal, keys, n) != (ssize_t)n) give_up("cannot type", at);
}

static void press_until(char *keys) {
  char *text = strstr(keys, " until ");
  if (!text) give_up("without an end:", keys);
  *text = 0;
  text += strlen(" until ");
  for (int i = 0; i < PATIENCE_MS / 200; i++) {
    type_keys(keys);
    while (show(200)) {}
    if (find(text)) return;
  }
  give_up("pressed in vain for", text);
}

static void become(char **command, const char *name) {
  setsid();
  int own = open(name, O_RDWR);
  ioctl(own, TIOCSCTTY, 0);
  for (int i = 0; i < 3; i++) dup2(own, i);
  if (own > 2) close(own);
  close(terminal);
  execvp(command[0], command);
  _exit(127);
}

int main(int count, char **arguments) {
  char step[4096];
  int status;
  terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (count < 2 || terminal < 0 || grantpt(terminal) || unlockpt(terminal)) give_up("there is", "no terminal");
  pid_t child = fork();
  if (child == 0) become(arguments + 1, ptsname(terminal));
  while (fgets(step, sizeof step, stdin)) {
    step[strcspn(step, "\n")] = 0;
    if (strncmp(step, "wait ", 5) == 0) wait_for(step + 5);
    else if (strncmp(step, "send ", 5) == 0) type_keys(step + 5);
    else if (strncmp(step, "press ", 6) == 0) press_until(step + 6);
    else give_up("no such step:", step);
  }
  while (show(PATIENCE_MS)) {}
  if (waitpid(child, &status, 0) < 0) give_up("lost", arguments[1]);
  printf("%s\nstatus=%d\n", shown, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return 0;
}
