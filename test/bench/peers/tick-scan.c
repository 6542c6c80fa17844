/*
 * The native bound of a scan: by instrument the last price, the money that changed hands and the number of ticks.
 * File: u32 ticks, u32 ticks a chunk, u32 instruments; then for each chunk (the last may be shorter) four columns of u32: instrument, time,
 * paise, quantity.
 * Arguments: FILE PASSES. Prints {"seconds": S, "lastPaise": sum, "notional": sum, "count": sum} over all passes and instruments.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void fail(const char *what) {
  fprintf(stderr, "tick-scan: %s\n", what);
  exit(1);
}

/* Of the processor, as the other side counts them. */
static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void *zeroed(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (!memory) fail("no memory");
  return memory;
}

int main(int argc, char **argv) {
  if (argc != 3) fail("expected FILE PASSES");
  FILE *file = fopen(argv[1], "rb");
  uint32_t head[3];
  if (!file || fread(head, sizeof head, 1, file) != 1) fail("cannot read the file");
  const uint32_t ticks = head[0], chunk_ticks = head[1], instruments = head[2];
  const size_t words = (size_t)ticks * 4;
  uint32_t *columns = zeroed(words, sizeof *columns);
  if (fread(columns, sizeof *columns, words, file) != words) fail("the file is too short");
  int32_t *last_paise = zeroed(instruments, sizeof *last_paise);
  double *notional = zeroed(instruments, sizeof *notional);
  uint32_t *count = zeroed(instruments, sizeof *count);

  const double started = seconds();
  for (long pass = atol(argv[2]); pass > 0; pass--) {
    for (size_t first = 0; first < ticks; first += chunk_ticks) {
      const size_t length = ticks - first < chunk_ticks ? ticks - first : chunk_ticks;
      const uint32_t *instrument = columns + first * 4;
      const int32_t *paise = (const int32_t *)(instrument + length * 2);
      const uint32_t *quantity = instrument + length * 3;
      for (size_t tick = 0; tick < length; tick++) {
        const uint32_t whose = instrument[tick];
        last_paise[whose] = paise[tick];
        notional[whose] += (double)paise[tick] * quantity[tick];
        count[whose]++;
      }
    }
  }
  const double took = seconds() - started;

  double sums[3] = {0};
  for (uint32_t whose = 0; whose < instruments; whose++) {
    sums[0] += last_paise[whose];
    sums[1] += notional[whose];
    sums[2] += count[whose];
  }
  printf("{\"seconds\": %.9f, \"lastPaise\": %.17g, \"notional\": %.17g, \"count\": %.17g}\n", took, sums[0], sums[1], sums[2]);
  return 0;
}
