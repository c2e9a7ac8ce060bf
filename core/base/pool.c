/* pool.c: the threads that compute: the caller and its workers, who share the pieces of one loop at a time and take
** tasks.  Workers start when there is first something for them to do, wait by spinning briefly and then sleeping, and
** never see a signal.
*/
#include "base.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum {
  MOST_THREADS = 256,
  SPINS = 1000,              /* pauses before sleeping: 20 to 50 microseconds, about what waking a thread costs */
  PIECES_PER_THREAD = 4      /* so that a thread that was held up can be helped */
};

/* One hug_parallel() call, written only while no worker is inside. */
static struct loop {
  hug_chunk_fn fn;
  void *context;
  int64_t count, step, pieces;
  _Atomic int64_t next;      /* piece to be claimed */
} loop;

static atomic_bool busy;             /* a loop is running, or the workers are being changed */
static _Atomic uint64_t posted;      /* loops so far: workers watch it */
static _Atomic uint64_t open_loop;   /* the number of the loop that may be entered, 0 if none */
static atomic_int inside;            /* workers that may be touching the loop */

static atomic_int wanted;            /* threads, the caller included; 0 until somebody asks */
static atomic_int workers;
static atomic_bool started, stopping;
static pthread_t ids[MOST_THREADS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;   /* guards tasks, ids and sleeping */
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;     /* a loop, a task or the end came */
static pthread_cond_t done;                                /* a task is done or the last worker left a loop */
static atomic_int sleeping;          /* workers waiting for `work` */
static hug_task *first_task, **last_task = &first_task;
static atomic_int queued;

static _Thread_local bool computing; /* this thread runs a piece or a task */

/* ---- Time ---- */

double hug_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ __volatile__("yield");
#endif
}

/* ---- Workers ---- */

static void run_pieces(void) {
  for (;;) {
    int64_t piece = atomic_fetch_add(&loop.next, 1);
    if (piece >= loop.pieces) return;
    int64_t first = piece * loop.step, left = loop.count - first;
    loop.fn(loop.context, first, first + (left < loop.step ? left : loop.step));
  }
}

/* The order matters: a worker says that it is inside before it looks whether the loop is open, the caller closes
** the loop before it looks whether anybody is inside. */
static void join_loop(uint64_t number) {
  atomic_fetch_add(&inside, 1);
  if (atomic_load(&open_loop) == number) run_pieces();
  if (atomic_fetch_sub(&inside, 1) > 1) return;
  pthread_mutex_lock(&lock);
  pthread_cond_broadcast(&done);
  pthread_mutex_unlock(&lock);
}

/* Takes the first task out of the queue, or the given one if it is still there; holds the lock. */
static hug_task *take_task(const hug_task *wish) {
  for (hug_task **link = &first_task; *link; link = &(*link)->next) {
    hug_task *task = *link;
    if (wish && task != wish) continue;
    *link = task->next;
    if (!*link) last_task = link;
    atomic_fetch_sub(&queued, 1);
    return task;
  }
  return NULL;
}

/* Runs a task that was taken; its owner may free it as soon as its state says so. */
static void run_task(hug_task *task) {
  bool before = computing;
  computing = true;
  task->fn(task->context);
  computing = before;
  pthread_mutex_lock(&lock);
  atomic_store(&task->state, 2);
  pthread_cond_broadcast(&done);
  pthread_mutex_unlock(&lock);
}

static bool has_work(uint64_t seen) {
  return atomic_load(&posted) != seen || atomic_load(&queued) || atomic_load(&stopping);
}

static void wait_for_work(uint64_t seen) {
  for (int i = 0; i < SPINS; i++) {
    if (has_work(seen)) return;
    pause_briefly();
  }
  pthread_mutex_lock(&lock);
  atomic_fetch_add(&sleeping, 1);
  while (!has_work(seen)) pthread_cond_wait(&work, &lock);
  atomic_fetch_sub(&sleeping, 1);
  pthread_mutex_unlock(&lock);
}

