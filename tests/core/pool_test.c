/* pool_test.c: loops and tasks on threads: everything once, at the same places, from anywhere, nested and forked. */
#include "check.h"
#include "../../core/base/base.h"
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COUNT = 100003 };

typedef struct marks {
  atomic_int done[COUNT];     /* how often each element was worked on */
  int64_t grain;
  atomic_int misplaced;       /* pieces that begin elsewhere than at a multiple of the grain */
} marks;

static marks all;

static void mark(void *context, int64_t first, int64_t last) {
  marks *m = context;
  if (first % m->grain || last <= first) atomic_fetch_add(&m->misplaced, 1);
  for (int64_t i = first; i < last; i++) atomic_fetch_add(&m->done[i], 1);
}

static bool each_once(int64_t count, int64_t grain) {
  memset(&all, 0, sizeof all);
  all.grain = grain;
  hug_parallel(count, grain, mark, &all);
  for (int64_t i = 0; i < COUNT; i++)
    if (all.done[i] != (i < count)) return false;
  return all.misplaced == 0;
}

static void test_loops(void) {
  static const int64_t counts[] = { 0, 1, 2, 7, 64, 1000, COUNT }, grains[] = { 1, 3, 64, 1000, COUNT, INT64_MAX };
  for (int threads = 1; threads <= 4; threads++) {
    CHECK(hug_threads(threads) == threads && hug_threads(0) == threads);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
      for (size_t k = 0; k < sizeof grains / sizeof *grains; k++) CHECK(each_once(counts[i], grains[k]));
  }
  CHECK(hug_threads(100000) <= 256);
  CHECK(hug_threads(3) == 3);
}

/* ---- Loops inside loops and beside each other ---- */

static void count_one(void *context, int64_t first, int64_t last) {
  atomic_fetch_add((_Atomic int64_t *)context, last - first);
}

static void nested(void *context, int64_t first, int64_t last) {
  for (int64_t i = first; i < last; i++) hug_parallel(10, 1, count_one, context);
  if (hug_threads(1) != 3) atomic_fetch_add((_Atomic int64_t *)context, 1);   /* from inside it only tells the number */
}

static void *many_loops(void *context) {
  for (int i = 0; i < 2000; i++) hug_parallel(16, 1, count_one, context);
  return NULL;
}

static void test_nesting(void) {
  _Atomic int64_t sum = 0;
  pthread_t ids[3];
  hug_parallel(1000, 1000, count_one, &sum);
  CHECK(sum == 1000);
  sum = 0;
  hug_parallel(100, 1, nested, &sum);
  CHECK(sum == 1000);
  sum = 0;
  for (int i = 0; i < 3; i++) pthread_create(&ids[i], NULL, many_loops, &sum);
  for (int i = 0; i < 20; i++) CHECK(hug_threads(1 + i % 3) == 1 + i % 3);   /* changed while others compute */
  for (int i = 0; i < 3; i++) pthread_join(ids[i], NULL);
  CHECK(sum == 3 * 2000 * 16);
  hug_threads(3);
}

/* Loops with pauses between them, so that workers sleep and are woken. */
static void test_sleep(void) {
  _Atomic int64_t sum = 0;
  for (int i = 0; i < 50; i++) {
    hug_parallel(64, 1, count_one, &sum);
    usleep(300);
  }
  CHECK(sum == 50 * 64);
}

/* ---- Tasks ---- */

typedef struct job {
  hug_task task;
  atomic_bool *gate;          /* waits for it, if any */
  struct job *needs;          /* waits for that one, if any */
  _Atomic int64_t result;
} job;

static void run_job(void *context) {
  job *j = context;
  while (j->gate && !atomic_load(j->gate)) sched_yield();
  if (j->needs) hug_task_wait(&j->needs->task, -1);
  hug_parallel(100, 1, count_one, &j->result);
}

