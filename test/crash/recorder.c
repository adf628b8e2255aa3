/*
 * Preloaded into a process to record, in order, what it does to the files below CRASH_DIR, into the file CRASH_LOG;
 * and to make chosen syncs fail. One lock spans each call and its record, so that the order of the log is the order
 * in which the calls happened.
 *
 * Record, little-endian: u8 kind, u16 path length, u16 second path length, u64 offset, u32 data length, then the
 * path, the second path and the data. Kinds: see replay.ts.
 *
 * CRASH_KILL_ZEROS N: the process is killed when it is about to write zeros, and nothing else, into store.db for the
 * Nth time.
 *
 * CRASH_FAIL_SYNC "TEXT:N": the Nth sync of a path that ends with TEXT fails with EIO, once, and its data are not
 * written, nor by a later sync: the kernel takes its pages for written.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { CREATE = 1, WRITE, TRUNCATE, RENAME, LINK, UNLINK, SYNC, SYNC_DIRECTORY, MAKE_DIRECTORY, FAILED_SYNC };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -1;
static const char *directory;
static size_t directory_length;
static char fail_text[256];
static int fail_countdown = -1;
static int kill_countdown = -1;

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int real_open(const char *path, int flags, mode_t mode) {
  REAL(open);
  return real(path, flags, mode);
}

static ssize_t real_write(int file, const void *data, size_t count) {
  REAL(write);
  return real(file, data, count);
}

__attribute__((constructor)) static void start(void) {
  const char *log_path = getenv("CRASH_LOG");
  directory = getenv("CRASH_DIR");
  if (!directory || !log_path) return;
  directory_length = strlen(directory);
  log_file = real_open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const char *zeros = getenv("CRASH_KILL_ZEROS");
  if (zeros) kill_countdown = atoi(zeros);
  const char *fail = getenv("CRASH_FAIL_SYNC");
  const char *colon = fail ? strrchr(fail, ':') : NULL;
  if (colon && (size_t)(colon - fail) < sizeof fail_text) {
    memcpy(fail_text, fail, (size_t)(colon - fail));
    fail_countdown = atoi(colon + 1);
  }
}

static int watched(const char *path) {
  return log_file >= 0 && strncmp(path, directory, directory_length) == 0 &&
         (path[directory_length] == '/' || path[directory_length] == 0);
}

/* The path of an open file, when it is watched. */
static int path_of(int file, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = log_file < 0 ? -1 : readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return watched(path);
}

static const char *inside(const char *path) {
  return path[directory_length] ? path + directory_length + 1 : "";
}

static void put(const void *data, size_t count) {
  for (const char *at = data; count > 0;) {
    ssize_t done = real_write(log_file, at, count);
    if (done <= 0) abort();
    at += done;
    count -= (size_t)done;
  }
}

static void record(uint8_t kind, const char *path, const char *second, uint64_t offset, const void *data,
                   uint32_t length) {
  uint16_t lengths[2] = {(uint16_t)strlen(path), (uint16_t)strlen(second)};
  char head[17];
  head[0] = (char)kind;
  memcpy(head + 1, lengths, 4);
  memcpy(head + 5, &offset, 8);
  memcpy(head + 13, &length, 4);
  put(head, sizeof head);
  put(path, lengths[0]);
  put(second, lengths[1]);
  put(data, length);
}

