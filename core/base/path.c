/* path.c: paths on this machine, and the gate that names from a repository pass before they become one. */
#include "base.h"
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { LONGEST_PART = 255 };   /* bytes; what the usual file systems take */

/* Whether Windows gives these bytes to a device; what follows the first dot is no help there. */
static bool is_reserved(const char *part, size_t bytes) {
  static const char *const names[] = { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" };
  const char *dot = memchr(part, '.', bytes);
  size_t stem = dot ? (size_t)(dot - part) : bytes;
  while (stem && part[stem - 1] == ' ') stem--;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (stem == strlen(names[i]) && strncasecmp(part, names[i], stem) == 0) return true;
  if (stem < 4 || (strncasecmp(part, "COM", 3) != 0 && strncasecmp(part, "LPT", 3) != 0)) return false;
  if (stem == 4) return part[3] >= '0' && part[3] <= '9';
  static const char *const superscripts[] = { "\xc2\xb9", "\xc2\xb2", "\xc2\xb3" };
  for (int i = 0; i < 3; i++)
    if (stem == 5 && memcmp(part + 3, superscripts[i], 2) == 0) return true;
  return false;
}

/* Why a part of a name may not be used, or NULL. */
static const char *fault_of(const char *part, size_t bytes) {
  if (bytes == 0) return "it has an empty part";
  if (bytes > LONGEST_PART) return "a part of it is longer than 255 bytes";
  if (part[0] == '.' && (bytes == 1 || (bytes == 2 && part[1] == '.'))) return "it has a part '.' or '..'";
  for (size_t i = 0; i < bytes; i++) {
    unsigned char c = (unsigned char)part[i];
    if (c < 0x20 || c == 0x7f) return "it has a control character";
    if (c == '\\' || c == ':') return "it has a backslash or colon";
  }
  if (part[bytes - 1] == '.' || part[bytes - 1] == ' ') return "a part of it ends in a dot or space";
  if (is_reserved(part, bytes)) return "an operating system reserves it for a device";
  return NULL;
}

hug_status hug_path_check(const char *name, size_t bytes) {
  const char *why = bytes && name[0] == '/' ? "it is absolute" : NULL;
  if (!why && hug_utf8_check(name, bytes) < bytes) why = "it is not UTF-8";
  for (size_t first = 0; !why && first <= bytes;) {
    const char *slash = memchr(name + first, '/', bytes - first);
    size_t end = slash ? (size_t)(slash - name) : bytes;
    why = fault_of(name + first, end - first);
    first = end + 1;
  }
  int shown = bytes > 300 ? 300 : (int)bytes;
  return why ? hug_fail(HUG_EARG, "[path] \"%.*s\" is refused as a file name: %s", shown, name, why) : HUG_OK;
}

bool hug_path_is_folder(const char *path) {
  struct stat s;
  return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

hug_status hug_path_join(const char *folder, const char *name, char **out) {
  hug_text t = { 0 };
  size_t bytes = strlen(folder);
  hug_text_add(&t, folder, bytes);
  if (bytes && folder[bytes - 1] != '/') hug_text_add(&t, "/", 1);
  hug_text_add(&t, name, strlen(name));
  return hug_text_take(&t, out, NULL);
}