static void test_tasks(void) {
  static job jobs[200];
  memset(jobs, 0, sizeof jobs);
  for (int i = 0; i < 200; i++) hug_task_start(&jobs[i].task, run_job, &jobs[i]);
  for (int i = 199; i >= 0; i--) CHECK(hug_task_wait(&jobs[i].task, -1) && jobs[i].result == 100);
  CHECK(hug_task_wait(&jobs[0].task, 0) && hug_task_wait(&jobs[0].task, 1));

  atomic_bool gate = false;
  job held = { .gate = &gate };
  hug_task_start(&held.task, run_job, &held);
  while (hug_task_wait(&held.task, 0)) CHECK(false);
  CHECK(!hug_task_wait(&held.task, 0.01));
  atomic_store(&gate, true);
  CHECK(hug_task_wait(&held.task, 60) && held.result == 100);

  atomic_store(&gate, false);
  job last = { .gate = NULL }, middle = { .needs = &last }, first = { .needs = &middle, .gate = &gate };
  hug_threads(2);   /* fewer workers than tasks that wait */
  hug_task_start(&first.task, run_job, &first);
  hug_task_start(&middle.task, run_job, &middle);
  hug_task_start(&last.task, run_job, &last);
  atomic_store(&gate, true);
  CHECK(hug_task_wait(&first.task, -1) && middle.result == 100 && last.result == 100);

  memset(jobs, 0, sizeof jobs);
  for (int i = 0; i < 200; i++) hug_task_start(&jobs[i].task, run_job, &jobs[i]);
  CHECK(hug_threads(1) == 1);   /* what is queued is still done */
  for (int i = 0; i < 200; i++) CHECK(hug_task_wait(&jobs[i].task, 0) && jobs[i].result == 100);

  job alone = { .gate = NULL };
  hug_task_start(&alone.task, run_job, &alone);   /* no workers: it is done at once */
  CHECK(hug_task_wait(&alone.task, 0) && alone.result == 100);
  hug_threads(3);
}

/* ---- The process around ---- */

static pthread_t host_thread;
static atomic_int signals_elsewhere, signals;

static void on_signal(int number) {
  (void)number;
  atomic_fetch_add(&signals, 1);
  if (!pthread_equal(pthread_self(), host_thread)) atomic_fetch_add(&signals_elsewhere, 1);
}

/* A host's handler runs on the host's threads: while this one blocks the signal, nobody takes it. */
static void test_signals(void) {
  sigset_t set;
  _Atomic int64_t sum = 0;
  host_thread = pthread_self();
  signal(SIGUSR1, on_signal);
  hug_threads(1);
  hug_threads(3);
  hug_parallel(64, 1, count_one, &sum);   /* starts workers anew */
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &set, NULL);
  kill(getpid(), SIGUSR1);
  hug_parallel(64, 1, count_one, &sum);
  usleep(10000);
  CHECK(signals == 0);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
  CHECK(signals == 1 && signals_elsewhere == 0);
  signal(SIGUSR1, SIG_DFL);
}

/* A child starts workers of its own. */
static void test_fork(void) {
#ifndef __SANITIZE_THREAD__   /* which does not follow a process with threads through a fork */
  _Atomic int64_t sum = 0;
  int status = -1;
  hug_parallel(64, 1, count_one, &sum);
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    job j = { .gate = NULL };
    hug_parallel(64, 1, count_one, &sum);
    hug_task_start(&j.task, run_job, &j);
    bool done = hug_task_wait(&j.task, -1) && each_once(COUNT, 1) && hug_threads(1) == 1;
    _exit(done && sum == 128 && j.result == 100 ? 0 : 1);
  }
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  CHECK(each_once(COUNT, 1));
#endif
}

int main(void) {
  CHECK(!hug_pool_started() && hug_threads(0) >= 1);
  double before = hug_clock();
  test_loops();
  CHECK(hug_pool_started());
  hug_options o = { .size = sizeof o };
  CHECK_FAILS(hug_config(&o), HUG_EARG, "in use already");
  test_nesting();
  test_sleep();
  test_tasks();
  test_signals();
  test_fork();
  CHECK(hug_clock() > before);
  CHECK(hug_memory_usage().live == 0);
  return CHECK_REPORT();
}