static void *worker(void *unused) {
  uint64_t seen = 0;
  computing = true;
  for (;;) {
    wait_for_work(seen);
    uint64_t number = atomic_load(&posted);
    if (number != seen) {
      join_loop(seen = number);
      continue;
    }
    pthread_mutex_lock(&lock);
    hug_task *task = take_task(NULL);
    bool end = !task && atomic_load(&stopping);
    pthread_mutex_unlock(&lock);
    if (end) return unused;
    if (task) run_task(task);
  }
}

static void wake(int threads) {
  if (!atomic_load(&sleeping)) return;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < threads; i++) pthread_cond_signal(&work);
  pthread_mutex_unlock(&lock);
}

/* ---- Starting and stopping ---- */

static void make_done(void) {
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&done, &monotonic);
  pthread_condattr_destroy(&monotonic);
}

static void before_fork(void) {
  pthread_mutex_lock(&lock);
}

static void after_fork_in_parent(void) {
  pthread_mutex_unlock(&lock);
}

/* A child has the calling thread alone.  Its queued tasks are run by whoever waits for them. */
static void after_fork_in_child(void) {
  pthread_cond_init(&work, NULL);
  make_done();
  atomic_store(&workers, 0);
  atomic_store(&stopping, false);
  atomic_store(&sleeping, 0);
  atomic_store(&inside, 0);
  atomic_store(&open_loop, 0);
  atomic_store(&busy, false);
  pthread_mutex_unlock(&lock);
}

static void prepare(void) {
  make_done();
  pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

static void prepare_once(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, prepare);
}

static int cores(void) {
#ifdef CPU_COUNT
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n < 1 ? 1 : (int)n;
}

/* Threads that there should be. */
static int threads_wanted(void) {
  int n = atomic_load(&wanted);
  if (n) return n;
  n = cores();
  if (n > MOST_THREADS) n = MOST_THREADS;
  int unset = 0;
  return atomic_compare_exchange_strong(&wanted, &unset, n) ? n : unset;
}

/* Starts the missing workers, with every signal blocked; returns how many there are.  Fewer than wanted will do. */
static int start_workers(void) {
  int n = atomic_load(&workers), needed = threads_wanted() - 1;
  if (n >= needed) return n;
  prepare_once();
  pthread_mutex_lock(&lock);
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  n = atomic_load(&workers);
  while (n < needed && !atomic_load(&stopping) && pthread_create(&ids[n], NULL, worker, NULL) == 0) n++;
  atomic_store(&workers, n);
  if (n) atomic_store(&started, true);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_mutex_unlock(&lock);
  return n;
}

/* Ends all workers, once they have emptied the queue. */
static void stop_workers(void) {
  pthread_mutex_lock(&lock);
  int n = atomic_load(&workers);
  atomic_store(&stopping, true);
  pthread_cond_broadcast(&work);
  pthread_mutex_unlock(&lock);
  for (int i = 0; i < n; i++) pthread_join(ids[i], NULL);
  pthread_mutex_lock(&lock);
  atomic_store(&workers, 0);
  atomic_store(&stopping, false);
  pthread_mutex_unlock(&lock);
}

/* When the library is unloaded its workers must not be inside. */
__attribute__((destructor)) static void unload(void) {
  stop_workers();
}

bool hug_pool_started(void) {
  return atomic_load(&started);
}

static bool acquire(void) {
  return !atomic_exchange(&busy, true);
}

int hug_threads(int threads) {
  if (threads > MOST_THREADS) threads = MOST_THREADS;
  if (threads <= 0 || computing) return threads_wanted();   /* work cannot end the thread that it runs on */
  while (!acquire()) sched_yield();
  if (atomic_load(&workers) > threads - 1) stop_workers();
  atomic_store(&wanted, threads);
  atomic_store(&busy, false);
  return threads;
}