static int opening(const char *path, int flags, mode_t mode) {
  if (!watched(path)) return real_open(path, flags, mode);
  pthread_mutex_lock(&lock);
  struct stat before;
  int fresh = (flags & O_CREAT) && stat(path, &before) != 0;
  int file = real_open(path, flags, mode);
  if (file >= 0 && fresh) record(CREATE, inside(path), "", 0, NULL, 0);
  else if (file >= 0 && (flags & O_TRUNC)) record(TRUNCATE, inside(path), "", 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return file;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list arguments; \
    va_start(arguments, flags); \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(arguments, mode_t) : 0; \
    va_end(arguments); \
    return opening(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

static int ends_with(const char *text, const char *end) {
  size_t text_length = strlen(text), end_length = strlen(end);
  return text_length >= end_length && strcmp(text + text_length - end_length, end) == 0;
}

static int all_zeros(const char *data, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (data[i]) return 0;
  return 1;
}

static ssize_t writing(int file, const void *data, size_t count, off_t offset, int at_offset) {
  REAL(pwrite);
  char path[PATH_MAX];
  if (!path_of(file, path)) return at_offset ? real(file, data, count, offset) : real_write(file, data, count);
  pthread_mutex_lock(&lock);
  if (kill_countdown > 0 && ends_with(path, "store.db") && all_zeros(data, count) && --kill_countdown == 0)
    kill(getpid(), SIGKILL);
  if (!at_offset) offset = (fcntl(file, F_GETFL) & O_APPEND) ? lseek(file, 0, SEEK_END) : lseek(file, 0, SEEK_CUR);
  ssize_t done = at_offset ? real(file, data, count, offset) : real_write(file, data, count);
  int error = errno;
  if (done > 0) record(WRITE, inside(path), "", (uint64_t)offset, data, (uint32_t)done);
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}

ssize_t write(int file, const void *data, size_t count) { return writing(file, data, count, 0, 0); }
ssize_t pwrite(int file, const void *data, size_t count, off_t offset) { return writing(file, data, count, offset, 1); }
ssize_t pwrite64(int file, const void *data, size_t count, off64_t offset) {
  return writing(file, data, count, offset, 1);
}

/* The program writes single pieces; several would need a record each. */
ssize_t writev(int file, const struct iovec *pieces, int count) {
  REAL(writev);
  char path[PATH_MAX];
  if (path_of(file, path)) abort();
  return real(file, pieces, count);
}

ssize_t pwritev(int file, const struct iovec *pieces, int count, off_t offset) {
  REAL(pwritev);
  char path[PATH_MAX];
  if (path_of(file, path)) abort();
  return real(file, pieces, count, offset);
}

static int truncating(int file, off_t length) {
  REAL(ftruncate);
  char path[PATH_MAX];
  if (!path_of(file, path)) return real(file, length);
  pthread_mutex_lock(&lock);
  int result = real(file, length);
  if (result == 0) record(TRUNCATE, inside(path), "", (uint64_t)length, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int file, off_t length) { return truncating(file, length); }
int ftruncate64(int file, off64_t length) { return truncating(file, length); }

static int syncing(int file, int (*real)(int)) {
  char path[PATH_MAX];
  if (!path_of(file, path)) return real(file);
  pthread_mutex_lock(&lock);
  if (ends_with(path, fail_text) && fail_countdown > 0 && --fail_countdown == 0) {
    record(FAILED_SYNC, inside(path), "", 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    errno = EIO;
    return -1;
  }
  struct stat status;
  int result = real(file);
  int error = errno;
  if (result == 0 && fstat(file, &status) == 0)
    record(S_ISDIR(status.st_mode) ? SYNC_DIRECTORY : SYNC, inside(path), "", 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int fsync(int file) {
  REAL(fsync);
  return syncing(file, real);
}

int fdatasync(int file) {
  REAL(fdatasync);
  return syncing(file, real);
}

#define TWO_PATHS(name, kind) \
  int name(const char *from, const char *to) { \
    REAL(name); \
    if (!watched(from) || !watched(to)) return real(from, to); \
    pthread_mutex_lock(&lock); \
    int result = real(from, to); \
    int error = errno; \
    if (result == 0) record(kind, inside(from), inside(to), 0, NULL, 0); \
    pthread_mutex_unlock(&lock); \
    errno = error; \
    return result; \
  }
TWO_PATHS(rename, RENAME)
TWO_PATHS(link, LINK)

int unlink(const char *path) {
  REAL(unlink);
  if (!watched(path)) return real(path);
  pthread_mutex_lock(&lock);
  int result = real(path);
  int error = errno;
  if (result == 0) record(UNLINK, inside(path), "", 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  if (!watched(path)) return real(path, mode);
  pthread_mutex_lock(&lock);
  int result = real(path, mode);
  int error = errno;
  if (result == 0) record(MAKE_DIRECTORY, inside(path), "", 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
