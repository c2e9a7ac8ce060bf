/* io.h: the system's file calls as hug makes them: repeated after a signal, and failing when a test asks for it. */
#ifndef HUG_IO_H
#define HUG_IO_H

#include "base.h"
#include <sys/stat.h>

/* Each as the call it is named for: -1 (or NULL) and errno on failure. */
int hug_io_open(const char *path, int flags, unsigned mode);   /* adds O_CLOEXEC */
int hug_io_stat(int fd, struct stat *out);
int64_t hug_io_read(int fd, void *to, size_t bytes);           /* as read(): perhaps fewer, 0 at the end */
int hug_io_write(int fd, const void *from, size_t bytes);      /* all of it */
void *hug_io_map(int fd, size_t bytes);                        /* the pages are private: writes stay in this process */
int hug_io_sync(int fd);
int hug_io_rename(const char *from, const char *to);
int hug_io_close(int fd);                                      /* the descriptor is gone in any case */

/* Sets the message for errno: HUG_ENOTFOUND if there is no such path, HUG_ENOMEM, or HUG_EIO. */
hug_status hug_io_fail(const char *what, const char *path);

#endif