/* ---- Loops ---- */

static void wait_for_workers(void) {
  for (int i = 0; i < SPINS && atomic_load(&inside); i++) pause_briefly();
  if (!atomic_load(&inside)) return;
  pthread_mutex_lock(&lock);
  while (atomic_load(&inside)) pthread_cond_wait(&done, &lock);
  pthread_mutex_unlock(&lock);
}

static void run_loop(int helpers, int64_t count, int64_t grain, int64_t grains, hug_chunk_fn fn, void *context) {
  int64_t per_piece = 1 + (grains - 1) / ((helpers + 1) * PIECES_PER_THREAD);
  loop.fn = fn;
  loop.context = context;
  loop.count = count;
  loop.step = per_piece * grain;
  loop.pieces = 1 + (grains - 1) / per_piece;
  atomic_store(&loop.next, 0);
  uint64_t number = atomic_load(&posted) + 1;
  atomic_store(&open_loop, number);
  atomic_store(&posted, number);
  wake(loop.pieces - 1 < helpers ? (int)loop.pieces - 1 : helpers);
  bool before = computing;
  computing = true;
  run_pieces();
  computing = before;
  atomic_store(&open_loop, 0);
  wait_for_workers();
}

void hug_parallel(int64_t count, int64_t grain, hug_chunk_fn fn, void *context) {
  if (count <= 0) return;
  if (grain < 1) grain = 1;
  int64_t grains = 1 + (count - 1) / grain;
  if (grains == 1 || threads_wanted() == 1 || !acquire()) {
    fn(context, 0, count);
    return;
  }
  int helpers = start_workers();
  if (helpers) run_loop(helpers, count, grain, grains, fn, context);
  else fn(context, 0, count);
  atomic_store(&busy, false);
}

/* ---- Tasks ---- */

/* False when the workers are about to end, and might not see the task. */
static bool enqueue(hug_task *task) {
  pthread_mutex_lock(&lock);
  bool accepted = atomic_load(&workers) && !atomic_load(&stopping);
  if (accepted) {
    atomic_store(&task->state, 1);
    *last_task = task;
    last_task = &task->next;
    atomic_fetch_add(&queued, 1);
  }
  pthread_mutex_unlock(&lock);
  return accepted;
}

void hug_task_start(hug_task *task, void (*fn)(void *), void *context) {
  task->fn = fn;
  task->context = context;
  task->next = NULL;
  if (threads_wanted() > 1 && start_workers() && enqueue(task)) {
    wake(1);
  } else {
    fn(context);
    atomic_store(&task->state, 2);
  }
}

static struct timespec deadline(double seconds) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  if (seconds > 1e9) seconds = 1e9;
  time_t whole = (time_t)seconds;
  t.tv_sec += whole;
  t.tv_nsec += (long)((seconds - (double)whole) * 1e9);
  if (t.tv_nsec >= 1000000000) t.tv_sec++, t.tv_nsec -= 1000000000;
  return t;
}

/* A task that nobody has begun is run here when the caller would wait for it anyway: so tasks may wait for tasks. */
bool hug_task_wait(hug_task *task, double seconds) {
  if (atomic_load(&task->state) != 1 || seconds == 0) return atomic_load(&task->state) == 2;
  pthread_mutex_lock(&lock);
  if (seconds < 0 && take_task(task)) {
    pthread_mutex_unlock(&lock);
    run_task(task);
    return true;
  }
  struct timespec until = deadline(seconds < 0 ? 0 : seconds);
  int rc = 0;
  while (atomic_load(&task->state) != 2 && rc != ETIMEDOUT)
    rc = seconds < 0 ? pthread_cond_wait(&done, &lock) : pthread_cond_timedwait(&done, &lock, &until);
  bool finished = atomic_load(&task->state) == 2;
  pthread_mutex_unlock(&lock);
  return finished;
}
